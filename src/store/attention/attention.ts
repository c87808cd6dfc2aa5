import type { Kysely } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type {
  Attention,
  AttentionBacklog,
  AttentionKey,
  Claim,
  Job,
  JobsFilter,
  Parked,
} from '../../ports/store/attention.ts';
import type { Tables } from '../tables/schema.ts';
import { claimOne } from './claim.ts';
import { defer, giveBack, postpone, release } from './end.ts';
import { want, wantCalmly } from './mark.ts';
import { backlog, jobs, nextDue, parked } from './report.ts';
import { heldBy } from './rows.ts';

/** The queue as one row a key; every verb is one statement on that row, so that any number of replicas may share it. */
export class SqlAttention implements Attention {
  readonly #db: Kysely<Tables>;
  #lastClaim: Promise<unknown> = Promise.resolve();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  want(key: AttentionKey, at: Instant, because: string): Promise<void> {
    return want(this.#db, { key, at, because });
  }

  wantCalmly(key: AttentionKey, now: Instant, mark: { because: string; quiet: number; most: number }): Promise<void> {
    return wantCalmly(this.#db, { key, at: now, ...mark });
  }

  /** One at a time in a process: two at once would not see each other's keys, and hold more than `most`. */
  claim(...[worker, now, until, wishes]: Parameters<Attention['claim']>): Promise<Claim | undefined> {
    const claim = this.#lastClaim.then(() => claimOne(this.#db, { worker, now, until }, wishes));
    this.#lastClaim = claim.catch(() => undefined);
    return claim;
  }

  async renew(claim: Claim, now: Instant, until: Instant): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('attention')
      .set((is) => ({ held_until: is.fn<Instant>('greatest', ['held_until', is.val(until)]) }))
      .where(heldBy(claim))
      .where('held_until', '>', now)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  release(claim: Claim, wake?: Instant): Promise<void> {
    return release(this.#db, claim, wake);
  }

  defer(claim: Claim, until: Instant): Promise<void> {
    return defer(this.#db, claim, until);
  }

  postpone(claim: Claim, until: Instant, cause: string): Promise<void> {
    return postpone(this.#db, claim, { until, cause });
  }

  giveBack(worker: string, now: Instant): Promise<void> {
    return giveBack(this.#db, worker, now);
  }

  async wake(key: AttentionKey, now: Instant): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('attention')
      .set({ parked_at: null, due_at: now, plain_at: now, calm_at: null, tries: 0, cause: null })
      .where('key', '=', key)
      .where('parked_at', 'is not', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  parked(): Promise<Parked[]> {
    return parked(this.#db);
  }

  jobs(now: Instant, filter?: JobsFilter): Promise<Job[]> {
    return jobs(this.#db, now, filter);
  }

  backlog(now: Instant): Promise<AttentionBacklog> {
    return backlog(this.#db, now);
  }

  nextDue(): Promise<Instant | undefined> {
    return nextDue(this.#db);
  }
}
