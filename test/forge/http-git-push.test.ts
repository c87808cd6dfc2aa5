import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../src/forge/clock/clock.ts';
import { createForge } from '../../src/forge/create.ts';
import { renameRepo } from '../../src/forge/domain/organisations/repositories.ts';
import type { Forge } from '../../src/forge/forge.ts';
import { installApp, seedRepo } from '../../src/forge/seed/organisation.ts';
import { call, keys, noon } from './kernel.ts';

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'forge-push-'));
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const permissions = { contents: 'write', pull_requests: 'write' } as const;

/** A whole forge on disk with one repository, and a clone of it made by the real client with a person's token. */
async function cloned() {
  const folder = mkdtempSync(join(root, 'run-'));
  const forge = createForge({
    clock: new VirtualClock(noon),
    seed: 'push',
    storage: { directory: join(folder, 'git') },
    app: {
      slug: 'sluice',
      publicKey: keys.publicKey,
      permissions,
      events: ['push', 'pull_request', 'create'],
      webhook: { url: 'http://bot.test/hook', secret: 'shared' },
    },
  });
  seedRepo(forge.state, {
    fullName: 'acme/shop',
    files: { 'README.md': 'one\n' },
    roles: { ada: 'write', bob: 'read' },
    protection: { main: { requiredApprovals: 1 } },
  });
  installApp(forge.state, { account: 'acme', repositories: ['acme/shop'] });
  const { url, close } = await forge.listen();
  closers.push(close);
  const work = join(folder, 'work');
  mkdirSync(work);
  const git = gitIn(work);
  const remote = (login: string) => `${url.replace('//', `//${forge.personToken(login)}@`)}/acme/shop.git`;
  await git('clone', '-q', remote('ada'), '.');
  return { forge, git, work, remote };
}

function gitIn(work: string) {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@users.noreply.github.com'];
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1', HOME: work };
  return async (...command: string[]) =>
    (await run('git', [...identity, ...command], { cwd: work, env })).stdout.trim();
}

function pendingOf(forge: Forge): string[] {
  return forge.hooks.pending.map(({ event, action }) => (action === null ? event : `${event}.${action}`));
}

describe('a push of the real git client', () => {
  it('moves the branch, tells the App, and takes the pull request along', async () => {
    const { forge, git, work } = await cloned();
    forge.hooks.pending.length = 0;

    await git('checkout', '-q', '-b', 'feature/a');
    writeFileSync(join(work, 'README.md'), 'two\n');
    await git('commit', '-q', '-am', 'Say two');
    await git('push', '-q', 'origin', 'feature/a');
    const as = forge.personToken('ada');
    const body = { title: 'Two', head: 'feature/a', base: 'main' };
    const pull = (await (await call(forge, 'POST /repos/acme/shop/pulls', { as, body })).json()) as { number: number };
    await git('commit', '-q', '--allow-empty', '-m', 'Again');
    await git('push', '-q', 'origin', 'feature/a');

    const now = (await (await call(forge, `GET /repos/acme/shop/pulls/${pull.number}`, { as })).json()) as {
      head: { sha: string };
      commits: number;
    };
    expect(pendingOf(forge)).toEqual(['create', 'push', 'pull_request.opened', 'push', 'pull_request.synchronize']);
    expect(now).toMatchObject({ head: { sha: await git('rev-parse', 'HEAD') }, commits: 2 });
    expect(forge.violations).toEqual([]);
  });

  it('is refused on a protected branch, in the words git shows', async () => {
    const { forge, git } = await cloned();
    const before = await git('ls-remote', 'origin', 'refs/heads/main');
    await git('commit', '-q', '--allow-empty', '-m', 'Straight to main');

    await expect(git('push', 'origin', 'main')).rejects.toThrow(/main -> main \(protected branch hook declined\)/);

    expect(await git('ls-remote', 'origin', 'refs/heads/main')).toBe(before);
    expect(pendingOf(forge)).not.toContain('push');
  });

  it('is refused to a person who may only read', async () => {
    const { git, remote } = await cloned();
    await git('commit', '-q', '--allow-empty', '-m', 'By a reader');

    await expect(git('push', remote('bob'), 'HEAD:refs/heads/by-bob')).rejects.toThrow(/403/);
  });

  it('whose answer is lost has happened all the same', async () => {
    const { forge, git } = await cloned();
    forge.faults.add({ operation: 'git:push', nth: 1, when: 'lost' });
    await git('commit', '-q', '--allow-empty', '-m', 'Lost');

    await expect(git('push', '-q', 'origin', 'HEAD:refs/heads/lost')).rejects.toThrow('Command failed');

    expect(await git('ls-remote', 'origin', 'refs/heads/lost')).toContain(await git('rev-parse', 'HEAD'));
    // curl tries a broken kept-alive connection once more by itself: the answer lost is not the last call.
    expect(forge.calls).toContainEqual(expect.objectContaining({ operationId: 'git:push', method: 'POST', status: 0 }));
  });

  it('reaches a renamed repository under its old name [23]', async () => {
    const { forge, git, remote } = await cloned();
    const shop = forge.state.repos.get('acme/shop')!;
    renameRepo(forge.state, shop, 'store', forge.state.app.owner);

    await git('push', '-q', remote('ada'), 'HEAD:refs/heads/topic');

    expect(shop.git.refs.read('refs/heads/topic')).toBe(await git('rev-parse', 'HEAD'));
  });
});
