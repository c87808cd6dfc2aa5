import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { createPage } from '../../src/web/page/create-page.ts';
import { closeSharedStore, World } from './world.ts';

const DOCKER = 'acme/payments-docker';
let world: World;
let server: Server;

afterEach(async () => {
  server.close();
  await world.end();
});
afterAll(closeSharedStore);

interface Shown {
  pipelines: { lanes: { state: string; reasons: { says: string }[] }[] }[];
}

type Get = (path: string) => Promise<Response>;

async function firstLane(get: Get) {
  const { pipelines } = (await (await get('/api/v1/lanes')).json()) as Shown;
  return pipelines[0]?.lanes[0];
}

/** The page over the tools of the composed app, as `serve` puts it together. */
async function openPage(): Promise<Get> {
  const page = createPage({ source: world.app.tools, access: { open: { loopbackOnly: true, notice: 'a test' } } });
  server = createServer((request, response) => void page(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (path) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
}

describe('the page of the app', () => {
  it('says what was noted, without a call to GitHub: the pull request that was opened, then what it waits for', async () => {
    world = await World.with();
    await world.merges('Retry transfers');
    await world.settled();
    const get = await openPage();
    const callsBefore = world.forge.calls.length;
    const opened = await firstLane(get);
    const html = await (await get('/')).text();
    expect(world.forge.calls).toHaveLength(callsBefore);

    await world.after(10 * 60_000);
    const waiting = await firstLane(get);

    expect(opened).toMatchObject({
      state: 'doing',
      pullRequest: { name: `${DOCKER}#1`, title: 'payments: Retry transfers' },
    });
    expect(html).toContain('a pull request is opened: payments: Retry transfers');
    expect(waiting).toMatchObject({ state: 'waiting', pullRequest: { moves: [{ component: 'payments' }] } });
    expect(waiting?.reasons.map(({ says }) => says)).toContain('#1 waits for build (not reported yet)');
  });

  it('knows after the merge what the pin holds, and which pull request brought it', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    const { number } = await world.pull(DOCKER);
    await world.buildEnds(DOCKER, number);
    await world.settled();
    const get = await openPage();

    const { cells, history } = (await (await get('/api/v1/components/acme/platform/payments')).json()) as {
      cells: object[];
      history: { lines: { kind: string }[] };
    };

    expect(cells).toMatchObject([
      {
        state: 'current',
        reference: { full: commit },
        change: { name: `#${number}` },
        since: { ago: expect.any(String) },
      },
    ]);
    expect(history.lines.map(({ kind }) => kind)).toEqual(['merged', 'proposed']);
  });
});
