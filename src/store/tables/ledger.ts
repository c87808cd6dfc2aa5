import { sql } from 'kysely';
import type { Kysely, Selectable } from 'kysely';
import type { LaneId, PromotionId } from '../../core/names.ts';
import type { Ledger, LedgerEntry, LedgerFilter } from '../../ports/store/ledger.ts';
import { present } from './columns.ts';
import type { LedgerTable, Tables } from './schema.ts';

/** Entries in the order of their instants; those of one instant in the order they were written. */
export class SqlLedger implements Ledger {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async append({ facts, ...entry }: LedgerEntry): Promise<boolean> {
    const written = await this.#db
      .insertInto('ledger')
      .values({ ...entry, facts: JSON.stringify(facts) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('seq')
      .executeTakeFirst();
    return written !== undefined;
  }

  async read({
    pipeline,
    lane,
    promotion,
    kind,
    kinds,
    mentions,
    key,
    asWritten,
    limit,
  }: LedgerFilter): Promise<LedgerEntry[]> {
    let query = this.#db.selectFrom('ledger').selectAll();
    if (asWritten !== true) query = query.orderBy('at', 'desc');
    query = query.orderBy('seq', 'desc');
    // Spelled as the index ledger_pipeline spells it, or that index is of no use.
    if (pipeline !== undefined) query = query.where(sql`split_part(lane, ':', 1)`, '=', pipeline);
    if (lane !== undefined) query = query.where('lane', '=', lane);
    if (promotion !== undefined) query = query.where('promotion', '=', promotion);
    if (kind !== undefined) query = query.where('kind', '=', kind);
    if (kinds !== undefined) query = query.where(sql<boolean>`kind = any(${[...kinds]}::text[])`);
    if (mentions !== undefined) query = query.where(sql`strpos(facts, ${mentions})`, '>', 0);
    if (key !== undefined) query = query.where('key', '=', key);
    if (limit !== undefined) query = query.limit(limit);
    const newestFirst = await query.execute();
    return newestFirst.toReversed().map(entryOf);
  }
}

function entryOf(row: Selectable<LedgerTable>): LedgerEntry {
  return {
    at: row.at,
    kind: row.kind,
    ...present('lane', row.lane as LaneId | null),
    ...present('promotion', row.promotion as PromotionId | null),
    ...present('key', row.key),
    facts: JSON.parse(row.facts) as Record<string, unknown>,
  };
}
