import { describe, expect, it } from '@jest/globals';

import { known, unknown } from '../../../src/core/answer.ts';
import { NO_CONTROLS, type Controls } from '../../../src/core/controls/controls.ts';
import type { GateView } from '../../../src/core/page/lane/gate-view.ts';
import { firstClosed, gatesOf } from '../../../src/core/page/lane/gates.ts';
import { lanesOf } from '../../../src/core/pipeline/lanes.ts';
import type { EnvironmentPolicy, MergePolicy, Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import type { Facts } from '../../../src/core/promotion/facts.ts';
import type { Standing } from '../../../src/core/promotion/standing.ts';
import { standingOf } from '../../../src/core/promotion/standing-of.ts';
import {
  decide,
  environmentPolicy,
  payments,
  pipelineOf,
  PLATFORM,
  proposedRelease,
  releaseFacts,
  type Change,
} from '../promotion/release-facts.ts';
import { ONE, pageFacts, pipeline as pagePipeline, REPO, standing, TWO } from './facts.ts';

const HOUR = 3_600_000;
const RELEASE_MANAGERS = { approvals: { count: 2, from: ['@acme/release-managers'] } };
const OFFICE = { window: { allow: 'Mon-Thu 11:00-16:00', timezone: 'Europe/Rome' } };
const FRIDAYS = { schedule: '0 9 * * 5', timezone: 'Europe/Rome' };

interface Asked {
  environment?: Partial<EnvironmentPolicy>;
  merge?: MergePolicy;
  controls?: Controls | 'unread';
  /** Of the pull request; undefined: there is none. */
  open?: Parameters<typeof proposedRelease>[1] | 'none';
  facts?: Partial<Facts>;
  /** How much later the page is read than the lane was looked at. */
  later?: number;
}

/** Really looks and plans, so that a reason the plan words anew is noticed here. */
function gatesFor({
  environment = {},
  merge = 'when-green',
  controls = NO_CONTROLS,
  open = {},
  facts = {},
  later = 0,
}: Asked) {
  const policy = { merge, environment: environmentPolicy(environment) };
  const set = controls === 'unread' ? unknown('it timed out') : known(controls);
  const change: Change = { policy, facts: { ...facts, controls: set } };
  const before = open === 'none' ? releaseFacts(change) : proposedRelease({ policy: { merge: 'when-green' } }, open);
  const looked: Facts = { ...before, ...facts, policy: { ...before.policy, ...policy }, controls: set };
  const decided = decide(looked);
  const standing = standingOf(decided.facts, decided.plan);
  const base = pipelineOf();
  const pipeline: Pipeline = {
    ...base,
    stages: base.stages.map((stage) => (stage.name === 'staging' ? { ...stage, ...policy } : stage)),
  };
  const now = looked.now + later;
  return viewOf(
    gatesOf(
      pageFacts({ now, pipelines: [{ repo: PLATFORM, pipeline, problems: [], controls: set }] }),
      looked.lane,
      standing,
    ),
  );
}

const viewOf = (gates: GateView[]) => ({
  gates,
  of: (name: GateView['gate']): GateView[] => gates.filter(({ gate }) => gate === name),
  first: firstClosed(gates)?.gate,
});

const hold = { stage: 'staging', by: 'ada', at: 0, because: 'the `audit` of #12' } as Controls['holds'][0];

describe('the gates of a lane', () => {
  it('are all open when the plan merges', () => {
    const { gates, first } = gatesFor({});

    expect(gates.map(({ gate, state }) => `${gate} ${state}`)).toEqual([
      'freeze open',
      'hold open',
      'checks open',
      'merge open',
      'github open',
    ]);
    expect(first).toBeUndefined();
  });

  it.each<[GateView['gate'], string, Asked, string]>([
    ['checks', 'waiting', { open: { checks: [] } }, '#41 waits for validate (not reported yet)'],
    [
      'checks',
      'blocked',
      { open: { checks: [{ name: 'validate', state: 'failure', word: 'failure' }] } },
      'validate (failure) did not succeed',
    ],
    [
      'approvals',
      'waiting',
      { environment: { gates: [RELEASE_MANAGERS] } },
      'members of @acme/release-managers: none so far',
    ],
    ['approvals', 'waiting', { merge: 'after-approval' }, 'waits for 1 approval'],
    ['merge', 'waiting', { merge: 'by-hand' }, 'leaves the merge to a person'],
    ['github', 'waiting', { open: { reviews: 'required' } }, 'GitHub requires 1 approving review'],
    ['github', 'blocked', { open: { reviews: 'changes-requested' } }, 'a reviewer asked for changes'],
    ['github', 'blocked', { open: { draft: true } }, 'was made a draft'],
    ['window', 'waiting', { environment: { gates: [OFFICE] } }, 'the next time is Mon 2 Mar 11:00 (Europe/Rome)'],
  ])('%s is closed, %s, with the words of the plan', (gate, standing, asked, says) => {
    const { of, first } = gatesFor(asked);

    expect(of(gate)).toMatchObject([{ state: 'closed', standing, because: expect.stringContaining(says) }]);
    expect(first).toBe(gate);
  });

  it('say of the window what the clock says now, not at the last look', () => {
    const [window] = gatesFor({ environment: { gates: [OFFICE] }, later: 2 * HOUR }).of('window');

    expect(window).toMatchObject({ state: 'open', because: 'until Mon 2 Mar 16:00 (Europe/Rome)' });
  });

  it('say that a window which closed nothing was waived', () => {
    const facts = { orders: [] as Facts['orders'] };
    const promoted = (head: Facts['orders'][0]['head']): Facts['orders'] => [{ do: 'promote', head, by: 'ada', at: 0 }];
    const open = proposedRelease().here;
    if ('known' in open && open.known.open !== undefined) facts.orders = promoted(open.known.open.head);

    const { of, first } = gatesFor({ environment: { gates: [OFFICE] }, facts });

    expect(of('window')).toMatchObject([{ state: 'open', because: 'waived for what the pull request holds' }]);
    expect(first).toBeUndefined();
  });

  it('are not asked while no pull request is open', () => {
    const { gates } = gatesFor({ open: 'none', environment: { gates: [RELEASE_MANAGERS] } });

    expect(gates.map(({ gate, state }) => `${gate} ${state}`)).toEqual([
      'freeze open',
      'hold open',
      'checks not-asked',
      'approvals not-asked',
      'merge not-asked',
      'github not-asked',
    ]);
  });

  it('name the freeze with its end, and what lifts it', () => {
    const freezes = [{ by: 'ada', at: 0, until: Date.parse('2026-03-03T09:00:00Z') }];
    const { of, first } = gatesFor({ controls: { ...NO_CONTROLS, freezes } });

    expect(of('freeze')).toMatchObject([
      {
        state: 'closed',
        standing: 'waiting',
        because: 'frozen until Tue 3 Mar 09:00 (UTC) by ada',
        next: '`/sluice thaw all` lifts it',
        opens: { ago: 'in 24 h' },
      },
    ]);
    expect(first).toBe('freeze');
  });

  it('are held as a whole, or for one component, with why as it was written', () => {
    const whole = gatesFor({ controls: { ...NO_CONTROLS, holds: [hold] } });
    const one = gatesFor({ controls: { ...NO_CONTROLS, holds: [{ ...hold, component: payments }] }, open: 'none' });

    expect(whole.of('hold')).toMatchObject([{ state: 'closed', because: 'held by ada: the `audit` of #12' }]);
    expect(whole.first).toBe('hold');
    expect(one.of('hold')).toMatchObject([{ state: 'open' }, { state: 'closed', about: 'payments' }]);
    expect(one.first).toBeUndefined();
  });

  it('are closed while nobody knows what people hold', () => {
    const { of } = gatesFor({ controls: 'unread' });

    expect([...of('freeze'), ...of('hold')]).toMatchObject([
      { state: 'closed', because: 'it could not be read: it timed out' },
      { state: 'closed' },
    ]);
  });

  it('say when a scheduled release comes due', () => {
    const { of } = gatesFor({ open: 'none', environment: { release: FRIDAYS }, facts: { since: 0 } });

    expect(of('schedule')).toMatchObject([
      { state: 'closed', because: 'the next release is due Fri 6 Mar 09:00 (Europe/Rome)', opens: { ago: 'in 3 d' } },
    ]);
  });

  it('end with what others wait for before they copy, and no merge waits for it', () => {
    const { of, first } = gatesFor({ environment: { verify: [{ soak: HOUR }] } });

    expect(of('verify')).toMatchObject([{ state: 'open', asks: 'has run here for 1 hour before others copy it' }]);
    expect(first).toBeUndefined();
  });

  it.each([
    [30, ['payments: nobody copies it before Mon 2 Mar 10:30 (Europe/Rome)']],
    [60, [undefined]],
  ])('say %i minutes after a deployment who may copy it', (minutesOn, because) => {
    const at = Date.parse('2026-03-02T08:30:00Z');
    const model = pagePipeline();
    const stages = model.stages.map((stage) =>
      stage.environment === undefined
        ? stage
        : { ...stage, environment: { ...stage.environment, release: FRIDAYS, verify: [{ soak: HOUR }] } },
    );
    const facts = pageFacts({
      now: at + minutesOn * 60_000,
      pipelines: [{ repo: REPO, pipeline: { ...model, stages }, problems: [] }],
    });
    const [lane] = lanesOf(model).filter(({ stage }) => stage === 'staging');
    const looked = standing('staging', [
      { runs: { value: ONE, since: at } },
      { name: 'web' as never, runs: { value: TWO } },
    ]);

    const verify = gatesOf(facts, lane!, looked).filter(({ gate }) => gate === 'verify');

    expect(verify.map((gate) => gate.because && `${gate.about}: ${gate.because}`)).toEqual(because);
  });

  it('were none that an older release kept', () => {
    const { facts } = decide(releaseFacts());
    const old: Standing = { ...standingOf(facts, { steps: [], reasons: [] }), reasons: [] };
    const pipelines = [{ repo: PLATFORM, pipeline: pipelineOf(), problems: [] }];

    expect(gatesOf(pageFacts({ pipelines }), facts.lane, old).every(({ state }) => state === 'not-asked')).toBe(true);
    expect(gatesOf(pageFacts({ pipelines }), facts.lane, undefined).length).toBeGreaterThan(0);
  });
});
