/** A database that does not answer is told from one that refuses what was asked. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openStore } from '../../src/store/open-store.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { storeTemplate } from '../../src/store/template.ts';
import { describeWithPostgres } from './postgres.ts';

const nul = (store: OpenStore): Promise<void> => store.attention.want('a key with \0', 1, 'push');

/** What stands between a store and its server, and may stop to pass anything on without a word. */
class Between {
  readonly url: string;
  /** Nothing is passed on while this is set, not even that somebody hung up. */
  isSilent = false;
  readonly close: () => void;

  private constructor(url: string, close: () => void) {
    this.url = url;
    this.close = close;
  }

  /** Without a server it takes connections and never says anything. */
  static async and(server?: string): Promise<Between> {
    const open = new Set<Socket>();
    const keep = (socket: Socket): Socket => {
      open.add(socket);
      return socket.on('error', () => undefined).on('close', () => open.delete(socket));
    };
    const listening = createServer((guest) => {
      keep(guest);
      if (server === undefined) return;
      const host = keep(connect(Number(new URL(server).port), '127.0.0.1'));
      const pass = (from: Socket, to: Socket): void => {
        from.on('data', (data) => between.isSilent || to.write(data));
        from.on('close', () => between.isSilent || to.destroy());
      };
      pass(guest, host);
      pass(host, guest);
    });
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const url = new URL(server ?? 'postgresql://sluice@127.0.0.1/none');
    url.port = String((listening.address() as AddressInfo).port);
    const between = new Between(url.href, () => {
      listening.close();
      for (const socket of open) socket.destroy();
    });
    return between;
  }
}

/** Milliseconds; as long as nothing takes on a busy machine, and shorter than a test lasts. */
const WITHIN = 2_000;

/** Until no statement of a store runs or waits on the server any more, whoever still listens for it. */
async function whenAllAreIdle(client: Client): Promise<void> {
  const busy = `select from pg_stat_activity
    where datname = current_database() and application_name = 'sluice' and state = 'active'`;
  while ((await client.query(busy)).rows.length > 0);
}

let between: Between | undefined;

afterEach(() => {
  between?.close();
  between = undefined;
});

describe('a server that takes connections and says nothing', () => {
  it('is told as a store that cannot be opened', async () => {
    between = await Between.and();

    const opened = openStore({ url: between.url, within: WITHIN });

    await expect(opened).rejects.toMatchObject({ userError: { code: 'STORE_UNUSABLE' } });
  });
});

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

  it('that falls silent is unavailable, whatever is asked, and answers again on a new connection', async () => {
    between = await Between.and(url);
    const store = await openStore({ url: between.url, within: WITHIN });
    await store.attention.want('k', 1, 'push');
    between.isSilent = true;

    const told = await Promise.allSettled([
      store.attention.nextDue(),
      store.attention.claim('p-1', 1, 2),
      store.attention.wantCalmly('k', 2, { because: 'push', quiet: 5, most: 30 }),
      store.inbox.put({ guid: 'g', event: 'push', payload: {}, receivedAt: 1 }),
      store.ledger.read({ limit: 1 }),
    ]);
    between.isSilent = false;
    const again = await store.attention.nextDue();

    for (const one of told) expect(one).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } });
    expect(again).toBe(1);
    await store.close();
  });

  it('whose statements are given up while they wait for a lock holds nothing by them once the lock is gone', async () => {
    const own = await server().database();
    const store = await openStore({ url: own, within: WITHIN });
    await store.attention.want('lane:acme/r:a', 1, 'push');
    await store.inbox.put({ guid: 'awaited', event: 'push', payload: {}, receivedAt: 1 });
    const other = new Client({ connectionString: own });
    await other.connect();
    await other.query('begin; lock table attention, inbox in access exclusive mode');

    const told = await Promise.allSettled([
      store.attention.claim('p-1', 1, 9_000),
      store.inbox.take('p-2', 1, 9_000),
      store.attention.want('lane:acme/r:late', 1, 'push'),
    ]);
    await other.query('commit');
    await whenAllAreIdle(other);

    for (const one of told) expect(one).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } });
    expect(await store.attention.jobs(1)).toMatchObject([{ key: 'lane:acme/r:a', state: 'due', tries: 0 }]);
    expect(await store.inbox.take('p-3', 1, 9_000)).toMatchObject({ guid: 'awaited', tries: 0 });
    await Promise.all([other.end(), store.close()]);
  });

  it('that refuses a value is not unavailable', async () => {
    const store = await openStore({ url });

    await expect(nul(store)).rejects.not.toMatchObject({ name: 'StoreUnavailable' });

    await store.close();
  });
});
