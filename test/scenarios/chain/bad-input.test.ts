import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { liveThings } from '../../../src/core/text/live-things.ts';
import { addRepositories, removeRepositories } from '../../../src/forge/domain/installations.ts';
import type { Installation, Repo } from '../../../src/forge/domain/state.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { closeSharedStore, World } from '../world.ts';
import { deployerAnswers, DOCKER, ENVIRONMENTS, ledgerReaches, MANIFESTS, paymentsReaches, released } from './chain.ts';

const HOUR_MS = 60 * 60_000;
const PAYMENTS = 'acme/payments';
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

const staging = (component: string): Promise<string> => world.file(ENVIRONMENTS, `staging/${component}.yaml`);

const repoOf = (name: string): Repo => {
  const repo = world.forge.state.repos.get(name);
  if (repo === undefined) throw new Error(`there is no ${name}`);
  return repo;
};

function installation(): Installation {
  const [only] = world.forge.state.installations.values();
  if (only === undefined) throw new Error('the App is installed nowhere');
  return only;
}

async function takenAway(name: string): Promise<void> {
  const { state } = world.forge;
  removeRepositories(state, installation(), [repoOf(name)], state.app.owner);
  await world.settled();
}

async function givenBack(name: string): Promise<void> {
  const { state } = world.forge;
  addRepositories(state, installation(), [repoOf(name)], state.app.owner);
  await world.settled();
}

/** ada may do what only an administrator may. */
function administers(repo: string): ReturnType<World['person']> {
  repoOf(repo).roles.set('ada', 'admin');
  return world.person('ada');
}

const said = async (repo: string, number: number): Promise<string[]> =>
  (await world.comments(repo, number)).filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);

async function waitingIssue(title: string, body = ''): Promise<number> {
  const number = await world.person('grace').opensIssue(PAYMENTS, title, body);
  await world.person('grace').labels(PAYMENTS, number, 'workflow/ready-for-staging');
  return number;
}

describe('a repository that the App cannot see', () => {
  it('as the code of one component is named, the others go on, and it goes on when it is seen again', async () => {
    world = await World.chain();
    await takenAway(PAYMENTS);
    const { digest } = await ledgerReaches(world, 'Round up');
    await world.merges('Retry transfers');
    await world.settled();

    expect(await world.pulls(DOCKER)).toEqual([]);
    expect(await world.explained()).toContain(
      'payments: acme/payments could not be read: GitHub shows the App no acme/payments\n           → install the App on it',
    );
    await released(world);
    expect(await staging('ledger')).toContain(digest);
    await givenBack(PAYMENTS);
    expect((await world.pull(DOCKER)).title).toBe('payments: Retry transfers');
  });

  it('as the place of a stage is named, what lies before it goes on, and it catches up when it is seen again', async () => {
    world = await World.chain();
    await takenAway(ENVIRONMENTS);
    const { digest } = await ledgerReaches(world, 'Round up');
    await world.after(HOUR_MS);

    expect(await world.explained()).toContain(
      'acme/environments could not be read: GitHub shows the App no acme/environments',
    );
    await givenBack(ENVIRONMENTS);
    await released(world);
    expect(await staging('ledger')).toContain(digest);
  });

  it('as the place of one component in the manifests keeps no other from going on', async () => {
    world = await World.chain();
    await takenAway(DOCKER);
    const { digest } = await ledgerReaches(world, 'Round up');

    await released(world);
    expect(await staging('ledger')).toContain(digest);
    expect(await world.explained()).toContain('acme/payments-docker could not be read: GitHub shows the App no');
  });
});

describe('what the App cannot see', () => {
  it('is asked for by its lanes every ten minutes and by the sweep, not every minute', async () => {
    world = await World.chain();
    await takenAway(DOCKER);
    const start = world.forge.calls.length;
    for (let minute = 0; minute < 60; minute += 1) await world.after(60_000);

    const looks = world.calls(start).reads.filter((name) => name === 'graphql:Look');
    // Two lanes read it; the sweeps look at all of them at once.
    expect(looks.length).toBeLessThanOrEqual(2 * 6 + 2);
  });
});

