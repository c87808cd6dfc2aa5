import { beforeAll, describe, expect, it } from '@jest/globals';
import { Contract, sharedContract } from '../../../src/forge/contract/check.ts';
import { unhoisted } from '../../../src/forge/contract/cut/hoist.ts';
import { restSlice, webhookSlice } from '../../../src/forge/contract/slices.ts';
import { newStage, tour } from '../../../src/forge/score/tour/index.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { answer, delivery, distinct, mutants, mutations, recordedOf, shareFound, type Recorded } from './mutation.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  roles: { alice: 'write' },
  labels: ['ready'],
};

/** The life of one pull request, with every answer and delivery on the way. */
async function recordedStory(): Promise<Recorded[]> {
  const world = await DomainWorld.with([shop]);
  const answers: Recorded[] = [];
  const asks = async (as: string, asked: string, sent?: unknown) => {
    const { status, body } = await world.rest(as, asked.replace(' /', ' /repos/acme/shop/'), sent);
    const operationId = world.forge.calls.at(-1)?.operationId ?? '';
    if (status !== 204) answers.push(answer(operationId, status, body));
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
  expect(world.breaches()).toEqual([]);
  return distinct([...answers, ...world.forge.hooks.pending.map(delivery)]);
}

let story: Recorded[] = [];
beforeAll(async () => {
  story = await recordedStory();
});

describe('the contract check of the life of a pull request', () => {
  it('is held against answers and deliveries of many kinds, and finds nothing wrong with them', () => {
    expect(story.length).toBeGreaterThan(30);
    expect(story.flatMap(({ body, judge }) => judge(sharedContract(), body))).toEqual([]);
  });

  it.each([
    ['deleted', 0.84],
    ['of another type', 0.99],
    ['null', 0.94],
    ['invented', 0.99],
  ])('sees a property that is %s, in at least %d of the cases', (kind, least) => {
    const { mutants, found } = shareFound(sharedContract(), story, { kind, most: 40 });

    expect(mutants).toBeGreaterThan(1_000);
    expect(found).toBeGreaterThanOrEqual(least);
  });
});

describe.each(['github.com', 'ghes-3.19'] as const)('the contract check of all that %s says', (description) => {
  const contract = sharedContract(description);
  let records: Recorded[] = [];
  beforeAll(async () => {
    const stage = newStage({ description });
    records = recordedOf((await tour(stage)).exchanges, stage);
  });

  it('knows nearly every operation and webhook of the forge, and finds nothing wrong with them', () => {
    expect(records.length).toBeGreaterThan(330);
    expect(records.flatMap(({ body, judge }) => judge(contract, body))).toEqual([]);
  });

  it.each([
    ['deleted', 0.84],
    ['of another type', 0.98],
    ['null', 0.94],
    ['invented', 0.96],
  ])('sees a property that is %s, in at least %d of the cases', (kind, least) => {
    const { mutants, found } = shareFound(contract, records, { kind, most: 20 });

    expect(mutants).toBeGreaterThan(3_000);
    expect(found).toBeGreaterThanOrEqual(least);
  });

  it('names the operation, the place and the value of what it sees', () => {
    const told = mutants(records, {
      kind: 'of another type',
      most: 5,
      judge: ({ what, body, judge }, path) => {
        const pointer = path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
        const violations = judge(contract, body);
        const value: unknown = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], body);
        const shown = typeof value === 'object' ? JSON.stringify(value) : value;
        const isNamed = violations.some(
          (one) => one.pointer === pointer && one.value === shown && what.startsWith(one.operationId),
        );
        return violations.length === 0 || isNamed;
      },
    });

    const all = [...told];
    expect(all.filter(Boolean).length / all.length).toBeGreaterThan(0.97);
  });
});

describe('the hoisted slices', () => {
  const hoisted = sharedContract();
  const plain = new Contract('github.com', unhoisted(restSlice()), unhoisted(webhookSlice()));

  it.each(Object.keys(mutations))('judge a property that is %s word for word as the whole descriptions do', (kind) => {
    const judge = ({ body, judge: judged }: Recorded) => [judged(hoisted, body), judged(plain, body)] as const;
    const judgements = [...mutants(story, { kind, most: 15, judge })];

    expect(judgements.length).toBeGreaterThan(300);
    const different = judgements.filter(([one, other]) => JSON.stringify(one) !== JSON.stringify(other));
    expect(different.slice(0, 3)).toEqual([]);
  });
});
