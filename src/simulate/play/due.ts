import type { Store } from '../../ports/store/store.ts';
import type { World } from '../world/world.ts';

/** What comes again and again whether there is work or not. */
const RECURRENT = /^(?:sweep|pipelines|permissions|lanes|tidy):/;

/** A key that is due and that nobody takes is one GitHub told us to wait for: looked at again after so many milliseconds. */
const AGAIN_MS = 5_000;

/** When there is work for the workers, without asking the store before every step. */
export class Due {
  readonly #world: World;
  /** The mark after which a worker found nothing. */
  #nothingAt = -1;
  /** The mark for which it is known when the next key is due. */
  #knownAt = -1;
  #next = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Whether a worker may find something: somebody has marked something since one found nothing, or its time has come. While
   * others are busy the store is not asked for that time: statements are what a run costs.
   */
  async isNow({ isBusy }: { isBusy: boolean }): Promise<boolean> {
    const { marks } = this.#world;
    if (marks !== this.#nothingAt) return true;
    const now = this.#world.now();
    if (marks === this.#knownAt) return now >= this.#next;
    if (isBusy) return false;
    const next = await nextDue(this.#world.store, { recurrent: true });
    this.#knownAt = marks;
    this.#next = next > now ? next : now + AGAIN_MS;
    return false;
  }

  /** A worker that began at `marks` found nothing. */
  nothing(marks: number): void {
    this.#nothingAt = marks;
    this.#knownAt = -1;
  }

  /** The next instant at which something is due; without what is only looked at by routine, where the caller says so. */
  async next({ recurrent }: { recurrent: boolean }): Promise<number> {
    const now = this.#world.now();
    const next = await nextDue(this.#world.store, { recurrent });
    return next > now ? next : Math.max(this.#next, now + AGAIN_MS);
  }
}

async function nextDue({ attention, inbox }: Store, { recurrent }: { recurrent: boolean }): Promise<number> {
  const rows = await attention.jobs(0);
  const dues = rows
    .filter(({ key, state }) => state !== 'parked' && (recurrent || !RECURRENT.test(key)))
    .map(({ due, heldUntil }) => Math.max(due, heldUntil ?? 0));
  const { nextDue: delivery = Infinity } = await inbox.backlog();
  return Math.min(delivery, ...dues);
}
