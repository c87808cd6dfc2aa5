import type { ArtifactReport } from '../core/artifacts/report.ts';
import { accountOf, kindOf } from '../core/attention-key.ts';
import { backoff } from '../core/backoff.ts';
import type { Hint } from '../core/hints.ts';
import { MOST_TRIES } from '../core/most-tries.ts';
import type { Instant } from '../core/names.ts';
import type { WorkResult } from '../ports/observe.ts';
import type { Claim } from '../ports/store/attention.ts';
import type { Delivery, TakenDelivery } from '../ports/store/inbox.ts';
import { takeReport } from './artifacts/take-report.ts';
import { WorldMoved } from './lanes/apply.ts';
import type { SharedTools } from './tools.ts';
import { Lease, LEASE_MS } from './claims/lease.ts';
import {
  atLeast,
  endOfFailure,
  endOfWork,
  isStoreUnavailable,
  messageOf,
  type End,
} from './claims/scope-of-failure.ts';
import { workOn } from './claims/works.ts';
import { markAttention } from './work-inbox.ts';

/** Deliveries are understood in milliseconds and many say the same, but lanes must not starve while they pour in. */
const DELIVERIES_IN_A_ROW = 25;

/** Keys of one account that a process's workers hold at a time, so that two of eight are left for everybody else. */
const MOST_OF_ONE_ACCOUNT = 6;

export interface WorkerOptions {
  tools: SharedTools;
  /** `<process>-<n>`: unique among everything that works on the store. */
  name: string;
  hintsOf: (delivery: Delivery) => Hint[];
  reportsOf: (delivery: Delivery) => ArtifactReport[];
}

