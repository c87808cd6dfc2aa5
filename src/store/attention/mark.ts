import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type { AttentionKey } from '../../ports/store/attention.ts';
import { sentence } from '../tables/columns.ts';
import type { Tables } from '../tables/schema.ts';
import { calmOf, joined, plainOf } from './rows.ts';

/** Marks of one key in a row that need not wait before marks count as a burst. */
const AT_ONCE = 2;

/** The bursts over that one new burst removes; the table stays as small as there are bursts. */
const FORGET = 100;

/** That a key wants looking at, from when on and why. */
export interface Mark {
  key: AttentionKey;
  at: Instant;
  because: string;
}

/** One that may wait for those that follow it; milliseconds. */
export interface CalmMark extends Mark {
  quiet: number;
  most: number;
}

/** Makes the key due at `at` or earlier; see `Attention.want`. */
export async function want(db: Kysely<Tables>, { key, at, because }: Mark): Promise<void> {
  await sql`insert into attention (key, due_at, since, plain_at, because)
    values (${key}, ${at}, ${at}, ${at}, array[${sentence(because)}])
    ${orJoin(at)}`.execute(db);
}

/** Makes the key due once it is quiet; see `Attention.wantCalmly`. The burst's row serialises its marks. */
export async function wantCalmly(db: Kysely<Tables>, { key, at: now, because, quiet, most }: CalmMark): Promise<void> {
  const { rows } = await sql<{ marks: number }>`
    with calm as (
      insert into burst (key, marks, due_at, over_at) values (${key}, 1, ${now}, ${now + quiet})
      on conflict (key) do update set (marks, waiting_since, due_at, over_at) = (
        select marks, waiting_since,
          case when waiting_since is null then ${now} else least(waiting_since + ${most}, ${now + quiet}) end,
          greatest(burst.over_at, ${now + quiet})
        from (
          select marks, case
            when marks <= ${AT_ONCE} then null
            when burst.waiting_since is null or burst.marks <= ${AT_ONCE} then ${now}::bigint
            when burst.waiting_since + ${most} <= ${now} then ${now}
            else burst.waiting_since end as waiting_since
          from (select case when burst.over_at <= ${now} then 1 else burst.marks + 1 end as marks) as counted
        ) as waited
      )
      returning key, marks, waiting_since, due_at
    ), marked as (
      insert into attention (key, due_at, since, plain_at, calm_at, because)
      select key, due_at, due_at,
        case when waiting_since is null then due_at end,
        case when waiting_since is not null then due_at end,
        array[${sentence(because)}]
      from calm
      ${orJoin(now)}
    )
    select marks from calm`.execute(db);
  if (rows[0]?.marks === 1) await forgetBursts(db, now);
}

/**
 * Joins a mark to the row that is there. A calm mark replaces the instant of the calm mark before it, unless that one has
 * come; what other marks want stays as it is, and the earlier of the two decides.
 */
const orJoin = (now: Instant) => sql`
  on conflict (key) do update
  set (due_at, since, wanted_at, plain_at, calm_at, because, wanted_because, tries, cause, parked_at) = (
    select
      case when held then attention.due_at else least(plain, calm) end,
      case
        when held or parked then coalesce(attention.since, attention.due_at)
        else least(attention.since, attention.due_at, plain, calm) end,
      case when held then least(plain, calm) end,
      plain,
      calm,
      case
        when parked then excluded.because
        when held then attention.because
        else ${joined('attention.because', 'excluded.because')} end,
      case when held then ${joined('attention.wanted_because', 'excluded.because')} else '{}' end,
      case when parked then 0 else attention.tries end,
      case when parked then null else attention.cause end,
      null::bigint
    from (
      select parked, held,
        least(excluded.plain_at, case when not parked then ${plainOf('pending')} end) as plain,
        case
          when parked then excluded.calm_at
          when excluded.calm_at is null or ${calmOf('pending')} <= ${now} then ${calmOf('pending')}
          else excluded.calm_at end as calm
      from (
        select attention.parked_at is not null as parked, attention.held_by is not null as held,
          case when attention.held_by is null then attention.due_at else attention.wanted_at end as pending
      ) as row
    ) as parts
  )`;

/** Skips what another process works on, so that no two of them ever wait for each other. */
async function forgetBursts(db: Kysely<Tables>, now: Instant): Promise<void> {
  await sql`delete from burst where key in (
    select key from burst where over_at <= ${now} order by over_at limit ${FORGET} for update skip locked
  )`.execute(db);
}
