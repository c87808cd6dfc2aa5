import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type { Missed, MissedAttempt, MissedDelivery } from '../../ports/store/missed.ts';
import { present } from './columns.ts';
import type { Tables } from './schema.ts';

/** One row a delivery, however often it is tried. */
export class SqlMissed implements Missed {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async note(attempts: MissedAttempt[], now: Instant): Promise<void> {
    if (attempts.length === 0) return;
    // One parameter: a list of parameters ends at 65535.
    await sql`
      with listed as (
        select * from json_to_recordset(${JSON.stringify(attempts)}::json)
          as t(id bigint, guid text, event text, "deliveredAt" bigint, "wasHeard" boolean)
      )
      insert into missed (guid, event, attempt, attempts, heard, heard_at, first_at, last_at, noted_at)
      select
        listed.guid, max(listed.event), max(id),
        count(distinct id) filter (where known.guid is null or id > known.attempt),
        count(distinct id) filter (where "wasHeard" and (known.guid is null or id > known.attempt)),
        max("deliveredAt") filter (where "wasHeard"), min("deliveredAt"), max("deliveredAt"), ${now}::bigint
      from listed left join missed as known on known.guid = listed.guid
      group by listed.guid
      on conflict (guid) do update set
        attempt = greatest(missed.attempt, excluded.attempt),
        attempts = missed.attempts + excluded.attempts,
        heard = missed.heard + excluded.heard,
        heard_at = greatest(missed.heard_at, excluded.heard_at),
        first_at = least(missed.first_at, excluded.first_at),
        last_at = greatest(missed.last_at, excluded.last_at),
        noted_at = greatest(missed.noted_at, excluded.noted_at)`.execute(this.#db);
  }

  async notedAt(): Promise<Instant | undefined> {
    const row = await this.#db
      .selectFrom('missed')
      .select(({ fn }) => fn.max<Instant | null>('noted_at').as('at'))
      .executeTakeFirst();
    return row?.at ?? undefined;
  }

  async all(since: Instant): Promise<MissedDelivery[]> {
    const rows = await this.#db
      .selectFrom('missed')
      .selectAll()
      .where('first_at', '>', since)
      .orderBy('attempt')
      .execute();
    return rows.map(({ guid, event, attempt, attempts, heard, heard_at, first_at, last_at }) => ({
      guid,
      event,
      attempt,
      attempts,
      heard,
      ...present('heardAt', heard_at),
      firstAt: first_at,
      lastAt: last_at,
    }));
  }

  async forget(before: Instant): Promise<void> {
    await this.#db.deleteFrom('missed').where('last_at', '<', before).execute();
  }
}
