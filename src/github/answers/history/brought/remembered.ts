import type { PullRequestFact } from '../../../../core/changelog/history.ts';
import { mergeKey } from '../../../../core/changelog/merge-key.ts';
import type { Instant } from '../../../../core/names.ts';
import type { Cache } from '../../../../ports/store/cache.ts';
import { commitKey, type CommitOf, type Memory } from '../memory.ts';

/** GitHub's index of commits and their pull requests lags right after a merge. */
const INDEX_LAG_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Since when a commit has been seen without a pull request. */
const withoutKey = (of: CommitOf): string => `v1:unbrought:${commitKey(of)}`;
const factsKey = (of: CommitOf): string => `v1:brought:${commitKey(of)}`;

/** What the store keeps of commits for good, so that a range which grew by one commit asks for that one alone. */
export class RememberedFacts {
  readonly #cache: Cache;
  readonly #recalled = new Set<string>();
  readonly #kept = new Set<string>();
  readonly #without = new Map<string, Instant>();

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /**
   * Brings back what is known of commits that nothing was asked about yet, and the merges that webhooks told of; of each commit
   * once, since one round wants it several times.
   */
  async recall(memory: Memory, commits: CommitOf[]): Promise<void> {
    const open = commits.filter(
      (one) => (memory.indexed(one) ?? []).length === 0 && !this.#recalled.has(factsKey(one)),
    );
    if (open.length === 0) return;
    const keys = open.flatMap((one) => [factsKey(one), withoutKey(one), mergeKey(one.repo, one.commit)]);
    const values = await this.#cache.get(keys);
    for (const one of open) {
      this.#recalled.add(factsKey(one));
      const facts = values.get(factsKey(one)) as PullRequestFact[] | undefined;
      const merge = values.get(mergeKey(one.repo, one.commit)) as PullRequestFact | undefined;
      if (facts !== undefined) {
        memory.index(one, facts);
        this.#kept.add(factsKey(one));
      }
      const since = values.get(withoutKey(one)) as Instant | undefined;
      if (since !== undefined) this.#without.set(withoutKey(one), since);
      if (merge !== undefined) memory.land(merge, { replaces: false });
    }
  }

  /** Keeps what will not change any more, and since when the rest has been without a pull request. */
  async keep(memory: Memory, commits: CommitOf[], now: Instant): Promise<void> {
    const fresh = new Map<string, unknown>();
    for (const one of commits) {
      const facts = memory.indexed(one);
      const key = factsKey(one);
      if (facts === undefined || this.#kept.has(key)) continue;
      if (facts.length === 0) this.#seeWithout(withoutKey(one), { now, fresh });
      const isSettled = facts.length === 0 ? this.#isWithout(one, now - DAY_MS) : areOver(facts, now);
      if (!isSettled || memory.isCut(one)) continue;
      this.#kept.add(key);
      fresh.set(key, facts);
    }
    await this.#cache.putAll(fresh);
  }

  /** Whether the index has had its time for a commit that it names no pull request for. */
  hasNone(one: CommitOf, now: Instant): boolean {
    return this.#kept.has(factsKey(one)) || this.#isWithout(one, now - INDEX_LAG_MS);
  }

  #seeWithout(key: string, { now, fresh }: { now: Instant; fresh: Map<string, unknown> }): void {
    if (this.#without.has(key)) return;
    this.#without.set(key, now);
    fresh.set(key, now);
  }

  /** A commit that is pushed may be old: it counts since when it was seen, and not since when it was made. */
  #isWithout(one: CommitOf, since: Instant): boolean {
    return (this.#without.get(withoutKey(one)) ?? Number.POSITIVE_INFINITY) < since;
  }
}

/** Pull requests that were merged a while ago stay what they are. */
const areOver = (facts: PullRequestFact[], now: Instant): boolean =>
  facts.every(
    ({ mergeCommit, mergedAt }) => mergeCommit !== undefined && mergedAt !== undefined && now - mergedAt > INDEX_LAG_MS,
  );
