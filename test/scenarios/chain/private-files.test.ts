import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { createPage } from '../../../src/web/page/create-page.ts';
import { closeSharedStore, World } from '../world.ts';
import { ENVIRONMENTS, MANIFESTS } from './chain.ts';

const SECRET = 'hunter2';
/** The manifest stage names files that are nobody's business, and staging copies from it. */
const NOSY = CHAIN_PIPELINE.replace(
  '"apps/{component}/kustomization.yaml"',
  '"secrets/{component}.yaml", pointer: /stringData/password',
);
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

/** Everything that the page, its API, `explain`, the ledger and pull requests say. */
async function everythingSaid(): Promise<string> {
  const page = createPage({ source: world.app.tools, access: { open: { loopbackOnly: true, notice: 'a test' } } });
  const server = createServer((request, response) => void page(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const get = async (path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).text();
  const paths = [
    '/',
    '/api/v1/lanes',
    ...['staging', 'manifest/payments'].map((lane) => `/lanes/acme/platform/${lane}`),
  ];
  const shown = await Promise.all(paths.map(get));
  server.close();
  const pulls = [...(await world.pulls(ENVIRONMENTS)), ...(await world.pulls(MANIFESTS))].map(({ body }) => body);
  return [...shown, await world.explained(), JSON.stringify(await world.ledger({})), ...pulls].join('\n');
}

/** acme with a secret in its manifests, of which the pipeline makes a pin. */
async function nosyPipeline(change: { joined: boolean }): Promise<void> {
  expect(NOSY).toContain('pointer: /stringData/password');
  world = await World.chain({ pipeline: NOSY });
  const text = `kind: Secret\nstringData:\n  user: app\n  password: ${SECRET}\n`;
  const grace = world.person('grace');
  await grace.commits(MANIFESTS, { branch: 'main', path: 'secrets/payments.yaml', text, message: 'A secret' });
  const consent = change.joined ? 'pipeline: acme/platform\n' : 'pipeline: acme/elsewhere\n';
  await grace.commits(MANIFESTS, { branch: 'main', path: '.github/sluice.yml', text: consent, message: 'Join' });
  await world.settled();
  await world.after(31 * 60_000);
}

describe("somebody else's file that a pipeline names as a pin", () => {
  it('is not read before its repository has joined, and both places say so', async () => {
    await nosyPipeline({ joined: false });

    const said = await everythingSaid();

    expect(said).not.toContain(SECRET);
    expect(await world.reasons('acme/platform:staging')).toContain(
      'payments: acme/manifests is not public and has not joined acme/platform, so nothing is read there',
    );
  });

  it('is quoted in no other repository where it has', async () => {
    await nosyPipeline({ joined: true });

    const reasons = await world.reasons('acme/platform:staging');

    expect(reasons.join('\n')).toContain('secrets/payments.yaml:4 holds something that is not a digest');
    expect(reasons.join('\n')).not.toContain(SECRET);
  });
});
