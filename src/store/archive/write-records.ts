import type { InsertObject, Kysely, Transaction } from 'kysely';
import type { Tables } from '../tables/schema.ts';
import type { RecordKind, RecordOf } from './records.ts';

type Row<Table extends keyof Tables> = InsertObject<Tables, Table>;

/** Rows of one statement: parameters are at most 65535, and memory is bounded by the bytes. */
const MOST_ROWS = 500;
const MOST_BYTES = 4 * 1024 * 1024;

/** Into which table a record goes, and as what row. */
const ROWS: { [Kind in RecordKind]: { table: keyof Tables; row: (value: RecordOf<Kind>) => object } } = {
  delivery: {
    table: 'inbox',
    row: ({ guid, event, payload, receivedAt, dueAt, tries, parked = false, cause = null }): Row<'inbox'> => ({
      guid,
      event,
      payload: JSON.stringify(payload),
      received_at: receivedAt,
      due_at: dueAt,
      tries,
      parked,
      cause,
      processed_at: null,
    }),
  },
  processed: {
    table: 'inbox',
    row: ({ guid, event, receivedAt, processedAt }): Row<'inbox'> => ({
      guid,
      event,
      payload: null,
      received_at: receivedAt,
      due_at: receivedAt,
      tries: 0,
      parked: false,
      cause: null,
      processed_at: processedAt,
    }),
  },
  attention: {
    table: 'attention',
    row: ({ key, dueAt, since, because, tries, cause = null, parkedAt = null }): Row<'attention'> => ({
      key,
      due_at: dueAt,
      plain_at: dueAt,
      since,
      because,
      tries,
      cause,
      parked_at: parkedAt,
    }),
  },
  pipeline: {
    table: 'pipeline',
    row: (value): Row<'pipeline'> => ({ repo: value.repo, document: JSON.stringify(value) }),
  },
  artifact: {
    table: 'artifact',
    row: (value): Row<'artifact'> => ({
      pipeline: value.pipeline,
      component: value.component,
      digest: value.digest,
      built_repo: value.builtFrom.repo,
      built_commit: value.builtFrom.commit,
      learned_at: value.learnedAt,
      document: JSON.stringify(value),
    }),
  },
  standing: {
    table: 'standing',
    row: (value): Row<'standing'> => ({
      lane: value.lane,
      pipeline: value.pipeline,
      at: value.at,
      document: JSON.stringify(value),
    }),
  },
  intention: {
    table: 'intention',
    row: ({ key, firstAt, previousAt = null, lastAt, doneAt = null }): Row<'intention'> => ({
      key,
      first_at: firstAt,
      previous_at: previousAt,
      last_at: lastAt,
      done_at: doneAt,
    }),
  },
  ledger: {
    table: 'ledger',
    row: ({ at, kind, lane = null, promotion = null, key = null, facts }): Row<'ledger'> => ({
      at,
      kind,
      lane,
      promotion,
      key,
      facts: JSON.stringify(facts),
    }),
  },
};

/** The tables that records go into. */
export const TABLES_OF_RECORDS = [...new Set(Object.values(ROWS).map(({ table }) => table))];

/** Writes records in their order, many with one statement. */
export class RecordWriter {
  readonly #db: Transaction<Tables>;
  #table: keyof Tables | undefined;
  #rows: object[] = [];
  #bytes = 0;

  constructor(db: Transaction<Tables>) {
    this.#db = db;
  }

  async add<Kind extends RecordKind>(kind: Kind, value: RecordOf<Kind>, bytes: number): Promise<void> {
    const { table, row } = ROWS[kind];
    if (table !== this.#table || this.#rows.length >= MOST_ROWS || this.#bytes >= MOST_BYTES) await this.flush();
    this.#table = table;
    this.#rows.push(row(value));
    this.#bytes += bytes;
  }

  async flush(): Promise<void> {
    if (this.#table === undefined || this.#rows.length === 0) return;
    await (this.#db as Kysely<Tables>).insertInto(this.#table).values(this.#rows).execute();
    [this.#rows, this.#bytes] = [[], 0];
  }
}
