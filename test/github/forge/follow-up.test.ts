import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../../src/core/answer.ts';
import type { DeployStep, TellStep } from '../../../src/core/environments/follow-up-model.ts';
import type { IssueLook, IssueState } from '../../../src/core/issues/issue-state.ts';
import { promotionId, repoName, stageName } from '../../../src/core/names.ts';
import type { LabelStep, Message } from '../../../src/core/promotion/plan-model.ts';
import { githubEffects } from '../../../src/github/effects/github-effects.ts';
import { readIssues } from '../../../src/github/look/issues.ts';
import { readPromotion } from '../../../src/github/look/promotion.ts';
import type { EffectOutcome, Effects, Turn } from '../../../src/ports/github/effects.ts';
import type { PromotionState } from '../../../src/ports/github/looks.ts';
import type { Intentions } from '../../../src/ports/store/intentions.ts';
import { loadTemplates } from '../../../src/templates.ts';
import { turnOf } from '../turn.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const PAYMENTS = repoName('acme/payments');
const STAGING = stageName('staging');
const SETTLE = 30_000;

let world: GithubWorld;
let effects: Effects;

beforeEach(() => {
  world = new GithubWorld();
  const { clients } = world.tools;
  effects = githubEffects({
    clients,
    intentions: intentions(),
    clock: world.clock,
    render: loadTemplates(),
    log: { error: () => undefined },
    settle: SETTLE,
  });
});
afterEach(() => expect(world.forge.violations).toEqual([]));

function intentions(): Intentions {
  const kept = new Map<string, { first: number; last: number; done: boolean }>();
  return {
    recall: (key) => Promise.resolve({ done: false, ...kept.get(key) }),
    intend: (key, now) => {
      const before = kept.get(key);
      kept.set(key, { first: before?.first ?? now, last: now, done: before?.done ?? false });
      return Promise.resolve({ first: before?.first ?? now, done: before?.done ?? false });
    },
    attempt: (key, now, last) => {
      const before = kept.get(key);
      if (before?.done === true || before?.last !== last) return Promise.resolve(false);
      kept.set(key, { first: before?.first ?? now, last: now, done: false });
      return Promise.resolve(true);
    },
    takeBack: (key, at, last) => {
      const before = kept.get(key);
      if (before?.last !== at || before.done) return Promise.resolve();
      if (last === undefined) kept.delete(key);
      else kept.set(key, { ...before, last });
      return Promise.resolve();
    },
    done: (key, now) => {
      kept.set(key, { first: now, last: now, ...kept.get(key), done: true });
      return Promise.resolve();
    },
  };
}

const knownOf = <T>(answer: Answer<T> | undefined): T => {
  if (answer === undefined || 'unknown' in answer) throw new Error(answer?.unknown ?? 'it was not answered');
  return answer.known;
};

async function released(): Promise<number> {
  const change = { branch: 'release-staging', title: 'Release', body: '', path: 'staging/web.yaml', text: 'new\n' };
  const number = await world.grace.proposes(ENVIRONMENTS, change);
  await world.grace.merges(ENVIRONMENTS, number);
  return number;
}

const promotion = async (number: number): Promise<PromotionState> =>
  knownOf(await readPromotion(world.tools, { repo: ENVIRONMENTS, number, environment: STAGING }));

const deployStep = (number: number): DeployStep => {
  const key = `deploy:${promotionId(ENVIRONMENTS, number)}`;
  return {
    do: 'deploy',
    key,
    commit: world.tip(ENVIRONMENTS),
    environment: STAGING,
    description: `Release #${number}`,
    payload: { v: 1, key, promotion: promotionId(ENVIRONMENTS, number), components: {} },
  };
};

