import { describe, expect, it } from '@jest/globals';

import { known, unknown } from '../../../src/core/answer.ts';
import { NO_CONTROLS, type Controls } from '../../../src/core/controls/controls.ts';
import type { Wish } from '../../../src/core/force/wish.ts';
import { componentView, laneDetail } from '../../../src/core/page/detail.ts';
import { overview } from '../../../src/core/page/overview.ts';
import type { PageFacts } from '../../../src/core/page/page-facts.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import { A, entry, NOW, ONE, pageFacts, pipeline, REPO, standing, TWO } from './facts.ts';

const HOUR = 3_600_000;
const FRIDAYS = { schedule: '0 9 * * 5', timezone: 'Europe/Rome' };

interface Given {
  controls?: Partial<Controls>;
  wishes?: Wish[];
  release?: typeof FRIDAYS;
  facts?: Partial<PageFacts>;
}

function factsWith({ controls = {}, wishes = [], release, facts = {} }: Given): PageFacts {
  const model = pipeline();
  const stages: Pipeline['stages'] = model.stages.map((stage) =>
    stage.environment === undefined || release === undefined
      ? stage
      : { ...stage, environment: { ...stage.environment, release } },
  );
  const one = { repo: REPO, pipeline: { ...model, stages }, problems: [], wishes };
  return pageFacts({ pipelines: [{ ...one, controls: known({ ...NO_CONTROLS, ...controls }) }], ...facts });
}

const headOf = (given: Given) => overview(factsWith(given)).pipelines[0]?.stages[1];
const hold = { stage: 'staging', by: 'ada', at: NOW - HOUR, because: 'an audit' } as Controls['holds'][0];
const payments = 'payments' as NonNullable<Controls['holds'][0]['component']>;
const carry: Wish = {
  id: 'wish:1',
  stage: hold.stage,
  component: payments,
  wants: { carry: { of: 'code', commit: A as never, title: 'Fix the login' } },
  by: 'ada',
  at: NOW - HOUR,
  said: 'acme/payments#4' as Wish['said'],
};
const pull = {
  number: 9,
  title: 'staging: payments',
  url: 'https://github.com/acme/environments/pull/9',
  moves: [{ component: payments, from: { value: ONE }, to: { value: TWO } }],
};

describe('the column of an environment', () => {
  it.each<[string, Given, object]>([
    ['on change', {}, { is: 'on-change', says: 'on change' }],
    [
      'by schedule, with the next time',
      { release: FRIDAYS },
      { is: 'scheduled', says: 'next release Fri 13 Mar 09:00 (Europe/Rome)', next: { ago: 'in 6 d' } },
    ],
    [
      'held',
      { controls: { holds: [hold] }, release: FRIDAYS },
      { is: 'held', says: 'held by ada', because: 'an audit' },
    ],
    [
      'frozen rather than held',
      { controls: { holds: [hold], freezes: [{ by: 'eve', at: 0, until: NOW + HOUR }] } },
      { is: 'frozen', says: 'frozen until Fri 6 Mar 13:00 (UTC) by eve', next: { ago: 'in 1 h' } },
    ],
    [
      'on change again once a freeze is over',
      { controls: { freezes: [{ by: 'eve', at: 0, until: NOW }] } },
      { is: 'on-change' },
    ],
    [
      'on change where one component is held',
      { controls: { holds: [{ ...hold, component: payments }] } },
      { is: 'on-change' },
    ],
  ])('says that it is released %s', (_, given, release) => {
    expect(headOf(given)?.release).toMatchObject(release);
  });

  it('names the open pull request and the first closed gate', () => {
    const reasons = [
      { standing: 'waiting', about: 'lane', code: 'window', says: '#9: merges are allowed at noon' },
      { standing: 'blocked', about: 'lane', code: 'check-failed', says: '#9: validate (failure) did not succeed' },
    ] as const;
    const facts = { standings: [standing('staging', [], { pullRequest: pull, reasons: [...reasons] })] };

    expect(headOf({ facts })).toMatchObject({
      pullRequest: { name: '#9', url: pull.url },
      waits: { says: 'checks: validate (failure) did not succeed', standing: 'blocked' },
    });
  });

  it('says what else the plan had to say first, where no gate was judged', () => {
    const reasons = [
      { standing: 'blocked', about: 'lane', code: 'persons-commit', says: '#9 holds a commit by eve' },
    ] as const;
    const facts = { standings: [standing('staging', [], { pullRequest: pull, reasons: [...reasons] })] };

    expect(headOf({ facts })?.waits).toEqual({ says: 'holds a commit by eve', standing: 'blocked' });
  });

  it('of a docker stage says nothing', () => {
    expect(overview(factsWith({})).pipelines[0]?.stages[0]).toEqual({ name: 'docker', kind: 'docker', forced: 0 });
  });
});

