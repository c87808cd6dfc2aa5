import { setTimeout as sleep } from 'node:timers/promises';

import { converged, sendAll } from './converged.ts';
import { Github } from './processes/github.ts';
import type { Bench } from './part.ts';
import { serveSluice } from './processes/served-sluice.ts';

const PUSHES = 1_000;
const MOST_LOOKS = 3;
/** A commit that was not proposed this long after the last push never will be. */
const PROPOSED_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 20;

/** A thousand pushes to one repository, each told by a webhook: a few looks, and one pull request. CI is silent meanwhile. */
export async function runStorm(bench: Bench): Promise<void> {
  const { keys, secret, database } = bench;
  const organisations = [{ account: 'acme', lanes: 1 }];
  const github = await Github.begin({ publicKey: keys.publicKey, secret, organisations });
  const { appId, url } = github;
  const store = database === undefined ? {} : { database };
  const sluice = await serveSluice({ appId, privateKey: keys.privateKey, secret, github: url, ...store });
  try {
    await converged(github, sluice.webhooks);
    await sluice.idle();
    github.tell({ do: 'ci', works: false });
    const looksBefore = (await github.seen()).calls['graphql:Look'] ?? 0;
    const began = performance.now();
    await withDeliveries(github, sluice.webhooks, github.storms(PUSHES));
    bench.tell(`${PUSHES} pushes and their deliveries in ${Math.round(performance.now() - began)} ms`);
    await withDeliveries(github, sluice.webhooks, proposed(github));
    await sluice.idle();
    const after = await github.seen();
    const looks = (after.calls['graphql:Look'] ?? 0) - looksBefore;
    bench.tell(`its calls: ${JSON.stringify(after.calls)}`);
    bench.promises(looks > 0 && looks <= MOST_LOOKS, `${looks} looks at the lane, ${MOST_LOOKS} at most`);
    bench.promises(after.stormPulls === 1, `${after.stormPulls} pull requests, one`);
    bench.promises(after.isStormProposed, 'the newest commit is proposed');
  } finally {
    await sluice.stop();
    await github.stop();
  }
}

/** Sends what GitHub has to send, until something is over. */
async function withDeliveries(github: Github, webhooks: string, what: Promise<void>): Promise<void> {
  const ended = new AbortController();
  const over = what.finally(() => ended.abort());
  over.catch(() => undefined);
  while (!ended.signal.aborted) {
    await sendAll(github, webhooks);
    await Promise.race([over, github.news(), sleep(LOOK_EVERY_MS)]);
  }
  await over;
  await sendAll(github, webhooks);
}

async function proposed(github: Github): Promise<void> {
  const latest = performance.now() + PROPOSED_WITHIN_MS;
  while (!(await github.seen()).isStormProposed && performance.now() < latest) await sleep(LOOK_EVERY_MS * 10);
}
