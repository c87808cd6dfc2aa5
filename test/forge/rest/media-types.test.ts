import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';
import { call } from '../kernel.ts';

async function shopWorld() {
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, roles: { alice: 'write' } },
  ]);
  const head = await world.branch('alice', 'shop', { name: 'next', path: 'pin.txt', text: 'two\n' });
  const asked = async (path: string, accept: string) =>
    call(world.forge, `GET /repos/acme/shop/${path}`, { as: world.forge.personToken('alice'), headers: { accept } });
  return { world, head, asked };
}

const diff = ['--- a/pin.txt', '+++ b/pin.txt', '@@ -1 +1 @@', '-one', '+two', ''].join('\n');

describe('media types of GitHub', () => {
  it('have the id of a commit alone', async () => {
    const { world, head, asked } = await shopWorld();

    const answer = await asked('commits/next', 'application/vnd.github.sha');

    expect(await answer.text()).toBe(head);
    expect(answer.headers.get('content-type')).toBe('application/vnd.github.sha; charset=utf-8');
    expect(world.breaches()).toEqual([]);
  });

  it('have a commit, a comparison and a pull request as the difference that they make', async () => {
    const { world, head, asked } = await shopWorld();
    const { number } = await world.done('alice', 'POST /repos/acme/shop/pulls', {
      title: 'Two',
      head: 'next',
      base: 'main',
    });

    for (const path of [`commits/${head}`, 'compare/main...next', `pulls/${number}`]) {
      const answer = await asked(path, 'application/vnd.github.v3.diff; charset=utf-8');
      const text = await answer.text();

      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        'application/vnd.github.diff; charset=utf-8',
      ]);
      expect(text).toMatch(/^diff --git a\/pin\.txt b\/pin\.txt\nindex [0-9a-f]{7}\.\.[0-9a-f]{7} 100644\n/);
      expect(text.endsWith(diff)).toBe(true);
    }
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['contents', 'application/vnd.github.object+json'],
    ['commits/main', 'application/vnd.github.patch'],
    ['issues', 'application/vnd.github.full+json'],
    ['branches', 'text/html, application/vnd.github.v3.raw'],
  ])('that it has not for %s are told of: %s', async (path, accept) => {
    const { world, asked } = await shopWorld();

    const answer = await asked(path, accept);

    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(world.forge.violations).toMatchObject([
      { what: 'request', pointer: 'header:accept', value: accept.split(', ').at(-1) },
    ]);
  });

  it.each([
    'application/vnd.github+json',
    'application/vnd.github.v3+json',
    'application/vnd.github.merge-info-preview+json, application/vnd.github.nebula-preview',
    'application/vnd.github.raw+json',
    '*/*',
  ])('are JSON for %s', async (accept) => {
    const { world, asked } = await shopWorld();

    const answer = await asked('issues', accept);

    expect(await answer.json()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });
});
