import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

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

/** Sentences that the story would not be whole without; line ends count as spaces. */
const TOLD = [
  'ledger: nothing has run in demo for 2 hours yet',
  'demo and production hold; sluice explain says of them',
  'grace comments /sluice refresh on #10: What is ready now is taken into this pull request',
  'rita comments /sluice promote: Schedule, soak and window are waived for what it holds',
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

/** A newcomer pastes commands into a terminal. */
async function pastes(cwd: string, commands: string): Promise<void> {
  const [name, email] = ['newcomer', 'newcomer@acme.dev'];
  const author = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email };
  const committer = { GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
  await promisify(execFile)('sh', ['-ec', commands], { cwd, env: { ...process.env, ...author, ...committer } });
}

/** As the last lines of the demo say it: Ada's change goes to staging by itself, and to production when rita asks for it. */
async function letsChangeArrive({
  said,
  prints,
}: Pick<ReturnType<typeof startDemo>, 'said' | 'prints'>): Promise<void> {
  const [, git = '', curl = ''] = /To try: .*\n((?: {2}.*\n)+).*\n((?: {2}.*\n)+)/.exec(said()) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'sluice-newcomer-'));
  try {
    await pastes(folder, git);
    await prints(/acme-deployer answered deployment \d+ of staging: success\n/);
    await asksAsCurlWould(curl);
    await prints(/says success of "validate" on acme\/environments#\d+ "Force payments \w+ to\s+production"\n/);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** curl need not be here. */
async function asksAsCurlWould(command: string): Promise<void> {
  const [authorization = '', url = '', body = ''] = [/(?<=Authorization: )[^']+/, /http\S+/, /(?<=-d ')[^']+/].map(
    (part) => part.exec(command)?.[0] ?? '',
  );
  const answer = await fetch(url, { method: 'POST', headers: { authorization }, body });
  expect(answer.status).toBe(201);
}

describe('the demo', () => {
  it(
    'plays its nine scenes, breaks nothing of what GitHub describes, and ends',
    async () => {
      const { said, ended } = startDemo('--once');

      expect({ code: await ended, said: said() }).toMatchObject({ code: 0 });
      expect(said().match(/^Scene .*$/gm)).toEqual(SCENES);
      expect(said()).toContain(' 0 violations\n');
      expect(said().split('\n')).toEqual(expect.not.arrayContaining([expect.stringMatching(/.{101}/)]));
      for (const sentence of TOLD) expect(said().replaceAll(/\s+/g, ' ')).toContain(sentence);
    },
    LONGEST_MS,
  );

  it(
    'stays up with a page that shows what it played, and brings a newcomer’s change to the gates of production',
    async () => {
      const { said, prints, ended } = startDemo();
      const page = await prints(/(?<=The page: )http:\/\/127\.0\.0\.1:\d+\/(?= \(open to this machine only\)\n)/);
      await prints(/Ctrl-C ends both\.\n/);
      const places = said().match(/(?<=to look at: )\S+$/gm) ?? [];

      const answer = await fetch(page);
      const html = await answer.text();
      const statuses = await Promise.all(places.map(async (place) => (await fetch(place)).status));
      await letsChangeArrive({ said, prints });
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
