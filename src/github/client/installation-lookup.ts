import type { Answer } from '../../core/answer.ts';
import type { GithubClient } from './client.ts';

import { known, unknown } from '../../core/answer.ts';
import { failureSentence } from './outcome.ts';

const MINUTE = 60_000;
const KEPT_FOUND = 10 * MINUTE;
/** Short, so that a repository that has just been added is seen soon. */
const KEPT_ABSENT = MINUTE;

/** Finds the installation that covers a repository; `{ known: undefined }` says that there is none. */
export class InstallationLookup {
  readonly #app: GithubClient;
  readonly #now: () => number;
  readonly #found = new Map<string, { id: number | undefined; until: number }>();
  readonly #asking = new Map<string, Promise<Answer<number | undefined>>>();

  constructor(app: GithubClient, now: () => number) {
    this.#app = app;
    this.#now = now;
  }

  find(repo: string): Promise<Answer<number | undefined>> {
    const key = repo.toLowerCase();
    const found = this.#found.get(key);
    if (found && this.#now() < found.until) return Promise.resolve(known(found.id));
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
    if ('ok' in outcome) return this.#keep(key, outcome.ok.id, KEPT_FOUND);
    const { failed } = outcome;
    if (failed.kind === 'missing' && failed.status === 404) return this.#keep(key, undefined, KEPT_ABSENT);
    return unknown(`installation of ${repo}: ${failureSentence(failed)}`);
  }

  #keep(key: string, id: number | undefined, milliseconds: number): Answer<number | undefined> {
    this.#found.set(key, { id, until: this.#now() + milliseconds });
    return known(id);
  }
}
