import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { present } from '../tables/columns.ts';
import type { Tables } from '../tables/schema.ts';
import { joined } from '../attention/rows.ts';
import type { RecordKind, RecordOf } from './records.ts';

/** A record with its kind, as the tables hold it. */
export type StoredRecord = { [Kind in RecordKind]: { kind: Kind; value: RecordOf<Kind> } }[RecordKind];

/** Rows of one read; payloads are read one by one, as each may have 25 MB. */
const PAGE = 500;

/**
 * The records, kind by kind, without holding the database up. Causes come before what they led to: a delivery before the
 * marks it left, a mark before the effects it led to. So what changes meanwhile is told twice rather than never.
 */
export async function* readRecords(db: Kysely<Tables>): AsyncGenerator<StoredRecord> {
  yield* deliveries(db);
  yield* attention(db);
  yield* documents(db);
  yield* artifacts(db);
  yield* intentions(db);
  yield* ledger(db);
}

async function* deliveries(db: Kysely<Tables>): AsyncGenerator<StoredRecord> {
  const pages = paged((after: number | undefined) =>
    db
      .selectFrom('inbox')
      .select('seq')
      .where('seq', '>', after ?? 0)
      .orderBy('seq')
      .limit(PAGE)
      .execute(),
  );
  for await (const { seq } of pages((row) => row.seq)) {
    const row = await db.selectFrom('inbox').selectAll().where('seq', '=', seq).executeTakeFirst();
    if (row === undefined) continue;
    const { guid, event, received_at: receivedAt, payload } = row;
    if (row.processed_at !== null || payload === null) {
      yield { kind: 'processed', value: { guid, event, receivedAt, processedAt: row.processed_at ?? receivedAt } };
      continue;
    }
    // While it is held the column says since when; nobody holds it where it is read.
    const dueAt = row.held_by === null ? row.due_at : receivedAt;
    const value = { guid, event, payload: objectOf(payload), receivedAt, dueAt, tries: row.tries };
    yield {
      kind: 'delivery',
      value: { ...value, ...(row.parked && { parked: true }), ...present('cause', row.cause) },
    };
  }
}

async function* attention(db: Kysely<Tables>): AsyncGenerator<StoredRecord> {
  const pages = paged((after: string | undefined) =>
    db
      .selectFrom('attention')
      .select(['key', 'due_at', 'since', 'tries', 'cause', 'parked_at'])
      .select(joined('because', 'wanted_because').as('because'))
      .where('key', '>', after ?? '')
      .orderBy('key')
      .limit(PAGE)
      .execute(),
  );
  for await (const row of pages(({ key }) => key)) {
    yield {
      kind: 'attention',
      value: {
        key: row.key,
        dueAt: row.due_at,
        since: row.since ?? row.due_at,
        because: row.because,
        tries: row.tries,
        ...present('cause', row.cause),
        ...present('parkedAt', row.parked_at),
      },
    };
  }
}

async function* documents(db: Kysely<Tables>): AsyncGenerator<StoredRecord> {
  for (const { document } of await db.selectFrom('pipeline').select('document').orderBy('repo').execute()) {
    yield { kind: 'pipeline', value: JSON.parse(document) as RecordOf<'pipeline'> };
  }
  const pages = paged((after: string | undefined) =>
    db
      .selectFrom('standing')
      .select(['lane', 'document'])
      .where('lane', '>', after ?? '')
      .orderBy('lane')
      .limit(PAGE)
      .execute(),
  );
  for await (const { document } of pages(({ lane }) => lane)) {
    yield { kind: 'standing', value: JSON.parse(document) as RecordOf<'standing'> };
  }
}

async function* artifacts(db: Kysely<Tables>): AsyncGenerator<StoredRecord> {
  const pages = paged((after: number | undefined) =>
    db
      .selectFrom('artifact')
      .select(['seq', 'document'])
      .where('seq', '>', after ?? 0)
      .orderBy('seq')
      .limit(PAGE)
      .execute(),
  );
  for await (const { document } of pages(({ seq }) => seq)) {
    yield { kind: 'artifact', value: JSON.parse(document) as RecordOf<'artifact'> };
  }
}

async function* intentions(db: Kysely<Tables>): AsyncGenerator<StoredRecord> {
  const pages = paged((after: string | undefined) =>
    db
      .selectFrom('intention')
      .selectAll()
      .where('key', '>', after ?? '')
      .orderBy('key')
      .limit(PAGE)
      .execute(),
  );
  for await (const row of pages(({ key }) => key)) {
    const value = { key: row.key, firstAt: row.first_at, lastAt: row.last_at };
    yield {
      kind: 'intention',
      value: { ...value, ...present('previousAt', row.previous_at), ...present('doneAt', row.done_at) },
    };
  }
}

async function* ledger(db: Kysely<Tables>): AsyncGenerator<StoredRecord> {
  const pages = paged((after: number | undefined) =>
    db
      .selectFrom('ledger')
      .selectAll()
      .where('seq', '>', after ?? 0)
      .orderBy('seq')
      .limit(PAGE)
      .execute(),
  );
  for await (const row of pages(({ seq }) => seq)) {
    yield {
      kind: 'ledger',
      value: {
        at: row.at,
        kind: row.kind,
        ...present('lane', row.lane),
        ...present('promotion', row.promotion),
        ...present('key', row.key),
        facts: objectOf(row.facts),
      },
    };
  }
}

/** All rows of a query that answers those after a place, page by page. */
function paged<Row, Place>(page: (after: Place | undefined) => Promise<Row[]>) {
  return async function* rows(placeOf: (row: Row) => Place): AsyncGenerator<Row> {
    let after: Place | undefined;
    for (;;) {
      const found = await page(after);
      yield* found;
      const last = found.at(-1);
      if (found.length < PAGE || last === undefined) return;
      after = placeOf(last);
    }
  };
}

/** The newest migration of this store. */
export async function schemaOf(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select max(name) as name from sluice_migration`.execute(db);
  return rows[0]?.name ?? '';
}

const objectOf = (json: string): Record<string, unknown> => JSON.parse(json) as Record<string, unknown>;
