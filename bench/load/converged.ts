import { setTimeout as sleep } from 'node:timers/promises';

import type { Github } from './processes/github.ts';
import { sendOne } from './stream.ts';

const LONGEST_MS = 180_000;
const LOOK_EVERY_MS = 100;

/**
 * Waits until every pin holds the newest commit, and answers after how many milliseconds; what GitHub sends meanwhile is sent as
 * it comes. Gives up after three minutes: whoever asks counts the lanes again.
 */
export async function converged(github: Github, webhooks: string): Promise<number> {
  const begin = performance.now();
  while (performance.now() - begin < LONGEST_MS) {
    await sendAll(github, webhooks);
    const { lanes, converged: there } = await github.seen();
    if (lanes === there) break;
    await sleep(LOOK_EVERY_MS);
  }
  const took = performance.now() - begin;
  await sendAll(github, webhooks);
  return took;
}

/** Sends what GitHub has to send now, and what comes while that is done. */
export async function sendAll(github: Github, webhooks: string): Promise<void> {
  for (let one = github.next(); one !== undefined; one = github.next()) await sendOne(webhooks, one);
}
