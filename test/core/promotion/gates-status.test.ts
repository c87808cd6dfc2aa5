import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { GatesStatus, OtherPullRequest, Snapshot, StagePolicy } from '../../../src/core/promotion/facts.ts';
import type { Plan, StatusStep } from '../../../src/core/promotion/plan-model.ts';
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

  it('gets none from a stage that nothing is released to', () => {
    expect(planWith([other()], { policy: { notCarried: ['gates: soak'] } }).steps).toEqual([]);
  });

  it('is not changed: all that is ever done to it is a status', () => {
    const decided = planWith([other({ number: 1 }), other({ number: 2, head: id('e'), touchesPins: false })]);

    expect(decided.steps.map((step) => step.do)).toEqual(['status', 'status']);
  });
});

/** Two environments of one branch look in turn; each sees what the other said last. */
function inTurn(
  pull: OtherPullRequest,
  turns: { stage: StageName; touchesPins: boolean; checks: OtherPullRequest['checks'] }[],
): (string | undefined)[] {
  let gates: GatesStatus | undefined;
  return turns.map(({ stage, touchesPins, checks }) => {
    const seen = { ...pull, touchesPins, checks, ...(gates === undefined ? {} : { gates }) };
    const policy = { checks: [stage === 'staging' ? 'validate' : 'audit'] };
    const [step] = statuses(planWith([seen], { stage, policy }));
    if (step !== undefined) gates = { state: step.state, description: step.description };
    return step === undefined ? undefined : step.description;
  });
}

describe('two environments that share a branch', () => {
  const staging = { stage: 'staging' as const, touchesPins: true, checks: [] };
  const production = { ...staging, stage: 'production' as const };
  const elsewhere = { ...production, touchesPins: false };
  const OPEN = 'Every gate for moving pins is open.';

  it('do not take each other’s words back, in either order', () => {
    const waits = 'Staging waits for validate (not reported yet)';

    expect(inTurn(other(), [staging, elsewhere, staging, elsewhere])).toEqual([waits, undefined, undefined, undefined]);
    expect(inTurn(other(), [elsewhere, staging, elsewhere, staging])).toEqual([
      'It moves no pin of the pipeline.',
      waits,
      undefined,
      undefined,
    ]);
  });

  it('hold a pull request that moves the pins of both until both are green, and then rest', () => {
    const green = [GREEN];
    const both = [GREEN, { ...GREEN, name: 'audit' }];
    const turns = [
      staging,
      production,
      { ...staging, checks: green },
      { ...production, checks: green },
      { ...staging, checks: green },
      { ...production, checks: both },
      { ...staging, checks: both },
      { ...production, checks: both },
    ];

    expect(inTurn(other(), turns)).toEqual([
      'Staging waits for validate (not reported yet)',
      undefined,
      OPEN,
      'Production waits for audit (not reported yet)',
      undefined,
      OPEN,
      undefined,
      undefined,
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
