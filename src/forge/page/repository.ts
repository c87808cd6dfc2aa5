import { fullNameOf, repoHtml } from '../domain/json/repository.ts';
import type { ForgeState, Repo } from '../domain/state.ts';
import { readCommit } from '../git/commit.ts';
import { momentOf } from './moment.ts';
import { threadLine } from './thread.ts';
import { webOf } from '../addresses.ts';

/** One repository: its branches and tags, its issues and pull requests, what was deployed. */
export function repositoryModel(state: ForgeState, repo: Repo): object {
  return {
    origin: webOf(state.origin),
    now: momentOf(state.clock.now()),
    name: fullNameOf(repo),
    isPrivate: repo.private,
    isArchived: repo.archived,
    clone: `${repoHtml(repo, state.origin)}.git`,
    refs: [...repo.git.refs.list()].map(([name, oid]) => refLine(repo, name, oid)),
    threads: [...repo.issues.values()].toReversed().map((thread) => threadLine(state, repo, thread)),
    deployments: repo.deployments.toReversed().map(({ id, environment, sha, statuses, createdAt }) => ({
      id,
      environment,
      sha: sha.slice(0, 7),
      state: statuses.at(-1)?.state ?? 'no status yet',
      at: momentOf(createdAt),
    })),
  };
}

function refLine(repo: Repo, name: string, oid: string): object {
  const object = repo.git.objects.read(oid);
  const subject = object?.type === 'commit' ? readCommit(repo.git.objects, oid).message.split('\n')[0] : object?.type;
  return { name: name.replace(/^refs\/(heads\/)?/, ''), oid: oid.slice(0, 7), subject };
}
