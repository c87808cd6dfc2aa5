import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Archive } from '../../ports/store/archive.ts';
import { ArchiveInvalid, StoreNotEmpty } from '../errors.ts';
import type { Tables } from '../tables/schema.ts';
import { readRecords, schemaOf } from './read-records.ts';
import { formatBegin, formatEnd, formatRecord, noCounts, parseLine } from './records.ts';
import type { Counts } from './records.ts';
import { RecordWriter, TABLES_OF_RECORDS } from './write-records.ts';

/** The archive of a store: what it holds as lines, and lines as what it holds. */
export class SqlArchive implements Archive {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async *read(): AsyncGenerator<string> {
    const counts = noCounts();
    yield formatBegin(await schemaOf(this.#db));
    for await (const { kind, value } of readRecords(this.#db)) {
      counts[kind] += 1;
      yield formatRecord(kind, value);
    }
    yield formatEnd(counts);
  }

  write(lines: AsyncIterable<string> | Iterable<string>): Promise<{ records: number }> {
    return this.#db.transaction().execute(async (db) => {
      // Nobody else begins to write here until it is decided whether the store was empty.
      await sql`lock table ${sql.join(TABLES_OF_RECORDS.map((table) => sql.table(table)))} in share row exclusive mode`.execute(
        db,
      );
      const taken = await firstTaken(db);
      if (taken !== undefined) throw new StoreNotEmpty(taken);
      return { records: await writeLines(db, lines) };
    });
  }
}

async function writeLines(db: Transaction<Tables>, lines: AsyncIterable<string> | Iterable<string>): Promise<number> {
  const counts = noCounts();
  const writer = new RecordWriter(db);
  let number = 0;
  let ended = false;
  for await (const text of lines) {
    number += 1;
    if (ended && text.trim() === '') continue;
    if (ended) throw new ArchiveInvalid(number, 'it comes after the last line');
    const line = parseLine(text);
    if (line.is === 'wrong') throw new ArchiveInvalid(number, line.because);
    if ((line.is === 'begin') !== (number === 1)) {
      throw new ArchiveInvalid(number, 'an archive begins with one line that says so');
    }
    if (line.is === 'record') {
      counts[line.kind] += 1;
      await located(number, () => writer.add(line.kind, line.value, text.length));
    }
    if (line.is === 'end') {
      ended = true;
      checkCounts(number, counts, line.counts);
    }
  }
  if (!ended) throw new ArchiveInvalid(number + 1, 'the file ends before its last line');
  await located(number, () => writer.flush());
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function checkCounts(number: number, found: Counts, told: Counts): void {
  for (const kind of Object.keys(found) as (keyof Counts)[]) {
    if (found[kind] === told[kind]) continue;
    throw new ArchiveInvalid(number, `it counts ${told[kind]} records called ${kind}, and there are ${found[kind]}`);
  }
}

/** What the database says against a record is said of the line before which its statement ran. */
async function located(number: number, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    throw new ArchiveInvalid(number, `the database refuses a record of this line or one before it: ${error.message}`);
  }
}

/** Classes 22 and 23 of https://www.postgresql.org/docs/current/errcodes-appendix.html: bad values, broken constraints. */
const isRefusedValue = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);

async function firstTaken(db: Kysely<Tables>): Promise<string | undefined> {
  for (const table of TABLES_OF_RECORDS) if (await hasRows(db, table)) return table;
  return undefined;
}

async function hasRows(db: Kysely<Tables>, table: keyof Tables): Promise<boolean> {
  const { rows } = await sql`select from ${sql.table(table)} limit 1`.execute(db);
  return rows.length > 0;
}
