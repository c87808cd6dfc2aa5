import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore } from '../../src/store/open-store.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { storeTemplate } from '../../src/store/template.ts';
import { describeWithPostgres } from './postgres.ts';
import { artifactsContract } from './store/artifacts.ts';
import { attentionContract, failureContract } from './store/attention.ts';
import { calmContract } from './store/attention-calm.ts';
import { fairnessContract } from './store/attention-fair.ts';
import { leaseContract } from './store/attention-life.ts';
import { inboxContract } from './store/inbox.ts';
import { inboxBoundsContract } from './store/inbox-bounds.ts';
import { missedContract } from './store/missed.ts';
import { cacheContract, intentionsContract, ledgerContract, pipelinesContract } from './store/records.ts';
import { standingsContract } from './store/standings.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-store-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

storeContract('in memory', async () => openStore({ memory: true, dump: await storeTemplate() }));
storeContract('embedded in a directory', () => openStore({ directory }));

describeWithPostgres('on a PostgreSQL server', (server) => {
  let url: string;
  beforeAll(async () => {
    url = await server().database();
  });

  storeContract('shared by replicas', () => openStore({ url }));

  it('replicas that race for claims never hold the same key, and leave none', async () => {
    const replicas = await Promise.all(['a', 'b', 'c'].map(() => openStore({ url })));
    const [first] = replicas;
    const keys = Array.from({ length: 60 }, (_, number) => `lane:${number}`);
    for (const key of keys) await first?.attention.want(key, 1, 'push');
    const drain = async ({ attention }: OpenStore, worker: string): Promise<string[]> => {
      const claimed: string[] = [];
      for (let claim; (claim = await attention.claim(worker, 10, 1000));) claimed.push(claim.key);
      return claimed;
    };

    const workers = replicas.flatMap((store, r) => [0, 1, 2].map((w) => drain(store, `${r}.${w}`)));
    const claimed = (await Promise.all(workers)).flat();

    expect(claimed.toSorted()).toEqual(keys.toSorted());
    await Promise.all(replicas.map((store) => store.close()));
  });

  it('replicas that race for deliveries never take the same one, and leave none', async () => {
    const replicas = await Promise.all(['a', 'b', 'c'].map(() => openStore({ url })));
    const [first] = replicas;
    const guids = Array.from({ length: 60 }, (_, number) => `guid-${number}`);
    for (const guid of guids) await first?.inbox.put({ guid, event: 'push', payload: {}, receivedAt: 1 });
    const drain = async ({ inbox }: OpenStore, worker: string): Promise<string[]> => {
      const taken: string[] = [];
      for (let delivery; (delivery = await inbox.take(worker, 10, 1000));) taken.push(delivery.guid);
      return taken;
    };

    const workers = replicas.flatMap((store, r) => [0, 1, 2].map((w) => drain(store, `${r}.${w}`)));
    const taken = (await Promise.all(workers)).flat();

    expect(taken.toSorted()).toEqual(guids.toSorted());
    await Promise.all(replicas.map((store) => store.close()));
  });

  it('a server that drops its connections is asked again at the next call, and the loss is logged', async () => {
    const warnings: string[] = [];
    let warned = (): void => {};
    const logged = new Promise<void>((resolve) => (warned = resolve));
    const store = await openStore({ url }, { warn: (_, message) => (warnings.push(message), warned()) });

    await server().disconnectAll();
    await logged;

    expect(await store.pipelines.all()).toEqual([]);
    expect(new Set(warnings)).toEqual(new Set(['idle store connection lost']));
    await store.close();
  });
});

function storeContract(name: string, open: () => Promise<OpenStore>): void {
  describe(name, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    beforeEach(() => store.truncate());
    afterAll(() => store.close());

    describe('inbox', () => inboxContract(() => store));
    describe('inbox under load', () => inboxBoundsContract(() => store));
    describe('attention', () => attentionContract(() => store));
    describe('attention under failure', () => failureContract(() => store));
    describe('attention of several accounts', () => fairnessContract(() => store));
    describe('attention in bursts', () => calmContract(() => store));
    describe('leases', () => leaseContract(() => store));
    describe('ledger', () => ledgerContract(() => store));
    describe('what was missed', () => missedContract(() => store));
    describe('intentions', () => intentionsContract(() => store));
    describe('pipelines', () => pipelinesContract(() => store));
    describe('artifacts', () => artifactsContract(() => store));
    describe('standings', () => standingsContract(() => store));
    describe('cache', () => cacheContract(() => store));
  });
}
