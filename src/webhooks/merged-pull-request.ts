import type { PullRequestFact } from '../core/changelog/history.ts';
import { isCommitSha, isLogin } from '../core/names.ts';
import { at, repositoryOf, text, type Payload } from './payload.ts';

/** GitHub's own bounds, in characters; what is longer did not come from there. */
const LONGEST = { title: 256, body: 65_536, label: 50, branch: 255 };
const MOST_LABELS = 20;

/**
 * The pull request whose merge a delivery tells of, as far as the payload has it: issues that were linked by hand are not in it.
 * `merge_commit_sha` is the merge, the squashed or the last rebased commit (REST reference, pull requests).
 */
export function mergedPullRequest(payload: Payload): PullRequestFact | undefined {
  const repo = repositoryOf(payload);
  const pr = at(payload, 'pull_request');
  const number = at(pr, 'number');
  const mergeCommit = text(pr, 'merge_commit_sha') ?? '';
  const mergedAt = Date.parse(text(pr, 'merged_at') ?? '');
  if (repo === undefined || at(pr, 'merged') !== true || text(pr, 'base', 'repo', 'full_name') !== repo)
    return undefined;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined;
  if (!isCommitSha(mergeCommit) || Number.isNaN(mergedAt)) return undefined;
  const login = text(pr, 'user', 'login') ?? '';
  return {
    repo,
    number,
    title: capped(pr, 'title'),
    body: capped(pr, 'body'),
    author: isLogin(login) ? login : 'ghost',
    mergeCommit,
    mergedAt,
    head: (text(pr, 'head', 'ref') ?? '').slice(0, LONGEST.branch),
    labels: labelsOf(pr),
    closes: [],
  };
}

const capped = (pr: unknown, field: 'title' | 'body'): string => (text(pr, field) ?? '').slice(0, LONGEST[field]);

function labelsOf(pr: unknown): string[] {
  const labels = at(pr, 'labels');
  const names = (Array.isArray(labels) ? labels : []).slice(0, MOST_LABELS).map((label) => text(label, 'name'));
  return names.filter((name) => name !== undefined && name.length <= LONGEST.label) as string[];
}
