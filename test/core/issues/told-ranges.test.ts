import { describe, expect, it } from '@jest/globals';

import type { DeploymentFact } from '../../../src/core/environments/environment-state.ts';
import type { KnownRelease } from '../../../src/core/environments/follow-up-facts.ts';
import type { SeenRollback } from '../../../src/core/issues/taken-back.ts';
import {
  builtOf,
  closing,
  deployment,
  factsOf,
  follow,
  id,
  image,
  issueOf,
  MERGED_AT,
  MINUTE,
  move,
  payments,
  status,
  stepsOf,
  type Change,
  type World,
} from '../environments/release.ts';

const DEPLOYED = { deployments: [deployment('b', status('success')), deployment('a', status('success'))] };

describe('the range that is told', () => {
  it('begins at what was verified last, whatever the release replaced', () => {
    const { asked } = follow(factsOf({ environment: DEPLOYED, entries: [move(payments, '2', '3')] }), {
      pins: { a: { payments: '1' } },
    });

    expect(asked).toContain(`range:acme/payments:${id('1')}:${id('3')}`);
  });

  it.each<[string, { entries: Change['entries']; deployed: boolean }, string]>([
    [
      'a change that people brought by a merge of their own',
      { entries: [move(payments, '0', '1')], deployed: true },
      '1',
    ],
    [
      'nothing twice, where the last release brought what is there',
      { entries: [move(payments, '1', '2')], deployed: true },
      '2',
    ],
    ['nothing of a release that never was deployed', { entries: [move(payments, '0', '1')], deployed: false }, '2'],
  ])('has, in a release, %s', (_, { entries = [], deployed }, from) => {
    const before = { number: 40, commit: id('e'), at: MERGED_AT - 1, entries, deployed: deployed ? [payments] : [] };
    const facts = factsOf({ environment: DEPLOYED, entries: [move(payments, '2', '3')], releases: [before] });

    expect(follow(facts, { pins: { a: { payments: '2' } } }).asked).toContain(
      `range:acme/payments:${id(from)}:${id('3')}`,
    );
  });

  it('has what releases before it carried on to it, where nothing was ever verified', () => {
    const facts = factsOf({
      environment: { commits: [id('b'), id('e'), id('d')], deployments: [deployment('b', status('success'))] },
      entries: [move(payments, '2', '3')],
      releases: [
        { number: 40, commit: id('e'), at: MERGED_AT - 1, entries: [move(payments, '1', '2')], deployed: [] },
        { number: 39, commit: id('d'), at: MERGED_AT - 2, entries: [move(payments, '0', '1')], deployed: [payments] },
      ],
    });

    expect(follow(facts).asked).toContain(`range:acme/payments:${id('1')}:${id('3')}`);
  });
});