/** Understands deliveries and works whatever is due, one at a time. Any number of workers share one store. */
export class Worker {
  readonly name: string;
  readonly #options: WorkerOptions;
  #turnedAt: Instant;
  #inARow = 0;
  #lately: string | undefined;
  #lease: Lease | undefined;
  /** What the store would not take when the last piece of work ended: said before anything else is begun. */
  #unsaid: (() => Promise<void>) | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.name = options.name;
    this.#turnedAt = options.tools.clock.now();
  }

  /** When it began to look for work last. */
  get turnedAt(): Instant {
    return this.#turnedAt;
  }

  /** Does one piece of work; false when nothing was due. Throws only what the store itself throws. */
  async workOnce(): Promise<boolean> {
    this.#turnedAt = this.#options.tools.clock.now();
    await this.sayUnsaid();
    const areKeysNext = this.#inARow >= DELIVERIES_IN_A_ROW;
    if (!areKeysNext && (await this.#understandNext())) {
      this.#inARow += 1;
      return true;
    }
    this.#inARow = 0;
    return (await this.#attendNext()) || (areKeysNext && (await this.#understandNext()));
  }

  async workUntilIdle(): Promise<void> {
    while (await this.workOnce());
  }

  /** Whether its last piece of work has ended and the store has not taken yet how. */
  get isOwing(): boolean {
    return this.#unsaid !== undefined;
  }

  /** Tells the store what it would not take before. */
  async sayUnsaid(): Promise<void> {
    const unsaid = this.#unsaid;
    this.#unsaid = undefined;
    if (unsaid !== undefined) await this.#say(unsaid);
  }

  /**
   * Gives back what it holds, so that another may have it at once: its process ends before its work does. What the store does not
   * take of it keeps none of the rest.
   */
  async giveBack(): Promise<void> {
    const { clock, store } = this.#options.tools;
    this.#lease?.end();
    const now = clock.now();
    const ends = [
      () => this.sayUnsaid(),
      () => store.attention.giveBack(this.name, now),
      () => store.inbox.giveBack(this.name, now),
    ];
    const failures: unknown[] = [];
    for (const end of ends) await end().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new Error('not everything was given back', { cause: failures[0] });
  }

  async #understandNext(): Promise<boolean> {
    const { observed, store, clock } = this.#options.tools;
    const now = clock.now();
    const delivery = await store.inbox.take(this.name, now, now + LEASE_MS);
    if (delivery === undefined) return false;
    const { event, guid } = delivery;
    await observed.delivery({ event, deliveryId: guid }, () => this.#understand(delivery));
    return true;
  }

  async #understand(delivery: TakenDelivery): Promise<WorkResult> {
    const { tools, hintsOf, reportsOf } = this.#options;
    const { guid, event, tries } = delivery;
    const { inbox } = tools.store;
    try {
      for (const report of reportsOf(delivery)) await takeReport(tools, report);
      await markAttention(tools, delivery, hintsOf(delivery));
    } catch (error) {
      const now = tools.clock.now();
      if (isStoreUnavailable(error)) {
        await this.#say(() => inbox.giveBack(this.name, now));
        return 'rested';
      }
      const isLast = tries + 1 >= MOST_TRIES;
      const facts = { err: error, deliveryId: guid, event, tries: tries + 1 };
      if (isLast) tools.log.error(facts, 'delivery not understood, parked');
      else tools.log.error(facts, 'delivery not understood');
      await this.#say(() => inbox.failed(delivery, tools.redact(messageOf(error)), now + backoff(tries)));
      return isLast ? 'parked' : 'failed';
    }
    await this.#say(() => inbox.processed(delivery, tools.clock.now()));
    return 'done';
  }

  async #attendNext(): Promise<boolean> {
    const { clock, observed, store, traffic } = this.#options.tools;
    const now = clock.now();
    const admission = traffic.admit(now);
    if (!admission.open) return false;
    const claim = await store.attention.claim(this.name, now, now + LEASE_MS, {
      without: [...admission.without.keys()],
      ...(this.#lately === undefined ? {} : { lately: this.#lately }),
      most: MOST_OF_ONE_ACCOUNT,
    });
    if (claim === undefined) return false;
    this.#lately = accountOf(claim.key);
    const { key, fence } = claim;
    await observed.work({ kind: kindOf(key), key, fence }, () => this.#attend(claim));
    return true;
  }

  async #attend(claim: Claim): Promise<WorkResult> {
    const { tools } = this.#options;
    const lease = new Lease(tools, claim);
    this.#lease = lease;
    const end = await this.#endOf(claim, lease);
    if (lease.isLost) return 'rested';
    await this.#say(() => this.#finish(claim, end));
    if (end.do === 'release') return 'done';
    if (end.do === 'defer') return 'rested';
    return claim.tries + 1 >= MOST_TRIES ? 'parked' : 'failed';
  }

  async #endOf(claim: Claim, lease: Lease): Promise<End> {
    const { tools } = this.#options;
    const { clock, traffic } = tools;
    try {
      if (claim.tries >= MOST_TRIES) throw new Error('its workers died over it, or it failed, too often');
      const until = await this.#reserved(claim, lease);
      if (until !== undefined) return { do: 'defer', until, scope: 'installation' };
      const wake = await workOn(lease.tools(), claim);
      return endOfWork(wake, { claim, traffic, now: clock.now() });
    } catch (error) {
      const end = endOfFailure(error, { claim, traffic, now: clock.now() });
      if (!lease.isLost) this.#tell(claim, error, end);
      return end;
    }
  }

  /** Until when the work waits because what is left of its account's budget is kept for production. */
  async #reserved({ key }: Claim, lease: Lease): Promise<number | undefined> {
    const { clock, traffic } = this.#options.tools;
    const [now, account] = [clock.now(), accountOf(key)];
    const bears = traffic.bears(account, { production: false }, now);
    if (bears === 'yes') return undefined;
    const kept = (await lease.isForProduction()) ? traffic.bears(account, { production: true }, now) : bears;
    return kept === 'yes' ? undefined : atLeast(now, kept.until);
  }

  #finish(claim: Claim, end: End): Promise<void> {
    const { redact, store } = this.#options.tools;
    const { attention } = store;
    switch (end.do) {
      case 'release':
        return attention.release(claim, end.wake);
      case 'defer':
        return attention.defer(claim, end.until);
      case 'postpone':
        return attention.postpone(claim, end.until, redact(end.cause));
    }
  }

  /** Kept in mind until the store takes it, so that no lease has to run out, which would count as a try. */
  async #say(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      if (isStoreUnavailable(error)) this.#unsaid = what;
      throw error;
    }
  }

  #tell({ key, tries, because }: Claim, error: unknown, end: End): void {
    const { log } = this.#options.tools;
    const facts = { key, tries: tries + 1, because };
    if (end.do === 'defer') log.warn({ ...facts, tries, scope: end.scope, cause: messageOf(error) }, 'work rests');
    else if (end.do === 'postpone' && tries + 1 >= MOST_TRIES)
      log.error({ ...facts, err: error }, 'work failed, parked');
    else if (error instanceof WorldMoved) log.info({ ...facts, cause: error.message }, 'looked at again later');
    else log.error({ ...facts, err: error }, 'work failed');
  }
}
