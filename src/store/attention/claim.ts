import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Instant } from '../../core/names.ts';
import type { Claim, ClaimWishes } from '../../ports/store/attention.ts';
import type { Tables } from '../tables/schema.ts';
import { joined } from './rows.ts';

/** Whoever claims, and until when. */
export interface Claimant {
  worker: string;
  now: Instant;
  until: Instant;
}

/** So many accounts are asked one by one; where there are more, the keys are read in the order they are due in. */
const FEW = 20;

/**
 * Claims one key; see `Attention.claim`. Nothing is sorted for it, and ten thousand accounts are not read: few are looked at each by
 * its longest due key, and of many, those that nobody works for are met in the order their keys are due in. That walks past the keys
 * of accounts that are worked for: ten thousand due keys of one, before all others', cost a claim 3 to 8 ms of the server's time.
 */
export async function claimOne(db: Kysely<Tables>, by: Claimant, wishes: ClaimWishes = {}): Promise<Claim | undefined> {
  const { worker, now, until } = by;
  const { rows } = await sql<Omit<Claim, 'worker' | 'until'>>`
    with recursive ${accounts(by, wishes)}, next as materialized (
      select key from (
        select * from ${ofUnknownAccount(now, wishes)} as unknown
        union all
        select * from ${ofKnownAccount(now, wishes)} as known
      ) as ranked
      limit 1
    )
    update attention set
      held_by = ${worker},
      held_since = ${now},
      held_until = ${until},
      fence = nextval('attention_fence'),
      because = ${joined('because', 'wanted_because')},
      wanted_at = null, wanted_because = '{}', plain_at = null, calm_at = null,
      -- A holder that never came back counts as a try: what kills its worker is found out as well.
      tries = case when held_by is null then tries else tries + 1 end
    from next
    where attention.key = next.key
    returning attention.key, fence, because, tries`.execute(db);
  const [row] = rows;
  return row && { ...row, worker, until };
}

/** Whose keys are held and how many, the first accounts there are, and those of them that are looked at one by one. */
const accounts = ({ worker, now }: Claimant, { lately }: ClaimWishes) => sql`
  held as materialized (
    select account, count(*) as keys, count(*) filter (where starts_with(held_by, ${processOf(worker)})) as own
    from attention
    where held_by is not null and held_until > ${now}
    group by account
  ), walk as (
    (select account from attention where parked_at is null order by account limit 1)
    union all
    select (
      select account from attention
      where parked_at is null and attention.account > walk.account
      order by account limit 1
    ) from walk where walk.account is not null
  ), first as materialized (
    select account from walk where account is not null limit ${FEW + 1}
  ), known as materialized (
    select account from held
    union select ${lately ?? null}::text where ${lately ?? null}::text is not null
    union select account from first where (select count(*) from first) <= ${FEW}
  )`;

/** Of an account that nobody works for, unless all are known. */
const ofUnknownAccount = (now: Instant, { without = [] }: ClaimWishes) => sql`(
  select key from attention
  where (select count(*) from first) > ${FEW} and ${claimable(now)}
    and account <> all(array(select account from known) || ${[...without]}::text[])
  order by due_at, key limit 1 for update skip locked
)`;

/** "offset 0" keeps the order of the accounts, in which the join is made until there is a row. */
const ofKnownAccount = (now: Instant, { without = [], lately, most }: ClaimWishes) => sql`(
  select locked.key from (
    select account from known left join held using (account)
    where account <> all(${[...without]}::text[]) and coalesce(own < ${most ?? null}::integer, true)
    order by coalesce(keys, 0), account is not distinct from ${lately ?? null}, (
      select due_at from attention
      where attention.account = known.account and ${claimable(now)}
      order by due_at, key limit 1
    ), account
    offset 0
  ) as fewest
  cross join lateral (
    select key from attention
    where attention.account = fewest.account and ${claimable(now)}
    order by due_at, key limit 1 for update skip locked
  ) as locked
  limit 1
)`;

const claimable = (now: Instant): RawBuilder<boolean> =>
  sql`parked_at is null and due_at <= ${now} and (held_until is null or held_until <= ${now})`;

/** The part of a worker's name that all workers of its process share, the dash included. */
function processOf(worker: string): string {
  return worker.slice(0, worker.lastIndexOf('-') + 1) || worker;
}
