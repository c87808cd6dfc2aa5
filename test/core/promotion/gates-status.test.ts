import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { StagePolicy } from '../../../src/core/promotion/facts.ts';
import type { GatesStatus, OtherPullRequest, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import type { Plan, StatusStep } from '../../../src/core/promotion/plan-model.ts';
import { stageName } from '../../../src/core/names.ts';
import { statusLine } from '../../../src/core/text/status-line.ts';
import { id, NOW } from './facts.ts';
import {
  commit,
  GREEN,
  planOf,
  proposedRelease,
  releaseFacts,
  seenAs,
  snapshotIn,
  type StageName,
} from './release-facts.ts';

const statuses = ({ steps }: Plan): StatusStep[] => steps.filter((step): step is StatusStep => step.do === 'status');
/** Each status in a line. */
const said = (decided: Plan): string[] =>
  statuses(decided).map(({ commit: head, state, description }) => `${head[0]} ${state}: ${description}`);

describe('the head of a release', () => {
  it.each<[string, Parameters<typeof proposedRelease>[1], string]>([
    ['its checks', { checks: [] }, 'c pending: Waits for validate (not reported yet)'],
    [
      'a check that failed',
      { checks: [{ name: 'validate', state: 'failure', word: 'failure' }] },
      'c pending: Validate (failure) did not succeed',
    ],
    ['a draft', { draft: true }, 'c pending: Was made a draft'],
    ['a review', { reviews: 'required' }, 'c pending: GitHub requires 1 approving review'],
    ['nothing', {}, 'c success: Every gate is open.'],
  ])('says that it waits for %s', (_, open, status) => {
    expect(said(planOf(proposedRelease({}, open ?? {})))).toEqual([status]);
  });

  it('says the same once only', () => {
    const facts = proposedRelease({}, { checks: [] });
    const [step] = statuses(planOf(facts));
    const { state, description } = step!;

    const again = seenAs(facts, { open: { ...snapshotIn(facts).open!, gates: { state, description } } });

    expect(planOf(again).steps).toEqual([]);
  });

  it('is told that its gates are open before it is merged, and waits where GitHub has not heard of it', () => {
    const decided = planOf(proposedRelease({}, { blocked: true }));

    expect(decided.steps.map((step) => step.do)).toEqual(['status']);
    expect(decided.wake).toBe(NOW + 2_000);
  });

  it('names who holds back what no gate of ours holds', () => {
    const gates = { state: 'success' as const, description: 'Every gate is open.' };
    const decided = planOf(proposedRelease({}, { blocked: true, gates }));

    expect(decided.steps).toEqual([]);
    expect(decided.reasons.at(-1)).toMatchObject({ standing: 'blocked', code: 'held-by-github' });
  });
});

const other = (change: Partial<OtherPullRequest> = {}): OtherPullRequest => ({
  number: 7,
  head: id('f'),
  touchesPins: true,
  checks: [],
  checksComplete: true,
  author: 'grace',
  reviews: [],
  committers: ['grace'],
  unknownCommitters: false,
  ...change,
});

const planWith = (
  others: OtherPullRequest[],
  {
    stage = 'staging',
    policy = {},
    here = {},
  }: { stage?: StageName; policy?: Partial<StagePolicy>; here?: Partial<Snapshot> } = {},
): Plan =>
  planOf(
    releaseFacts({
      stage,
      held: { payments: '2' },
      policy,
      here: { others, ...here },
      upstream: { tip: commit('d') },
    }),
  );

describe('the pull request of a person into the branch of an environment', () => {
  it.each<[string, OtherPullRequest, string[]]>([
    ['that moves no pin', other({ touchesPins: false }), ['f success: It moves no pin of the pipeline.']],
    ['that moves pins and is green', other({ checks: [GREEN] }), ['f success: Every gate for moving pins is open.']],
    ['that moves pins and has no check yet', other(), ['f pending: Staging waits for validate (not reported yet)']],
    [
      'that moves pins and has failed',
      other({ checks: [{ name: 'validate', state: 'failure', word: 'timed_out' }] }),
      ['f pending: Staging validate (timed_out) did not succeed'],
    ],
    [
      'whose checks GitHub lists in part',
      other({ checks: [GREEN], checksComplete: false }),
      ['f pending: Staging waits for the list of its checks, which GitHub gave in part'],
    ],
    [
      'that has been told so',
      other({ checks: [GREEN], gates: { state: 'success', description: 'Every gate for moving pins is open.' } }),
      [],
    ],
    [
      'that was open for moving pins and is no longer green',
      other({ gates: { state: 'success', description: 'Every gate for moving pins is open.' } }),
      ['f pending: Staging waits for validate (not reported yet)'],
    ],
  ])('%s', (_, pull, expected) => {
    expect(said(planWith([pull]))).toEqual(expected);
  });

  it('is looked at again while it waits, and not when nothing is missing', () => {
    expect(planWith([other()]).wake).toBe(NOW + 600_000);
    expect(planWith([other({ touchesPins: false })]).wake).toBeUndefined();
  });

  it('gets its status though nothing is to be released, and though the release is stuck', () => {
    const declined = planWith([other({ touchesPins: false })], { policy: { pins: [] } });

    expect(said(declined)).toEqual(['f success: It moves no pin of the pipeline.']);
  });

  it('is not changed: all that is ever done to it is a status', () => {
    const decided = planWith([other({ number: 1 }), other({ number: 2, head: id('e'), touchesPins: false })]);

    expect(decided.steps.map((step) => step.do)).toEqual(['status', 'status']);
  });
});

const PATHS: Record<string, string> = { staging: 'staging/payments.yaml', production: 'production/payments.yaml' };

interface Turn {
  stage: 'staging' | 'production';
  checks?: OtherPullRequest['checks'];
}

/** Two environments of one branch look in turn at a pull request that moves the pins of some; each sees what the other said last. */
function inTurn(moves: Turn['stage'][], turns: Turn[], change: Partial<OtherPullRequest> = {}): (string | undefined)[] {
  let gates: GatesStatus | undefined;
  const files = moves.map((stage) => PATHS[stage] ?? '');
  const sameBranch = Object.entries(PATHS).map(([name, path]) => ({ stage: stageName(name), paths: [path] }));
  return turns.map(({ stage, checks = [] }) => {
    const touchesPins = moves.includes(stage);
    const seen = other({ touchesPins, files, checks, ...(gates === undefined ? {} : { gates }), ...change });
    const policy = { checks: [stage === 'staging' ? 'validate' : 'audit'], sameBranch };
    const [step] = statuses(planWith([seen], { stage, policy }));
    if (step !== undefined) gates = { state: step.state, description: step.description };
    return step === undefined ? undefined : `${step.state}: ${step.description}`;
  });
}

describe('two environments that share a branch', () => {
  const staging: Turn = { stage: 'staging' };
  const production: Turn = { stage: 'production' };
  const green = (turn: Turn, ...names: string[]): Turn => ({
    ...turn,
    checks: names.map((name) => ({ ...GREEN, name })),
  });
  const stagingWaits = 'pending: Staging waits for validate (not reported yet)';
  const productionWaits = 'pending: Production waits for audit (not reported yet)';
  const OPEN = 'success: Every gate for moving pins is open.';

  it('leave a pull request that moves the pins of one to that one, in either order', () => {
    expect(inTurn(['staging'], [staging, production, staging, production])).toEqual([
      stagingWaits,
      undefined,
      undefined,
      undefined,
    ]);
    expect(inTurn(['staging'], [production, staging, production, green(staging, 'validate'), production])).toEqual([
      undefined,
      stagingWaits,
      undefined,
      OPEN,
      undefined,
    ]);
  });

  it('say at once of one that moves no pin of either that it does not, once', () => {
    const nothing = 'success: It moves no pin of the pipeline.';

    expect(inTurn([], [production, staging, production])).toEqual([nothing, undefined, undefined]);
  });

  it('hold one that moves the pins of both until both are green, with no moment at which it looks open', () => {
    const both = ['validate', 'audit'];
    const turns = [
      staging,
      production,
      green(staging, 'validate'),
      green(production, 'validate'),
      green(staging, 'validate'),
      green(production, ...both),
      green(staging, ...both),
      green(production, ...both),
    ];

    expect(inTurn(['staging', 'production'], turns)).toEqual([
      stagingWaits,
      undefined,
      'pending: Production has not looked at it yet',
      productionWaits,
      undefined,
      OPEN,
      undefined,
      undefined,
    ]);
  });

  it('wait for the first to look, though the second has nothing against it', () => {
    const turns = [
      green(production, 'audit'),
      production,
      staging,
      green(staging, 'validate'),
      green(production, 'audit'),
    ];

    expect(inTurn(['staging', 'production'], turns)).toEqual([
      'pending: Staging has not looked at it yet',
      undefined,
      stagingWaits,
      'pending: Production has not looked at it yet',
      OPEN,
    ]);
  });

  it('close again what was open for both, the first of them before the other', () => {
    const open = { state: 'success' as const, description: 'Every gate for moving pins is open.' };
    const waits = { state: 'pending' as const, description: 'Production waits for audit (not reported yet)' };
    const both: Turn['stage'][] = ['staging', 'production'];

    expect(inTurn(both, [production], { gates: open })).toEqual([productionWaits]);
    expect(inTurn(both, [staging], { gates: waits })).toEqual([stagingWaits]);
  });

  it('are both concerned while GitHub lists the files in part', () => {
    const pull = other({ checks: [GREEN] });
    const sameBranch = Object.keys(PATHS).map((name) => ({ stage: stageName(name), paths: [] }));

    expect(said(planWith([pull], { policy: { sameBranch } }))).toEqual([
      'f pending: Production has not looked at it yet',
    ]);
  });
});

describe('a merge queue', () => {
  const nothing = { state: 'success' as const, description: 'It moves no pin of the pipeline.' };

  it('hears of the pull request of a person what is said on its head', () => {
    const pull = other({ touchesPins: false, gates: nothing, queued: { head: id('e') } });

    expect(said(planWith([pull]))).toEqual(['e success: It moves no pin of the pipeline.']);
    expect(said(planWith([{ ...pull, queued: { head: id('e'), gates: nothing } }]))).toEqual([]);
  });

  it('hears that a gate has closed', () => {
    expect(said(planWith([other({ queued: { head: id('e'), gates: nothing } })]))).toEqual([
      'f pending: Staging waits for validate (not reported yet)',
      'e pending: Staging waits for validate (not reported yet)',
    ]);
  });
});

describe('a line for a status', () => {
  it('is never longer than GitHub takes, is whole, and is one line', () => {
    const foreign = fc.array(fc.constantFrom('a', '😀', '\n', '\u202e', '\ud800', ' ', 'long word '), {
      maxLength: 200,
    });

    fc.assert(
      fc.property(foreign, (pieces) => {
        const line = statusLine(pieces.join(''));

        expect(line.length).toBeLessThanOrEqual(140);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\n\r\u202e]/);
      }),
    );
  });

  it.each([138, 139, 140])('is cut between characters, not within one (%i)', (length) => {
    const line = statusLine(`${'x'.repeat(length)}😀 and more`);

    expect(line.isWellFormed()).toBe(true);
    expect(line.endsWith('…')).toBe(true);
  });

  it('stays as it is where it fits', () => {
    expect(statusLine('waits for ada')).toBe('Waits for ada');
    expect(statusLine('x'.repeat(140))).toHaveLength(140);
  });
});
