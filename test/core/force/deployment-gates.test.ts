import { describe, expect, it } from '@jest/globals';

import { known } from '../../../src/core/answer.ts';
import { NO_CONTROLS } from '../../../src/core/controls/controls.ts';
import type { LabelledHead, LabelledPullRequest } from '../../../src/core/force/labelled.ts';
import { planLabel } from '../../../src/core/force/plan-label.ts';
import type { LabelPlan } from '../../../src/core/force/label-facts.ts';
import { stageName } from '../../../src/core/names.ts';
import { questionKey, type Answers } from '../../../src/core/promotion/questions.ts';
import type { CheckFact } from '../../../src/core/promotion/snapshot.ts';
import type { TeamName } from '../../../src/core/team-name.ts';
import {
  APPROVED,
  decided,
  ENVIRONMENTS,
  factsOf,
  headOf,
  id,
  isAsk,
  LABELLED_AT,
  pipelineOf,
  PIPELINE,
  pullRequestOf,
  reasonsIn,
  reviewBy,
  saidIn,
  type Told,
} from './labels.ts';

const TEN_MINUTES = 10 * 60_000;
const MANAGERS = ['rita', 'omar', 'ada'];
const TWO = 'it waits for 2 approvals of this head by members of @&#8203;acme/release-managers: ';

const mergeOf = (head: Partial<LabelledHead>, more: Partial<LabelledPullRequest> = {}) =>
  pullRequestOf({ repo: ENVIRONMENTS, files: ['production/payments.yaml'], head: headOf(head), ...more });

/** rita, who may force it, asks for production, which two of the release managers have to approve. */
const asked = (merge: LabelledPullRequest, { pipeline = APPROVED, facts = {}, ...told }: Asked = {}): LabelPlan =>
  decided(merge, {
    environment: 'production',
    by: 'rita',
    managers: MANAGERS,
    ...told,
    facts: { ...facts, pipeline: pipelineOf(pipeline) },
  });

interface Asked extends Told {
  pipeline?: string;
}

const memberOf = (login: string) => ({ ask: 'member', team: '@acme/release-managers' as TeamName, login }) as const;

const validate = (state: CheckFact['state'], word: string = state): CheckFact => ({ name: 'validate', state, word });

