import { afterAll, expect, it } from '@jest/globals';

import { processName } from '../../../src/serve/process-name.ts';
import { closeSharedStore, sharedStore } from '../world.ts';

afterAll(closeSharedStore);

it('a container that is started again, with the same name and process id, does not count the claims of the dead one as its own', async () => {
  const { attention } = await sharedStore();
  const [dead, reborn] = [processName(), processName()];
  for (let n = 0; n < 4; n += 1) await attention.want(`lane:acme/r:${n}`, 100 + n, 'push');
  const claim = (process: string) => attention.claim(`${process}-1`, 200, 9_000, { most: 2 });
  for (let n = 0; n < 2; n += 1) await claim(dead);

  const own = [await claim(reborn), await claim(reborn), await claim(reborn)];
  await attention.giveBack(`${reborn}-1`, 300);

  // Both the most of an account and what is given back go by the name.
  expect(own.map((one) => one?.key)).toEqual(['lane:acme/r:2', 'lane:acme/r:3', undefined]);
  expect((await attention.jobs(300)).filter(({ state }) => state === 'held')).toMatchObject([
    { key: 'lane:acme/r:0', heldBy: `${dead}-1` },
    { key: 'lane:acme/r:1', heldBy: `${dead}-1` },
  ]);
});
