import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';

import { repoName } from '../../src/core/names.ts';
import { gitHistory } from '../../src/git/git-history.ts';
import { checkRequest } from '../../src/git/process/door.ts';
import { GitProcess } from '../../src/git/process/git-process.ts';
import { Lanes } from '../../src/git/process/lanes.ts';
import type { RangeRequest, Request } from '../../src/git/process/requests.ts';
import { runGit } from '../../src/git/run-git.ts';
import { root } from '../house/sources/project-files.ts';
import { TestRepository } from './repository.ts';
import { standIn, withoutGit } from './stand-in.ts';

const shop = repoName('acme/shop');
const unreliable = fileURLToPath(new URL('programs/unreliable.mjs', import.meta.url));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const gits of open.splice(0)) await gits.close();
});

const asked = (digit: string): RangeRequest => ({
  ask: 'range',
  repository: { directory: '/srv/shop.git', isMirror: true },
  from: digit.repeat(40),
  to: digit.repeat(40),
});

function processOf(options: ConstructorParameters<typeof GitProcess>[0]): GitProcess {
  const gits = new GitProcess(options);
  open.push(gits);
  return gits;
}

describe('the process that git is started from', () => {
  it('that crashes fails what is under way, and the next question starts another', async () => {
    const gits = processOf({ program: unreliable });

    const both = await Promise.all([gits.ask(asked('a')), gits.ask(asked('c'))]);
    const next = await gits.ask(asked('0'));

    const failure = { failure: { kind: 'other', because: 'the process that runs git ended with exit code 3' } };
    expect(both).toEqual([failure, failure]);
    expect(next).toEqual({ answer: { classification: 'identical' } });
  });

  it('that does not answer is ended', async () => {
    const gits = processOf({ program: unreliable, longest: 300 });

    expect(await gits.ask(asked('a'))).toEqual({
      failure: { kind: 'other', because: 'the process that runs git ended with SIGKILL' },
    });
  });

  it('that answers others is not ended for what waits', async () => {
    const gits = processOf({ program: unreliable, longest: 1_000 });
    await gits.ask(asked('0'));
    let isEnded = false;
    const waiting = gits.ask(asked('a')).then(() => (isEnded = true));

    for (let round = 0; round < 4; round += 1)
      expect(await gits.ask(asked('b'))).toEqual({ answer: { classification: 'identical' } });

    expect(isEnded).toBe(false);
    await gits.close();
    await waiting;
  });

  it('answers nothing once it is closed', async () => {
    const gits = processOf({ program: unreliable });
    await gits.close();

    expect(await gits.ask(asked('0'))).toEqual({ failure: { kind: 'other', because: 'Sluice is stopping' } });
  });

  it('keeps nobody alive who is done with it', async () => {
    const repository = new TestRepository();
    const commit = repository.commit();
    const script = `
      const { gitHistory } = await import(${JSON.stringify(join(root, 'src/git/git-history.ts'))});
      const { known } = await gitHistory(${JSON.stringify(repository.directory)}).range('a/b', '${commit}', '${commit}');
      console.log(known.classification);`;

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);

    expect(stdout).toBe('identical\n');
  });

  it('takes what it runs along when it is closed', async () => {
    const repository = new TestRepository();
    const commit = repository.commit();
    const folder = standIn('echo $$ > "$cd_here/pid"; exec sleep 600');
    const history = gitHistory(repository.directory);
    const answer = history.range(shop, commit, commit);
    const pid = Number(await eventually(() => readFileSync(join(folder, 'pid'), 'utf8')));

    await history.close();

    expect(await answer).toEqual({ unknown: expect.stringMatching(/, because this history was closed$/) });
    expect(await history.range(shop, commit, commit)).toEqual(await answer);
    await eventually(() => {
      if (isAlive(pid)) throw new Error(`git (${pid}) still runs`);
    });
  });
});

