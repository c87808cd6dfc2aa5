import { describe, expect, it } from '@jest/globals';

import type { TellStep } from '../../../src/core/environments/follow-up-model.ts';
import { ToldMarker, type ToldRow } from '../../../src/core/issues/told-marker.ts';
import type { IssueLook, SaidComment } from '../../../src/core/issues/issue-state.ts';
import {
  afterTelling,
  closing,
  deployment,
  ENVIRONMENTS,
  factsOf,
  follow,
  id,
  image,
  issueOf,
  mentioned,
  MERGED_AT,
  MINUTE,
  move,
  payments,
  pipelineOf,
  planned,
  production,
  referring,
  staging,
  status,
  stepsOf,
  web,
  type Change,
  type World,
} from '../environments/release.ts';

const AT = MERGED_AT + 5 * MINUTE;
const DEPLOYED = { deployments: [deployment('b', status('success')), deployment('a', status('success'))] };
const ISSUE = 'acme/payments#12';
const STATUS_KEY = 'issue:acme/platform';

/** Release #41 is deployed; its range names issue 12 and closes it. */
const worldOf = (issue: IssueLook = issueOf(ISSUE), change: World = {}): World => ({
  pins: { a: { payments: '1', web: '1' } },
  issuesIn: { 'payments:1-2': [closing(ISSUE)] },
  issues: { [ISSUE]: issue },
  ...change,
});

const tells = (change: Change = {}, world: World = worldOf()): TellStep[] =>
  stepsOf(planned(factsOf({ environment: DEPLOYED, ...change }), world), 'tell');

const row = (change: Partial<ToldRow> = {}): ToldRow => ({
  stage: staging,
  component: payments,
  commit: id('2'),
  at: AT,
  release: 41,
  ...change,
});

const told = (...rows: ToldRow[]): SaidComment => ({
  id: 'IC_1',
  kind: 'issue',
  key: STATUS_KEY,
  fields: ToldMarker.format(rows),
});

