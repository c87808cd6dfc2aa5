import { Gauge, type Registry } from 'prom-client';

import type { Instant } from '../core/names.ts';
import type { Budget, Traffic } from '../ports/github/traffic.ts';
import type { Readings } from './readings.ts';

/** GitHub's side: what this process has learned from the answers it got. */
export type TrafficSeen = Pick<Traffic, 'budgets' | 'breakers' | 'paused'>;

/** Sets every gauge to what is so now; called before each scrape. */
export interface Gauges {
  /** Undefined: the store did not answer, and its gauges are left out rather than shown as they were. */
  store(readings: Readings | undefined): void;
  traffic(seen: TrafficSeen, now: Instant): void;
}

/** Accounts with a label of their own: those with the least of their budget left. */
const MOST_ACCOUNTS = 200;

type Labels = readonly string[];

/** The gauges, on a registry of this process. */
export function gaugesOn(registry: Registry): Gauges {
  const gauge = <const L extends Labels>(name: string, help: string, labelNames: L): Gauge<L[number]> =>
    new Gauge({ name: `sluice_${name}`, help, labelNames, registers: [registry] });
  return { store: storeGauges(gauge), traffic: trafficGauges(gauge) };
}

type Make = <const L extends Labels>(name: string, help: string, labelNames: L) => Gauge<L[number]>;

function storeGauges(gauge: Make): Gauges['store'] {
  const answers = gauge('store_answers', 'Whether the store answered this scrape: 1 or 0', []);
  const inboxOldest = gauge('inbox_oldest_seconds', 'Age of the oldest delivery that waits', []);
  const inboxWaiting = gauge('inbox_waiting', 'Deliveries that wait to be understood', []);
  const inboxBytes = gauge('inbox_bytes', 'Size of the payloads that wait', []);
  const oldest = gauge('attention_oldest_seconds', 'How long the work that has waited longest is due', []);
  const oldestLane = gauge('attention_oldest_lane_seconds', 'How long the longest unconverged lane is behind', []);
  const due = gauge('attention_due', 'Pieces of work that are due and nobody has begun', []);
  const held = gauge('attention_held', 'Pieces of work that a worker holds', []);
  const parked = gauge('parked', 'What Sluice gave up on until somebody wakes it', ['kind']);
  const lanes = gauge('lanes', 'Lanes by how they stood at their last look', ['state']);
  const blocked = gauge('blocked_lanes', 'Lanes that wait at a gate', ['gate']);
  const plain = [inboxOldest, inboxWaiting, inboxBytes, oldest, oldestLane, due, held];
  const labelled = [parked, lanes, blocked];
  return (readings) => {
    answers.set(readings === undefined ? 0 : 1);
    for (const one of labelled) one.reset();
    if (readings === undefined) {
      // A gauge without labels would be 0 after a reset, which says that all is well.
      for (const one of plain) one.remove();
      return;
    }
    const { at, inbox, attention } = readings;
    inboxOldest.set(secondsSince(inbox.oldest, at));
    inboxWaiting.set(inbox.waiting);
    inboxBytes.set(inbox.bytes);
    oldest.set(secondsSince(attention.oldest, at));
    oldestLane.set(secondsSince(attention.oldestLane, at));
    due.set(attention.due);
    held.set(attention.held);
    parked.set({ kind: 'delivery' }, inbox.parked);
    parked.set({ kind: 'work' }, attention.parked);
    for (const [state, count] of readings.lanes) lanes.set({ state }, count);
    for (const [gate, count] of readings.blocked) blocked.set({ gate }, count);
  };
}

function trafficGauges(gauge: Make): Gauges['traffic'] {
  const remaining = gauge('github_budget_remaining', 'Calls left until GitHub fills the budget again', [
    'account',
    'resource',
  ]);
  const limit = gauge('github_budget_limit', 'The whole of the budget', ['account', 'resource']);
  const open = gauge('breaker_open', 'Whether calls to the host rest: 1 open, 0.5 half-open, 0 closed', ['host']);
  const paused = gauge('accounts_paused', 'Accounts whose work rests since GitHub said so', []);
  return (seen, now) => {
    for (const one of [remaining, limit, open]) one.reset();
    for (const { account, resource, ...budget } of scarcest(seen.budgets(now))) {
      remaining.set({ account, resource }, budget.remaining);
      limit.set({ account, resource }, budget.limit);
    }
    for (const { host, state } of seen.breakers(now)) open.set({ host }, OPEN[state]);
    paused.set(seen.paused(now).size);
  };
}

const OPEN = { open: 1, 'half-open': 0.5, closed: 0 } as const;

const secondsSince = (since: Instant | undefined, at: Instant): number =>
  since === undefined ? 0 : Math.max(0, at - since) / 1000;

/** Every budget of the accounts that have the smallest part of one left. */
function scarcest(budgets: Budget[]): Budget[] {
  const left = new Map<string, number>();
  for (const { account, limit, remaining } of budgets) {
    const part = limit > 0 ? remaining / limit : 0;
    left.set(account, Math.min(part, left.get(account) ?? 1));
  }
  const kept = new Set(
    [...left]
      .toSorted(([, a], [, b]) => a - b)
      .slice(0, MOST_ACCOUNTS)
      .map(([account]) => account),
  );
  return budgets.filter(({ account }) => kept.has(account));
}
