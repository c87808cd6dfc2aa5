import { describe, expect, it } from '@jest/globals';

import type { TellStep } from '../../../src/core/environments/follow-up-model.ts';
import type { KnownRelease } from '../../../src/core/environments/follow-up-facts.ts';
import type { IssueLook, IssueState } from '../../../src/core/issues/issue-state.ts';
import { releasesTakenBack, type SeenRollback } from '../../../src/core/issues/taken-back.ts';
import { ToldMarker, type ToldRow } from '../../../src/core/issues/told-marker.ts';
import { repoName } from '../../../src/core/names.ts';
import {
  closing,
  deployment,
  factsOf,
  id,
  image,
  issueOf,
  MERGED_AT,
  MINUTE,
  move,
  payments,
  pipelineOf,
  planned,
  production,
  staging,
  status,
  stepsOf,
  type Change,
  type World,
} from '../environments/release.ts';

const ISSUE = 'acme/payments#12';
const BACK_AT = MERGED_AT + 8 * MINUTE;
const back: SeenRollback = {
  component: payments,
  from: image('2'),
  to: image('1'),
  by: 'grace',
  commit: id('e'),
  at: BACK_AT,
};
const release = (number: number, from: string, to: string): KnownRelease => ({
  number,
  commit: id('b'),
  at: MERGED_AT + (number - 41) * MINUTE,
  entries: [move(payments, from, to)],
  deployed: [payments],
});
const row = (change: Partial<ToldRow> = {}): ToldRow => ({
  stage: staging,
  component: payments,
  commit: id('2'),
  at: MERGED_AT + 5 * MINUTE,
  release: 41,
  ...change,
});

describe('the releases that a rollback takes back', () => {
  it.each<[string, KnownRelease[], Partial<SeenRollback>, number[]]>([
    ['the one that brought what was left', [release(40, '0', '1'), release(41, '1', '2')], {}, [41]],
    [
      'all of them back to what runs now',
      [release(40, '0', '1'), release(41, '1', '2'), release(42, '2', '3')],
      { from: image('3') },
      [42, 41],
    ],
    ['only the last where the way back is not known', [release(41, '1', '2')], { to: image('9') }, [41]],
    [
      'all since, where several reverts came in one push and only the last is seen',
      [release(40, '0', '1'), release(41, '1', '2'), release(42, '2', '3')],
      {},
      [42, 41],
    ],
    [
      'those whose change people had moved on by a merge of their own',
      [release(41, '1', '2')],
      { from: image('3') },
      [41],
    ],
    [
      'not the one that brought the way back itself',
      [release(40, '0', '1'), release(41, '1', '2'), release(42, '2', '1')],
      { at: MERGED_AT + MINUTE },
      [41],
    ],
    [
      'those of the last way alone, where it has gone back before',
      [release(40, '1', '2'), release(41, '2', '1'), release(42, '1', '2')],
      {},
      [42],
    ],
    ['none that came after it', [release(41, '1', '2'), release(60, '1', '2')], {}, [41]],
    ['none of Sluice, where it brought nothing of it', [release(40, '0', '1')], {}, []],
  ])('are %s', (_, releases, change, numbers) => {
    expect(releasesTakenBack(releases, { ...back, ...change })).toEqual(numbers);
  });
});

const saidOf = (rows: ToldRow[]): IssueState['said'] => [
  { id: 'IC_1', kind: 'issue', key: 'issue:acme/platform', fields: ToldMarker.format(rows) },
];
const SAID = saidOf([row()]);
const PAYMENTS = repoName('acme/payments');

