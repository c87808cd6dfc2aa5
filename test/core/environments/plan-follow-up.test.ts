import { describe, expect, it } from '@jest/globals';

import type { KnownRelease } from '../../../src/core/environments/follow-up-facts.ts';
import { listed, listedCommit } from '../promotion/facts.ts';
import {
  deployment,
  deploymentOf,
  ENVIRONMENTS,
  factsOf,
  follow,
  id,
  image,
  MERGED_AT,
  MINUTE,
  move,
  payments,
  pipelineOf,
  planned,
  status,
  stepsOf,
  web,
  type Change,
} from './release.ts';

const BOTH = [move(payments, '1', '2'), move(web, '1', '2')];
const DEPLOYED = { deployments: [deployment('b', status('success'))] };
/** Nothing was proven before, and no range names an issue. */
const QUIET = { pins: { a: { payments: '1', web: '1' } } };
const states = ({ entries }: { entries: { component: string; state: string }[] }) =>
  entries.map(({ component, state }) => `${component} ${state}`);

/** A release after #41 on the branch: commit `c…`. */
const later = (...entries: KnownRelease['entries']): Pick<Change, 'releases'> => ({
  releases: [{ number: 42, commit: id('c'), at: MERGED_AT + 20 * MINUTE, entries, deployed: [] }],
});
const onBranch = (...deployments: ReturnType<typeof deployment>[]) => ({
  commits: [id('c'), id('b'), id('a')],
  deployments,
});

describe('right after the merge', () => {
  it('a deployment of the full merge commit is created, with a key of its own', () => {
    const plan = planned(factsOf({ minutes: 0 }));

    expect(stepsOf(plan, 'deploy')).toEqual([
      {
        do: 'deploy',
        key: 'deploy:acme/environments#41',
        commit: id('b'),
        environment: 'staging',
        description: 'Release #41: payments sha256:2222222',
        payload: {
          v: 1,
          key: 'deploy:acme/environments#41',
          promotion: 'acme/environments#41',
          components: { payments: image('2') },
        },
      },
    ]);
    expect(plan).toMatchObject({ state: 'merged', settled: false, wake: MERGED_AT + 10 * MINUTE });
  });

  it('nothing more is to do once it exists', () => {
    const ours = { ...deployment('b'), key: 'deploy:acme/environments#41' };

    expect(planned(factsOf({ environment: { deployments: [ours] } })).steps).toEqual([]);
  });

  it('no deployment is created behind a newer one, which it would undo', () => {
    expect(planned(factsOf({ environment: onBranch(deployment('c')) })).steps).toEqual([]);
  });

  it('its description fits into what GitHub takes', () => {
    const many = Array.from({ length: 20 }, () => move(payments, '1', '2'));

    expect(stepsOf(planned(factsOf({ entries: many })), 'deploy')[0]?.description).toHaveLength(140);
  });
});