describe("the approvals of a person's merge", () => {
  it('are enough: it is deployed', () => {
    expect(asked(mergeOf({ reviewers: [reviewBy('rita'), reviewBy('omar')] })).code).toBe('deployed');
  });

  it.each([
    ['nobody', [], 'none so far'],
    ['one of them', [reviewBy('rita')], 'so far rita'],
    ['somebody who is in no such team', [reviewBy('rita'), reviewBy('grace')], 'so far rita'],
    ['a bot', [reviewBy('rita'), reviewBy('omar', { byHuman: false })], 'so far rita'],
    ['somebody who may not write any more', [reviewBy('rita'), reviewBy('omar', { mayWrite: false })], 'so far rita'],
    ['one of its committers', [reviewBy('rita'), reviewBy('Ada')], 'so far rita'],
    ['somebody before the last push', [reviewBy('rita'), reviewBy('omar', { commit: id('9') })], 'so far rita'],
    [
      'somebody whose review was dismissed',
      [reviewBy('rita'), reviewBy('omar', { state: 'dismissed' })],
      'so far rita',
    ],
  ])('by %s are not enough: it is kept back, which says what is missing', (_, reviewers, soFar) => {
    const plan = asked(mergeOf({ reviewers }));

    expect(plan).toMatchObject({ code: 'kept-back', wake: LABELLED_AT + TEN_MINUTES });
    expect(saidIn(plan)).toEqual([`force-kept-back:approvals:production:${LABELLED_AT}`]);
    expect(reasonsIn(plan)).toEqual([`${TWO}${soFar}; a merged pull request can still be approved`]);
  });

  it('do not count while somebody asks for changes', () => {
    const reviewers = [reviewBy('rita'), reviewBy('omar'), reviewBy('grace', { state: 'changes-requested' })];
    const plan = asked(mergeOf({ reviewers }));

    expect(plan.code).toBe('kept-back');
    expect(reasonsIn(plan)).toEqual(['grace asked for changes; the reviewer approves or withdraws the review']);
  });

  it('are one at least where the stage is merged after approval', () => {
    const pipeline = PIPELINE.replace(/merge: when-green\n(?= {4}force)/, 'merge: after-approval\n');

    expect(asked(mergeOf({}), { pipeline }).code).toBe('kept-back');
    expect(asked(mergeOf({ reviewers: [reviewBy('grace')] }), { pipeline }).code).toBe('deployed');
  });

  it('are asked after once it is known that the merge is not deployed, and only then', () => {
    const answers: Answers = new Map([[questionKey(memberOf('rita')), known(true)]]);
    const facts = { pipeline: pipelineOf(APPROVED), answers };
    const merge = mergeOf({ reviewers: [reviewBy('omar')] });
    const told = { environment: 'production', by: 'rita', facts } as const;
    const first = planLabel(factsOf(merge, told));
    expect(first).toMatchObject({ environment: true, ask: [{ ask: 'text' }] });

    for (const question of isAsk(first) ? first.ask : []) answers.set(questionKey(question), known({}));
    const after = (...keys: string[]) => {
      const deployments = keys.map((key) => ({ id: 1, key, commit: id('b'), createdAt: LABELLED_AT, statuses: [] }));
      const environment = known({ commits: [id('b')], deployments, hasMerged: true });
      return planLabel(factsOf(merge, { ...told, facts: { ...facts, environment } }));
    };

    expect(after()).toEqual({ environment: false, ask: [memberOf('omar')] });
    expect(after('deploy:acme/environments#7:production')).toMatchObject({ code: 'deployed' });
  });

  it('are unknown while a team cannot be read', () => {
    const plan = asked(mergeOf({ reviewers: [reviewBy('omar')] }), { unread: 'omar' });

    expect(plan.code).toBe('kept-back');
    expect(reasonsIn(plan)).toEqual(['who approved could not be judged: GitHub is ill']);
  });
});

describe("the checks of a person's merge", () => {
  const reviewers = [reviewBy('rita'), reviewBy('omar')];

  it.each([
    ['is missing', [], 'check-pending', 'it waits for validate (not reported yet)'],
    ['goes on', [validate('pending', 'in_progress')], 'check-pending', 'it waits for validate (in&#95;progress)'],
    ['has failed', [validate('failure')], 'check-failed', 'validate (failure) did not succeed; run it again'],
    [
      'was skipped',
      [validate('failure', 'skipped')],
      'check-failed',
      'validate (skipped) did not succeed; run it again',
    ],
  ])('keep it back while one %s', (_, checks, code, says) => {
    const plan = asked(mergeOf({ reviewers, checks }));

    expect(plan).toMatchObject({ code: 'kept-back', wake: LABELLED_AT + TEN_MINUTES });
    expect(saidIn(plan)).toEqual([`force-kept-back:${code}:production:${LABELLED_AT}`]);
    expect(reasonsIn(plan)).toEqual([says]);
  });

  it('are those that GitHub requires, too, but for our own', () => {
    const required = (...checks: string[]) => asked(mergeOf({ reviewers, requires: { checks } }));

    expect(reasonsIn(required('scan'))).toEqual(['it waits for scan (not reported yet)']);
    expect(required('sluice/gates').code).toBe('deployed');
  });

  it('keep it back while GitHub gives their list in part', () => {
    expect(asked(mergeOf({ reviewers, checksComplete: false })).code).toBe('kept-back');
  });

  it('and its approvals keep it back while nobody could read them', () => {
    const { head: _, ...merge } = mergeOf({ reviewers });
    const plan = asked(merge);

    expect(plan.code).toBe('kept-back');
    expect(reasonsIn(plan)).toEqual(['the checks and approvals of its last head could not be read']);
  });
});

