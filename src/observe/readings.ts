import { setTimeout as sleep } from 'node:timers/promises';

import { gatesNamedBy } from '../core/page/lane/gate-of-reason.ts';
import type { Instant } from '../core/names.ts';
import type { Standing as Word } from '../core/promotion/plan-model.ts';
import type { Standing } from '../core/promotion/standing.ts';
import type { AttentionBacklog } from '../ports/store/attention.ts';
import type { InboxBacklog } from '../ports/store/inbox.ts';
import type { Store } from '../ports/store/store.ts';

/** What the store says about the work at one instant; every replica reads the same. */
export interface Readings {
  at: Instant;
  inbox: InboxBacklog;
  attention: AttentionBacklog;
  /** Lanes by the worst of their reasons. */
  lanes: ReadonlyMap<Word, number>;
  /** Lanes that wait at each gate. */
  blocked: ReadonlyMap<string, number>;
}

/** So long (ms) the same readings are shown, however often somebody scrapes. */
const FRESH_MS = 10_000;

/** A store that takes longer (ms) counts as one that does not answer. */
const PATIENCE_MS = 5_000;

const tooLate = (): Promise<undefined> => sleep(PATIENCE_MS, undefined, { ref: false });

const WORST_FIRST: readonly Word[] = ['blocked', 'doing', 'waiting', 'resting'];

/** Reads the store's side of the metrics, once for all who ask at about the same time; undefined: it does not answer. */
export class ReadingRoom {
  readonly #store: Pick<Store, 'inbox' | 'attention' | 'standings'>;
  readonly #now: () => Instant;
  #last: { since: number; read: Promise<Readings | undefined> } | undefined;

  constructor(store: Pick<Store, 'inbox' | 'attention' | 'standings'>, now: () => Instant) {
    this.#store = store;
    this.#now = now;
  }

  read(): Promise<Readings | undefined> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#last.since >= FRESH_MS)
      this.#last = { since: now, read: Promise.race([this.#readAnew(), tooLate()]).catch(() => undefined) };
    return this.#last.read;
  }

  async #readAnew(): Promise<Readings> {
    const at = this.#now();
    const { inbox, attention, standings } = this.#store;
    const [waiting, due, all] = await Promise.all([inbox.backlog(), attention.backlog(at), standings.all()]);
    return { at, inbox: waiting, attention: due, ...lanesIn(all) };
  }
}

function lanesIn(standings: Standing[]): Pick<Readings, 'lanes' | 'blocked'> {
  const lanes = new Map<Word, number>(WORST_FIRST.map((word) => [word, 0]));
  const blocked = new Map<string, number>();
  for (const { reasons } of standings) {
    const worst = WORST_FIRST.find((word) => reasons.some(({ standing }) => standing === word)) ?? 'resting';
    lanes.set(worst, (lanes.get(worst) ?? 0) + 1);
    for (const gate of gatesNamedBy(reasons)) blocked.set(gate, (blocked.get(gate) ?? 0) + 1);
  }
  return { lanes, blocked };
}
