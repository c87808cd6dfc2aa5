import { known, unknown, type Answer } from '../../../../core/answer.ts';
import type { RangeCommit } from '../../../../core/changelog/history.ts';
import { authorOf } from '../../../../core/changelog/references/people.ts';
import { commitSha, type CommitSha, type RepoName } from '../../../../core/names.ts';
import type { GithubClient } from '../../../client/client.ts';
import { failureSentence, type Failure } from '../../../client/outcome.ts';
import { split } from '../../../repo-parts.ts';

export type Compared =
  /** `commits`: what the head has and the base has not, newest first; `total`: how many there are, where they are too many to list. */
  | { status: 'ahead' | 'behind' | 'diverged' | 'identical'; commits: RangeCommit[]; total?: number }
  /** They have no commit in common. */
  | { status: 'unrelated' };

interface RawPerson {
  name?: string;
  email?: string;
  date?: string;
}

interface RawComparison {
  status: 'ahead' | 'behind' | 'diverged' | 'identical';
  total_commits: number;
  commits: {
    sha: string;
    parents: { sha: string }[];
    author: { login: string } | null;
    commit: { message: string; author: RawPerson | null; committer: RawPerson | null };
  }[];
}

/** Pages of a hundred; with paging GitHub gives all commits in chronological order (REST reference, compare two commits). */
const A_PAGE = 100;
const MOST_COMMITS = 5_000;
const EPOCH = '1970-01-01T00:00:00Z';

/** How GitHub words the 404 for two commits that it has both (REST reference, compare two commits). */
const NO_ANCESTOR = /no common ancestor/i;

/** `base...head` of two commits that are there, by REST, all pages. An incomplete list is no answer; one that is too long is not begun. */
export async function compareByApi(
  client: GithubClient,
  repo: RepoName,
  { base, head }: { base: CommitSha; head: CommitSha },
): Promise<Answer<Compared>> {
  const { owner, name } = split(repo);
  const commits: RangeCommit[] = [];
  for (let page = 1; ; page += 1) {
    const outcome = await client.request<RawComparison>('GET /repos/{owner}/{repo}/compare/{basehead}', {
      owner,
      repo: name,
      basehead: `${base}...${head}`,
      per_page: A_PAGE,
      page,
    });
    if ('failed' in outcome)
      return isUnrelated(outcome.failed) ? known({ status: 'unrelated' }) : unread(outcome.failed);
    const { status, total_commits: total } = outcome.ok;
    if (total > MOST_COMMITS) return known({ status, commits: [], total });
    commits.push(...outcome.ok.commits.map(fromRest));
    if (commits.length >= total) return known({ status, commits: commits.toReversed() });
    if (outcome.ok.commits.length === 0) break;
  }
  return unknown(`the comparison ${base.slice(0, 7)}...${head.slice(0, 7)} of ${repo} is incomplete`);
}

const unread = (failure: Failure): Answer<never> => unknown(failureSentence(failure));

const isUnrelated = (failure: Failure): boolean =>
  failure.kind === 'missing' && failure.status === 404 && NO_ANCESTOR.test(failure.message);

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

function fromRest({ sha, parents, author, commit }: RawComparison['commits'][number]): RangeCommit {
  const { message, author: writer, committer } = commit;
  return {
    commit: commitSha(sha),
    parents: parents.map((parent) => commitSha(parent.sha)),
    message,
    author: author?.login ?? authorOf({ name: writer?.name ?? '', email: writer?.email ?? '' }),
    at: Date.parse(committer?.date ?? EPOCH),
    authoredAt: Date.parse(writer?.date ?? EPOCH),
  };
}
