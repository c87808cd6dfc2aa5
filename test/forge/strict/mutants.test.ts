import { beforeAll, describe, expect, it } from '@jest/globals';
import { sharedContract } from '../../../src/forge/contract/check.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  roles: { alice: 'write' },
  labels: ['ready'],
};

/** A right answer or delivery of the forge, and how the contract judges a body in its place. */
interface Recorded {
  what: string;
  body: unknown;
  breaks: (body: unknown) => boolean;
}

/** The life of one pull request, with every answer and delivery on the way. */
async function recorded(): Promise<Recorded[]> {
  const contract = sharedContract();
  const world = await DomainWorld.with([shop]);
  const answers: Recorded[] = [];
  const asks = async (as: string, asked: string, sent?: unknown) => {
    const { status, body } = await world.rest(as, asked.replace(' /', ' /repos/acme/shop/'), sent);
    const operationId = world.forge.calls.at(-1)?.operationId ?? '';
    const breaks = (other: unknown) => contract.checkResponse(operationId, status, other).length > 0;
    if (status !== 204) answers.push({ what: `${operationId} ${status}`, body, breaks });
    return body;
  };
  await asks('alice', 'POST /issues', { title: 'A fault' });
  const { object } = await asks('bot', 'GET /git/ref/heads/main');
  await asks('bot', 'POST /git/refs', { ref: 'refs/heads/bump', sha: object.sha });
  const put = { message: 'Bump', content: 'dHdvCg==', branch: 'bump' };
  await asks('bot', 'PUT /contents/new.txt', put);
  await asks('bot', 'GET /contents/new.txt?ref=bump');
  await asks('bot', 'POST /pulls', { title: 'Bump', head: 'bump', base: 'main', body: 'Fixes #1' });
  await asks('bot', 'GET /commits');
  await asks('bot', 'GET /compare/main...bump');
  await asks('bot', 'GET /branches/main');
  await asks('alice', 'GET /collaborators/alice/permission');
  const { head } = await asks('bot', 'GET /pulls/2');
  await asks('alice', `POST /statuses/${head.sha}`, { state: 'success', context: 'ci' });
  await asks('bot', `GET /commits/${head.sha}/status`);
  await asks('bot', 'POST /check-runs', { name: 'lint', head_sha: head.sha, conclusion: 'success' });
  await asks('bot', 'POST /issues/2/labels', { labels: ['ready'] });
  await asks('bot', 'POST /issues/2/comments', { body: 'hm' });
  await asks('alice', 'POST /pulls/2/reviews', { event: 'APPROVE', body: 'fine' });
  await asks('bot', 'GET /issues/2/comments');
  await asks('bot', 'PUT /pulls/2/merge', {});
  await asks('bot', 'PUT /pulls/2/merge', {});
  await asks('bot', 'GET /pulls?state=all');
  await asks('bot', 'GET /issues/1');
  const deliveries = world.forge.hooks.pending.map(({ event, action, body }) => ({
    what: `${event}.${action}`,
    body: JSON.parse(body) as unknown,
    breaks: (other: unknown) => contract.checkWebhook(event, action ?? undefined, other).length > 0,
  }));
  expect(world.breaches()).toEqual([]);
  const distinct = new Map([...answers, ...deliveries].map((one) => [one.what, one]));
  return [...distinct.values()];
}

type Place = { [name: string]: unknown };

const mutations: Record<string, (place: Place, name: string) => void> = {
  deleted: (place, name) => void delete place[name],
  'of another type': (place, name) => void (place[name] = typeof place[name] === 'number' ? ['x'] : 4711),
  null: (place, name) => void (place[name] = null),
  invented: (place, name) => void (place[`${name}_of_nobody`] = 'x'),
};

/** The path of each object's members; of a list only the first item, since the others are like it. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
  return entries.flatMap(([name, member]) => {
    const here = [...path, name];
    return [...(Array.isArray(value) ? [] : [here]), ...pathsIn(member, here)];
  });
}

/** Judges the body with one member changed, and puts the member back; undefined where the change changes nothing. */
function isFound({ body, breaks }: Recorded, path: string[], mutate: (place: Place, name: string) => void) {
  const place = path.slice(0, -1).reduce((at, name) => at[name] as Place, body as Place);
  const before = { ...place };
  mutate(place, path.at(-1)!);
  const names = Object.keys(place);
  if (names.length === Object.keys(before).length && names.every((name) => place[name] === before[name]))
    return undefined;
  const found = breaks(body);
  for (const name of names) delete place[name];
  Object.assign(place, before);
  return found;
}

describe('the contract check', () => {
  let records: Recorded[] = [];
  beforeAll(async () => {
    records = await recorded();
  });

  it('is held against answers and deliveries of many kinds, and finds nothing wrong with them', () => {
    expect(records.length).toBeGreaterThan(30);
    expect(records.filter(({ body, breaks }) => breaks(body)).map(({ what }) => what)).toEqual([]);
  });

  it.each([
    ['deleted', 0.79],
    ['of another type', 0.99],
    ['null', 0.94],
    ['invented', 0.98],
  ])('sees a property that is %s, in at least %d of the cases', (kind, least) => {
    const found = records
      .flatMap((one) => pathsIn(one.body).map((path) => isFound(one, path, mutations[kind]!)))
      .filter((judged) => judged !== undefined);

    expect(found.length).toBeGreaterThan(5_000);
    expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(least);
  });
});
