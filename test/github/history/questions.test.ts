import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { isKnown, known } from '../../../src/core/answer.ts';
import type { RepoName } from '../../../src/core/names.ts';
import { answerTo, type RangeQuestion } from '../../../src/core/promotion/questions.ts';
import { answerQuestions } from '../../../src/github/answers/answer-questions.ts';
import { RecentPasts } from '../../../src/github/answers/older/recent-pasts.ts';
import { HistoryWorld, KeptCache, MANIFESTS, PAYMENTS, SHOP } from './history-world.ts';

const COMMITS_A_QUERY = 50;

let world: HistoryWorld;

beforeEach(() => {
  world = new HistoryWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

/** Notes how many keys each question to the store has, and each thing that is written. */
class CountedCache extends KeptCache {
  readonly asked: number[] = [];
  readonly written: number[] = [];

  override get(keys: string[]): Promise<Map<string, unknown>> {
    this.asked.push(keys.length);
    return super.get(keys);
  }

  override putAll(values: ReadonlyMap<string, unknown>): Promise<void> {
    if (values.size > 0) this.written.push(values.size);
    return super.putAll(values);
  }
}

/** A move over two commits that no pull request brought. */
async function changes(repo: RepoName): Promise<RangeQuestion> {
  const from = world.tip(repo);
  return { ask: 'range', repo, from, to: await world.changes(repo, 2) };
}

/** A component's move over so many commits, the last a pull request for an issue that its description alone names. */
async function moves(repo: RepoName, commits: number): Promise<RangeQuestion> {
  const from = world.tip(repo);
  await world.changes(repo, commits - 1);
  const issue = await world.grace.opensIssue(repo, 'Slow cart');
  await world.lands(repo, 'Speed up', { body: `Fixes #${issue}` });
  return { ask: 'range', repo, from, to: world.tip(repo) };
}

describe('components that move in the same look', () => {
  it.each([
    ['two', [SHOP, PAYMENTS], 3],
    ['two that fill a query', [SHOP, PAYMENTS], 25],
    ['two that just do not fit into one', [SHOP, PAYMENTS], 26],
    ['three', [SHOP, PAYMENTS, MANIFESTS], 20],
  ])('and are %s cost one query for every fifty commits of all together', async (_, repos, commits) => {
    const questions: RangeQuestion[] = [];
    for (const repo of repos) questions.push(await moves(repo, commits));
    const { cache, clock } = world;
    const tools = { ...world.tools, cache, clock, pasts: new RecentPasts(), ranges: world.mirrors };

    const reads = await world.readsOf(async () => {
      const answers = await answerQuestions(tools, questions);
      for (const question of questions) {
        const answer = answerTo(answers, question);
        if (answer === undefined || !isKnown(answer)) throw new Error(answer?.unknown ?? 'it was not answered');
        expect(answer.known).toMatchObject({
          pullRequests: [{ title: 'Speed up' }],
          issues: [{ closing: true, title: 'Slow cart' }],
        });
        expect(answer.known.commits).toHaveLength(commits);
      }
    });

    const most = Math.ceil((repos.length * commits) / COMMITS_A_QUERY);
    expect(reads).toEqual(Array.from({ length: most }, () => 'graphql:RangeFacts'));
  });

  it('ask the store for their answers, their ranges and their commits once each, and write to it once', async () => {
    const questions: RangeQuestion[] = [];
    for (const repo of [SHOP, PAYMENTS, SHOP, PAYMENTS]) questions.push(await changes(repo));
    const cache = new CountedCache();
    const tools = { ...world.tools, cache, clock: world.clock, pasts: new RecentPasts() };

    await answerQuestions(tools, questions);

    expect(cache.asked).toEqual([4, 4, 24]);
    expect(cache.written).toEqual([8]);
  });
});

describe('ranges of different paths', () => {
  it('are different ranges, whatever the paths are called', async () => {
    const paths = [['a:b'], ['a', 'b']];
    const asked: unknown[] = [];
    const history = world.history({
      range: (...[, , , only]) => {
        asked.push(only);
        return Promise.resolve(known({ classification: 'forward', commits: [], removed: [] }));
      },
    });

    for (const only of paths) await history.range(SHOP, world.tip(SHOP), world.tip(SHOP), only);

    expect(asked).toEqual(paths);
  });
});
