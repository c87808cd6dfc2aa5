import type { PageRig } from '../page-rig.ts';
import { NOW } from '../acme.ts';

const MINUTE = 60_000;
const TRIES = 5;

/** Gives the page something of everything that can be amiss: a lane, a follow-up and a delivery given up, and a GitHub that is not well. */
export async function inTrouble(rig: PageRig): Promise<void> {
  const { attention, inbox } = rig.store;
  const keys: [string, string][] = [
    [
      'lane:acme/platform:production',
      'GET /repos/{owner}/{repo}/branches answered 500: We had issues producing the response',
    ],
    ['promotion:acme/environments#204', 'the deployments of its environment could not be read'],
  ];
  for (const [key, cause] of keys) {
    await attention.want(key, NOW - 90 * MINUTE, 'push');
    for (let tried = 0; tried < TRIES; tried += 1) {
      const claim = await attention.claim('test-1', NOW, NOW + MINUTE);
      if (claim === undefined) throw new Error('nothing was due');
      await attention.postpone(claim, NOW, cause);
    }
  }
  const guid = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
  await inbox.put({ guid, event: 'registry_package', payload: {}, receivedAt: NOW - 45 * MINUTE });
  for (let tried = 0; tried < TRIES; tried += 1) {
    await inbox.take('test-1', NOW, NOW + MINUTE);
    await inbox.failed(
      { guid, worker: 'test-1' },
      "Cannot read properties of undefined (reading 'package_version')",
      NOW,
    );
  }
  rig.github.breakers = [{ host: 'api.github.com', state: 'open', until: NOW + MINUTE }];
  rig.github.paused.set('acme', NOW + 32 * MINUTE);
}
