import type { Unknown } from '../../../core/answer.ts';
import type { IssueAddress, IssueFact, KnownThreads, PullRequestFact } from '../../../core/changelog/history.ts';
import { commitSha, type CommitSha, type RepoName } from '../../../core/names.ts';
import { nodesOf } from '../../look/raw.ts';
import { threadKey } from '../../../core/changelog/threads.ts';
import { hasMoreIssues, isCut, issueFact, mergedInto, pullRequestFact } from './facts.ts';
import type { RawBrought, RawLately, RawPullRequest, RawThread } from './raw.ts';

/** A commit of a repository. */
export interface CommitOf {
  repo: RepoName;
  commit: CommitSha;
}

export const commitKey = ({ repo, commit }: CommitOf): string => `${repo.toLowerCase()}@${commit}`;

/** What the answers of one round brought, by commit and by thread, whatever document brought it. */
export class Memory {
  readonly threads: KnownThreads = { found: new Map(), absent: new Set() };
  readonly #indexed = new Map<string, PullRequestFact[]>();
  readonly #landed = new Map<string, PullRequestFact>();
  readonly #failed = new Map<string, Unknown>();
  readonly #cut = new Set<string>();
  readonly #cutLanded = new Set<string>();
  readonly #refused = new Set<string>();

  /** What GitHub's index associates with the commit; undefined before it was asked. */
  indexed(commit: CommitOf): PullRequestFact[] | undefined {
    return this.#indexed.get(commitKey(commit));
  }

  /** The pull request whose merge made the commit, as a list of merges or a webhook told. */
  landed(commit: CommitOf): PullRequestFact | undefined {
    return this.#landed.get(commitKey(commit));
  }

  /** Whether a round has had its answer, or none: what failed is not asked for twice. */
  wasAsked(commit: CommitOf): boolean {
    return this.#indexed.has(commitKey(commit)) || this.#failed.has(commitKey(commit));
  }

  /** Why the commit's pull requests are not known. */
  failure(commit: CommitOf): Unknown | undefined {
    return this.#indexed.has(commitKey(commit)) ? undefined : this.#failed.get(commitKey(commit));
  }

  /** Whether GitHub listed less of the commit's pull requests or their issues than there are. */
  isCut(commit: CommitOf): boolean {
    const isLanded = (this.indexed(commit) ?? []).length === 0;
    return this.#cut.has(commitKey(commit)) || (isLanded && this.#cutLanded.has(commitKey(commit)));
  }

  /** Whether GitHub was asked for a thread and said all that it will. */
  isLookedUp(thread: IssueAddress): boolean {
    const key = threadKey(thread);
    return this.threads.found.has(key) || this.threads.absent.has(key) || this.#refused.has(key);
  }

  refuse(thread: IssueAddress): void {
    this.#refused.add(threadKey(thread));
  }

  index(commit: CommitOf, facts: PullRequestFact[]): void {
    this.#indexed.set(commitKey(commit), facts);
    for (const { closes } of facts) for (const issue of closes) this.threads.found.set(threadKey(issue), issue);
  }

  indexRaw(commit: CommitOf, raw: RawBrought): void {
    this.index(commit, mergedInto(commit.repo, raw));
    this.#cut[isCut(raw) ? 'add' : 'delete'](commitKey(commit));
    for (const pr of nodesOf(raw.associatedPullRequests)) this.#notePullRequest(pr);
  }

  /** A list of merges knows more than a webhook told, so it may replace that; a webhook replaces nothing. */
  land(fact: PullRequestFact, { replaces }: { replaces: boolean }): void {
    if (fact.mergeCommit === undefined) return;
    const key = commitKey({ repo: fact.repo, commit: fact.mergeCommit });
    if (replaces || !this.#landed.has(key)) this.#landed.set(key, fact);
  }

  landRaw(repo: RepoName, { lately }: RawLately): void {
    for (const pr of nodesOf(lately)) {
      if (pr.merged) this.land(pullRequestFact(repo, pr), { replaces: true });
      if (pr.mergeCommit !== null)
        this.#cutLanded[hasMoreIssues(pr) ? 'add' : 'delete'](
          commitKey({ repo, commit: commitSha(pr.mergeCommit.oid) }),
        );
      this.#notePullRequest(pr);
    }
  }

  thread(asked: { repo: string; number: number }, raw: RawThread): void {
    const fact: IssueFact = issueFact(raw);
    this.threads.found.set(
      threadKey(asked),
      raw.__typename === 'PullRequest' ? { ...fact, isPullRequest: true } : fact,
    );
  }

  fail(commit: CommitOf, why: Unknown): void {
    this.#failed.set(commitKey(commit), why);
  }

  #notePullRequest({ number, title, baseRepository }: RawPullRequest): void {
    if (baseRepository === null) return;
    const fact = issueFact({ number, title, repository: baseRepository });
    this.threads.found.set(threadKey(fact), { ...fact, isPullRequest: true });
  }
}
