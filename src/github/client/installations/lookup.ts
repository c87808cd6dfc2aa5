import type { Answer } from '../../../core/answer.ts';
import type { GithubClient } from '../client.ts';

import { known, unknown } from '../../../core/answer.ts';
import { failureSentence } from '../outcome.ts';

const MINUTE = 60_000;
const KEPT_FOUND = 60 * MINUTE;
/** Short, so that a repository that has just been added is seen soon. */
const KEPT_ABSENT = MINUTE;

interface LookupOptions {
  app: GithubClient;
  now: () => number;
  /** Told whose installation a number is. */
  remembered: (owner: string, id: number) => void;
}

/**
 * Finds the installation that covers a repository; `{ known: undefined }` says that there is none. An App is installed at
 * most once on an account, so one answer serves all repositories of an owner.
 */
export class InstallationLookup {
  readonly #app: GithubClient;
  readonly #now: () => number;
  /** By owner. */
  readonly #found = new Map<string, { id: number; until: number }>();
  /** Repositories that no installation covers, by full name. */
  readonly #absent = new Map<string, number>();
  readonly #asking = new Map<string, Promise<Answer<number | undefined>>>();

  readonly #remembered: (owner: string, id: number) => void;

  constructor({ app, now, remembered }: LookupOptions) {
    this.#app = app;
    this.#now = now;
    this.#remembered = remembered;
  }

  /** Takes note of an installation that was listed: its account's repositories need not be asked for. */
  remember(owner: string, id: number): void {
    this.#found.set(owner.toLowerCase(), { id, until: this.#now() + KEPT_FOUND });
    this.#remembered(owner, id);
  }

  find(repo: string): Promise<Answer<number | undefined>> {
    const key = repo.toLowerCase();
    const found = this.#found.get(ownerOf(key));
    if (found && this.#now() < found.until) return Promise.resolve(known(found.id));
    if (this.#now() < (this.#absent.get(key) ?? 0)) return Promise.resolve(known(undefined));
    const asking = this.#asking.get(key) ?? this.#ask(repo, key).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asking);
    return asking;
  }

  async #ask(repo: string, key: string): Promise<Answer<number | undefined>> {
    const [owner, name] = repo.split('/');
    const outcome = await this.#app.request<{ id: number }>('GET /repos/{owner}/{repo}/installation', {
      owner,
      repo: name,
    });
    if ('ok' in outcome) {
      this.remember(ownerOf(key), outcome.ok.id);
      return known(outcome.ok.id);
    }
    const { failed } = outcome;
    if (failed.kind === 'missing' && failed.status === 404) {
      this.#absent.set(key, this.#now() + KEPT_ABSENT);
      return known(undefined);
    }
    return unknown(`installation of ${repo}: ${failureSentence(failed)}`);
  }
}

const ownerOf = (repo: string): string => repo.split('/')[0] ?? '';
