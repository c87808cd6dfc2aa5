import { createHmac } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { ForgeState } from '../domain/state.ts';

/** "The temporary code will expire after 10 minutes." */
const codeLife = 10 * 60 * 1000;

/** A person's word that the App may know who they are, until the App asks for the token. */
interface Consent {
  login: string;
  redirectUri: string;
  /** Milliseconds of the wall clock. */
  expiresAt: number;
}

/** The codes that people have been sent back to the App with; each works once. */
export class SignIns {
  readonly #state: ForgeState;
  readonly #wall: Clock;
  readonly #seed: string;
  readonly #consents = new Map<string, Consent>();

  constructor(state: ForgeState, wall: Clock, seed: string | number) {
    this.#state = state;
    this.#wall = wall;
    this.#seed = String(seed);
  }

  /** The code of a sign-in that a person has agreed to. */
  begin(login: string, redirectUri: string): string {
    const code = createHmac('sha1', this.#seed).update(`code ${this.#state.nextGuid()}`).digest('hex').slice(0, 20);
    this.#consents.set(code, { login, redirectUri, expiresAt: this.#wall.now() + codeLife });
    return code;
  }

  /** Who agreed with this code; it is spent by asking. An address that is given must be the one it was sent to. */
  end(code: string, redirectUri?: string): string | undefined {
    const consent = this.#consents.get(code);
    this.#consents.delete(code);
    if (consent === undefined || consent.expiresAt <= this.#wall.now()) return undefined;
    return redirectUri === undefined || redirectUri === consent.redirectUri ? consent.login : undefined;
  }
}