describe('a merged release', () => {
  it('is read with its branch and the deployments of its environment, newest first, in one read', async () => {
    const number = await released();
    const tip = world.tip(ENVIRONMENTS);
    await effects.run(ENVIRONMENTS, deployStep(number), turnOf(world.clock.now()));
    world.clock.advance(60_000);
    const foreign = await world.grace.deploys(ENVIRONMENTS, {
      ref: tip,
      environment: 'staging',
      payload: { v: 1, key: 'mine' },
    });
    await world.grace.deploys(ENVIRONMENTS, { ref: tip, environment: 'production' });
    await world.grace.reportsDeployment(ENVIRONMENTS, foreign, { state: 'in_progress' });
    world.clock.advance(60_000);
    await world.grace.reportsDeployment(ENVIRONMENTS, foreign, { state: 'success', logUrl: 'https://ci.acme.dev/7' });
    const before = world.reads().length;

    const { environment, merged, labels, said, audience } = await promotion(number);

    expect(world.reads().slice(before)).toEqual(['graphql:Promotion']);
    expect({ merged: merged?.commit, labels, said, audience }).toEqual({
      merged: tip,
      labels: [],
      said: [],
      audience: 'private',
    });
    expect(environment?.commits[0]).toBe(tip);
    expect(environment?.commits.length).toBeGreaterThan(1);
    expect(environment?.deployments).toMatchObject([
      {
        id: foreign,
        commit: tip,
        statuses: [{ state: 'success', by: 'grace', url: 'https://ci.acme.dev/7' }, { state: 'in_progress' }],
      },
      { key: `deploy:acme/environments#${number}`, commit: tip, statuses: [] },
    ]);
    expect(environment?.deployments[0]).not.toHaveProperty('key');
  });

  it("is not taken for Sluice's where a person merged a branch of that name", async () => {
    expect((await promotion(await released())).environment?.hasMerged).toBe(false);
  });

  it('is read without an environment where none is asked for', async () => {
    const number = await released();

    expect(knownOf(await readPromotion(world.tools, { repo: ENVIRONMENTS, number }))).not.toHaveProperty('environment');
  });
});

describe('a deployment', () => {
  it('is created of the full commit, merging and waiting for nothing', async () => {
    const number = await released();

    const outcome = await effects.run(ENVIRONMENTS, deployStep(number), turnOf(world.clock.now()));

    expect(outcome).toEqual({ outcome: 'done' });
    expect(await world.grace.deployments(ENVIRONMENTS, 'staging')).toMatchObject([
      { sha: world.tip(ENVIRONMENTS), ref: world.tip(ENVIRONMENTS), payload: deployStep(number).payload },
    ]);
  });

  it.each([
    ['is created once where its answer was lost', { when: 'lost' }, 1],
    ['is created again where it never was', { do: { status: 502 } }, 0],
  ] as const)('%s', async (_, failure, before) => {
    const number = await released();
    const run = () => effects.run(ENVIRONMENTS, deployStep(number), turnOf(world.clock.now()));
    world.forge.faults.add({ operation: 'repos/create-deployment', times: 1, ...failure });

    const outcomes = [await run(), await run()].map(({ outcome }) => outcome);
    world.clock.advance(SETTLE);
    const { environment } = await promotion(number);
    if (environment?.deployments.length === 0) await run();

    expect(outcomes).toEqual(['unknown-outcome', 'later']);
    expect(environment?.deployments).toHaveLength(before);
    expect(await world.grace.deployments(ENVIRONMENTS, 'staging')).toHaveLength(1);
  });
});

