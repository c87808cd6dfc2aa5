import { generateKeyPairSync } from 'node:crypto';

import { readAppManifest } from '../app-manifest.ts';
import { compose, type Composed } from '../compose.ts';
import { Person } from '../forge/cast/person.ts';
import { VirtualClock } from '../forge/clock/clock.ts';
import { createForge } from '../forge/create.ts';
import { seededRandom } from '../forge/faults/random.ts';
import type { Forge } from '../forge/forge.ts';
import { seedAcme } from '../forge/seed/acme.ts';
import { createLog } from '../log.ts';
import type { Worker } from '../operations/worker.ts';
import type { Store } from '../ports/store/store.ts';
import { Trace } from './trace.ts';

const BEGIN = Date.parse('2026-03-02T09:00:00Z');
const WEBHOOK_SECRET = 'the simulation signs with a secret of its own';

/** The longest that two things which happen one after the other lie apart, in virtual milliseconds. */
const LONGEST_STEP_MS = 2_000;

/** GitHub gives no order of webhooks: whatever is delivered at a time comes in any. */
const WHOLE_RUN_MS = 365 * 24 * 3_600_000;

/** What is due so soon (virtual milliseconds) happens before a run counts as settled. */
const SOON_MS = 10_000;

/**
 * The shipped app and the forge in one process without a socket: one call at a time, and the seed decides what happens next
 * and how much time passes. The same seed gives the same trace, byte for byte.
 */
export class Simulation {
  readonly forge: Forge;
  readonly trace: Trace;
  readonly #app: Composed;
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  readonly #worker: Worker;

  private constructor(parts: { forge: Forge; app: Composed; clock: VirtualClock; random: () => number; trace: Trace }) {
    this.forge = parts.forge;
    this.trace = parts.trace;
    this.#app = parts.app;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#worker = parts.app.worker('simulation');
  }

  /** `store` must be empty: whatever it knows would be part of the run. */
  static async begin(seed: number, store: Store): Promise<Simulation> {
    const clock = new VirtualClock(BEGIN);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const forge = createForge({
      clock,
      seed,
      storage: 'memory',
      app: { slug: 'sluice', publicKey, ...readAppManifest() },
    });
    const random = seededRandom(`simulate ${seed}`);
    seedAcme(forge.state);
    const trace = new Trace(forge, clock);
    const app = await compose({
      app: { id: forge.state.app.id, privateKey, webhookSecret: WEBHOOK_SECRET },
      github: { apiUrl: forge.state.origin, webUrl: forge.state.origin },
      store,
      clock,
      log: createLog('silent'),
      client: { fetch: forge.fetch, limits: { writeSpacing: 0 }, delay: () => Promise.resolve() },
    });
    forge.state.app.webhook = { url: 'http://sluice.localhost/', secret: WEBHOOK_SECRET };
    forge.hooks.deliver = async (_url, headers, body) => {
      const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      const { status } = await app.webhooks({ headers: lowered, body: Buffer.from(body) });
      trace.delivered(lowered['x-github-event'] ?? '', status);
      return status;
    };
    forge.faults.add({ webhook: '*', do: { reorder: WHOLE_RUN_MS } });
    await app.begin();
    return new Simulation({ forge, app, clock, random, trace });
  }

  person(login: string): Person {
    const { forge } = this;
    return new Person({
      login,
      origin: forge.state.origin,
      token: forge.personToken(login),
      fetch: forge.fetch,
    });
  }

  /** Until nothing is pending and nothing is soon due: the seed picks between delivering and working, and lets time pass. */
  async settle(): Promise<void> {
    let idle = 0;
    while (idle < 2) {
      this.#clock.advance(Math.floor(this.#random() * LONGEST_STEP_MS));
      const did = this.#random() < 0.5 ? (await this.forge.hooks.pump()) > 0 : await this.#work();
      idle = did ? 0 : idle + 1;
      if (idle === 2 && (this.forge.hooks.pending.length > 0 || (await this.#work()) || (await this.#runsOn())))
        idle = 0;
    }
  }

  /** Time passes until what is soon due: GitHub needs a moment for mergeability, the bot looks again for it, and a webhook may be late. */
  async #runsOn(): Promise<boolean> {
    const now = this.#clock.now();
    const dues = [await this.#app.tools.store.attention.nextDue(), this.forge.hooks.nextDue()];
    const due = Math.min(...dues.map((one) => one ?? Infinity));
    if (due <= now || due > now + SOON_MS) return false;
    this.#clock.advance(due - now);
    return true;
  }

  async #work(): Promise<boolean> {
    const worked = await this.#worker.workOnce();
    if (worked) await this.trace.ledger(this.#app.tools.store);
    return worked;
  }
}
