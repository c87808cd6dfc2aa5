import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { openMemory } from '../../src/store/databases/embedded.ts';

type Opened = Awaited<ReturnType<typeof openMemory>>;

describe('the prepared statements of the embedded database', () => {
  let database: Opened;
  beforeAll(async () => {
    database = await openMemory();
  });
  beforeEach(async () => {
    await sql`drop table if exists thing`.execute(database.kysely);
    await sql`create table thing (name text primary key, counted bigint, words text[])`.execute(database.kysely);
  });
  afterAll(() => database.close());

  const add = (name: string) => sql`insert into thing (name) values (${name})`.execute(database.kysely);
  const all = async () => (await sql`select * from thing order by name`.execute(database.kysely)).rows;

  it('take and give back what the database’s own interface would', async () => {
    const words = ['a "quoted" one', '{braces}', 'null', ''];
    const { numAffectedRows } =
      await sql`insert into thing values ('a', ${1_700_000_000_000}, ${words}), ('b', ${null}, ${[]})`.execute(
        database.kysely,
      );

    expect(numAffectedRows).toBe(2n);
    expect(await all()).toEqual((await database.pglite.query('select * from thing order by name')).rows);
    expect(await all()).toEqual([
      { name: 'a', counted: 1_700_000_000_000, words },
      { name: 'b', counted: null, words: [] },
    ]);
  });

  it('are prepared anew when what they answer has changed', async () => {
    await add('a');
    await all();

    await database.pglite.exec('alter table thing drop column counted');

    expect(await all()).toEqual([{ name: 'a', words: null }]);
  });

  it('are answered after one that failed, whose error keeps its code', async () => {
    await add('a');

    await expect(add('a')).rejects.toMatchObject({ code: '23505', constraint: 'thing_pkey' });
    await expect(sql`select absent from thing`.execute(database.kysely)).rejects.toMatchObject({ code: '42703' });

    await add('b');
    expect(await all()).toMatchObject([{ name: 'a' }, { name: 'b' }]);
  });

  it('more of them than are kept are still answered, and few stay in the database', async () => {
    for (let n = 0; n < 450; n += 1) {
      const { rows } = await sql<{ n: number }>`select ${sql.lit(n)}::integer as n`.execute(database.kysely);
      expect(rows).toEqual([{ n }]);
    }

    const { rows } = await database.pglite.query<{ count: number }>('select count(*) from pg_prepared_statements');
    expect(rows[0]?.count).toBeLessThanOrEqual(202);
  });

  it('of a transaction that is given up leave nothing, and a commit after a failure is no success', async () => {
    const givenUp = database.kysely.transaction().execute(async (db) => {
      await sql`insert into thing (name) values ('a')`.execute(db);
      throw new Error('no');
    });
    await expect(givenUp).rejects.toThrow('no');
    const hidden = database.kysely.transaction().execute(async (db) => {
      await sql`insert into thing (name) values ('b')`.execute(db);
      await sql`insert into thing (name) values ('b')`.execute(db).catch(() => undefined);
    });
    await expect(hidden).rejects.toMatchObject({ name: 'AbortedTransactionError' });

    expect(await all()).toEqual([]);
  });

  it('of others wait until a transaction has ended', async () => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const givenUp = database.kysely.transaction().execute(async (db) => {
      await sql`insert into thing (name) values ('a')`.execute(db);
      await ended;
      throw new Error('no');
    });
    const other = add('b');
    end();

    await expect(givenUp).rejects.toThrow('no');
    await other;

    expect(await all()).toMatchObject([{ name: 'b' }]);
  });
});
