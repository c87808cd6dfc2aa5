import type { RangeCommit } from '../../../src/core/changelog/history.ts';
import { repoName, type CommitSha, type RepoName } from '../../../src/core/names.ts';
import { githubHistory, type GithubHistory } from '../../../src/github/answers/history/github-history.ts';
import type { Mirrors } from '../../../src/ports/mirrors.ts';
import type { Cache } from '../../../src/ports/store/cache.ts';
import { GithubWorld } from '../forge/world.ts';

export const SHOP = repoName('acme/shop');
export const PAYMENTS = repoName('acme/payments');
export const MANIFESTS = repoName('acme/manifests');

/** A store's cache, kept as long as the test. */
export class KeptCache implements Cache {
  readonly values = new Map<string, unknown>();

  get(keys: string[]): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map([...this.values].filter(([key]) => keys.includes(key))));
  }

  put(key: string, value: unknown): Promise<void> {
    return this.putAll(new Map([[key, value]]));
  }

  putAll(values: ReadonlyMap<string, unknown>): Promise<void> {
    for (const [key, value] of values) if (!this.values.has(key)) this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }
}

/** A forge with people at work, and histories of it. */
export class HistoryWorld extends GithubWorld {
  readonly cache = new KeptCache();
  #changes = 0;

  /** A new history, as every round of questions has its own. */
  history(ranges?: Pick<Mirrors, 'range'>, host?: string): GithubHistory {
    const { cache, clock } = this;
    return githubHistory(this.tools.clients, { cache, clock, ...(ranges && { ranges }), ...(host && { host }) });
  }

  /** Stands for mirrors: answers for ranges as the API does, with calls that nobody counts. */
  get mirrors(): Pick<Mirrors, 'range'> {
    const other = githubHistory(this.tools.clients, { clock: this.clock });
    return {
      range: async (...asked) => {
        const before = this.forge.calls.length;
        const answer = await other.range(...asked);
        for (const call of this.forge.calls.slice(before)) this.#uncounted.add(call);
        return answer;
      },
    };
  }

  readonly #uncounted = new Set<unknown>();

  /** What a round has read of GitHub, by operation. */
  async readsOf(work: () => Promise<unknown>): Promise<string[]> {
    const before = this.forge.calls.length;
    await work();
    const calls = this.forge.calls.slice(before).filter((call) => !this.#uncounted.has(call));
    return calls.filter(({ caller, read }) => caller === 'installation' && read).map((call) => call.operationId);
  }

  /** Commits straight on `main`. */
  async changes(repo: RepoName, count: number, message = 'Change'): Promise<CommitSha> {
    for (let left = count; left > 0; left -= 1) {
      this.clock.advance(60_000);
      this.#changes += 1;
      const text = `${this.#changes}\n`;
      await this.grace.commits(repo, { branch: 'main', path: 'notes.txt', text, message });
    }
    return this.tip(repo);
  }

  /** A pull request of one commit, merged. */
  async lands(repo: RepoName, title: string, how: { method?: string; body?: string } = {}): Promise<number> {
    this.#changes += 1;
    const branch = `change-${this.#changes}`;
    const change = { branch, title, body: how.body ?? '', path: `${branch}.txt`, text: 'new\n' };
    const number = await this.grace.proposes(repo, change);
    this.clock.advance(60_000);
    await this.grace.merges(repo, number, how.method ?? 'squash');
    return number;
  }

  async commitsOf(repo: RepoName, from: CommitSha, to: CommitSha): Promise<RangeCommit[]> {
    const answer = await githubHistory(this.tools.clients, { clock: this.clock }).range(repo, from, to);
    if ('unknown' in answer) throw new Error(answer.unknown);
    return answer.known.commits;
  }
}
