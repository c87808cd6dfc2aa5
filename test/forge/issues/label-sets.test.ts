import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';
import type { Json } from '../domain-world.ts';

const thread = '/repos/acme/shop/issues/1';

async function worldWithLabels(permissions?: Record<string, 'read' | 'write'>): Promise<DomainWorld> {
  const repo = {
    fullName: 'acme/shop',
    files: { 'pin.txt': 'one\n' },
    labels: ['bug', 'docs', 'later'],
    roles: { alice: 'write' as const, rita: 'read' as const },
  };
  const world = await DomainWorld.with([repo], permissions && { permissions });
  await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Broken', labels: ['bug', 'docs'] });
  world.heard();
  return world;
}

const namesOf = (labels: Json): string[] => labels.map(({ name }: Json) => name);

describe('the labels of an issue', () => {
  it('are replaced as a whole; only what changes is an event', async () => {
    const world = await worldWithLabels();

    const set = await world.rest('bot', `PUT ${thread}/labels`, { labels: ['Docs', 'later', 'new'] });

    expect([set.status, namesOf(set.body)]).toEqual([200, ['docs', 'later', 'new']]);
    expect(world.heard()).toEqual(['issues.unlabeled', 'issues.labeled', 'label.created', 'issues.labeled']);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['a list by itself', ['bug', 'later'], ['bug', 'later']],
    ['one name', 'later', ['later']],
    ['an empty list', { labels: [] }, []],
    ['nothing', undefined, []],
  ])('may be given as %s', async (_, body, names) => {
    const world = await worldWithLabels();

    expect(namesOf(await world.done('bot', `PUT ${thread}/labels`, body))).toEqual(names);
    expect(world.breaches()).toEqual([]);
  });

  it('are all taken away at once', async () => {
    const world = await worldWithLabels();

    const removed = await world.rest('bot', `DELETE ${thread}/labels`);

    expect(removed).toMatchObject({ status: 204, body: undefined });
    expect(await world.done('bot', `GET ${thread}/labels`)).toEqual([]);
    expect(world.heard()).toEqual(['issues.unlabeled', 'issues.unlabeled']);
    expect(world.breaches()).toEqual([]);
  });

  it('are set by nobody who only reads, and on nothing that is not there', async () => {
    const world = await worldWithLabels();

    expect((await world.rest('rita', `PUT ${thread}/labels`, { labels: ['bug'] })).status).toBe(403);
    expect((await world.rest('rita', `DELETE ${thread}/labels`)).status).toBe(403);
    expect((await world.rest('alice', 'DELETE /repos/acme/shop/issues/9/labels')).status).toBe(404);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a label with a colour that is none', () => {
  it('is refused in the words that were recorded', async () => {
    const world = await worldWithLabels();

    const refused = await world.rest('alice', 'POST /repos/acme/shop/labels', { name: 'odd', color: 'reddish' });

    const errors = [{ resource: 'Label', code: 'invalid', field: 'color' }];
    expect(refused).toMatchObject({ status: 422, body: { message: 'Validation Failed', errors } });
    expect(world.breaches()).toEqual([]);
  });
});