describe('a try of which nothing left', () => {
  it('because another write met a limit, is made as soon as that is over', async () => {
    const number = await released();
    const deploys = () => effects.run(ENVIRONMENTS, deployStep(number), turnOf(world.clock.now()));
    const limit = { status: 403, limit: 'secondary', retryAfter: 5 } as const;
    world.forge.faults.add({ operation: 'graphql:Tell', times: 1, when: 'before', do: limit });
    await tell(await world.grace.opensIssue(PAYMENTS, 'slow'));

    const limited = await deploys();
    world.wall.time += 5_000;
    world.clock.advance(5_000);

    expect(limited).toMatchObject({ outcome: 'later', because: expect.stringContaining('secondary rate limit') });
    expect(await deploys()).toEqual({ outcome: 'done' });
    expect(await world.grace.deployments(ENVIRONMENTS, 'staging')).toHaveLength(1);
  });

  it('because the lease was over, is free for whoever has the next', async () => {
    const number = await released();
    const deploys = (turn: Partial<Turn>) =>
      effects.run(ENVIRONMENTS, deployStep(number), turnOf(world.clock.now(), turn));

    const outcomes = [await deploys({ sendBy: () => 0 }), await deploys({}), await deploys({})];

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['later', 'done', 'already']);
  });

  it('is told from one whose answer was lost, which rests by itself', async () => {
    const number = await released();
    const deploys = (turn: Partial<Turn>) =>
      effects.run(ENVIRONMENTS, deployStep(number), turnOf(world.clock.now(), turn));
    world.forge.faults.add({ operation: 'repos/create-deployment', times: 1, when: 'lost' });
    await deploys({});

    expect(await deploys({ sendBy: () => 0 })).toMatchObject({ outcome: 'later', alone: true });
    world.clock.advance(SETTLE);
    await deploys({ sendBy: () => 0 });

    expect(await deploys({})).toEqual({ outcome: 'done' });
  });
});

describe('the labels of a release', () => {
  it('are made where the repository lacks them, and one replaces the other', async () => {
    const number = await released();
    const pullRequest = { number, id: 'PR' };
    const failed: LabelStep = { do: 'label', key: 'l1', pullRequest, add: ['deploy-failed'], remove: [] };
    const mended: LabelStep = { do: 'label', key: 'l2', pullRequest, add: ['deployed'], remove: ['deploy-failed'] };

    await effects.run(ENVIRONMENTS, failed, turnOf(world.clock.now()));
    const first = await promotion(number);
    const outcomes = [await run(mended), await run(mended)];

    expect(first.labels).toEqual(['deploy-failed']);
    expect((await promotion(number)).labels).toEqual(['deployed']);
    expect(outcomes).toEqual([{ outcome: 'done' }, { outcome: 'done' }]);
  });

  const run = (step: LabelStep): Promise<EffectOutcome> => effects.run(ENVIRONMENTS, step, turnOf(world.clock.now()));
});

const look = async (...numbers: number[]): Promise<Map<string, Answer<IssueLook>>> =>
  readIssues(
    world.tools,
    numbers.map((number) => ({ repo: PAYMENTS, number })),
    ['workflow/test'],
  );

const issue = async (number: number): Promise<IssueState> => {
  const seen = knownOf((await look(number)).get(`acme/payments#${number}`));
  if (seen.absent !== undefined) throw new Error(`#${number} is ${seen.absent}`);
  return seen;
};

