import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from '@jest/globals';

/** Beside other tests the story takes several times as long as alone. */
const LONGEST_MS = 240_000;

const START = fileURLToPath(new URL('../../../src/start.mjs', import.meta.url));

const SCENES = [
  'Scene 1: a merge becomes the right pull request downstream',
  'Scene 2: the image that was built goes into the manifests, by its digest',
  'Scene 3: one release takes what becomes ready until it is green',
  'Scene 4: the deployer answers, and the issues are told',
  'Scene 5: Friday to demo, Monday to production, as people and the hour allow',
  'Scene 6: a hotfix jumps the queue, by a label',
  'Scene 7: a deployment fails, and a green re-run mends it',
  "Scene 8: people's commits survive, and comments command",
  'Scene 9: the way back',
];

let running: ChildProcess | undefined;

afterEach(() => {
  running?.kill('SIGKILL');
});

/** The demo as a person starts it; `said` is what it has printed so far. */
function startDemo(...argv: string[]): {
  said: () => string;
  prints: (words: RegExp) => Promise<string>;
  ended: Ended;
} {
  const child = spawn(process.execPath, [START, 'demo', ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    said: () => output,
    ended,
    async prints(words) {
      const wasEnded = ended.then(() => true);
      for (;;) {
        const [found] = words.exec(output) ?? [];
        if (found !== undefined) return found;
        const isOver = await Promise.race([wasEnded, once(child.stdout, 'data').then(() => false)]);
        if (isOver) throw new Error(`the demo ended without printing ${words}:\n${output}`);
      }
    },
  };
}

type Ended = Promise<number | null>;

describe('the demo', () => {
  it(
    'plays its nine scenes, breaks nothing of what GitHub describes, and ends',
    async () => {
      const { said, ended } = startDemo('--once');

      expect({ code: await ended, said: said() }).toMatchObject({ code: 0 });
      expect(said().match(/^Scene .*$/gm)).toEqual(SCENES);
      expect(said()).toContain(' 0 violations\n');
    },
    LONGEST_MS,
  );

  it(
    'stays up with a page that shows what it played, until it is told to end',
    async () => {
      const { said, prints, ended } = startDemo();
      const page = await prints(/(?<=The page: )http:\/\/127\.0\.0\.1:\d+\/(?= \(open to this machine only\)\n)/);
      await prints(/Ctrl-C ends both\.\n/);
      const places = said().match(/(?<=to look at: )\S+$/gm) ?? [];

      const answer = await fetch(page);
      const html = await answer.text();
      const statuses = await Promise.all(places.map(async (place) => (await fetch(place)).status));
      running?.kill('SIGINT');

      expect(answer.status).toBe(200);
      expect(statuses).toEqual(SCENES.map(() => 200));
      for (const word of ['payments', 'ledger', 'web', 'staging', 'demo', 'production', 'acme/environments'])
        expect(html).toContain(word);
      expect(await ended).toBe(0);
    },
    LONGEST_MS,
  );

  it('refuses what it does not know', async () => {
    const { said, ended } = startDemo('--twice');

    expect(await ended).toBe(2);
    expect(said()).toBe('The demo takes --once and nothing else; it got "--twice".\n');
  });
});