/** What a reading gives as soon as it does not throw. */
async function eventually<T>(read: () => T): Promise<T> {
  const end = performance.now() + 30_000;
  for (;;) {
    try {
      const value = read();
      if (value !== '') return value;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('one git', () => {
  it('is ended when it takes too long or prints too much', async () => {
    const repository = new TestRepository();
    repository.commit({ message: 'long '.repeat(100) });
    const clone = { directory: repository.directory, isMirror: false };

    await expect(runGit(clone, ['log'], { mostBytes: 100 })).rejects.toThrow('git printed more than 0 MB');
    standIn('exec sleep 600');
    await expect(runGit(clone, ['log'], { deadline: 50 })).rejects.toThrow('git took longer than 0 seconds');
  });

  it('that is not installed says how to get it', async () => {
    const repository = new TestRepository();
    const commit = repository.commit();
    const history = gitHistory(repository.directory);
    open.push(history);
    withoutGit();

    expect(await history.range(shop, commit, commit)).toEqual({
      unknown: expect.stringMatching(/because git is not installed where Sluice runs$/),
      next: 'install git 2.39 or newer',
      lasting: true,
    });
  });

  it('that finds a clone of another user says so, and is not made to trust it', async () => {
    const repository = new TestRepository();
    const commit = repository.commit();
    const history = gitHistory(repository.directory);
    open.push(history);
    standIn('export GIT_TEST_ASSUME_DIFFERENT_OWNER=1; real_git "$@"');

    expect(await history.range(shop, commit, commit)).toEqual({
      unknown: expect.stringMatching(/because it belongs to another user$/),
      next: 'run Sluice as its owner, or make a clone of your own',
      lasting: true,
    });
  });
});

describe('its door', () => {
  const repository = { directory: '/srv/shop.git', isMirror: true };
  const fetching = {
    url: 'https://github.com/acme/shop.git',
    token: 'ghs_1',
    commits: ['a'.repeat(40)],
    isAnew: false,
  };

  it('lets in commits, folders, paths and an address', () => {
    expect(() => checkRequest({ ...asked('a'), roots: ['web', '--output=x'] })).not.toThrow();
    expect(() => checkRequest({ ask: 'fetch', repository, ...fetching })).not.toThrow();
  });

  it.each<[string, Request]>([
    ['commit', { ...asked('a'), from: '--output=/tmp/x' }],
    ['commit', { ...asked('a'), to: 'main' }],
    ['commit', { ...asked('a'), to: 'A'.repeat(40) }],
    ['path', { ...asked('a'), roots: ['a\0b'] }],
    ['path', { ...asked('a'), roots: [''] }],
    ['folder', { ...asked('a'), repository: { directory: 'relative', isMirror: true } }],
    ['commit', { ask: 'fetch', repository, ...fetching, commits: ['HEAD:refs/heads/x'] }],
    ['commit', { ask: 'fetch', repository, ...fetching, commits: [] }],
    ['token', { ask: 'fetch', repository, ...fetching, token: 'a\nX-Header: b' }],
    ['address', { ask: 'fetch', repository, ...fetching, url: 'https://github.com/acme/shop.git?x' }],
    ['mirror', { ask: 'fetch', repository: { ...repository, isMirror: false }, ...fetching }],
  ])('refuses what is no %s', (what, request) => {
    expect(() => checkRequest(request)).toThrow(`no valid ${what}`);
  });
});

describe('lanes', () => {
  it('work on one thing goes one after the other, and on several things side by side up to the bound', async () => {
    const lanes = new Lanes(2);
    const log: string[] = [];
    const gates = new Map<string, () => void>();
    const work = (lane: string, name: string): Promise<void> =>
      lanes.run(lane, async () => {
        log.push(`${name} begins`);
        const { promise, resolve } = Promise.withResolvers<void>();
        gates.set(name, resolve);
        await promise;
      });
    const all = [work('a', 'a1'), work('a', 'a2'), work('b', 'b1'), work('c', 'c1')];
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

    await turn();
    const first = [...log];
    gates.get('a1')?.();
    await turn();
    for (const name of ['b1', 'c1', 'a2']) {
      gates.get(name)?.();
      await turn();
      gates.get(name)?.();
    }
    gates.get('a2')?.();
    await Promise.all(all);

    expect(first).toEqual(['a1 begins', 'b1 begins']);
    expect(log.toSorted()).toEqual(['a1 begins', 'a2 begins', 'b1 begins', 'c1 begins']);
    expect(log.indexOf('a2 begins')).toBeGreaterThan(log.indexOf('a1 begins'));
  });

  it('work that fails lets the next one in', async () => {
    const lanes = new Lanes(1);

    await expect(lanes.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lanes.run('a', () => Promise.resolve('yes'))).toBe('yes');
  });
});