describe('the verdict on a release', () => {
  it('a success at its merge deploys everything in it', () => {
    const plan = planned(factsOf({ entries: BOTH, environment: DEPLOYED }), QUIET);

    expect(states(plan)).toEqual(['payments deployed', 'web deployed']);
    expect(plan).toMatchObject({ state: 'deployed', settled: true, signal: { commit: id('b'), deployment: 898 } });
    expect(plan.wake).toBeUndefined();
  });

  it('a success at a later commit deploys what it still holds, and replaces the rest', () => {
    const facts = factsOf({
      entries: BOTH,
      ...later(move(web, '2', '3')),
      environment: onBranch(deployment('c', status('success'))),
    });

    const plan = planned(facts, { pins: { c: { payments: '2', web: '3' } } });

    expect(states(plan)).toEqual(['payments deployed', 'web superseded']);
    expect(plan).toMatchObject({ state: 'deployed', settled: true });
  });

  it('one whose every entry was replaced before a success is superseded, and says by what', () => {
    const facts = factsOf({
      ...later(move(payments, '2', '3')),
      environment: onBranch(deployment('c', status('success'))),
    });

    const plan = planned(facts, { pins: { c: { payments: '3' } } });

    expect(plan).toMatchObject({ state: 'superseded', settled: true });
    expect(stepsOf(plan, 'label')).toEqual([]);
    expect(stepsOf(plan, 'comment')).toMatchObject([
      {
        key: 'superseded:41',
        body: { template: 'superseded', model: { replaced: [{ name: 'payments', by: '#42' }] } },
      },
    ]);
  });

  it('one that failed before its fix was deployed is superseded too, loses its label, and says that it had failed', () => {
    const facts = factsOf({
      ...later(move(payments, '2', '3')),
      release: { labels: ['deploy-failed'] },
      environment: onBranch(deployment('c', status('success')), deployment('b', status('failure'))),
    });

    const plan = planned(facts, { pins: { c: { payments: '3' } } });

    expect(plan.entries).toEqual([{ component: 'payments', state: 'superseded', failed: true, replacedBy: 42 }]);
    expect(plan.reasons).toMatchObject([{ says: '#41 in staging: its deployment failed; #42 replaced it' }]);
    expect(stepsOf(plan, 'label')).toMatchObject([{ add: [], remove: ['deploy-failed'] }]);
    expect(stepsOf(plan, 'comment')).toMatchObject([
      { body: { template: 'superseded', model: { replaced: [{ name: 'payments', by: '#42', failed: true }] } } },
    ]);
  });

  it('its own success counts, whatever replaced it since', () => {
    const facts = factsOf({
      ...later(move(payments, '2', '3')),
      environment: onBranch(deployment('c', status('success')), deployment('b', status('success'))),
    });

    expect(planned(facts).state).toBe('deployed');
  });

  it('a success of an older commit says nothing of it', () => {
    expect(planned(factsOf({ environment: { deployments: [deployment('a', status('success'))] } })).state).toBe(
      'merged',
    );
  });

  it('a merge further back than the look saw is judged by what the branch holds', () => {
    const facts = factsOf({
      environment: { commits: [id('d'), id('c')], deployments: [deployment('c', status('success'))] },
    });

    expect(planned(facts, { pins: { c: { payments: '2' } } }).state).toBe('deployed');
  });

  it.each([
    ['names nothing: everything in it failed', undefined, ['payments failed', 'web failed']],
    ['names a component: that one failed', 'web: CrashLoopBackOff', ['payments merged', 'web failed']],
    [
      'names what is not in the environment: everything failed',
      'ledger: CrashLoopBackOff',
      ['payments failed', 'web failed'],
    ],
  ])('a failure that %s', (_, description, expected) => {
    const failure = status('failure', description === undefined ? {} : { description });

    const plan = planned(factsOf({ entries: BOTH, environment: { deployments: [deployment('b', failure)] } }));

    expect(states(plan)).toEqual(expected);
    expect(plan).toMatchObject({ state: 'failed', settled: false });
  });

  it('a failure of a later commit accuses what it still holds', () => {
    const facts = factsOf({ entries: BOTH, environment: onBranch(deployment('c', status('failure'))) });

    expect(states(planned(facts, { pins: { c: { payments: '2', web: '3' } } }))).toEqual([
      'payments failed',
      'web merged',
    ]);
  });

  it('a failure that names a component accuses no other, though that moved in another release', () => {
    const facts = factsOf({
      ...later(move(web, '1', '2')),
      environment: onBranch(deployment('c', status('failure', { description: 'web: CrashLoopBackOff' }))),
    });

    const plan = planned(facts, { pins: { c: { payments: '2', web: '2' } } });

    expect(states(plan)).toEqual(['payments merged']);
  });

  it('a value that had a success is not failed by what comes after it', () => {
    const environment = onBranch(deployment('c', status('failure')), deployment('b', status('success')));

    expect(planned(factsOf({ environment })).state).toBe('deployed');
  });

  it('waits while what the branch held cannot be read', () => {
    const facts = factsOf({ environment: onBranch(deployment('c', status('success'))) });

    const plan = planned(facts, { unreadable: (asked) => asked === 'text' });

    expect(plan).toMatchObject({ state: 'merged', steps: [], settled: false, reasons: [{ code: 'follow-up-unread' }] });
    expect(plan.wake).toBe(facts.now + MINUTE);
  });
});

