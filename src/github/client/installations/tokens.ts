import type { Exchange, TokenSource } from '../exchange.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { Redactor } from '../../../core/text/redactor.ts';

import { failureSentence, outcomeOf } from '../outcome.ts';

const MINUTE = 60_000;

interface Minted {
  token: string;
  expires_at: string;
}

/** What a token is narrowed to; without one it may do whatever the installation may. */
export interface TokenScope {
  /** Names without their owner. */
  repositories: readonly string[];
  permissions: Readonly<Record<string, 'read' | 'write'>>;
}

interface TokensOptions {
  installation: number;
  app: Exchange;
  redactor: Redactor;
  scope?: TokenScope;
}

/**
 * The token of one installation, minted when it is needed. Kept here and not by auth-app: that one sleeps and repeats
 * requests after a 401, and shares mints under way between all clients of a process by the installation's number alone.
 * Credentials live on the wall clock, whatever clock the rest runs on.
 */
export class InstallationTokens implements TokenSource {
  readonly #installation: number;
  readonly #app: Exchange;
  readonly #redactor: Redactor;
  readonly #scope: TokenScope | undefined;
  #kept: { token: string; until: number } | undefined;
  #minting: Promise<Outcome<string>> | undefined;

  constructor({ installation, app, redactor, scope }: TokensOptions) {
    this.#installation = installation;
    this.#app = app;
    this.#redactor = redactor;
    this.#scope = scope;
  }

  /** A token that is good for a minute at least. */
  current(): Promise<Outcome<string>> {
    if (this.#kept && Date.now() < this.#kept.until) {
      return Promise.resolve({ ok: this.#kept.token, status: 200, headers: {} });
    }
    this.#minting ??= this.#mint().finally(() => {
      this.#minting = undefined;
    });
    return this.#minting;
  }

  drop(token: string): void {
    if (this.#kept?.token === token) this.#kept = undefined;
  }

  async #mint(): Promise<Outcome<string>> {
    const outcome = await this.#app.perform<Minted>({
      operation: 'token',
      // A second token does no harm, so a mint is repeated like a read and takes no turn among the writes.
      read: true,
      resource: 'core',
      content: false,
      route: 'POST /app/installations/{installation_id}/access_tokens',
      params: { installation_id: this.#installation, ...this.#scope },
      timeout: this.#app.wire.limits.readTimeout,
      installation: this.#installation,
      interpret: outcomeOf,
    });
    if ('failed' in outcome) return notMinted(outcome.failed, this.#installation);
    const { token, expires_at } = outcome.ok;
    this.#redactor.know(token);
    this.#kept = { token, until: Date.parse(expires_at) - MINUTE };
    return { ...outcome, ok: token };
  }
}

/** A missing installation must not read as a missing repository or file: unknown is not absent. */
function notMinted(failed: Failure, installation: number): Outcome<never> {
  if (failed.kind === 'limited' || failed.kind === 'unavailable') return { failed };
  return {
    failed: { kind: 'unauthorised', message: `no token for installation ${installation}: ${failureSentence(failed)}` },
  };
}
