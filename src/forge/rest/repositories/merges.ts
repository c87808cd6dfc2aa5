import { readCommit } from '../../git/commit.ts';
import { mergeCommits } from '../../domain/commits.ts';
import { commitJson } from '../../domain/json/commit.ts';
import { moveRefs } from '../../domain/ref-changes.ts';
import { branchOid, resolveCommit } from '../../domain/repos.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, bodyOf, writableRepoOf } from '../call.ts';

interface MergeBody {
  base: string;
  head: string;
  commit_message?: string;
}

/** Merges a branch or commit into a branch, always by a merge commit; 204 where the branch has everything already. */
function merge(call: Call): Reply {
  const { state, origin } = call;
  const repo = writableRepoOf(call);
  const { base, head, commit_message: said } = bodyOf<MergeBody>(call);
  const before = branchOid(repo, base);
  if (before === undefined) throw new Refusal(404, 'Base does not exist');
  const from = resolveCommit(repo, head);
  if (from === undefined) throw new Refusal(404, 'Head does not exist');
  const message = said ?? `Merge ${head} into ${base}`;
  const result = mergeCommits(state, repo, { account: actorOf(call), into: before, from, message });
  if (result === undefined) return { status: 204 };
  if ('conflicts' in result) throw new Refusal(409, 'Merge conflict');
  const after = result.merged;
  moveRefs(state, repo, [{ ref: `refs/heads/${base}`, before, after }], call.caller);
  return { status: 201, body: commitJson(state, repo, readCommit(repo.git.objects, after), origin) };
}

export const mergeHandlers: Handlers = { 'repos/merge': merge };