describe('who is told', () => {
  it('issues that a change closes or refers to; bare mentions are not', () => {
    const world = worldOf(issueOf(ISSUE), {
      issuesIn: { 'payments:1-2': [closing(ISSUE), referring('acme/payments#13'), mentioned('acme/payments#14')] },
      issues: { [ISSUE]: issueOf(ISSUE), 'acme/payments#13': issueOf('acme/payments#13') },
    });

    expect(tells({}, world).map(({ issue }) => issue.number)).toEqual([12, 13]);
  });

  it('nobody, where the release put back what was verified', () => {
    expect(follow(factsOf({ environment: DEPLOYED }), { pins: { a: { payments: '2' } } }).plan).toMatchObject({
      state: 'deployed',
      settled: true,
    });
  });

  it('nobody before the deployment succeeds', () => {
    expect(tells({ environment: { deployments: [deployment('b', status('failure'))] } })).toEqual([]);
  });

  it('nobody of an image of which nobody knows what it was built from, and the release says so', () => {
    const plan = planned(factsOf({ environment: DEPLOYED, artifacts: [] }), worldOf());

    expect(stepsOf(plan, 'comment')[0]?.body.model['notTold']).toEqual([
      {
        about: '**payments**',
        why: expect.stringContaining('nobody can tell what sha256:1111111 was built from'),
      },
    ]);
    expect(plan.settled).toBe(true);
  });

  it.each<[string, IssueLook, string]>([
    [
      'deleted or transferred',
      { absent: 'gone', audience: 'private', consent: { to: pipelineOf().repo } },
      'it was deleted or moved away',
    ],
    ['in an archived repository', issueOf(ISSUE, { archived: true }), 'its repository is archived'],
    ['locked', issueOf(ISSUE, { locked: true }), 'its conversation is locked'],
    [
      'in a public repository that has not joined',
      issueOf(ISSUE, { audience: 'public', consent: { none: 'it has no .github/sluice.yml' } }),
      'its repository has not joined acme/platform',
    ],
  ])('an issue that is %s is listed and not told, and holds no other', (_, look, why) => {
    const world = worldOf(look, {
      issuesIn: { 'payments:1-2': [closing(ISSUE), closing('acme/payments#13')] },
      issues: { [ISSUE]: look, 'acme/payments#13': issueOf('acme/payments#13') },
    });

    const facts = factsOf({ environment: DEPLOYED });

    expect(stepsOf(planned(facts, world), 'tell').map(({ issue }) => issue.number)).toEqual([13]);
    expect(stepsOf(afterTelling(facts, world), 'comment')[0]?.body.model['notTold']).toEqual([
      { about: '[acme/payments 12](https://redirect.github.com/acme/payments/issues/12)', why },
    ]);
  });

  it.each<[string, IssueLook]>([
    ['in a private repository that has not joined', issueOf(ISSUE, { consent: { none: 'no' } })],
    ['where Sluice cannot see', { absent: 'unseen' }],
  ])('an issue %s is counted and not named', (_, look) => {
    const { model } = stepsOf(planned(factsOf({ environment: DEPLOYED }), worldOf(look)), 'comment')[0]?.body ?? {};

    expect(model).toMatchObject({ notTold: [], unnamed: '1 issue' });
  });

  it('a private issue is not named on a public release', () => {
    const look = issueOf(ISSUE, { locked: true });

    const plan = planned(factsOf({ environment: DEPLOYED, release: { audience: 'public' } }), worldOf(look));

    expect(JSON.stringify(plan)).not.toMatch(/payments (?:#)?12|issues\/12/);
  });

  it('a pull request that a change refers to is passed over', () => {
    const plan = planned(factsOf({ environment: DEPLOYED }), worldOf({ absent: 'pull-request' }));

    expect(stepsOf(plan, 'comment')[0]?.body.model).toMatchObject({ notTold: [] });
  });

  it('an issue that cannot be read now holds no other, and the release waits for it', () => {
    const world = worldOf(issueOf(ISSUE), {
      issuesIn: { 'payments:1-2': [closing(ISSUE), closing('acme/payments#13')] },
      unreadable: (asked) => asked === 'acme/payments#13',
    });

    const plan = planned(factsOf({ environment: DEPLOYED }), world);

    expect(stepsOf(plan, 'tell').map(({ issue }) => issue.number)).toEqual([12]);
    expect(plan).toMatchObject({ settled: false, reasons: [{ code: 'follow-up-unread' }] });
    expect(stepsOf(plan, 'comment')).toEqual([]);
  });

  it('more than fifty at once: one comment on the release lists them, and nobody is told', () => {
    const refs = Array.from({ length: 51 }, (_, n) => `acme/payments#${n + 1}`);
    const world = worldOf(issueOf(ISSUE), {
      issuesIn: { 'payments:1-2': refs.map(closing) },
      issues: Object.fromEntries(refs.map((ref) => [ref, issueOf(ref)])),
    });

    const plan = planned(factsOf({ environment: DEPLOYED }), world);

    expect(stepsOf(plan, 'tell')).toEqual([]);
    expect(stepsOf(plan, 'comment').map(({ key }) => key)).toEqual(['deployed:41', 'too-many-issues:41']);
    expect(stepsOf(plan, 'comment')[1]?.body.model).toMatchObject({ count: '51 issues' });
    expect(plan.settled).toBe(true);
  });
});

describe('what an issue is told', () => {
  it('the environment, component, commit, time and deployment, in the one comment that is edited later', () => {
    const [step] = tells();

    expect(step).toMatchObject({
      repo: 'acme/payments',
      issue: { number: 12, id: 'I_12' },
      add: [],
      remove: [],
      close: false,
    });
    expect(step?.status?.body).toMatchObject({
      kind: 'issue',
      key: STATUS_KEY,
      model: {
        environments: '**staging**',
        rows: [
          {
            environment: 'staging',
            component: 'payments',
            commit: `[\`2222222\`](https://github.com/acme/payments/commit/${id('2')})`,
            since: '2026-03-02 09:05 UTC',
            url: `https://github.com/${ENVIRONMENTS}/deployments/activity_log?environments_filter=staging`,
          },
        ],
      },
    });
  });

  it('nothing of the deployment where its readers could not follow the link', () => {
    const [step] = tells({}, worldOf(issueOf(ISSUE, { audience: 'public' })));

    expect(JSON.stringify(step)).not.toContain(ENVIRONMENTS);
  });

  it('never a title', () => {
    expect(JSON.stringify(tells())).not.toContain('secret');
  });

  it('the rows that it was told before stay, in the order of the pipeline', () => {
    const before = told(row({ stage: staging, release: 40 }));
    const environment = { deployments: DEPLOYED.deployments };

    const [step] = tells({ stage: production, environment }, worldOf(issueOf(ISSUE, { said: [before] })));

    expect(step?.status?.id).toBe('IC_1');
    expect(ToldMarker.parse(step?.status?.body.fields ?? {}).map(({ stage }) => stage)).toEqual([staging, production]);
  });

  it('both components that change it, in one comment', () => {
    const world = worldOf(issueOf(ISSUE), {
      issuesIn: { 'payments:1-2': [closing(ISSUE)], 'web:1-2': [referring('ACME/payments#12')] },
    });

    const steps = tells({ entries: [move(payments, '1', '2'), move(web, '1', '2')] }, world);

    expect(steps).toHaveLength(1);
    expect(ToldMarker.parse(steps[0]?.status?.body.fields ?? {}).map(({ component }) => component)).toEqual([
      payments,
      web,
    ]);
  });

  it('nothing that it knows: not this release, and not one before it', () => {
    expect(tells({}, worldOf(issueOf(ISSUE, { said: [told(row())] })))).toEqual([]);
    expect(tells({}, worldOf(issueOf(ISSUE, { said: [told(row({ release: 42, commit: id('3') }))] })))).toEqual([]);
  });
});

describe('a new comment besides', () => {
  const early = told(row({ stage: staging, release: 40 }));
  const announcing = (said: SaidComment[], change: Change = {}) =>
    tells({ stage: production, ...change }, worldOf(issueOf(ISSUE, { said })))[0]?.announce;

  it('is left in an environment that nobody copies from', () => {
    expect(announcing([early])).toMatchObject({
      kind: 'announce',
      key: `announce:acme/platform:production:payments:${image('2').slice(7, 23)}`,
      model: { environment: 'production', rows: [{ component: 'payments' }] },
    });
  });

  it('is left where the pipeline asks for it, and nowhere else if it does not', () => {
    const asks = (announce: boolean) => ({ pipeline: pipelineOf({ policy: { announce } }) });

    expect(announcing([early], asks(false))).toBeUndefined();
    expect(
      announcing([told(row({ stage: production, release: 40 }))], { stage: staging, ...asks(true) }),
    ).toBeDefined();
  });

  it('is not left beside the first status comment, which notifies by itself', () => {
    expect(announcing([])).toBeUndefined();
  });

  it('is not left twice', () => {
    const before = { id: 'IC_2', kind: 'announce', key: announcing([early])?.key ?? '', fields: {} };

    expect(announcing([early, before])).toBeUndefined();
  });
});

describe('the labels of an issue', () => {
  const rules = [
    { label: 'workflow/ready-for-staging', becomes: 'workflow/test', when: staging, close: false },
    { label: 'workflow/ready', when: production, close: true },
  ];
  const ready = { name: 'workflow/ready-for-staging', id: 'LA_1' };
  const change = (issue: Parameters<typeof issueOf>[1], how = closing, stage = staging) => {
    const world = worldOf(issueOf(ISSUE, issue), { issuesIn: { 'payments:1-2': [how(ISSUE)] } });
    const [step] = tells({ stage, pipeline: pipelineOf({ issues: { labels: rules } }) }, world);
    return step === undefined ? undefined : { add: step.add, remove: step.remove, close: step.close };
  };

  it('one that waits for this environment becomes what the pipeline says', () => {
    expect(change({ labels: [ready], known: [{ name: 'workflow/test', id: 'LA_2' }] })).toEqual({
      add: [{ name: 'workflow/test', id: 'LA_2' }],
      remove: [ready],
      close: false,
    });
  });

  it('one that the repository lacks is named without an id, and made', () => {
    expect(change({ labels: [ready] })?.add).toEqual([{ name: 'workflow/test' }]);
  });

  it('one that the issue has already is not added again', () => {
    expect(change({ labels: [ready, { name: 'Workflow/Test', id: 'LA_2' }] })).toEqual({
      add: [],
      remove: [ready],
      close: false,
    });
  });

  it('others are left alone, and so are rules of other environments', () => {
    const nothing = { add: [], remove: [], close: false };

    expect(change({ labels: [{ name: 'bug', id: 'LA_3' }] })).toEqual(nothing);
    expect(change({ labels: [ready] }, closing, production)).toEqual(nothing);
  });

  it.each([
    ['closes an open issue that a change closes', closing, 'open', true],
    ['leaves one alone that a change only refers to', referring, 'open', false],
    ['leaves a closed one alone', closing, 'closed', false],
  ] as const)('a rule that closes %s', (_, how, state, expected) => {
    expect(change({ state, labels: [{ name: 'workflow/ready', id: 'LA_4' }] }, how, production)?.close).toBe(expected);
  });
});

describe('a follow-up whose steps are done', () => {
  it('finds nothing more to do', () => {
    const first = planned(factsOf({ environment: DEPLOYED }), worldOf());
    const [step] = stepsOf(first, 'tell');
    const body = step?.status?.body;
    const said = [{ id: 'IC_9', kind: body?.kind ?? '', key: body?.key ?? '', fields: body?.fields ?? {} }];
    const after = afterTelling(factsOf({ environment: DEPLOYED }), worldOf());
    const release = { labels: ['deployed'], said: stepsOf(after, 'comment').map(({ key }) => key) };

    const second = planned(factsOf({ environment: DEPLOYED, release }), worldOf(issueOf(ISSUE, { said })));

    expect(first.steps.map((one) => one.do)).toEqual(['label', 'tell']);
    expect(stepsOf(after, 'comment')).toMatchObject([{ key: 'deployed:41', body: { model: { told: '1 issue' } } }]);
    expect(second.steps).toEqual([]);
    expect(second.settled).toBe(true);
  });
});

describe('an issue that GitHub does not let be changed', () => {
  const facts = (change: Change = {}) => factsOf({ environment: DEPLOYED, ...change });
  const refusedSince = (minutes: number) => ({
    refusals: new Map([[ISSUE, { since: MERGED_AT + minutes * MINUTE, because: 'Resource not accessible' }]]),
  });

  it('is tried again before the release says who was told', () => {
    const plan = afterTelling(facts(), worldOf(), { [ISSUE]: { refused: 'Resource not accessible' } });

    expect(stepsOf(plan, 'comment')).toEqual([]);
    expect(plan).toMatchObject({ settled: false, wake: facts().now + 5 * MINUTE, reasons: [{ code: 'telling' }] });
  });

  it('is tried while a permission may be on its way', () => {
    const plan = planned(facts({ minutes: 20, facts: refusedSince(10) }), worldOf());

    expect(stepsOf(plan, 'tell')).toHaveLength(1);
  });

  it('is named with the cause once that has lasted, and holds the release up no longer', () => {
    const plan = planned(facts({ minutes: 25, facts: refusedSince(10) }), worldOf());

    expect(stepsOf(plan, 'tell')).toEqual([]);
    expect(stepsOf(plan, 'comment')[0]?.body.model).toMatchObject({
      notTold: [{ why: 'GitHub refused it: Resource not accessible' }],
    });
    expect(stepsOf(plan, 'comment')[0]?.body.model).not.toHaveProperty('told');
    expect(plan.settled).toBe(true);
  });

  it('is tried once more when a person asks for it afterwards', () => {
    const asked = { ...refusedSince(10), tellAsked: MERGED_AT + 60 * MINUTE };

    expect(stepsOf(planned(facts({ minutes: 61, facts: asked }), worldOf()), 'tell')).toHaveLength(1);
  });
});

describe('a release with too many issues', () => {
  const refs = Array.from({ length: 51 }, (_, n) => `acme/payments#${n + 1}`);
  const world = worldOf(issueOf(ISSUE), {
    issuesIn: { 'payments:1-2': refs.map(closing) },
    issues: Object.fromEntries(refs.map((ref) => [ref, issueOf(ref)])),
  });
  const release = { said: ['deployed:41', 'too-many-issues:41'] };

  it('waits for a word, however few they become', () => {
    const few = worldOf();

    expect(planned(factsOf({ environment: DEPLOYED, release }), few)).toMatchObject({ settled: true });
    expect(stepsOf(planned(factsOf({ environment: DEPLOYED, release }), few), 'tell')).toEqual([]);
  });

  it('tells all of them when somebody who may release asks for it, and says how many', () => {
    const facts = factsOf({ environment: DEPLOYED, release, facts: { tellAsked: MERGED_AT + 9 * MINUTE } });

    expect(stepsOf(planned(facts, world), 'tell')).toHaveLength(51);
    expect(stepsOf(afterTelling(facts, world), 'comment')).toMatchObject([
      { key: 'told:41', body: { template: 'told', model: { told: '51 issues' } } },
    ]);
  });
});

describe('an environment that asks for a while before a release is verified', () => {
  const pipeline = pipelineOf({ policy: { verify: [{ soak: 60 * MINUTE }] } });
  const facts = (change: Change = {}) => factsOf({ pipeline, environment: DEPLOYED, ...change });

  it('tells nobody before, and says so with the deployment', () => {
    const plan = planned(facts(), worldOf());

    expect(stepsOf(plan, 'tell')).toEqual([]);
    expect(stepsOf(plan, 'comment')).toMatchObject([{ key: 'deployed:41', body: { model: { soak: '1 hour' } } }]);
    expect(plan).toMatchObject({ state: 'deployed', verified: false, settled: false, wake: AT + 60 * MINUTE });
  });

  it('tells them then, and who was told in a comment of its own', () => {
    const later = facts({ minutes: 65, release: { said: ['deployed:41'] } });

    expect(planned(later, worldOf()).verified).toBe(true);
    expect(stepsOf(planned(later, worldOf()), 'tell')).toHaveLength(1);
    expect(stepsOf(afterTelling(later, worldOf()), 'comment')).toMatchObject([
      { key: 'told:41', body: { model: { told: '1 issue' } } },
    ]);
  });

  it('tells nobody when it failed in the meantime', () => {
    const deployments = [deployment('b', status('failure', { at: AT + MINUTE }), status('success'))];

    const plan = planned(facts({ minutes: 65, environment: { deployments } }), worldOf());

    expect(plan.state).toBe('failed');
    expect(stepsOf(plan, 'tell')).toEqual([]);
  });
});

describe('a release that went back', () => {
  const back = worldOf(issueOf(ISSUE), {
    pins: { a: { payments: '2' } },
    issuesIn: { 'payments:2-1': [closing(ISSUE)] },
    changelog: {
      classification: 'rollback',
      removed: [{ commit: id('2'), subject: 'Retry', author: 'ada' }],
    },
  });
  const entries = [move(payments, '2', '1')];

  it('tells nobody, and says what was taken back', () => {
    const plan = planned(factsOf({ environment: DEPLOYED, entries }), back);

    expect(stepsOf(plan, 'tell')).toEqual([]);
    expect(stepsOf(plan, 'comment')[0]?.body.model).toMatchObject({
      wentBack: [{ name: 'payments', from: '2222222', to: '1111111', lost: '1 commit no longer runs' }],
    });
    expect(plan.settled).toBe(true);
  });

  it('says so too where what it replaced had never been verified', () => {
    const plan = planned(factsOf({ environment: DEPLOYED, entries }), { ...back, pins: { a: { payments: '1' } } });

    expect(stepsOf(plan, 'comment')[0]?.body.model['wentBack']).toHaveLength(1);
  });
});
