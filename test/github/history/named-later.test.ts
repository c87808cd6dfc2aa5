import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { isKnown } from '../../../src/core/answer.ts';
import type { Changelog } from '../../../src/core/changelog/changelog-model.ts';
import { answerTo, type RangeQuestion } from '../../../src/core/promotion/questions.ts';
import { answerQuestions } from '../../../src/github/answers/answer-questions.ts';
import { RecentPasts } from '../../../src/github/answers/older/recent-pasts.ts';
import { HistoryWorld, PAYMENTS, SHOP } from './history-world.ts';

let world: HistoryWorld;

beforeEach(() => {
  world = new HistoryWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

async function answered(question: RangeQuestion): Promise<Changelog> {
  const [changelog] = await answersOf(world, [question]);
  return changelog as Changelog;
}

/** What one round brings, with the store of this test's world. */
async function answersOf({ tools, clock }: HistoryWorld, questions: RangeQuestion[]): Promise<Changelog[]> {
  const { cache } = world;
  const answers = await answerQuestions({ ...tools, cache, clock, pasts: new RecentPasts() }, questions);
  return questions.map((question) => {
    const answer = answerTo(answers, question);
    if (answer === undefined || !isKnown(answer)) throw new Error(answer?.unknown ?? 'it was not answered');
    return answer.known;
  });
}

/** A range of one pull request whose description names an issue, another pull request, and an issue that it closes. */
async function moved(direct = 0): Promise<RangeQuestion & { named: { seen: number; closed: number } }> {
  const seen = await world.grace.opensIssue(SHOP, 'Slow cart');
  const closed = await world.grace.opensIssue(SHOP, 'Slow till');
  const other = await world.grace.proposes(SHOP, {
    branch: 'other',
    title: 'Other',
    body: '',
    path: 'other.txt',
    text: 'new\n',
  });
  const from = world.tip(SHOP);
  await world.changes(SHOP, direct);
  await world.lands(SHOP, 'Speed up', { body: `See #${seen}. Relates to #${other}. Fixes #${closed}.` });
  return { ask: 'range', repo: SHOP, from, to: world.tip(SHOP), named: { seen, closed } };
}

const ONE_QUERY = ['graphql:Range'];
const refsOf = ({ issues }: Changelog): [string, string][] => issues.map(({ ref, how }) => [ref, how]);

describe('threads that descriptions alone name, without a mirror', () => {
  it.each([0, 3])(
    'are said not to be looked up at first, and are later, one query a round (%d direct)',
    async (direct) => {
      const { named, ...question } = await moved(direct);
      let first: Changelog | undefined;

      expect(
        await world.readsOf(async () => {
          first = await answered(question);
        }),
      ).toEqual(ONE_QUERY);
      expect(first?.unknown).toEqual([
        '2 numbers that changes name were not looked up: whether they are issues is not known.',
      ]);
      expect([...world.cache.values.keys()].filter((key) => key.startsWith('v3:range'))).toEqual([]);

      world.clock.advance(11 * 60_000);
      // The pull request is kept for good by this round.
      expect(await world.readsOf(() => answered(question))).toEqual(['graphql:RangeFacts']);
      let last: Changelog | undefined;
      expect(
        await world.readsOf(async () => {
          last = await answered(question);
        }),
      ).toEqual(['graphql:RangeFacts']);

      expect(last?.unknown).toEqual([]);
      expect(refsOf(last as Changelog)).toEqual([
        [`acme/shop#${named.seen}`, 'mentioned'],
        [`acme/shop#${named.closed}`, 'closing'],
      ]);
      expect(await world.readsOf(() => answered(question))).toEqual([]);
      expect(await answered(question)).toEqual(last);
    },
  );
});

describe('a commit that is not there yet', () => {
  it('is asked for again, though threads named beside it were left to the next round', async () => {
    const { named: _, ...open } = await moved();
    const pushed = new HistoryWorld();
    const from = pushed.tip(PAYMENTS);
    const question: RangeQuestion = { ask: 'range', repo: PAYMENTS, from, to: await pushed.changes(PAYMENTS, 1) };

    const early = await answersOf(world, [open, question]);
    const later = await answersOf(pushed, [question]);

    expect(early.map(({ unknown }) => unknown)).toEqual([[expect.stringContaining('not looked up')], []]);
    expect([...early, ...later].map(({ classification }) => classification)).toEqual([
      'forward',
      'unknown-new',
      'forward',
    ]);
  });
});

describe('a list that GitHub cuts', () => {
  it('of linked issues is asked for again, once', async () => {
    const from = world.tip(SHOP);
    const issues: number[] = [];
    for (let left = 23; left > 0; left -= 1) issues.push(await world.grace.opensIssue(SHOP, `Bug ${left}`));
    const body = issues.map((number) => `Fixes #${number}`).join('\n');
    await world.lands(SHOP, 'Speed up', { body });
    const question: RangeQuestion = { ask: 'range', repo: SHOP, from, to: world.tip(SHOP) };
    let changelog: Changelog | undefined;

    const reads = await world.readsOf(async () => {
      changelog = await answered(question);
    });

    expect(reads).toEqual(['graphql:Range', 'graphql:RangeFacts']);
    expect(changelog?.issues.map(({ title }) => title?.split(' ')[0])).toEqual(issues.map(() => 'Bug'));
    expect(changelog?.unknown).toEqual([]);
  });
});
