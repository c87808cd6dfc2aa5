import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';
import type { WorldOptions } from '../domain-world.ts';

async function shopWorld(permissions: NonNullable<WorldOptions['permissions']>) {
  const shop = { fullName: 'acme/shop', files: { 'README.md': 'one\n' }, roles: { ada: 'admin' as const } };
  const world = await DomainWorld.with([shop], { permissions });
  const main = world.repo('shop').git.refs.read('refs/heads/main')!;
  const ask = async (as: string, [method = '', path = '']: string[], body?: object) =>
    world.rest(as, `${method} /repos/acme/shop/${path.replace('{main}', main)}`, body);
  return { world, main, ask };
}

const reads: [string, string][] = [
  ['git/matching-refs/heads/main', 'contents=read'],
  ['git/blobs/{main}', 'contents=read'],
  ['git/tags/{main}', 'contents=read'],
  ['branches', 'contents=read'],
  ['branches/main', 'contents=read'],
  ['branches/main/protection', 'administration=read'],
  ['commits/{main}/branches-where-head', 'contents=read'],
  ['readme', 'contents=read'],
  ['releases', 'contents=read'],
  ['releases/latest', 'contents=read'],
  ['releases/1', 'contents=read'],
  ['releases/tags/v1', 'contents=read'],
];

const sha = '1'.repeat(40);
const writes: [string, string, object][] = [
  ['POST', 'git/tags', { tag: 'v1', message: 'One', object: sha, type: 'commit' }],
  ['POST', 'merges', { base: 'main', head: 'next' }],
  ['POST', 'releases', { tag_name: 'v1' }],
  ['PATCH', 'releases/1', { body: 'One' }],
  ['DELETE', 'contents/README.md', { message: 'Away', sha }],
];

describe('an installation', () => {
  it.each(reads)('needs a permission to read %s of a private repository: %s', async (path, permission) => {
    const { world, ask } = await shopWorld({ issues: 'read' });

    const { status, headers } = await ask('bot', ['GET', path]);

    expect([status, headers.get('x-accepted-github-permissions')]).toEqual([403, permission]);
    expect(world.breaches()).toEqual([]);
  });

  it.each(writes)('needs to be granted more than reading for %s %s', async (method, path, body) => {
    const { world, ask } = await shopWorld({ contents: 'read' });

    const { status, headers } = await ask('bot', [method, path], body);

    expect([status, headers.get('x-accepted-github-permissions')]).toEqual([403, 'contents=write']);
    expect(world.breaches()).toEqual([]);
  });

  it.each(['tags', 'rules/branches/main'])('may read %s with nothing but metadata', async (path) => {
    const { world, ask } = await shopWorld({ issues: 'read' });

    expect((await ask('bot', ['GET', path])).status).toBe(200);
    expect(world.breaches()).toEqual([]);
  });
});

describe('an archived repository', () => {
  it.each(writes)('refuses %s %s', async (method, path, body) => {
    const { world, ask } = await shopWorld({ contents: 'write' });
    world.repo('shop').archived = true;

    const { status, body: answer } = await ask('ada', [method, path], body);

    expect([status, answer.message]).toEqual([403, 'Repository was archived so is read-only.']);
    expect(world.breaches()).toEqual([]);
  });
});
