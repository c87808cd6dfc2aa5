/** A database that does not answer is told from one that refuses what was asked. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openStore } from '../../src/store/open-store.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { storeTemplate } from '../../src/store/template.ts';
import { describeWithPostgres } from './postgres.ts';

const nul = (store: OpenStore): Promise<void> => store.attention.want('a key with \0', 1, 'push');

describe('a store in memory', () => {
  it('that refuses a value is not unavailable, and goes on', async () => {
    const store = await openStore({ memory: true, dump: await storeTemplate() });

    await expect(nul(store)).rejects.not.toMatchObject({ name: 'StoreUnavailable' });

    await store.attention.want('k', 1, 'push');
    expect(await store.attention.claim('p-1', 1, 2)).toMatchObject({ key: 'k' });
    await store.close();
  });
});

describeWithPostgres('a store on a server', (server) => {
  let url: string;
  beforeAll(async () => {
    url = await server().database();
  });

  it('whose connection is cut in mid-statement is unavailable, and answers again', async () => {
    const store = await openStore({ url }, { warn: () => undefined });
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query('begin; lock table attention');
    const asked = store.attention.want('k', 1, 'push').catch((error: unknown) => error);
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sluice' and wait_event_type = 'Lock'`;

    // Each of these queries is a round to the server; the statement is there after a few of them.
    while ((await other.query(cut)).rows.length === 0);

    expect(await asked).toMatchObject({ name: 'StoreUnavailable' });
    await other.query('rollback');
    // The connection may be given out once more before its end is noticed.
    const again = await store.attention.nextDue().catch(() => store.attention.nextDue());
    expect(again).toBeUndefined();
    await Promise.all([other.end(), store.close()]);
  });

  it('that refuses a value is not unavailable', async () => {
    const store = await openStore({ url });

    await expect(nul(store)).rejects.not.toMatchObject({ name: 'StoreUnavailable' });

    await store.close();
  });
});
