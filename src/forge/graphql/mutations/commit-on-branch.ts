import { readCommit } from '../../git/commit.ts';
import type { Oid } from '../../git/storage.ts';
import { editTree, entryAt, isTreePath } from '../../git/tree.ts';
import type { TreeChange } from '../../git/tree.ts';
import { commitForAccount } from '../../domain/commits.ts';
import { moveRefs } from '../../domain/ref-changes.ts';
import { joinMessage } from '../../domain/pulls/messages.ts';
import type { Repo } from '../../domain/state.ts';
import { mustWrite, visibleRepo } from '../access.ts';
import type { Fields, Graph, View } from '../graph.ts';
import { refOf } from '../lookup.ts';
import { GraphqlRefusal } from '../refusal.ts';
import type { Input } from './input.ts';

interface CommitInput {
  branch: { id?: string | null; repositoryNameWithOwner?: string | null; branchName?: string | null };
  expectedHeadOid: Oid;
  message: { headline: string; body?: string | null };
  fileChanges?: {
    additions?: { path: string; contents: string }[] | null;
    deletions?: { path: string }[] | null;
  } | null;
}

/** Appends one signed commit to a branch, if the branch is where the caller thinks it is. */
export function commitMutations(graph: Graph): Fields {
  const { view } = graph;
  return {
    createCommitOnBranch: ({ input }: Input<CommitInput>) => {
      const { repo, name } = branchOf(view, input.branch);
      mustWrite(view, repo, { permissions: ['contents'], role: 'write', mutation: 'CreateCommitOnBranch' });
      const before = headOf(repo, name);
      if (before !== input.expectedHeadOid) {
        const message = `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`;
        throw new GraphqlRefusal('STALE_DATA', message);
      }
      const changes = changesOf(repo, before, input.fileChanges);
      const after = commitForAccount(view.state, repo, {
        account: view.caller.account,
        tree: editTree(repo.git.objects, readCommit(repo.git.objects, before).tree, changes),
        parents: [before],
        message: joinMessage({ title: input.message.headline, body: input.message.body ?? '' }),
      });
      moveRefs(view.state, repo, [{ ref: name, before, after }], view.caller);
      return { commit: graph.commit(repo, after), ref: graph.ref(repo, name) };
    },
  };
}

function branchOf(view: View, branch: CommitInput['branch']): { repo: Repo; name: string } {
  if (typeof branch.id === 'string') return refOf(view, branch.id);
  const repo = visibleRepo(view, branch.repositoryNameWithOwner ?? '');
  return { repo, name: `refs/heads/${(branch.branchName ?? '').replace(/^refs\/heads\//, '')}` };
}

function headOf(repo: Repo, name: string): Oid {
  const oid = repo.git.refs.read(name);
  if (oid !== undefined) return oid;
  throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a Ref with the name '${name}'.`);
}

/** Files come as plain files: neither the executable bit nor links can be written this way. */
function changesOf(repo: Repo, head: Oid, changes: CommitInput['fileChanges']): TreeChange[] {
  const additions = (changes?.additions ?? []).map(({ path, contents }) => {
    return { path, mode: '100644', content: Buffer.from(contents, 'base64') };
  });
  const deletions = (changes?.deletions ?? []).map(({ path }) => ({ path, content: null }));
  const missing = deletions.find(({ path }) => entryAt(repo.git.objects, head, path) === undefined);
  if (missing !== undefined) {
    const message = `A path was requested for deletion which does not exist as of commit oid \`${head}\`: ${missing.path}`;
    throw new GraphqlRefusal('UNPROCESSABLE', message);
  }
  const all = [...deletions, ...additions];
  const bad = all.find(({ path }) => !isTreePath(path));
  if (bad !== undefined) throw new GraphqlRefusal('UNPROCESSABLE', `A path was requested that is invalid: ${bad.path}`);
  return all;
}