describe('the range that is told of a component whose change was taken back', () => {
  const at = (minutes: number): number => MERGED_AT + minutes * MINUTE;
  const succeeded = (commit: string, minutes: number): DeploymentFact =>
    deployment(commit, status('success', { at: at(minutes) }));
  const brought = (number: number, commit: string, minutes: number, moved: [string, string]): KnownRelease => ({
    number,
    commit: id(commit),
    at: at(minutes),
    entries: [move(payments, ...moved)],
    deployed: [payments],
  });
  const revert = (commit: string, [from, to]: [string, string]): SeenRollback => {
    return { component: payments, from: image(from), to: image(to), by: 'grace', commit: id(commit), at: at(-30) };
  };
  interface Told {
    commits: string;
    deployments: DeploymentFact[];
    rollbacks?: SeenRollback[];
    releases?: KnownRelease[];
    classified?: World['classified'] | undefined;
  }
  /** Where the range begins whose issues are told. */
  const toldFrom = (
    [from, to]: [string, string],
    { commits, ...change }: Told,
    pins: Record<string, string>,
  ): number[] => {
    const { deployments, rollbacks = [], releases = [brought(40, 'e', -60, ['1', '2'])], classified = {} } = change;
    const facts = factsOf({
      environment: { commits: commits.split('').map(id), deployments },
      entries: [move(payments, from, to)],
      releases,
      artifacts: ['0', '1', '2', '3', '4'].map((build) => builtOf(payments, build)),
      facts: { rollbacks },
    });
    const starts = ['0', '1', '2', '3', '4'].map((start) => ({ start, issue: `acme/payments#${start}` }));
    const { plan } = follow(facts, {
      pins: Object.fromEntries(Object.entries(pins).map(([commit, value]) => [commit, { payments: value }])),
      issuesIn: Object.fromEntries(starts.map(({ start, issue }) => [`payments:${start}-${to}`, [closing(issue)]])),
      issues: Object.fromEntries(starts.map(({ issue }) => [issue, issueOf(issue)])),
      classified,
    });
    return stepsOf(plan, 'tell').map((step) => step.issue.number);
  };

  it.each(['2', '3'])('begins at what a revert that was deployed left, where %s comes next', (to) => {
    const deployments = [succeeded('b', 5), succeeded('a', -20), succeeded('e', -50)];
    const rollbacks = [revert('a', ['2', '1'])];

    expect(toldFrom(['1', to], { commits: 'bae', deployments, rollbacks }, { a: '1', e: '2' })).toEqual([1]);
  });

  it.each(['2', '3'])(
    'begins there too where only a later commit of a person was deployed, and %s comes next',
    (to) => {
      const deployments = [succeeded('b', 5), succeeded('a', -20), succeeded('e', -50)];
      const rollbacks = [revert('d', ['2', '1'])];

      expect(toldFrom(['1', to], { commits: 'bade', deployments, rollbacks }, { a: '1', e: '2' })).toEqual([1]);
    },
  );

  it('begins there too where a person has moved it on since, which told nobody', () => {
    const deployments = [succeeded('b', 5), succeeded('a', -20), succeeded('e', -50)];
    const rollbacks = [revert('d', ['2', '1'])];

    expect(toldFrom(['2', '3'], { commits: 'bade', deployments, rollbacks }, { a: '2', e: '2' })).toEqual([1]);
  });

  it.each(['bed', 'be'])('begins before a release whose success a red re-run took back, on %s', (commits) => {
    const red = deployment('e', status('failure', { at: at(-20) }), status('success', { at: at(-50) }));
    const deployments = [succeeded('b', 5), red, succeeded('d', -90)];

    expect(toldFrom(['2', '3'], { commits, deployments }, { d: '1', e: '2' })).toEqual([1]);
  });

  it('begins, where people had moved it ahead of such a release, at what the one before had brought', () => {
    const red = deployment('e', status('failure', { at: at(-20) }), status('success', { at: at(-50) }));
    const deployments = [succeeded('b', 5), red, succeeded('d', -90)];
    const releases = [brought(39, 'c', -120, ['0', '1']), brought(40, 'e', -60, ['2', '3'])];

    expect(toldFrom(['3', '4'], { commits: 'bedc', deployments, releases }, { d: '2', e: '3' })).toEqual([1]);
  });

  it.each<[string, string, World['classified']]>([
    ['something newer', '3', { 'payments:3-2': 'rollback' }],
    ['the same', '2', {}],
  ])('begins at what is there where the last release brought %s, and nobody saw it go back', (_, to, classified) => {
    const deployments = [succeeded('b', 5), succeeded('a', -20)];
    const releases = [brought(40, 'e', -60, ['1', to])];

    expect(toldFrom(['1', '2'], { commits: 'bae', deployments, releases, classified }, { a: '1' })).toEqual([1]);
  });
});

describe('a range whose ends have no common history', () => {
  it('tells nobody, since everything would be news, and says so', () => {
    const { plan } = follow(factsOf({ environment: DEPLOYED, entries: [move(payments, '2', '3')] }), {
      pins: { a: { payments: '2' } },
      classified: { 'payments:2-3': 'unrelated' },
      issuesIn: { 'payments:2-3': [closing('acme/payments#12')] },
    });

    expect(stepsOf(plan, 'tell')).toEqual([]);
    expect(stepsOf(plan, 'comment')[0]?.body.model['notTold']).toEqual([
      {
        about: '**payments**',
        why: expect.stringContaining('2222222 and 3333333 of acme/payments have no common history'),
      },
    ]);
  });
});