describe('what keeps a merge back', () => {
  const freeze = { by: 'omar', at: LABELLED_AT, because: 'the sale', until: LABELLED_AT + 1_000 };
  const frozen = known({ ...NO_CONTROLS, freezes: [freeze] });
  const key = (codes: string) => `force-kept-back:${codes}:production:${LABELLED_AT}`;

  it('is said in one comment, and looked at again when the first of it may be over', () => {
    const plan = asked(mergeOf({ checks: [] }), { facts: { controls: frozen } });

    expect(saidIn(plan)).toEqual([key('frozen+check-pending+approvals')]);
    expect(plan.wake).toBe(freeze.until);
  });

  it('is not said again when less of it is left, and is when there is more', () => {
    const said = [key('check-pending+approvals')];

    expect(saidIn(asked(mergeOf({}, { said })))).toEqual([]);
    expect(saidIn(asked(mergeOf({ checks: [validate('failure')] }, { said })))).toEqual([
      key('check-failed+approvals'),
    ]);
  });

  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  const toldOf = [key('check-pending+approvals')];
  const wakeOf = (now: number, merge: LabelledPullRequest): number | undefined => {
    const { wake } = asked(merge, { facts: { now: LABELLED_AT + now } });
    return wake === undefined ? undefined : wake - LABELLED_AT - now;
  };

  it.each([
    ['every ten minutes for the first hour', 0, TEN_MINUTES],
    ['every ten minutes to the end of it', HOUR - 1, TEN_MINUTES],
    ['hourly after that', HOUR, HOUR],
    ['hourly for a day', DAY - 1, HOUR],
    ['after a day by webhooks and the sweep alone', DAY, undefined],
  ])('is looked at again %s', (_, now, wake) => {
    expect(wakeOf(now, mergeOf({ checks: [] }, { said: toldOf }))).toBe(wake);
  });

  it.each([
    ['something else is in the way', mergeOf({ checks: [validate('failure')] }, { said: toldOf })],
    ['Sluice said so', mergeOf({}, { said: toldOf, saidAt: LABELLED_AT + 3 * DAY - MINUTE })],
    [
      'somebody reviewed it',
      mergeOf({ reviewers: [reviewBy('rita', { at: LABELLED_AT + 3 * DAY - MINUTE })] }, { said: toldOf }),
    ],
  ])('is looked at again as often as in the beginning once %s', (_, merge) => {
    expect(wakeOf(3 * DAY, merge)).toBe(TEN_MINUTES);
  });

  it('is looked at again when a freeze ends, however late that is', () => {
    const until = LABELLED_AT + 9 * DAY;
    const controls = known({ ...NO_CONTROLS, freezes: [{ ...freeze, until }] });
    const merge = mergeOf({ reviewers: [reviewBy('rita'), reviewBy('omar')] }, { said: [key('frozen')] });

    expect(asked(merge, { facts: { controls, now: LABELLED_AT + 3 * DAY } }).wake).toBe(until);
  });

  it('is nothing where the stage asks for neither checks nor approvals', () => {
    const pipeline = PIPELINE.replace(/checks: \[validate\]\n(?= {4}merge: when-green\n {4}force)/, 'checks: none\n');
    expect(pipeline).not.toBe(PIPELINE);

    expect(asked(mergeOf({ checks: [] }), { pipeline }).code).toBe('deployed');
  });

  it('of another environment is not that of this one', () => {
    const merge = mergeOf({}, { files: ['staging/payments.yaml'] });
    const facts = {
      pipeline: pipelineOf(APPROVED),
      controls: known({ ...NO_CONTROLS, freezes: [{ ...freeze, stage: stageName('production') }] }),
    };

    expect(decided(merge, { roles: { ada: 'maintain' }, facts }).code).toBe('deployed');
  });
});
