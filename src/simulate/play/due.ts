import type { World } from '../world/world.ts';

/** What comes again and again whether there is work or not. */
const RECURRENT = /^(?:sweep|pipelines|permissions|lanes|tidy):/;

/** A key that is due and that nobody takes is one GitHub told us to wait for: looked at again after so many milliseconds. */
const AGAIN_MS = 5_000;

/** What the store said last, and after how many changes. */
interface Known {
  changes: number;
  keys: { key: string; due: number; isHeld: boolean }[];
  delivery: number;
}

/** When there is work for the workers, without asking the store before every step. */
export class Due {
  readonly #world: World;
  /** The mark after which a worker found nothing. */
  #nothingAt = -1;
  #known: Known | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether a worker may find something: the time of something has come, and nobody has asked in vain since. */
  async isNow(): Promise<boolean> {
    const { agenda } = this.#world;
    if (agenda.earliest() > this.#latest()) return false;
    if (agenda.marks !== this.#nothingAt) return true;
    this.#nothingAt = -1;
    const { keys, delivery } = await this.#learn();
    const now = this.#latest();
    const later = (due: number): number => (due <= now ? now + AGAIN_MS : due);
    agenda.replace(
      keys.map((one) => ({ ...one, due: later(one.due) })),
      later(delivery),
    );
    return false;
  }

  /** A worker that began at `marks` found nothing. */
  nothing(marks: number): void {
    this.#nothingAt = marks;
  }

  /** The next instant at which something is due; without what is only looked at by routine, where the caller says so. */
  async next({ recurrent }: { recurrent: boolean }): Promise<number> {
    const { keys, delivery } = await this.#learn();
    this.#world.agenda.replace(keys, delivery);
    const dues = keys.filter(({ key }) => recurrent || !RECURRENT.test(key)).map(({ due }) => due);
    const now = this.#world.now();
    const next = Math.min(delivery, ...dues);
    return next > now ? next : now + AGAIN_MS;
  }

  /** When the last key is free that somebody holds, what is looked at by routine aside; undefined when nobody holds one. */
  async freeAt(): Promise<number | undefined> {
    const { keys } = await this.#learn();
    const held = keys.filter(({ key, isHeld }) => isHeld && !RECURRENT.test(key)).map(({ due }) => due);
    return held.length === 0 ? undefined : Math.max(...held);
  }

  /** By the clock that is furthest ahead: its process finds first what is due. */
  #latest(): number {
    const up = this.#world.replicas.filter(({ state }) => state === 'up');
    return this.#world.now() + Math.max(0, ...up.map(({ skew }) => skew));
  }

  /** What the store says, asked only when it was told something since. */
  async #learn(): Promise<Known> {
    const { agenda, store } = this.#world;
    const { changes } = agenda;
    if (this.#known?.changes === changes) return this.#known;
    const rows = await store.attention.jobs(0);
    const { nextDue: delivery = Infinity } = await store.inbox.backlog();
    const keys = rows
      .filter(({ state }) => state !== 'parked')
      .map(({ key, due, heldUntil }) => ({
        key,
        due: Math.max(due, heldUntil ?? 0),
        isHeld: heldUntil !== undefined,
      }));
    return (this.#known = { changes, keys, delivery });
  }
}