describe('the clocks of a stage that names a time zone', () => {
  const freeze = { by: 'ada', at: NOW - HOUR, until: NOW + HOUR };

  it('tell when its freeze ends, whoever else is frozen with it', () => {
    const given = { release: FRIDAYS, controls: { freezes: [freeze] } };

    expect(headOf(given)?.release).toMatchObject({
      says: 'frozen until Fri 6 Mar 14:00 (Europe/Rome) by ada',
      next: { iso: '2026-03-06T13:00:00Z', there: 'Fri 6 Mar 14:00 (Europe/Rome)' },
    });
    expect(overview(factsWith(given)).pipelines[0]?.banners[0]?.says).toContain('(UTC)');
  });

  it('tell its history, and that of no other stage', () => {
    const changes = [{ set: 'freeze', freeze: { ...freeze, stage: 'staging' } }];
    const entries = [
      entry('control', 'staging', { v: 1, by: 'ada', changes }),
      entry('merged', 'docker/payments', { component: 'payments' }),
    ];
    const view = componentView(
      factsWith({ release: FRIDAYS, facts: { entries } }),
      { pipeline: REPO, component: 'payments' },
      1,
    );

    expect(view?.history.lines.map(({ says, at }) => [says, at.there])).toEqual([
      ['merged', undefined],
      ['staging frozen until Fri 6 Mar 14:00 (Europe/Rome)', 'Fri 6 Mar 13:00 (Europe/Rome)'],
    ]);
  });
});

describe('a banner', () => {
  it('stands while everything is frozen, and for no freeze of one environment', () => {
    const everything = { by: 'ada', at: NOW - HOUR, because: 'the move' };
    const [view] = overview(
      factsWith({ controls: { freezes: [everything, { ...everything, stage: hold.stage }] } }),
    ).pipelines;

    expect(view?.banners).toEqual([
      {
        says: 'Every environment is frozen by ada',
        because: 'the move',
        since: { ago: '1 h ago', iso: '2026-03-06T11:00:00Z' },
      },
    ]);
  });

  it('stands while nobody knows what people hold', () => {
    const pipelines = [{ repo: REPO, pipeline: pipeline(), problems: [], controls: unknown('it timed out') }];

    expect(overview(pageFacts({ pipelines })).pipelines[0]?.banners).toMatchObject([{ because: 'it timed out' }]);
  });
});