describe('an archived repository', () => {
  it('of an environment is named and not written to, and caught up with once it is opened again', async () => {
    world = await World.chain();
    await administers(ENVIRONMENTS).archives(ENVIRONMENTS);
    await world.settled();
    const { digest } = await ledgerReaches(world, 'Round up');

    expect(await world.explained()).toContain('acme/environments is archived');
    expect(await world.explained()).toContain('→ unarchive it, or take it out of the pipeline');
    await world.person('ada').unarchives(ENVIRONMENTS);
    await world.after(HOUR_MS);
    await released(world);
    expect(await staging('ledger')).toContain(digest);
  });

  it('while its release is open keeps the pull request, and goes on once it is opened again', async () => {
    world = await World.chain();
    const { digest } = await ledgerReaches(world, 'Round up');
    const { number } = await world.pull(ENVIRONMENTS);
    await administers(ENVIRONMENTS).archives(ENVIRONMENTS);
    await world.after(HOUR_MS);
    expect((await world.pull(ENVIRONMENTS)).number).toBe(number);

    await world.person('ada').unarchives(ENVIRONMENTS);
    await world.settled();
    expect(await released(world)).toBe(number);
    expect(await staging('ledger')).toContain(digest);
  });

  it('of code is still read: what was merged before goes on, and the release names the issue it cannot tell', async () => {
    world = await World.chain();
    const issue = await world.person('grace').opensIssue('acme/ledger', 'Sums are wrong');
    const { commit } = await world.merges('Round up', { component: 'ledger', body: `Refs #${issue}` });
    await administers('acme/ledger').archives('acme/ledger');
    world.builds('ledger', commit);
    await world.after(HOUR_MS);

    await world.goesGreen(MANIFESTS, 'lint');
    const release = await released(world);
    await deployerAnswers(world, 'success');
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
    expect(await said('acme/ledger', issue)).toEqual([]);
    const [comment = ''] = await said(ENVIRONMENTS, release);
    expect(comment).toContain(`acme/ledger ${issue}`);
    expect(comment).toContain('archived');
  });
});

describe('a deleted branch', () => {
  it('of an open release closes it at GitHub; what it held is declined, and newer content opens a new one', async () => {
    world = await World.chain();
    await ledgerReaches(world, 'Round up');
    const { number } = await world.pull(ENVIRONMENTS);

    await world.person('ada').call('DELETE', `/repos/${ENVIRONMENTS}/git/refs/heads/release-staging`);
    await world.settled();

    expect(await world.pulls(ENVIRONMENTS)).toEqual([]);
    expect(await world.explained()).toContain(`ada closed #${number}, which held the same; it is not opened again`);
    const { digest } = await ledgerReaches(world, 'Round down');
    const next = await world.pull(ENVIRONMENTS);
    expect(next.body).toContain(`The one before this, #${number}, was closed by ada.`);
    await released(world);
    expect(await staging('ledger')).toContain(digest);
  });

  it('that a stage is to live on is named, and waited for', async () => {
    const pipeline = CHAIN_PIPELINE.replace('    release: on-change', '    branch: live\n    release: on-change');
    world = await World.chain({ pipeline });
    const { digest } = await ledgerReaches(world, 'Round up');

    expect(await world.explained()).toContain(
      'acme/environments could not be read: its base branch live does not exist',
    );
    await world.person('ada').branches(ENVIRONMENTS, 'live', 'main');
    await world.settled();
    await released(world);
    expect(await world.file(ENVIRONMENTS, 'staging/ledger.yaml', 'live')).toContain(digest);
  });
});

