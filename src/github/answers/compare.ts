import { known, unknown, type Answer } from '../../core/answer.ts';
import type { RangeCommit } from '../../core/changelog/history.ts';
import { commitSha, type CommitSha, type RepoName } from '../../core/names.ts';
import type { GithubClient } from '../client/client.ts';
import { failureSentence } from '../client/outcome.ts';
import { split } from '../repo-parts.ts';

export interface Compared {
  status: 'ahead' | 'behind' | 'diverged' | 'identical';
  /** What the head has and the base has not, newest first. */
  commits: RangeCommit[];
}

interface RawComparison {
  status: Compared['status'];
  total_commits: number;
  commits: {
    sha: string;
    parents: { sha: string }[];
    author: { login: string } | null;
    commit: { message: string; author: { name?: string } | null; committer: { date?: string } | null };
  }[];
}

/** Pages of a hundred; with paging GitHub gives all commits in chronological order (REST reference, compare two commits). */
const A_PAGE = 100;
const MOST_PAGES = 50;

/** `base...head` by REST, all pages. An incomplete list is no answer. */
export async function compareByApi(
  client: GithubClient,
  repo: RepoName,
  { base, head }: { base: CommitSha; head: CommitSha },
): Promise<Answer<Compared>> {
  const { owner, name } = split(repo);
  const commits: RangeCommit[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const outcome = await client.request<RawComparison>('GET /repos/{owner}/{repo}/compare/{basehead}', {
      owner,
      repo: name,
      basehead: `${base}...${head}`,
      per_page: A_PAGE,
      page,
    });
    if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
    const { status, total_commits: total } = outcome.ok;
    commits.push(...outcome.ok.commits.map(fromRest));
    if (commits.length >= total) return known({ status, commits: commits.toReversed() });
    if (outcome.ok.commits.length === 0) break;
  }
  return unknown(`the comparison ${base.slice(0, 7)}...${head.slice(0, 7)} of ${repo} is incomplete`);
}

/**
 * Whether one commit lies in the past of another. Both exist: GitHub's 404 then says that they have no commit in common (REST
 * reference, compare two commits).
 */
export async function isAncestor(
  client: GithubClient,
  repo: RepoName,
  { ancestor, of }: { ancestor: CommitSha; of: CommitSha },
): Promise<Answer<boolean>> {
  const { owner, name } = split(repo);
  const outcome = await client.request<Pick<RawComparison, 'status'>>('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner,
    repo: name,
    basehead: `${of}...${ancestor}`,
    per_page: 1,
  });
  if ('ok' in outcome) return known(outcome.ok.status === 'behind' || outcome.ok.status === 'identical');
  return outcome.failed.kind === 'missing' ? known(false) : unknown(failureSentence(outcome.failed));
}

function fromRest(raw: RawComparison['commits'][number]): RangeCommit {
  return {
    commit: commitSha(raw.sha),
    parents: raw.parents.map((parent) => commitSha(parent.sha)),
    message: raw.commit.message,
    author: raw.author?.login ?? raw.commit.author?.name ?? '',
    at: Date.parse(raw.commit.committer?.date ?? '1970-01-01T00:00:00Z'),
  };
}