describe('the labels of a release', () => {
  const failed = { deployments: [deployment('b', status('failure'))] };

  it.each([
    ['deployed', DEPLOYED, [], ['deployed'], []],
    ['deployed after a failure', DEPLOYED, ['deploy-failed'], ['deployed'], ['deploy-failed']],
    ['failed', failed, [], ['deploy-failed'], []],
    ['failed after a success', failed, ['deployed', 'kind/release'], ['deploy-failed'], ['deployed']],
  ])('%s: follow its state', (_, environment, labels, add, remove) => {
    const [step] = stepsOf(planned(factsOf({ environment, release: { labels } }), QUIET), 'label');

    expect(step).toMatchObject({ pullRequest: { number: 41, id: 'PR_41' }, add, remove });
  });

  it('stay as they are when they are right', () => {
    const right = factsOf({ environment: DEPLOYED, release: { labels: ['Deployed'] } });

    expect(stepsOf(planned(right, QUIET), 'label')).toEqual([]);
  });
});

describe('what is said on a release', () => {
  it('what runs now, once, with the deployment that the signal links to', () => {
    const proven = { deployments: [deployment('b', status('success', { url: 'https://ci.acme.dev/7' }))] };

    const plan = planned(factsOf({ environment: proven }), QUIET);

    expect(stepsOf(plan, 'comment')).toMatchObject([
      {
        key: 'deployed:41',
        body: {
          model: {
            environment: 'staging',
            url: 'https://ci.acme.dev/7',
            components: [{ name: 'payments', image: 'sha256:2222222', commit: '2222222' }],
          },
        },
      },
    ]);
    expect(
      stepsOf(planned(factsOf({ environment: proven, release: { said: ['deployed:41'] } }), QUIET), 'comment'),
    ).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['an address that would end the link', 'https://ci.acme.dev/) [click](https://evil.example'],
    ['a thread, which would be left a trace on', 'https://github.com/acme/secret/issues/1'],
    ['a script', 'javascript:alert(1)'],
  ])('links to the page of the environment where the signal has %s', (_, url) => {
    const signal = status('success', url === undefined ? {} : { url });

    const plan = planned(factsOf({ environment: { deployments: [deployment('b', signal)] } }), QUIET);

    expect(plan.signal?.url).toBe(
      `https://github.com/${ENVIRONMENTS}/deployments/activity_log?environments_filter=staging`,
    );
  });

  it('what failed, whose it is and what the signal says, once a commit', () => {
    const failure = status('failure', { description: '@octocat web: CrashLoopBackOff' });
    const environment = { deployments: [deployment('b', failure)] };

    const [step] = stepsOf(planned(factsOf({ entries: BOTH, environment })), 'comment');

    expect(step?.key).toBe(`deploy-failed:41:${id('b')}`);
    expect(step?.body.model).toMatchObject({ components: ['web'], owners: ['@acme/web'], commit: 'bbbbbbb' });
    expect(step?.body.model['description']).not.toContain('@octocat');
  });
});

describe('silence after the merge', () => {
  it.each([
    [0, 'deploying', 10],
    [25, 'deploying', 30],
    [30, 'no-signal', 90],
    [29 * 60, 'no-signal', undefined],
  ])('%i minutes: %s', (minutes, code, wake) => {
    const facts = factsOf({
      minutes,
      environment: { deployments: [{ ...deployment('b'), key: 'deploy:acme/environments#41' }] },
    });

    const plan = planned(facts);

    expect(plan.reasons).toMatchObject([{ code, standing: code === 'no-signal' ? 'blocked' : 'waiting' }]);
    expect(plan.wake).toBe(wake === undefined ? undefined : MERGED_AT + wake * MINUTE);
  });

  it('is not held against what a later merge replaced', () => {
    const facts = factsOf({ minutes: 60, environment: onBranch() });

    const { plan, asked } = follow(facts, { pins: { c: { payments: '3' } } });

    expect(plan.reasons).toMatchObject([{ code: 'replaced', standing: 'waiting' }]);
    expect(asked).toHaveLength(1);
  });

  it('asks nothing before it is due', () => {
    expect(follow(factsOf({ environment: onBranch() })).asked).toEqual([]);
  });
});

