import { readCommit } from '../../git/commit.ts';
import type { Commit } from '../../git/commit.ts';
import { countLines, diffTrees } from '../../git/diff.ts';
import { compare, fileHistory, reachable } from '../../git/history.ts';
import type { Oid } from '../../git/storage.ts';
import { changedFileJson } from '../../domain/json/git/changed-file.ts';
import { commitJson } from '../../domain/json/commit.ts';
import { pullListJson } from '../../domain/json/pull.ts';
import { repoApi, repoHtml } from '../../domain/json/repository.ts';
import { pullsWith } from '../../domain/pulls/associated.ts';
import { peel, resolveCommit } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { accountByEmail } from '../../domain/accounts.ts';
import { checkNotEmpty, commitOf, repoOf } from '../call.ts';
import { asksFor, diffReply, shaReply } from '../media-type.ts';

/** What compare lists without paging. */
const mostCommits = 250;
/** Of a comparison, and of a page of a commit. */
const mostFiles = 300;
/** Of a commit on all its pages. */
const mostFilesPaged = 3000;

function getCommit(call: Call): Reply {
  const repo = repoOf(call);
  const { objects } = repo.git;
  const ref = call.params['ref'] ?? '';
  const commit = readCommit(objects, abbreviated(repo, ref) ?? commitOf(repo, ref));
  const [parent] = commit.parents;
  if (asksFor(call, 'sha')) return shaReply(commit);
  if (asksFor(call, 'diff')) return diffReply(repo, { from: parent, to: commit.oid, at: commit.committer.at });
  const changed = diffTrees(objects, parent === undefined ? undefined : readCommit(objects, parent).tree, commit.tree);
  const view = { commit: commit.oid, origin: call.origin };
  const pages = { usual: mostFiles, largest: mostFiles };
  const { page, headers } = pageOf(call, changed.slice(0, mostFilesPaged), pages);
  const files = page.map((file) => changedFileJson(repo, file, view));
  // "Each page contains the static commit information, and the only changes are to the file listing."
  const counts = changed.map((file) => countLines(objects, file));
  const additions = counts.reduce((sum, one) => sum + one.additions, 0);
  const deletions = counts.reduce((sum, one) => sum + one.deletions, 0);
  const stats = { additions, deletions, total: additions + deletions };
  return { status: 200, body: { ...commitJson(call.state, repo, commit, call.origin), stats, files }, headers };
}

/** The one commit on any ref whose id begins so, unless a branch or a tag has that name. */
function abbreviated(repo: Repo, ref: string): Oid | undefined {
  if (!/^[0-9a-f]{4,39}$/.test(ref) || resolveCommit(repo, ref) !== undefined) return undefined;
  const tips = [...repo.git.refs.list().values()].flatMap((oid) => peel(repo, oid) ?? []);
  const ids = tips.flatMap((tip) => reachable(repo.git.objects, tip).map(({ oid }) => oid));
  const [found, ...others] = new Set(ids.filter((oid) => oid.startsWith(ref)));
  return others.length === 0 ? found : undefined;
}

function listCommits(call: Call): Reply {
  const repo = repoOf(call);
  const { query, state, origin } = call;
  checkNotEmpty(repo);
  const head = resolveCommit(repo, query.get('sha') ?? repo.defaultBranch);
  // Unconfirmed words: the description knows no 422 of this list.
  if (head === undefined) throw new Refusal(404, 'Not Found');
  const path = query.get('path');
  const all =
    path === null || path === '' ? reachable(repo.git.objects, head) : fileHistory(repo.git.objects, head, path);
  const { page, headers } = pageOf(
    call,
    all.filter((commit) => isAsked(call, commit)),
  );
  return { status: 200, body: page.map((commit) => commitJson(state, repo, commit, origin)), headers };
}

function isAsked({ query, state }: Call, { author, committer }: Commit): boolean {
  const since = query.get('since');
  const until = query.get('until');
  if (since !== null && committer.at < Date.parse(since)) return false;
  if (until !== null && committer.at > Date.parse(until)) return false;
  const wanted = query.get('author');
  return wanted === null || author.email === wanted || accountByEmail(state, author.email)?.login === wanted;
}

/** `base...head`; either side may carry its owner. Without paging the newest 250 commits, with it pages from the oldest. */
function compareCommits(call: Call): Reply {
  const repo = repoOf(call);
  const { state, origin, query } = call;
  const { objects } = repo.git;
  const basehead = call.params['basehead'] ?? '';
  const [base, head] = basehead.split('...').map((side) => resolveCommit(repo, side.replace(/^[^:/]+:/, '')));
  if (base === undefined || head === undefined) throw new Refusal(404, 'Not Found');
  const result = compare(objects, base, head);
  const shared = result.mergeBase;
  if (shared === undefined) throw new Refusal(404, `No common ancestor between ${basehead.replace('...', ' and ')}.`);
  if (asksFor(call, 'diff'))
    return diffReply(repo, { from: shared, to: head, at: readCommit(objects, head).committer.at });
  const isPaged = query.has('page') || query.has('per_page');
  const { page, headers } = isPaged
    ? pageOf(call, result.commits)
    : { page: result.commits.slice(-mostCommits), headers: {} };
  const isFirst = Number(query.get('page') ?? 1) === 1;
  const files = isFirst ? diffTrees(objects, readCommit(objects, shared).tree, readCommit(objects, head).tree) : [];
  const html = `${repoHtml(repo, origin)}/compare/${basehead}`;
  const json = (commit: Commit) => commitJson(state, repo, commit, origin);
  const body = {
    url: `${repoApi(repo, origin)}/compare/${basehead}`,
    html_url: html,
    permalink_url: `${repoHtml(repo, origin)}/compare/${base}...${head}`,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: json(readCommit(objects, base)),
    merge_base_commit: json(readCommit(objects, shared)),
    status: result.status,
    ahead_by: result.aheadBy,
    behind_by: result.behindBy,
    total_commits: result.aheadBy,
    commits: page.map(json),
    files: files.slice(0, mostFiles).map((file) => changedFileJson(repo, file, { commit: head, origin })),
  };
  return { status: 200, body, headers };
}

export const commitHandlers: Handlers = {
  'repos/get-commit': getCommit,
  'repos/list-commits': listCommits,
  'repos/compare-commits-with-basehead': compareCommits,
  'repos/list-pull-requests-associated-with-commit': (call) => {
    const repo = repoOf(call);
    const sha = commitOf(repo, call.params['commit_sha'] ?? '');
    const { page, headers } = pageOf(call, pullsWith(call.state, repo, sha));
    return { status: 200, body: page.map((pull) => pullListJson(call.state, repo, pull, call.origin)), headers };
  },
};
