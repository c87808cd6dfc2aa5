import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import type { Person } from '../../../src/forge/cast/person.ts';
import { addPerson } from '../../../src/forge/seed/organisation.ts';
import { deployerAnswers, ENVIRONMENTS, ledgerReaches, MANIFESTS, paymentsReaches, released } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

const LEDGER = 'acme/ledger';
const MINUTE = 60_000;
const BOT = 'renovate[bot]';
const COMPARE = 'repos/compare-commits-with-basehead';

let world: World;
afterEach(async () => world.end());
afterAll(closeSharedStore);

/** A person of this world, who may write to ledger. */
function person(login: string): Person {
  addPerson(world.forge.state, login);
  world.forge.state.repos.get(LEDGER)?.roles.set(login, 'write');
  return world.person(login);
}

/** What Sluice says in the open release. */
const body = async (): Promise<string> => (await world.pull(ENVIRONMENTS)).body;

/** A release that staging runs, with one change in it. */
async function releasedBefore(title: string): Promise<number> {
  await ledgerReaches(world, title);
  await released(world);
  await deployerAnswers(world, 'success');
  const pulls = await world.pulls(LEDGER, 'closed');
  return pulls[0]?.number ?? 0;
}

async function merges(author: Person, change: { title: string; body?: string; labels?: string[] }): Promise<number> {
  const branch = `topic-${change.title.replaceAll(/\W+/g, '-')}`;
  const file = { path: `${branch}.js`, text: '//\n' };
  const number = await author.proposes(LEDGER, { branch, title: change.title, body: change.body ?? '', ...file });
  if (change.labels !== undefined) await world.person('ada').labels(LEDGER, number, ...change.labels);
  await world.person('ada').merges(LEDGER, number);
  return number;
}

interface Merged {
  old: number;
  feature: number;
  revert: number;
  bump: number;
}

/** A feature for an issue of payments, a revert of what ran before, and a bot's update; the last brings all three to the manifests. */
async function threeMerges(): Promise<Merged> {
  const old = await releasedBefore('Round up');
  const issue = await world.person('ada').opensIssue('acme/payments', 'Totals are slow');
  const ada = person('ada');
  const feature = await merges(ada, { title: 'feat: add totals once', body: `Fixes acme/payments#${issue}` });
  const revert = await merges(ada, { title: 'Revert "Round up"', body: `Reverts ${LEDGER}#${old}` });
  const bump = await merges(person(BOT), { title: 'Update lodash to v5', labels: ['dependencies'] });
  await isBuilt(await ada.tipOf(LEDGER, 'main'));
  return { old, feature, revert, bump };
}

/** A commit of ledger becomes an image, whose digest reaches the manifests. */
async function isBuilt(commit: string): Promise<void> {
  const { digest } = world.builds('ledger', commit);
  const said = { v: 1, image: 'registry.acme.dev/ledger', digest, commit };
  await world.person('acme-ci').dispatches(LEDGER, 'sluice-artifact', said);
  await world.settled();
  await world.goesGreen(MANIFESTS, 'lint');
}

/** The lines of the release between two headings. */
function under(text: string, heading: string): string {
  const [, below = ''] = text.split(new RegExp(`^.*${heading}.*$`, 'm'));
  return below.split(/^#+ |^\*\*/m)[0] ?? '';
}

describe.each([
  ['the API', false],
  ['a mirror', true],
])('a release whose changelog comes from %s', (_, mirrors) => {
  it('shows its pull requests, those of bots and what was reverted apart, and only counts an issue that not everybody may read', async () => {
    world = await World.chain({ mirrors });

    const { old, feature, revert, bump } = await threeMerges();

    const text = await body();
    expect(text).toContain(`${LEDGER}/pull/${feature}`);
    expect(text).toContain('1 issue that not everybody may read');
    expect(text).not.toContain('acme/payments');
    expect(under(text, 'dependencies by bots')).toContain(`${LEDGER}/pull/${bump}`);
    expect(under(text, 'Reverted')).toContain(`${LEDGER}/pull/${revert}`);
    expect(under(text, 'Reverted')).toContain(`${LEDGER}/pull/${old}`);
    expect(text).not.toMatch(/(?<![\w`/])@(ada|renovate)/);
  });
});

describe('with mirrors', () => {
  it('a release asks for no comparison and no page of commits: one query brings what git cannot know', async () => {
    world = await World.chain({ mirrors: true });
    await paymentsReaches(world, 'Faster checkout');
    const before = world.forge.calls.length;

    await ledgerReaches(world, 'Round up');

    const { reads } = world.calls(before);
    expect(reads).not.toContain(COMPARE);
    expect(reads.filter((read) => read.startsWith('graphql:Range'))).toEqual(['graphql:RangeFacts']);
  });
});

describe('while the index of commits and pull requests lags', () => {
  it.each([
    ['the API', false],
    ['a mirror', true],
  ])('what was just merged is known from its webhook, with ranges from %s', async (_, mirrors) => {
    world = await World.chain({ mirrors });
    world.forge.faults.add({ operation: '*', do: { unindexed: 30 * MINUTE } });

    await ledgerReaches(world, 'feat: round up');

    const [pull] = await world.pulls(LEDGER, 'closed');
    expect(await body()).toContain(`${LEDGER}/pull/${pull?.number}`);
  });
  it('a rebased merge that ten later ones have pushed out of the newest is known from its webhook alone', async () => {
    world = await World.chain({ mirrors: true });
    world.forge.faults.add({ operation: '*', do: { unindexed: 30 * MINUTE } });
    const ada = person('ada');
    // No message names it, as one of a squash would.
    const file = { path: 'round.js', text: '//\n' };
    const rebased = await ada.proposes(LEDGER, { branch: 'round', title: 'Round up', body: '', ...file });
    await ada.merges(LEDGER, rebased, 'rebase');
    await world.settled();
    for (let later = 1; later <= 11; later += 1) await merges(ada, { title: `Later ${later}` });

    await isBuilt(await ada.tipOf(LEDGER, 'main'));

    const text = await body();
    expect(text).toMatch(new RegExp(`${LEDGER}/pull/${rebased}\\b`));
    expect(text).toContain('12 pull requests');
  });
});
