import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import type { Redactor } from '../../src/core/text/redactor.ts';
import { createLog } from '../../src/log.ts';
import { secretsOf } from '../../src/observe/secrets.ts';
import { createWatch } from '../../src/observe/watch.ts';
import { createPage } from '../../src/web/page/create-page.ts';
import { createHttpServer, WEBHOOK_PATH } from '../../src/web/server.ts';
import { closeSharedStore, KEYS, REGISTRY_LOGINS, SECRET, World } from '../scenarios/world.ts';

const DOCKER = 'acme/payments-docker';
const DATABASE = 'canary-database-password';
const MINUTE = 60_000;

let world: World | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});
afterAll(closeSharedStore);

/** Remembers every token that was ever minted, so that a test can look for all of them. */
function listening(): { redactor: Redactor; minted: string[] } {
  const minted: string[] = [];
  const redactor = secretsOf({
    app: { privateKey: KEYS.privateKey, webhookSecret: SECRET },
    store: { url: `postgres://sluice:${DATABASE}@db/sluice` },
    registries: REGISTRY_LOGINS,
  });
  const know = redactor.know.bind(redactor);
  redactor.know = (secret) => {
    minted.push(secret);
    know(secret);
  };
  return { redactor, minted };
}

/** Everything that people or programs are shown: pages, programs' pages, refusals at the door. */
async function shownBy(shown: World): Promise<string> {
  const server = createHttpServer({
    webhooks: shown.app.webhooks,
    isReady: () => Promise.resolve(true),
    page: createPage({ source: shown.app.tools, access: { open: { loopbackOnly: true, notice: '' } } }),
    log: createLog('silent'),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const paths = ['/', '/lanes/acme/platform/docker/payments', '/components/acme/platform/payments', '/api/v1/lanes'];
  const pages = await Promise.all(paths.map(async (path) => (await fetch(url + path)).text()));
  const headers = {
    'content-type': 'application/json',
    'x-github-delivery': 'd',
    'x-github-event': 'push',
    'x-hub-signature-256': 'sha256=00',
  };
  const refused = await fetch(url + WEBHOOK_PATH, { method: 'POST', headers, body: '{}' });
  server.closeAllConnections();
  server.close();
  return [...pages, await refused.text()].join('\n');
}

describe('a secret', () => {
  it('is in no log, page, metric, pull request, answer or ledger, however things fail', async () => {
    const { redactor, minted } = listening();
    const lines: string[] = [];
    const log = createLog('debug', { redactor, destination: { write: (line) => lines.push(line) } });
    const watch = createWatch({ version: '1' });
    world = await World.with({ log, observed: watch.observed, redactor });
    const spills = [
      KEYS.privateKey,
      SECRET,
      DATABASE,
      ...[...REGISTRY_LOGINS.values()].map(({ password }) => password),
    ];
    let spilled = 0;
    world.beforeCall('graphql', () => {
      spilled += 1;
      if (spilled % 3 !== 0) return Promise.resolve();
      const quoted = [...spills, ...minted].join(' ');
      return Promise.reject(new Error(`socket hang up after ${quoted}`, { cause: new Error(quoted) }));
    });

    await world.merges('Retry transfers');
    for (let minutes = 0; minutes < 60; minutes += 5) await world.after(5 * MINUTE);
    log.error({ err: new Error(`cannot reach postgres://sluice:${DATABASE}@db`) }, 'worker failed');

    const { store, app, now } = world;
    const watched = { store, traffic: app.traffic, clock: { now: () => now } };
    const pulls = await world.pulls(DOCKER, 'all');
    const shown = [
      ...lines,
      await shownBy(world),
      await watch.metrics(watched).text(),
      JSON.stringify(pulls),
      JSON.stringify(await world.ledger({})),
      JSON.stringify(await store.standings.all()),
      JSON.stringify(await store.attention.jobs(now)),
    ].join('\n');
    const secrets = [...spills, ...minted].flatMap((one) => [one, JSON.stringify(one).slice(1, -1)]);

    expect(spilled).toBeGreaterThan(3);
    expect(minted.length).toBeGreaterThan(0);
    expect(lines.join()).toContain('[redacted]');
    expect(pulls).toHaveLength(1);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
});