describe('an environment whose components are deployed one by one', () => {
  const pipeline = pipelineOf({ policy: { deployments: 'per-component' } });
  const facts = (...deployments: ReturnType<typeof deployment>[]) =>
    factsOf({ pipeline, entries: BOTH, environment: { deployments } });

  it('gets a deployment for each that the release moved, told apart by its task and payload', () => {
    expect(stepsOf(planned(facts()), 'deploy')).toMatchObject([
      {
        key: 'deploy:acme/environments#41:payments',
        task: 'deploy:payments',
        commit: id('b'),
        payload: { of: 'payments', components: { payments: image('2') } },
      },
      { key: 'deploy:acme/environments#41:web', task: 'deploy:web', payload: { of: 'web' } },
    ]);
  });

  it('gets the one that is missing, even after another has failed', () => {
    const plan = planned(facts(deploymentOf(payments, 'b', status('failure'))));

    expect(stepsOf(plan, 'deploy').map(({ key }) => key)).toEqual(['deploy:acme/environments#41:web']);
  });

  it("a newer deployment of another component is in nobody's way", () => {
    const environment = onBranch(deploymentOf(web, 'c'));

    const plan = planned(factsOf({ pipeline, entries: BOTH, environment }));

    expect(stepsOf(plan, 'deploy').map(({ key }) => key)).toEqual(['deploy:acme/environments#41:payments']);
  });

  it('each is judged by its own signal, and those who wait for one need not wait for all', () => {
    const plan = planned(facts(deploymentOf(payments, 'b', status('success')), deploymentOf(web, 'b')));

    expect(states(plan)).toEqual(['payments deployed', 'web merged']);
    expect(plan).toMatchObject({ state: 'merged', settled: false });
    expect(plan.apart).toMatchObject([{ component: 'payments', state: 'deployed', signal: { commit: id('b') } }]);
    expect(stepsOf(plan, 'tell')).toEqual([]);
  });

  it('the release is as its worst', () => {
    const plan = planned(
      facts(deploymentOf(payments, 'b', status('success')), deploymentOf(web, 'b', status('failure'))),
    );

    expect(plan.state).toBe('failed');
    expect(stepsOf(plan, 'label')).toMatchObject([{ add: ['deploy-failed'] }]);
    expect(stepsOf(plan, 'comment').map(({ key }) => key)).toEqual([`deploy-failed:41:${id('b')}:web`]);
  });

  it('a failure of one that speaks of another accuses its own alone', () => {
    const failed = status('failure', { description: 'web cannot be reached' });

    const plan = planned(facts(deploymentOf(payments, 'b', failed), deploymentOf(web, 'b', status('success'))));

    expect(states(plan)).toEqual(['payments failed', 'web deployed']);
  });

  it('one that made another inactive takes nothing from it', () => {
    const inactive = deploymentOf(payments, 'b', status('inactive', { at: MERGED_AT + 6 * MINUTE }), status('success'));

    const plan = planned(facts(inactive, deploymentOf(web, 'b', status('success'))), QUIET);

    expect(states(plan)).toEqual(['payments deployed', 'web deployed']);
  });

  it('a deployment of the whole environment counts for every one', () => {
    expect(states(planned(facts(deployment('b', status('success'))), QUIET))).toEqual([
      'payments deployed',
      'web deployed',
    ]);
  });
});

describe('the authors of what failed', () => {
  const environment = { deployments: [deployment('b', status('failure'))] };
  const changelog = {
    pullRequests: [listed({ number: 7, title: 'Retry' })],
    directCommits: [listedCommit({ commit: id('2'), subject: 'Fix', author: '@Grace <grace@acme.dev>' })],
  };
  const modelOf = (facts: Parameters<typeof planned>[0], world: Parameters<typeof planned>[1]) =>
    stepsOf(planned(facts, world), 'comment')[0]?.body.model;

  it('are named without a mention, beside the owners', () => {
    const model = modelOf(factsOf({ environment }), { changelog });

    expect(model?.['authors']).toEqual(['`ada`', expect.not.stringMatching(/@Grace/)]);
    expect(model?.['owners']).toEqual(['@acme/payments']);
  });

  it('are nobody where the release went back', () => {
    expect(
      modelOf(factsOf({ environment }), { changelog: { ...changelog, classification: 'rollback' } }),
    ).not.toHaveProperty('authors');
  });

  it('are waited for, and left out when they cannot be read for ten minutes', () => {
    const unreadable = (asked: string) => asked === 'range';

    expect(modelOf(factsOf({ environment, minutes: 10 }), { unreadable })).toBeUndefined();
    expect(modelOf(factsOf({ environment, minutes: 15 }), { unreadable })).toMatchObject({ components: ['payments'] });
  });

  it('are not asked for again once it was said', () => {
    const said = [`deploy-failed:41:${id('b')}`];

    expect(follow(factsOf({ environment, release: { said } })).asked).toEqual([]);
  });
});