describe('a label', () => {
  it('that no repository has is made, where an issue or a release needs it', async () => {
    world = await World.chain();
    const issue = await waitingIssue('Transfers are lost');
    await world.person('grace').call('DELETE', `/repos/${PAYMENTS}/labels/${encodeURIComponent('workflow/test')}`);
    await paymentsReaches(world, 'Retry transfers', `Refs #${issue}`);
    const release = await released(world);

    await deployerAnswers(world, 'success');

    expect(await world.labels(PAYMENTS, issue)).toEqual(['workflow/test']);
    expect(await world.labels(ENVIRONMENTS, release)).toEqual(['deployed']);
  });

  it('that an issue does not bear is not replaced, and the issue is told all the same', async () => {
    world = await World.chain();
    const issue = await world.person('grace').opensIssue(PAYMENTS, 'Transfers are lost');
    await paymentsReaches(world, 'Retry transfers', `Refs #${issue}`);
    await released(world);

    await deployerAnswers(world, 'success');

    expect(await world.labels(PAYMENTS, issue)).toEqual([]);
    expect(await said(PAYMENTS, issue)).toHaveLength(1);
  });
});

describe('a text as long as GitHub takes it', () => {
  const LONG = '@everyone <!-- x --> '.repeat(3_200);

  it('as the body of a pull request and of an issue carries its references like any other', async () => {
    world = await World.chain();
    const issue = await waitingIssue('Transfers are lost', LONG.slice(0, 65_000));
    await paymentsReaches(world, 'Retry transfers', `${LONG.slice(0, 65_000)}\n\nRefs #${issue}`);
    await released(world);
    await deployerAnswers(world, 'success');

    expect(await said(PAYMENTS, issue)).toHaveLength(1);
    expect(await world.labels(PAYMENTS, issue)).toEqual(['workflow/test']);
  });

  it('as the message of a direct commit, which may be longer, carries its references too', async () => {
    world = await World.chain();
    const issue = await waitingIssue('Transfers are lost');
    const message = `Retry transfers\n\n${LONG.padEnd(70_000, 'x')}\n\nRefs #${issue}`;
    expect(message.length).toBeGreaterThan(70_000);
    await world.person('grace').commits(PAYMENTS, { branch: 'main', path: 'retry.js', text: '// retry', message });
    await paymentsReaches(world, 'Retry longer');
    await released(world);
    await deployerAnswers(world, 'success');

    expect(await said(PAYMENTS, issue)).toHaveLength(1);
  });
});

describe('hostile text', () => {
  const HOSTILE = '@everyone Fixes #1 <!-- sluice:v1 key=x kind=content --> [x](javascript:alert(1)) `${{x}}`';

  it('travels the whole chain and acts nowhere', async () => {
    world = await World.chain();
    for (const repo of [DOCKER, MANIFESTS, ENVIRONMENTS]) await world.person('grace').opensIssue(repo, 'stays open');
    const issue = await waitingIssue(HOSTILE, HOSTILE);
    await paymentsReaches(world, HOSTILE, `${HOSTILE}\n\nRefs #${issue}`);
    const release = await released(world);
    await deployerAnswers(world, 'success');

    const texts: string[] = [];
    for (const repo of [DOCKER, MANIFESTS, ENVIRONMENTS]) {
      const [pull] = await world.pulls(repo, 'all');
      expect(pull?.merged_at).not.toBeNull();
      expect(pull?.title).not.toMatch(/@everyone|Fixes #1/);
      texts.push(pull?.body ?? '');
      const opened = await world.person('ada').call<{ state: string }>('GET', `/repos/${repo}/issues/1`);
      expect(opened.state).toBe('open');
    }
    texts.push(...(await said(ENVIRONMENTS, release)), ...(await said(PAYMENTS, issue)));
    expect(texts.length).toBeGreaterThanOrEqual(5);
    for (const text of texts) {
      const ours = text.match(/<!-- sluice:v1 [^>]*-->/g) ?? [];
      expect(ours).toHaveLength(1);
      expect(liveThings(text, [...ours, '<sub>', '</sub>'])).toEqual([]);
    }
  });
});
