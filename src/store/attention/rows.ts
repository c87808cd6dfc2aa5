/** What the statements of the queue have in common. */
import { sql } from 'kysely';
import type { Expression, ExpressionBuilder, RawBuilder, SqlBool } from 'kysely';
import type { Claim } from '../../ports/store/attention.ts';
import type { Tables } from '../tables/schema.ts';

/** A key marked a thousand times keeps its first reasons. */
const MOST_REASONS = 20;

/** The columns of a claim, as they are outside one. */
export const UNHELD = { held_by: null, held_since: null, held_until: null, wanted_at: null, wanted_because: [] };

/** The row while the claim is the last one of its key and not yet ended. */
export function heldBy({
  key,
  worker,
  fence,
}: Claim): (is: ExpressionBuilder<Tables, 'attention'>) => Expression<SqlBool> {
  return (is) => is.and({ key, held_by: worker, fence });
}

/** Two lists of reasons as one, each reason once, the earlier first. */
export function joined(first: string, second: string): RawBuilder<string[]> {
  const [one, other] = [sql.ref(first), sql.ref(second)];
  return sql`(${one} || array(
    select reason from unnest(${other}) with ordinality as new (reason, place)
    where reason <> all (${one}) order by place))[1:${sql.lit(MOST_REASONS)}]`;
}

/**
 * When the row, or during a claim its marks, would be due without the calm marks. A release before calm marks writes the
 * two instants that decide and not their parts, so where the parts do not add up, what it wrote is an ordinary mark.
 */
export const plainOf = (pending: string): RawBuilder<number | null> =>
  sql`case when ${sql.ref(pending)} is distinct from least(attention.plain_at, attention.calm_at)
    then ${sql.ref(pending)} else attention.plain_at end`;

/** The calm part of the same; none where the parts do not add up. */
export const calmOf = (pending: string): RawBuilder<number | null> =>
  sql`case when ${sql.ref(pending)} is distinct from least(attention.plain_at, attention.calm_at)
    then null else attention.calm_at end`;
