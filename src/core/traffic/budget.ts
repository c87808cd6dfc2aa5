/**
 * An installation's primary budgets, as the `x-ratelimit-*` headers tell them
 * (https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
import type { Instant } from '../names.ts';
import { isForProduction, kept, type Work } from './reserve.ts';

const SECOND = 1000;
/** GitHub's windows are an hour long; what lies further ahead comes from clocks that differ. */
const LONGEST = 61 * 60 * SECOND;
/** Answers of one window name its end a second apart now and then. */
const SAME_WINDOW = 5 * SECOND;

/** The budgets that are apart from each other; others (search) Sluice does not use. */
export type Resource = 'core' | 'graphql';

/** One of them as it was told last. */
export interface PrimaryBudget {
  limit: number;
  remaining: number;
  resetAt: Instant;
}

/** What an answer's headers (names in lower case) tell; undefined where they tell nothing believable. */
export function budgetIn(
  headers: Readonly<Record<string, string>>,
): { resource: Resource; budget: PrimaryBudget } | undefined {
  const resource = headers['x-ratelimit-resource'];
  if (resource !== 'core' && resource !== 'graphql') return undefined;
  const limit = numberIn(headers['x-ratelimit-limit']);
  const remaining = numberIn(headers['x-ratelimit-remaining']);
  const reset = numberIn(headers['x-ratelimit-reset']);
  if (limit === undefined || limit === 0 || remaining === undefined || reset === undefined) return undefined;
  return { resource, budget: { limit, remaining: Math.min(remaining, limit), resetAt: reset * SECOND } };
}

/** What is known after an answer. Answers overtake each other: within one window the least that was told counts. */
export function learned(
  before: PrimaryBudget | undefined,
  told: PrimaryBudget,
  now: Instant,
): PrimaryBudget | undefined {
  const known = budgetAt(before, now);
  if (known === undefined) return budgetAt(told, now);
  if (told.resetAt > known.resetAt + SAME_WINDOW) return budgetAt(told, now) ?? known;
  if (told.resetAt < known.resetAt - SAME_WINDOW) return known;
  return { ...known, limit: told.limit, remaining: Math.min(known.remaining, told.remaining) };
}

/** What of it still counts: after its reset, or with one that no clock of GitHub means, nothing is known. */
export const budgetAt = (budget: PrimaryBudget | undefined, now: Instant): PrimaryBudget | undefined =>
  budget !== undefined && now < budget.resetAt && budget.resetAt <= now + LONGEST ? budget : undefined;

/** When work of this kind may go on; undefined: now. */
export function restsUntil(budget: PrimaryBudget | undefined, work: Work, now: Instant): Instant | undefined {
  const known = budgetAt(budget, now);
  if (known === undefined) return undefined;
  const floor = isForProduction(work) ? 0 : kept(known.limit);
  return known.remaining <= floor ? known.resetAt : undefined;
}

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
