import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../../src/core/answer.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { BranchCommit } from '../../../../src/core/promotion/snapshot.ts';
import { id, NOW } from '../facts.ts';
import { GREEN, payments, pinFile, planOf, seenAs, snapshotIn, web } from '../release-facts.ts';
import {
  approval,
  controls,
  does,
  HOUR,
  ordered,
  production,
  proposed,
  reasonIn,
  withOpen,
} from '../release/people.ts';
import { provenAgo } from '../release/staging.ts';
import { moving, other } from './others.ts';

const PUSHED: BranchCommit = {
  commit: id('e'),
  author: 'rita',
  byUs: false,
  isKnownAuthor: true,
  mergesBase: false,
  at: NOW,
};
const SOAK = { gates: [{ soak: 2 * HOUR }] };
const HOLDS_WEB = controls({ holds: [{ stage: 'production' as never, component: web, by: 'omar', at: NOW }] });

/** The release moves payments; rita pushed a pin of web onto its branch, somebody adopted it, and omar approved. */
function adopted(held: string, change: Partial<Facts> = {}, environment = {}): Facts {
  const ripe = { environment: provenAgo({ d: 100 * HOUR }) };
  const facts = withOpen(proposed({ environment, upstream: ripe }), {
    head: PUSHED.commit,
    checks: [GREEN],
    reviewers: [approval('omar', { commit: PUSHED.commit })],
  });
  const { branch, files } = snapshotIn(facts);
  if (branch === undefined) throw new Error('there is no branch');
  const pushed = files.map((file) => (file.path.includes('web') ? { ...file, head: pinFile('web', held) } : file));
  const seen = { files: pushed, branch: { ...branch, tip: PUSHED.commit, commits: [PUSHED, ...branch.commits] } };
  return { ...seenAs(facts, seen), orders: [ordered('adopt', { head: PUSHED.commit })], ...change };
}

describe('a pin that a person pushed onto a release', () => {
  it('is merged once it is adopted and approved, where nothing holds it', () => {
    expect(does(planOf(adopted('2')))).toContain('merge');
  });

  it('is held with its component, however many approve', () => {
    const decided = planOf(adopted('2', HOLDS_WEB));

    expect(does(decided)).not.toContain('merge');
    expect(reasonIn(decided, 'held')).toMatch(/omar holds web in production/);
  });

  it('is held with its environment, which is said once', () => {
    const holds = controls({ holds: [{ stage: 'production' as never, by: 'omar', at: NOW }] });
    const decided = planOf(adopted('2', holds));

    expect(decided.reasons.filter(({ code }) => code === 'held').map(({ says }) => says)).toEqual([
      '#41: omar holds production',
    ]);
  });

  it('waits for the soak like in a pull request of their own', () => {
    const decided = planOf(adopted('3', {}, SOAK));

    expect(does(decided)).not.toContain('merge');
    expect(reasonIn(decided, 'soak')).toMatch(/web sha256:3333333 has been proven for 2 hours/);
  });

  it('that cannot be read any more is no way round it', () => {
    const decided = planOf(adopted('image: registry.acme.dev/web:latest\n', {}, SOAK));

    expect(does(decided)).not.toContain('merge');
    expect(reasonIn(decided, 'soak-unknown')).toMatch(/what web would be moved to cannot be read/);
  });
});

describe("the soak of somebody's own pull request that cannot be judged", () => {
  const moved = (change: Partial<Facts> = {}): Facts => {
    const facts = production({ environment: SOAK, upstream: { environment: provenAgo({ d: 100 * HOUR }) } });
    return { ...seenAs(facts, { others: [other()] }), ...change };
  };
  const said = (facts: Facts, held: string): unknown =>
    planOf(facts, moving({ payments: held })).steps.find((step) => step.do === 'status' && step.commit === id('f'));

  it.each([
    ['its code repository cannot be read', moved({ sources: new Map([[payments, unknown('HTTP 502')]]) }), '2'],
    ['its pin cannot be read', moved(), 'image: registry.acme.dev/payments:latest\n'],
  ])('is closed where %s', (_, facts, held) => {
    expect(said(facts, held)).toMatchObject({
      state: 'pending',
      description: expect.stringMatching(/cannot be judged/),
    });
  });

  it('and one head of two pull requests has one word: the one that is held', () => {
    const facts = moved({ ...controls({ holds: [{ stage: 'production' as never, by: 'omar', at: NOW }] }) });
    const both = seenAs(facts, { others: [other({ touchesPins: false, number: 8 }), other()] });
    const states = planOf(both, moving({ payments: '2' })).steps.flatMap((step) =>
      step.do === 'status' ? [step.state] : [],
    );

    expect(new Set(states)).toEqual(new Set(['pending']));
  });
});