describe('issues', () => {
  it('are read each for itself: one that is gone, and one in a repository nobody shows, spoil no other', async () => {
    const [kept, deleted] = [
      await world.grace.opensIssue(PAYMENTS, 'slow'),
      await world.grace.opensIssue(PAYMENTS, 'gone'),
    ];
    await world.grace.labels(PAYMENTS, kept, 'bug');
    world.forge.state.repos.get(PAYMENTS)?.issues.delete(deleted);
    const addresses = [
      { repo: PAYMENTS, number: kept },
      { repo: PAYMENTS, number: deleted },
      { repo: repoName('other/secret'), number: 1 },
    ];

    const seen = await readIssues(world.tools, addresses, []);

    expect(knownOf(seen.get(`acme/payments#${kept}`))).toMatchObject({
      repo: PAYMENTS,
      number: kept,
      state: 'open',
      locked: false,
      archived: false,
      audience: 'private',
      consent: { to: 'acme/platform' },
      labels: [{ name: 'bug' }],
      said: [],
    });
    expect(seen.get(`acme/payments#${deleted}`)).toMatchObject({ known: { absent: 'gone', audience: 'private' } });
    expect(seen.get('other/secret#1')).toEqual({ known: { absent: 'unseen' } });
  });

  it('are twenty-five a read', async () => {
    const numbers = Array.from({ length: 26 }, (_, n) => n + 1);

    await look(...numbers);

    expect(world.reads()).toEqual(['graphql:Issues', 'graphql:Issues']);
  });

  it('that are pull requests are said to be', async () => {
    const number = await world.grace.proposes(PAYMENTS, { branch: 'x', title: 'x', body: '', path: 'x', text: 'x' });

    expect((await look(number)).get(`acme/payments#${number}`)).toEqual({ known: { absent: 'pull-request' } });
  });

  it('that were transferred are gone from where they were', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'moves');
    world.forge.state.repos.get('acme/shop')?.roles.set('grace', 'admin');
    world.forge.state.repos.get(PAYMENTS)?.roles.set('grace', 'admin');
    await world.grace.transfersIssue(PAYMENTS, number, 'acme/shop');

    expect(knownOf((await look(number)).get(`acme/payments#${number}`))).toMatchObject({ absent: 'gone' });
  });

  it('show what this App said, however long ago, and nothing that others made look like it', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'long');
    await tell(number);
    const [marked] = (await issue(number)).said;
    for (let n = 0; n < 120; n += 1)
      await world.grace.comments(PAYMENTS, number, '<!-- sluice:v1 key=forged kind=issue -->');
    const before = world.reads().length;

    const { said } = await issue(number);

    expect(said).toEqual([marked]);
    expect(world.reads().slice(before)).toEqual(['graphql:Issues', 'graphql:EarlierComments']);
  });

  it('that cannot be read now are unknown, and not gone', async () => {
    world.forge.faults.add({ operation: 'graphql:Issues', do: { status: 502 } });

    expect((await look(1)).get('acme/payments#1')).toHaveProperty('unknown');
  });
});

const status = (rows: string): Message => ({
  template: 'issue-status',
  kind: 'issue',
  key: 'issue:acme/platform',
  fields: { told: '[]' },
  model: { environments: rows, rows: [] },
});

async function tell(
  number: number,
  change: Partial<TellStep> = {},
  lookedAt = world.clock.now(),
): Promise<EffectOutcome> {
  const { id } = await issue(number);
  const step: TellStep = {
    do: 'tell',
    key: 'tell:staging:41',
    repo: PAYMENTS,
    issue: { number, id },
    status: { body: status('**staging**') },
    add: [],
    remove: [],
    close: false,
    ...change,
  };
  return effects.run(PAYMENTS, step, turnOf(lookedAt));
}

const bodies = (number: number): string[] =>
  world.forge.state.repos
    .get(PAYMENTS)
    ?.issues.get(number)
    ?.comments.map(({ body }) => body) ?? [];

