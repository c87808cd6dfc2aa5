import type { PullRequestFact, RangeCommit } from '../../../../core/changelog/history.ts';
import { mergeKey } from '../../../../core/changelog/merge-key.ts';
import type { Instant, RepoName } from '../../../../core/names.ts';
import type { Cache } from '../../../../ports/store/cache.ts';
import { commitKey, type Memory } from '../memory.ts';

/** GitHub's index of commits and their pull requests lags right after a merge. */
const INDEX_LAG_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Since when a commit has been seen without a pull request. */
const withoutKey = (repo: RepoName, { commit }: RangeCommit): string => `v1:unbrought:${commitKey({ repo, commit })}`;
const factsKey = (repo: RepoName, { commit }: RangeCommit): string => `v1:brought:${commitKey({ repo, commit })}`;

/** What the store keeps of commits for good, so that a range which grew by one commit asks for that one alone. */
export class RememberedFacts {
  readonly #cache: Cache;
  readonly #kept = new Set<string>();
  readonly #without = new Map<string, Instant>();

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** Brings back what is known of commits that nothing was asked about yet, and the merges that webhooks told of. */
  async recall(memory: Memory, repo: RepoName, commits: RangeCommit[]): Promise<void> {
    const open = commits.filter(({ commit }) => (memory.indexed({ repo, commit }) ?? []).length === 0);
    if (open.length === 0) return;
    const keys = open.flatMap((commit) => [
      factsKey(repo, commit),
      withoutKey(repo, commit),
      mergeKey(repo, commit.commit),
    ]);
    const values = await this.#cache.get(keys);
    for (const one of open) {
      const facts = values.get(factsKey(repo, one)) as PullRequestFact[] | undefined;
      const merge = values.get(mergeKey(repo, one.commit)) as PullRequestFact | undefined;
      if (facts !== undefined) {
        memory.index({ repo, commit: one.commit }, facts);
        this.#kept.add(factsKey(repo, one));
      }
      const since = values.get(withoutKey(repo, one)) as Instant | undefined;
      if (since !== undefined) this.#without.set(withoutKey(repo, one), since);
      if (merge !== undefined) memory.land(merge, { replaces: false });
    }
  }

  /** Keeps what will not change any more, and since when the rest has been without a pull request. */
  async keep(
    memory: Memory,
    { repo, commits, now }: { repo: RepoName; commits: RangeCommit[]; now: Instant },
  ): Promise<void> {
    const fresh = new Map<string, unknown>();
    for (const commit of commits) {
      const of = { repo, commit: commit.commit };
      const facts = memory.indexed(of);
      const key = factsKey(repo, commit);
      if (facts === undefined || this.#kept.has(key)) continue;
      if (facts.length === 0) this.#seeWithout(withoutKey(repo, commit), { now, fresh });
      const isSettled = facts.length === 0 ? this.#isWithout(repo, commit, now - DAY_MS) : areOver(facts, now);
      if (!isSettled || memory.isCut(of)) continue;
      this.#kept.add(key);
      fresh.set(key, facts);
    }
    await this.#cache.putAll(fresh);
  }

  /** Whether the index has had its time for a commit that it names no pull request for. */
  hasNone(repo: RepoName, commit: RangeCommit, now: Instant): boolean {
    return this.#kept.has(factsKey(repo, commit)) || this.#isWithout(repo, commit, now - INDEX_LAG_MS);
  }

  #seeWithout(key: string, { now, fresh }: { now: Instant; fresh: Map<string, unknown> }): void {
    if (this.#without.has(key)) return;
    this.#without.set(key, now);
    fresh.set(key, now);
  }

  /** A commit that is pushed may be old: it counts since when it was seen, and not since when it was made. */
  #isWithout(repo: RepoName, commit: RangeCommit, since: Instant): boolean {
    return (this.#without.get(withoutKey(repo, commit)) ?? Number.POSITIVE_INFINITY) < since;
  }
}

/** Pull requests that were merged a while ago stay what they are. */
const areOver = (facts: PullRequestFact[], now: Instant): boolean =>
  facts.every(
    ({ mergeCommit, mergedAt }) => mergeCommit !== undefined && mergedAt !== undefined && now - mergedAt > INDEX_LAG_MS,
  );
