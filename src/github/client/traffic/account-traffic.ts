import type { Instant } from '../../../core/names.ts';
import {
  budgetAt,
  budgetIn,
  learned,
  restsUntil,
  type PrimaryBudget,
  type Resource,
} from '../../../core/traffic/budget.ts';
import type { Work } from '../../../core/traffic/reserve.ts';
import { freeAt, leftOf, roomAt, wholeAt, within, type Window } from '../../../core/traffic/window.ts';
import type { Budget } from '../../../ports/github/traffic.ts';
import type { Limits } from '../limits.ts';
import { Limiter } from '../limiter.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { ResponseHeaders } from '../rate-limit.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Somebody has to install the App again or lift the suspension; a webhook tells when they have. */
const UNAUTHORISED_RESTS = 10 * MINUTE;

interface AccountTrafficOptions {
  limits: Limits;
  now: () => number;
  delay: (milliseconds: number) => Promise<void>;
}

/** As much of a call as limits depend on. */
interface AskedCall {
  content: boolean;
  resource: Resource;
  work: Work;
}

type Limited = Extract<Failure, { kind: 'limited' }>;

/** What GitHub bears from one installation, learned from its answers: turns, limits, budgets and windows of content. */
export class AccountTraffic {
  readonly limiter: Limiter;
  readonly #now: () => number;
  readonly #windows: Record<'content-minute' | 'content-hour', Window>;
  readonly #budgets = new Map<Resource, PrimaryBudget>();
  /** Requests of the last hour that made content. */
  #sent: Instant[] = [];
  #unauthorisedAt: Instant | undefined;

  constructor({ limits, now, delay }: AccountTrafficOptions) {
    this.limiter = new Limiter({ ...limits, now, delay });
    this.#now = now;
    this.#windows = {
      'content-minute': { most: limits.contentPerMinute, span: MINUTE },
      'content-hour': { most: limits.contentPerHour, span: HOUR },
    };
  }

  /** Why a call is not sent now: what GitHub told of the budget that pays for it, or how much content was made lately. */
  refusalOf({ content, resource, work }: AskedCall): { failed: Limited } | undefined {
    const now = this.#now();
    const budget = this.#budgets.get(resource);
    const spent = restsUntil(budget, { production: true }, now);
    if (spent !== undefined) return { failed: { kind: 'limited', until: spent, which: 'spent' } };
    const reserved = restsUntil(budget, work, now);
    if (reserved !== undefined) return { failed: { kind: 'limited', until: reserved, which: 'reserve' } };
    const room = content ? this.#contentRoom(work, now) : undefined;
    return room === undefined ? undefined : { failed: { kind: 'limited', until: room, which: 'writes' } };
  }

  /** A request that makes content is on its way; what becomes of it does not matter to GitHub's count. */
  madeContent(): void {
    const now = this.#now();
    this.#sent = [...within(this.#sent, { span: HOUR }, now), now];
  }

  /** What an answer's headers tell. */
  heard(headers: ResponseHeaders): void {
    const told = budgetIn(headers);
    if (told === undefined) return;
    const budget = learned(this.#budgets.get(told.resource), told.budget, this.#now());
    if (budget === undefined) this.#budgets.delete(told.resource);
    else this.#budgets.set(told.resource, budget);
  }

  /** How a call ended: a success ends the pause of an installation that had lost its credentials. */
  ended(outcome: Outcome<unknown>): void {
    if ('ok' in outcome) this.resume();
    else if (outcome.failed.kind === 'unauthorised') this.#unauthorisedAt = this.#now();
  }

  /** Somebody told that the credentials are good again. */
  resume(): void {
    this.#unauthorisedAt = undefined;
  }

  /** Until when nothing of this account is begun; undefined: it may be. */
  pausedUntil(now: Instant): Instant | undefined {
    const since = this.#unauthorisedAt;
    const unauthorised = since !== undefined && since <= now ? since + UNAUTHORISED_RESTS : 0;
    const spent = this.#budgetRests({ production: true }, now) ?? 0;
    const until = Math.max(unauthorised, this.limiter.limitedUntil(now) ?? 0, spent);
    return until > now ? until : undefined;
  }

  /** When work of a kind may begin; `now` or earlier: at once. Where no content may be made, everything else goes on. */
  bearsFrom(work: Work, now: Instant): Instant {
    return Math.max(this.pausedUntil(now) ?? now, this.#budgetRests(work, now) ?? now);
  }

  budgets(now: Instant): Omit<Budget, 'account'>[] {
    const primary = [...this.#budgets].map(([resource, budget]) => {
      const { limit, remaining, resetAt } = budgetAt(budget, now) ?? { ...budget, remaining: budget.limit };
      return { resource, limit, remaining, resetAt };
    });
    const sent = within(this.#sent, { span: HOUR }, now);
    const windows = Object.entries(this.#windows).flatMap(([resource, window]) => {
      if (!Number.isFinite(window.most)) return [];
      const [remaining, resetAt] = [leftOf(sent, window, now), wholeAt(sent, window, now)];
      return { resource: resource as Budget['resource'], limit: window.most, remaining, resetAt };
    });
    return [...primary, ...windows];
  }

  #budgetRests(work: Work, now: Instant): Instant | undefined {
    const rests = [...this.#budgets.values()].map((budget) => restsUntil(budget, work, now) ?? 0);
    const until = Math.max(0, ...rests);
    return until > now ? until : undefined;
  }

  /** When whoever would make content comes back; undefined: it may be made now. */
  #contentRoom(work: Work, now: Instant): Instant | undefined {
    // Kept as the clock has them now, so that one that was put back counts them for an hour at most.
    this.#sent = within(this.#sent, { span: HOUR }, now);
    const full = Object.values(this.#windows).filter((window) => freeAt(this.#sent, window, { work, now }) > now);
    if (full.length === 0) return undefined;
    return Math.max(...full.map((window) => roomAt(this.#sent, window, { work, now })));
  }
}
