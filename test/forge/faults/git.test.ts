import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../../src/forge/clock/clock.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { CallRule } from '../../../src/forge/faults/rule.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import { replayable } from '../../replayable.ts';
import { keys, noon } from '../kernel.ts';

const git = promisify(execFile);
let directory: string;
let forge: Forge;
let listening: { url: string; close: () => Promise<void> };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'forge-faults-'));
  const app = {
    slug: 'sluice',
    publicKey: keys.publicKey,
    permissions: { contents: 'write' as const },
    events: ['push'],
  };
  const clock = new VirtualClock(noon);
  forge = createForge({ clock, seed: 1, storage: { directory: join(directory, 'forge') }, app });
  replayable(forge);
  seedOrganisation(forge.state, {
    login: 'acme',
    repos: [{ fullName: 'acme/shop', files: { 'a.txt': 'a\n' }, roles: { alice: 'write' } }],
  });
  listening = await forge.listen();
});

afterEach(async () => {
  await listening.close();
  await rm(directory, { recursive: true, force: true });
});

const address = (): string => listening.url.replace('://', `://x:${forge.personToken('alice')}@`);
const clone = (name: string) => git('git', ['clone', '-q', `${address()}/acme/shop.git`, join(directory, name)]);
const tip = () => forge.state.repos.get('acme/shop')?.git.refs.read('refs/heads/main');

/** Clones, and pushes a commit while a rule holds; answers what git says, empty when all is well. */
async function pushWith(rule: Omit<CallRule, 'operation'>): Promise<{ said: string; pushed: string }> {
  await clone('work');
  const at = join(directory, 'work');
  const who = ['-c', 'user.name=alice', '-c', 'user.email=alice@acme.dev'];
  await git('git', ['-C', at, ...who, 'commit', '-q', '--allow-empty', '-m', 'Mine']);
  const { stdout } = await git('git', ['-C', at, 'rev-parse', 'HEAD']);
  forge.faults.add({ operation: 'git:push', nth: 1, ...rule });
  const said = await git('git', ['-C', at, 'push', '-q']).then(
    () => '',
    (error: unknown) => (error as { stderr: string }).stderr,
  );
  return { said, pushed: stdout.trim() };
}

describe('git', () => {
  it('meets an answer in place of the push, which then did not happen', async () => {
    const before = tip();

    const { said } = await pushWith({ do: { status: 503 } });

    expect(said).toContain('503');
    expect(tip()).toBe(before);
  });

  it.each<Omit<CallRule, 'operation'>>([
    { when: 'lost' },
    { when: 'after', do: { reset: true } },
    { when: 'after', do: { status: 502 } },
  ])('hears nothing of a push that happened: %j', async (rule) => {
    const { said, pushed } = await pushWith(rule);

    expect(said).not.toBe('');
    expect(tip()).toBe(pushed);
    expect(forge.faults.records).toMatchObject([{ struck: 1 }]);
  });

  it('goes on after a delay, and after the repository was renamed', async () => {
    const { said, pushed } = await pushWith({ do: { rename: 'store' } });
    forge.faults.add({ operation: 'git:fetch', do: { delay: 5_000 } });

    await clone('again');

    expect(said).toBe('');
    expect(forge.state.repos.get('acme/store')?.git.refs.read('refs/heads/main')).toBe(pushed);
    // A clone asks three times: what the server speaks, what there is, and for the objects.
    expect(forge.state.clock.now() - noon).toBe(15_000);
  });

  it('is refused once its token is revoked', async () => {
    const { said } = await pushWith({ do: { token: 'revoked' } });

    expect(said).toContain('401');
  });

  it('brings what a stale read does not show yet', async () => {
    const before = tip();
    forge.faults.add({ operation: 'git/get-ref', do: { stale: { writes: 1 } } });
    const { pushed } = await pushWith({ do: { delay: 1 } });

    const headers = { authorization: `token ${forge.personToken('alice')}`, 'user-agent': 'test' };
    const read = await forge.fetch(`${listening.url}/repos/acme/shop/git/ref/heads/main`, { headers });

    expect([await read.json(), tip()]).toMatchObject([{ object: { sha: before } }, pushed]);
  });

  it.each<CallRule>([
    { operation: '*', repo: 'acme/shop', do: { stale: { writes: 2 } } },
    { operation: '*', do: { notYet: 2_000 } },
  ])('is never behind: %j leaves it alone', async (rule) => {
    forge.faults.add(rule);

    const { said, pushed } = await pushWith({ do: { delay: 1 } });
    await clone('again');

    expect([said, tip()]).toEqual(['', pushed]);
    const { stdout } = await git('git', ['-C', join(directory, 'again'), 'rev-parse', 'HEAD']);
    expect(stdout.trim()).toBe(pushed);
    expect(forge.faults.records[0]).toMatchObject({ seen: 0, struck: 0 });
    expect(forge.violations).toEqual([]);
  });

  it('is not cut off after a push that policy refuses', async () => {
    const rules = { requiredChecks: [], requiredApprovals: 1, strict: false };
    forge.state.repos.get('acme/shop')!.protection.set('main', rules);
    const before = tip();

    const { said } = await pushWith({ when: 'lost' });

    expect([said, tip()]).toEqual([expect.stringContaining('protected'), before]);
    expect(forge.faults.records).toMatchObject([{ seen: 1, struck: 0 }]);
    expect(forge.violations).toEqual([]);
  });
});