describe('telling an issue', () => {
  it('relabels and closes before it comments, so that each needs the one before', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow');
    await world.grace.labels(PAYMENTS, number, 'workflow/ready', 'bug');
    const { labels } = await issue(number);
    const ready = labels.filter(({ name }) => name === 'workflow/ready');
    await world.grace.labels(PAYMENTS, await world.grace.opensIssue(PAYMENTS, 'other'), 'workflow/test');
    const [test] = (await issue(number)).known;
    const before = world.forge.calls.length;

    const outcome = await tell(number, { remove: ready, add: test === undefined ? [] : [test], close: true });

    expect(outcome).toEqual({ outcome: 'done' });
    const writes = world.forge.calls.slice(before).filter(({ read }) => !read);
    expect(writes.map(({ operationId }) => operationId)).toEqual([
      'graphql:Relabel',
      'graphql:Unlabel',
      'graphql:Tell',
    ]);
    const after = await issue(number);
    expect(after).toMatchObject({
      state: 'closed',
      said: [{ kind: 'issue', key: 'issue:acme/platform', fields: { told: '[]' } }],
    });
    expect(after.labels.map(({ name }) => name).sort()).toEqual(['bug', 'workflow/test']);
  });

  it('makes one status comment when two releases find none, and the second looks again', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow');

    const outcomes = [await tell(number, { key: 'tell:staging:41' }), await tell(number, { key: 'tell:demo:42' })];

    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'conflict']);
    expect((await issue(number)).said).toHaveLength(1);
  });

  it('does not edit what another release has written since it was read', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow');
    await tell(number);
    const { said } = await issue(number);
    const edited = (rows: string): Partial<TellStep> => ({ status: { id: said[0]?.id ?? '', body: status(rows) } });
    const lookedAt = world.clock.now();
    world.clock.advance(1000);
    await tell(number, edited('**staging**, **demo**'));

    const late = await tell(number, edited('**staging**, **production**'), lookedAt);

    expect(late).toMatchObject({ outcome: 'conflict' });
    expect(bodies(number).join()).toContain('**demo**');
  });

  it('makes the status comment again for the next release where a person deleted it', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow');
    await tell(number, { key: 'tell:staging:41' });
    const [made] = world.forge.state.repos.get(PAYMENTS)?.issues.get(number)?.comments ?? [];
    await world.grace.deletesComment(PAYMENTS, made?.id ?? 0);

    const soon = await tell(number, { key: 'tell:demo:42' });
    world.clock.advance(10 * 60_000);
    const later = await tell(number, { key: 'tell:demo:42' });

    expect([soon.outcome, later.outcome]).toEqual(['conflict', 'done']);
    expect((await issue(number)).said).toHaveLength(1);
  });

  it('changes nothing further once a label is gone that it was to get, so that all of it is done later', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow');
    await world.grace.labels(PAYMENTS, number, 'workflow/ready');
    const { labels: ready } = await issue(number);

    const outcome = await tell(number, { remove: ready, add: [{ name: 'workflow/test', id: 'LA_deleted' }] });

    expect(outcome).toMatchObject({ outcome: 'conflict' });
    expect((await issue(number)).labels.map(({ name }) => name)).toEqual(['workflow/ready']);
    expect(bodies(number)).toEqual([]);
  });

  it('edits its status comment and announces in a new one', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow');
    await tell(number);
    const [said] = (await issue(number)).said;

    await tell(number, {
      key: 'tell:production:42',
      status: { id: said?.id ?? '', body: status('**production**') },
      announce: {
        template: 'issue-announce',
        kind: 'announce',
        key: 'announce:x',
        model: { environment: 'production', rows: [] },
      },
    });

    expect(bodies(number)).toEqual([
      expect.stringContaining('runs in **production**'),
      expect.stringContaining('arrived in **production**'),
    ]);
  });

  it('makes a label that the repository lacks, once for all issues', async () => {
    const numbers = [await world.grace.opensIssue(PAYMENTS, 'one'), await world.grace.opensIssue(PAYMENTS, 'two')];

    for (const number of numbers)
      expect(await tell(number, { add: [{ name: 'workflow/test' }] })).toEqual({ outcome: 'done' });

    for (const number of numbers)
      expect((await issue(number)).labels.map(({ name }) => name)).toEqual(['workflow/test']);
  });

  it('says nothing twice', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'slow');
    await tell(number);

    expect(await tell(number)).toMatchObject({ outcome: 'conflict' });
    expect(bodies(number)).toHaveLength(1);
  });

  it('is refused on a locked issue, in words', async () => {
    const number = await world.grace.opensIssue(PAYMENTS, 'hot');
    await world.grace.locksIssue(PAYMENTS, number);

    expect(await tell(number)).toMatchObject({
      outcome: 'refused',
      because: expect.stringContaining('locked'),
    });
  });
});