describe('an issue of a release that was taken back', () => {
  const tells = (rows: ToldRow[], change: Partial<Change['facts']> = {}, issue: object = {}): TellStep[] => {
    const world: World = {
      pins: { a: { payments: '1' } },
      issuesIn: { 'payments:1-2': [closing(ISSUE)] },
      issues: { [ISSUE]: issueOf(ISSUE, { said: saidOf(rows), ...issue }) },
    };
    const environment = { deployments: [deployment('b', status('success')), deployment('a', status('success'))] };
    const facts = factsOf({
      environment,
      releases: [release(41, '1', '2')],
      facts: { rollbacks: [back], ...change },
    });
    return stepsOf(planned(facts, world), 'tell');
  };

  it('has its status comment edited, and is neither relabelled nor closed nor announced to', () => {
    const elsewhere = row({ stage: production, release: 40 });
    const [step, ...more] = tells([row(), elsewhere]);

    expect(more).toEqual([]);
    expect(step).toMatchObject({ status: { id: 'IC_1' }, add: [], remove: [], close: false });
    expect(step?.announce).toBeUndefined();
    expect(ToldMarker.parse(step?.status?.body.fields ?? {})).toEqual([
      row({ back: { at: BACK_AT, by: 'grace', commit: id('e') } }),
      elsewhere,
    ]);
    expect(step?.status?.body.model).toMatchObject({
      environments: '**production**',
      gone: '**staging**',
      rows: [
        {
          back: `2026-03-02 09:08 UTC by grace in [\`eeeeeee\`](https://github.com/acme/environments/commit/${id('e')})`,
        },
        {},
      ],
    });
  });

  const HOSTILE = '@acme/everyone fixes acme/payments#1 [x](https://evil.example) | a |';
  it.each<[string, string]>([
    ['of a commit whose author GitHub does not know, not by whom', HOSTILE],
    ['of a commit by another bot, not by whom', 'helpful[bot]'],
  ])('hears, %s', (_, by) => {
    const [step] = tells([row()], { rollbacks: [{ ...back, by }] });

    expect(ToldMarker.parse(step?.status?.body.fields ?? {})).toEqual([
      row({ back: { at: BACK_AT, commit: id('e') } }),
    ]);
    expect(step?.status?.body.model).toMatchObject({
      rows: [{ back: expect.stringMatching(/^2026-03-02 09:08 UTC in \[`eeeeeee`\]\(\S+\)$/) }],
    });
    expect(JSON.stringify(step)).not.toContain(by);
  });

  it('hears that it was a rollback where a release of Sluice took it back', () => {
    const rollbacks = [{ ...back, by: 'sluice[bot]' }];
    const [step] = tells([row()], { rollbacks, releases: [release(41, '1', '2'), release(42, '2', '1')] });

    expect(step?.status?.body.model).toMatchObject({ rows: [{ back: expect.stringContaining(' by a rollback in ') }] });
  });

  it('hears both at once where it was taken back before it was told, and nothing is announced to it', () => {
    const elsewhere = row({ stage: production, release: 40 });
    const { stage } = factsOf({ pipeline: pipelineOf({ policy: { announce: true } }) });
    const [step, ...more] = tells([elsewhere], { stage });

    expect(more).toEqual([]);
    expect(ToldMarker.parse(step?.status?.body.fields ?? {})).toEqual([
      expect.objectContaining({ release: 41, back: { at: BACK_AT, by: 'grace', commit: id('e') } }),
      elsewhere,
    ]);
    expect(step?.announce).toBeUndefined();
  });

  it('is told once', () => {
    expect(tells([row({ back: { at: BACK_AT } })])).toEqual([]);
  });

  it('is left alone where it knows of another release there', () => {
    expect(tells([row({ release: 42 })])).toEqual([]);
  });

  it('hears where more people read it only that it happened', () => {
    const [step] = tells([row()], {}, { audience: 'public' });

    expect(ToldMarker.parse(step?.status?.body.fields ?? {})).toEqual([row({ back: { at: BACK_AT } })]);
    expect(JSON.stringify(step?.status?.body.model)).not.toMatch(/grace|eeeeeee/);
  });

  it('keeps from a marker that somebody edited nothing that is no name or commit', () => {
    const written = JSON.stringify([
      [staging, payments, id('2'), 1, 41, null, { at: 2, by: '@octocat |', commit: 'HEAD' }],
    ]);

    expect(ToldMarker.parse({ told: written })).toEqual([row({ at: 1, back: { at: 2 } })]);
  });

  describe('once the release was seen to its end, and more has come to the branch than a look lists', () => {
    const beyondSight = (change: Partial<Change> = {}, issue: IssueLook = issueOf(ISSUE, { said: SAID })) =>
      planned(
        factsOf({
          minutes: 7 * 24 * 60,
          environment: {
            commits: [id('f'), id('e')],
            deployments: [deployment('f', status('success', { at: MERGED_AT + 600 * MINUTE }))],
          },
          release: { labels: ['deployed'], said: ['deployed:41'] },
          releases: [release(41, '1', '2')],
          ...change,
          facts: { rollbacks: [back], settled: [{ repo: PAYMENTS, number: 12 }], ...change.facts },
        }),
        { pins: { e: { payments: '1' }, f: { payments: '1' } }, issues: { [ISSUE]: issue } },
      );

    it('has its comment edited, and nothing else is said, labelled or judged', () => {
      const plan = beyondSight();

      expect(plan.steps).toMatchObject([{ do: 'tell', status: { id: 'IC_1' }, add: [], remove: [], close: false }]);
      expect(plan).toMatchObject({ apart: [], verified: false });
      expect(plan.signal).toBeUndefined();
    });

    it('is at rest once that was done', () => {
      const told = beyondSight({}, issueOf(ISSUE, { said: saidOf([row({ back: { at: BACK_AT } })]) }));

      expect(told).toMatchObject({ steps: [], settled: true, reasons: [{ standing: 'resting' }] });
      expect(told.wake).toBeUndefined();
    });

    it('is judged as before where the look still lists the merge', () => {
      const plan = beyondSight({
        environment: { commits: ['b', 'a'].map(id), deployments: [deployment('b', status('failure'))] },
      });

      expect(stepsOf(plan, 'label')).toMatchObject([{ add: ['deploy-failed'], remove: ['deployed'] }]);
    });
  });
});
