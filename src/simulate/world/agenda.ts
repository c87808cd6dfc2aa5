import type { Claim } from '../../ports/store/attention.ts';
import type { Delivery, HeldDelivery, TakenDelivery } from '../../ports/store/inbox.ts';

/** One call of the store and what came of it. */
interface Told {
  name: string;
  given: readonly unknown[];
  answer: unknown;
}

/** When something may be worked on; `fence` is that of the claim that holds it. */
interface Entry {
  due: number;
  fence?: number;
  /** What marks want while it is held. */
  wanted: number;
}

/** What may give a worker something to do. */
const MARKS =
  /^(?:inbox\.(?:put|failed|giveBack|wake)|attention\.(?:want|wantCalmly|release|postpone|defer|giveBack|wake))$/;

/** Calls that change nothing, and need no look. */
const READS = /^(?:inbox\.(?:received|parked|backlog)|attention\.(?:parked|jobs|backlog|nextDue))$/;

/** What a worker asks for, by the beginning of its id. */
const ASKED_FOR: Record<string, string> = { 'inbox.take': 'deliver', 'attention.claim': 'key ' };

/** What nobody here can tell the instant of. */
const UNSURE = 'unsure';

/**
 * When each key and each delivery may be worked on, by what the store was told: never later than in the store itself but for what
 * nobody was given though it was due, and earlier seldom. Workers that ask in vain and statements that find out when to ask are what
 * a run would cost most.
 */
export class Agenda {
  /** Grows with whatever may have made something due. */
  marks = 0;
  /** Grows with whatever the store was told about what is to do. */
  changes = 0;
  #entries = new Map<string, Entry>();

  /** The earliest instant at which something may be due; virtual milliseconds. */
  earliest(): number {
    let earliest = Infinity;
    for (const { due } of this.#entries.values()) if (due < earliest) earliest = due;
    return earliest;
  }

  /** Whether nothing can come of asking the store for work: the statement would be the dearest of a run. */
  isInVain({ name, given }: Omit<Told, 'answer'>): boolean {
    const asked = ASKED_FOR[name];
    if (asked === undefined || this.#entries.has(UNSURE)) return false;
    const now = Number(given[1]);
    for (const [id, { due }] of this.#entries) if (due <= now && id.startsWith(asked)) return false;
    return true;
  }

  /** What the store itself says, in place of what was concluded. */
  replace(keys: readonly { key: string; due: number; isHeld: boolean }[], delivery: number): void {
    const before = this.#entries;
    this.#entries = new Map(
      keys.map(({ key, due, isHeld }) => {
        const id = idOfKey(key);
        return [id, { wanted: Infinity, ...(isHeld && before.get(id)), due }];
      }),
    );
    this.#entries.set('deliveries', { due: delivery, wanted: Infinity });
  }

  note(told: Told): void {
    const { name } = told;
    if (!/^(?:inbox|attention)\./.test(name) || READS.test(name)) return;
    if (MARKS.test(name)) this.marks += 1;
    if (name === 'attention.claim' && told.answer === undefined) return;
    this.changes += 1;
    if (name.startsWith('inbox.')) this.#noteDelivery(told);
    else this.#noteKey(told);
  }

  #noteDelivery({ name, given, answer }: Told): void {
    const set = (guid: string, due: number): void =>
      void this.#entries.set(idOfDelivery(guid), { due, wanted: Infinity });
    if (name === 'inbox.put') {
      const { guid, receivedAt } = given[0] as Delivery;
      // One that waits has its instant already.
      if (answer === 'stored') set(guid, receivedAt);
    } else if (name === 'inbox.take') {
      if (answer !== undefined) set((answer as TakenDelivery).guid, Number(given[2]));
    } else if (name === 'inbox.processed') this.#entries.delete(idOfDelivery((given[0] as HeldDelivery).guid));
    else if (name === 'inbox.failed') set((given[0] as HeldDelivery).guid, Number(given[2]));
    else if (name !== 'inbox.forget') this.#beUnsure();
  }

  #noteKey({ name, given, answer }: Told): void {
    if (name === 'attention.want' || name === 'attention.wantCalmly') this.#want(String(given[0]), Number(given[1]));
    else if (name === 'attention.claim') {
      const { key, fence } = answer as Claim;
      this.#entries.set(idOfKey(key), { due: Number(given[2]), fence, wanted: Infinity });
    } else if (name === 'attention.renew') {
      const entry = this.#heldBy(given[0] as Claim);
      if (entry !== undefined && answer === true) entry.due = Number(given[2]);
    } else if (/^attention\.(?:release|postpone|defer)$/.test(name)) this.#end(given[0] as Claim, given[1]);
    else this.#beUnsure();
  }

  #want(key: string, at: number): void {
    const id = idOfKey(key);
    const entry = this.#entries.get(id) ?? { due: Infinity, wanted: Infinity };
    const part = entry.fence === undefined ? 'due' : 'wanted';
    this.#entries.set(id, { ...entry, [part]: Math.min(entry[part], at) });
  }

  #end(claim: Claim, until: unknown): void {
    const entry = this.#heldBy(claim);
    if (entry === undefined) return;
    const due = Math.min(entry.wanted, typeof until === 'number' ? until : Infinity);
    if (due === Infinity) this.#entries.delete(idOfKey(claim.key));
    else this.#entries.set(idOfKey(claim.key), { due, wanted: Infinity });
  }

  /** Whoever lost its claim ends nothing. */
  #heldBy({ key, fence }: Claim): Entry | undefined {
    const entry = this.#entries.get(idOfKey(key));
    return entry?.fence === fence ? entry : undefined;
  }

  #beUnsure(): void {
    this.#entries.set(UNSURE, { due: 0, wanted: Infinity });
  }
}

const idOfKey = (key: string): string => `key ${key}`;

const idOfDelivery = (guid: string): string => `delivery ${guid}`;
