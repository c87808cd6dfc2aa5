import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { PullRequestFact } from '../../../src/core/changelog/history.ts';
import { mergeKey } from '../../../src/core/changelog/merge-key.ts';
import type { CommitSha } from '../../../src/core/names.ts';
import type { GithubHistory } from '../../../src/github/answers/history/github-history.ts';
import { HistoryWorld, SHOP } from './history-world.ts';

let world: HistoryWorld;

beforeEach(() => {
  world = new HistoryWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

async function factsOf(history: GithubHistory, from: CommitSha, to: CommitSha): Promise<PullRequestFact[]> {
  const commits = await world.commitsOf(SHOP, from, to);
  const brought = await history.pullRequests(SHOP, commits);
  if ('unknown' in brought) throw new Error(brought.unknown);
  return brought.known.brought.get(to) ?? [];
}

/** Commits whose pull requests are kept for good. */
const broughtKeys = (): string[] => [...world.cache.values.keys()].filter((key) => key.startsWith('v1:brought:'));

describe('right after a merge, while the index does not name it', () => {
  it('the newest merges of the repository tell which pull request it was', async () => {
    const from = world.tip(SHOP);
    const issue = await world.grace.opensIssue(SHOP, 'Slow cart');
    const number = await world.lands(SHOP, 'Speed up the cart', { body: `Fixes #${issue}` });
    world.forge.faults.add({ operation: '*', do: { unindexed: 600_000 } });
    const to = world.tip(SHOP);

    const [fact, ...others] = await factsOf(world.history(), from, to);

    expect(others).toEqual([]);
    expect(fact).toMatchObject({ number, mergeCommit: to, closes: [{ number: issue, title: 'Slow cart' }] });
  });

  it('the webhook of the merge does, too', async () => {
    const from = world.tip(SHOP);
    const to = await world.changes(SHOP, 1);
    const told: PullRequestFact = {
      repo: SHOP,
      number: 12,
      title: 'Told by a webhook',
      body: '',
      author: 'grace',
      mergeCommit: to,
      mergedAt: world.clock.now(),
      closes: [],
    };
    await world.cache.put(mergeKey(SHOP, to), told);

    expect(await factsOf(world.history(), from, to)).toEqual([told]);
  });

  it('nothing is kept for good, and the index is asked again', async () => {
    const from = world.tip(SHOP);
    await world.lands(SHOP, 'Speed up the cart');
    world.forge.faults.add({ operation: '*', do: { unindexed: 600_000 } });
    const to = world.tip(SHOP);
    const history = world.history();
    await history.prepare([{ repo: SHOP, from, to }]);

    expect(history.isSettled({ repo: SHOP, from, to })).toBe(false);
    expect(broughtKeys()).toEqual([]);
    world.clock.advance(700_000);
    expect(history.isSettled({ repo: SHOP, from, to })).toBe(true);
    await factsOf(world.history(), from, to);
    expect(broughtKeys()).toEqual([`v1:brought:acme/shop@${to}`]);
  });
});

describe('a commit that no pull request brought', () => {
  it('is believed to have none a day after it was seen, however old it is', async () => {
    const from = world.tip(SHOP);
    const to = await world.changes(SHOP, 1);
    world.clock.advance(300 * 3_600_000);
    await factsOf(world.history(), from, to);
    world.clock.advance(23 * 3_600_000);
    await factsOf(world.history(), from, to);

    expect(broughtKeys()).toEqual([]);

    world.clock.advance(2 * 3_600_000);
    await factsOf(world.history(), from, to);
    expect(world.cache.values.get(`v1:brought:acme/shop@${to}`)).toEqual([]);
  });

  it('settles a range ten minutes after it was seen, and not by its date', async () => {
    const from = world.tip(SHOP);
    const range = { repo: SHOP, from, to: await world.changes(SHOP, 1) };
    world.clock.advance(300 * 3_600_000);
    const first = world.history();
    await first.prepare([range]);

    expect(first.isSettled(range)).toBe(false);

    world.clock.advance(11 * 60_000);
    const later = world.history();
    await later.prepare([range]);
    expect(later.isSettled(range)).toBe(true);
  });
});

describe('a pull request as a history has it', () => {
  it('has its labels, its branch, when it was merged and who made it, bots as webhooks spell them', async () => {
    const from = world.tip(SHOP);
    const { number } = await world.proposesAsApp(SHOP, { branch: 'bot', path: 'bot.txt', text: 'new\n' });
    await world.grace.labels(SHOP, number, 'deploy/demo');
    world.clock.advance(60_000);
    await world.grace.merges(SHOP, number);

    expect(await factsOf(world.history(), from, world.tip(SHOP))).toEqual([
      {
        repo: SHOP,
        number,
        title: 'bot',
        body: 'words',
        author: 'sluice[bot]',
        mergeCommit: world.tip(SHOP),
        mergedAt: world.clock.now(),
        head: 'bot',
        labels: ['deploy/demo'],
        closes: [],
      },
    ]);
  });
});