describe('a forced lane under way', () => {
  const lane = (given: Given) => laneDetail(factsWith(given), { pipeline: REPO, stage: 'staging' }, 1)?.lane;
  const opened = { ...entry('proposed', 'staging/payments', {}), promotion: 'acme/environments#12' as never };

  it('says who wants what, and where it was said, before it has a pull request', () => {
    expect(lane({ wishes: [carry] })?.forced).toEqual([
      {
        component: 'payments',
        kind: 'force',
        wants: 'brings Fix the login (aaaaaaa) ahead of everything else',
        by: 'ada',
        at: { ago: '1 h ago', iso: '2026-03-06T11:00:00Z' },
        said: { name: 'acme/payments#4', url: 'https://github.com/acme/payments/issues/4' },
      },
    ]);
  });

  it('leads to its pull request, until that has ended', () => {
    const withdrawn = { ...entry('withdrawn', 'staging/payments', {}), promotion: opened.promotion };

    expect(lane({ wishes: [carry], facts: { entries: [opened] } })?.forced[0]?.pullRequest?.name).toBe(
      'acme/environments#12',
    );
    expect(lane({ wishes: [carry], facts: { entries: [opened, withdrawn] } })?.forced[0]?.pullRequest).toBeUndefined();
  });

  it('is counted in the column of its environment', () => {
    expect(headOf({ wishes: [carry] })?.forced).toBe(1);
    expect(headOf({ wishes: [carry] })?.forcing).toBeUndefined();
  });

  it('says there what its pull request waits for, by its last look', () => {
    const pullRequest = { name: '#12', url: 'https://github.com/acme/environments/pull/12' };
    const reasons = [
      { standing: 'resting', says: 'nothing' },
      { standing: 'waiting', says: '#12: waits for 2 approvals: so far `eve`' },
    ];
    const looked = (more: object[]) => entry('looked', 'staging/payments', { reasons: more });

    expect(headOf({ wishes: [carry], facts: { entries: [opened] } })?.forcing).toEqual([
      { component: 'payments', pullRequest },
    ]);
    expect(headOf({ wishes: [carry], facts: { entries: [opened, looked(reasons)] } })?.forcing).toEqual([
      {
        component: 'payments',
        pullRequest,
        waits: { says: 'waits for 2 approvals: so far `eve`', standing: 'waiting' },
      },
    ]);
    expect(headOf({ wishes: [carry], facts: { entries: [looked(reasons), opened] } })?.forcing?.[0]?.waits).toBe(
      undefined,
    );
  });
});

describe('the page of a lane', () => {
  const detail = (facts: Partial<PageFacts>, release = FRIDAYS) =>
    laneDetail(factsWith({ facts, release }), { pipeline: REPO, stage: 'staging' }, 1);

  it('lists what goes with the next release, and when that is', () => {
    const reasons = [
      { standing: 'waiting', about: payments, code: 'next-release', says: 'sha256:2 goes later' },
    ] as const;

    expect(detail({ standings: [standing('staging', [], { reasons: [...reasons] })] })?.lane.nextRelease).toMatchObject(
      {
        when: 'Fri 13 Mar 09:00 (Europe/Rome)',
        items: [{ component: 'payments', says: 'sha256:2 goes later' }],
      },
    );
  });

  it('names who merged past which gate within the last thirty days, newest first', () => {
    const bypass = (by: string, days: number) =>
      entry('bypassed', 'staging', { by, at: NOW - days * 24 * HOUR, missing: 'lint' });

    expect(detail({ entries: [bypass('old', 31), bypass('ada', 2), bypass('eve', 1)] })?.bypasses).toMatchObject([
      { by: 'eve', missing: 'lint', change: { name: 'acme/environments#7' } },
      { by: 'ada' },
    ]);
  });
});

describe('the page of a component', () => {
  const set = (given: Given) => componentView(factsWith(given), { pipeline: REPO, component: 'payments' }, 1)?.set;

  it('has its holds, and those of everything there', () => {
    const holds = [hold, { ...hold, component: payments }, { ...hold, component: 'web' as never }];

    expect(set({ controls: { holds } })).toMatchObject([
      { kind: 'hold', stage: 'staging', says: 'held with everything there', by: 'ada', because: 'an audit' },
      { kind: 'hold', says: 'held', next: '`/sluice resume staging payments` lets it go' },
    ]);
  });

  it('has rollbacks, what is forced, and what was ordered about the pull request that moves it', () => {
    const reasons = [{ standing: 'blocked', about: payments, code: 'rolled-back', says: 'eve moved it back' }] as const;
    const order = (number: number) => ({
      ...entry('order', 'staging', { v: 1, order: { do: 'adopt', by: 'ada' } }),
      promotion: `acme/environments#${number}` as never,
    });
    const standings = [standing('staging', [], { pullRequest: pull, reasons: [...reasons] })];

    expect(set({ wishes: [carry], facts: { standings, entries: [order(9), order(8)] } })).toMatchObject([
      { kind: 'rollback', because: 'eve moved it back' },
      { kind: 'force', by: 'ada', link: { name: 'acme/payments#4' } },
      { kind: 'order', says: '/sluice adopt', by: 'ada', link: { name: 'acme/environments#9' } },
    ]);
  });
});
