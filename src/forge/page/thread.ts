import { issueHtml, labelsOf } from '../domain/json/issue.ts';
import { fullNameOf, repoHtml } from '../domain/json/repository.ts';
import type { ForgeState, Issue, Pull, Repo } from '../domain/state.ts';
import { momentOf } from './moment.ts';
import { webOf } from '../addresses.ts';

/** One line of a list of issues and pull requests. */
export function threadLine(state: ForgeState, repo: Repo, thread: Issue | Pull): object {
  return {
    name: `${fullNameOf(repo)}#${thread.number}`,
    url: issueHtml(repo, thread, state.origin),
    title: thread.title,
    author: thread.author.login,
    standing: standingOf(thread),
    isPull: thread.kind === 'pull',
    labels: labelsOf(repo, thread).map(({ name }) => name),
  };
}

/** An issue or pull request with its comments, and what was reported on its head. Texts are shown as they were written. */
export function threadModel(state: ForgeState, repo: Repo, thread: Issue | Pull): object {
  return {
    ...threadLine(state, repo, thread),
    origin: webOf(state.origin),
    now: momentOf(state.clock.now()),
    repository: fullNameOf(repo),
    repositoryUrl: repoHtml(repo, state.origin),
    body: thread.body,
    createdAt: momentOf(thread.createdAt),
    comments: thread.comments.map(({ author, body, createdAt }) => ({
      author: author.login,
      body,
      at: momentOf(createdAt),
    })),
    happened: thread.timeline.map(({ kind, actor, at, label }) => ({
      kind: kind.replaceAll('_', ' '),
      actor: actor.login,
      at: momentOf(at),
      label: label?.name,
    })),
    ...(thread.kind === 'pull' && pullModel(repo, thread)),
  };
}

export const isOpen = (thread: Issue | Pull): boolean => thread.state === 'open';

function pullModel(repo: Repo, pull: Pull): object {
  return {
    head: pull.head,
    base: pull.base,
    commit: pull.headOid.slice(0, 7),
    reviews: pull.reviews.map(({ author, state }) => ({
      author: author.login,
      state: state.toLowerCase().replaceAll('_', ' '),
    })),
    checks: [
      ...repo.statuses.filter(({ sha }) => sha === pull.headOid).map((one) => ({ name: one.context, says: one.state })),
      ...repo.checkRuns
        .filter(({ headSha }) => headSha === pull.headOid)
        .map((run) => ({ name: run.name, says: run.conclusion ?? run.status })),
    ],
  };
}

function standingOf(thread: Issue | Pull): string {
  if (thread.kind === 'pull' && thread.merged !== undefined) return 'merged';
  return thread.kind === 'pull' && thread.draft ? 'draft' : thread.state;
}
