import { describe, expect, it } from '@jest/globals';

import { known, unknown } from '../../../../src/core/answer.ts';
import type { ReviewFact } from '../../../../src/core/promotion/snapshot.ts';
import { codes, id, NOW } from '../facts.ts';
import { decide, planOf, seenAs, snapshotIn } from '../release-facts.ts';
import {
  approval,
  does,
  HEAD,
  MINUTE,
  openIn,
  people,
  proposed,
  reasonIn,
  stepIn,
  withOpen,
  type Production,
} from '../release/people.ts';

const MANAGERS = '@acme/release-managers';
const TWO: Production = {
  policy: { merge: 'after-approval' },
  environment: { gates: [{ approvals: { count: 2, from: [MANAGERS] } }] },
};
const asked = { asked: [MANAGERS] };
const team = people({ teams: { [MANAGERS]: ['ada', 'kay', 'grace'] } });

const reviewed = (...reviewers: ReviewFact[]) => withOpen(proposed(TWO), { ...asked, reviewers });

describe('a release that two of a team have to approve', () => {
  it('is merged once they have', () => {
    expect(does(planOf(reviewed(approval('ada'), approval('kay')), team))).toEqual(['status', 'merge']);
  });

  it('is asked of the team once, and never of a draft', () => {
    const request = stepIn(planOf(proposed(TWO), team), 'request');

    expect(request).toMatchObject({ teams: [MANAGERS], pullRequest: { number: 41 } });
    expect(does(planOf(withOpen(proposed(TWO), { asked: ['@Acme/Release-Managers'] }), team))).not.toContain('request');
    expect(does(planOf(withOpen(proposed(TWO), { draft: true }), team))).not.toContain('request');
  });

  it('is asked of it after everything else: what GitHub refuses there keeps nothing back', () => {
    expect(does(planOf(proposed(TWO), team))).toEqual(['status', 'request']);
  });

  it('asks nobody of another organisation, whom GitHub would not take', () => {
    const environment = { gates: [{ approvals: { count: 1, from: ['@elsewhere/managers'] } }] };

    expect(does(planOf(proposed({ environment }), team))).toEqual(['status']);
  });

  it('asks who they are live, all at once, and nobody who did not approve', () => {
    const { rounds } = decide(reviewed(approval('ada'), approval('kay'), approval('eve', { mayWrite: false })), team);

    expect(rounds).toEqual([['range'], ['member', 'member']]);
  });

  it('says who has approved it and who else has to, and looks again though nobody tells', () => {
    const decided = planOf(reviewed(approval('ada')), team);

    expect(reasonIn(decided, 'approvals')).toBe(
      `#41: waits for 2 approvals of this head by members of ${MANAGERS}: so far ada`,
    );
    expect(decided.wake).toBe(NOW + 10 * MINUTE);
  });

  it.each<[string, ReviewFact[]]>([
    ['one is missing', [approval('ada')]],
    ['one is a bot', [approval('ada'), approval('kay', { byHuman: false })]],
    ['one was given before the last push', [approval('ada'), approval('kay', { commit: id('d') })]],
    ['one was given to a commit that is gone', [approval('ada'), withoutCommit(approval('kay'))]],
    ['one was dismissed', [approval('ada'), approval('kay', { state: 'dismissed' })]],
    ['one may not write any more', [approval('ada'), approval('kay', { mayWrite: false })]],
    ['one has left the team', [approval('ada'), approval('lin')]],
  ])('is not merged while %s', (_, reviewers) => {
    const decided = planOf(reviewed(...reviewers), team);

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'approvals')).toMatch(/: so far ada$/);
  });

  it('does not count who made a commit on it, however the name is spelled', () => {
    const facts = reviewed(approval('ada'), approval('kay'));
    const [ours] = snapshotIn(facts).branch!.commits;
    const theirs = { commit: HEAD, author: 'Ada', byUs: false, isKnownAuthor: true, mergesBase: false, at: NOW };
    const orders = [{ do: 'resume' as const, head: HEAD, by: 'grace', at: NOW }];
    const foreign = seenAs(facts, { branch: { ...snapshotIn(facts).branch!, commits: [theirs, ours!] } });
    const decided = planOf({ ...foreign, orders }, team);

    expect(does(decided)).not.toContain('merge');
    expect(reasonIn(decided, 'approvals')).toMatch(/: so far kay$/);
  });

  it('waits for one more where GitHub does not know who made a commit on it: it may be either of them', () => {
    const facts = reviewed(approval('ada'), approval('kay'));
    const { branch } = snapshotIn(facts);
    const theirs = { commit: HEAD, author: 'Nobody', byUs: false, isKnownAuthor: false, mergesBase: false, at: NOW };
    const foreign = seenAs(facts, { branch: { ...branch!, commits: [theirs, branch!.commits[0]!] } });
    const orders = [{ do: 'resume' as const, head: HEAD, by: 'lin', at: NOW }];
    const waits = planOf({ ...foreign, orders }, team);
    expect(does(waits)).not.toContain('merge');
    expect(reasonIn(waits, 'approvals')).toBe(
      `#41: waits for 3 approvals of this head by members of ${MANAGERS} (one more, since GitHub does not know who made all of it): so far ada and kay`,
    );

    const third = withOpen(
      { ...foreign, orders },
      { ...asked, reviewers: ['ada', 'kay', 'grace'].map((by) => approval(by)) },
    );
    expect(does(planOf(third, team))).toContain('merge');
  });

  it('is not merged while the team cannot be read, though both approved', () => {
    const decided = planOf(reviewed(approval('ada'), approval('kay')), ({ ask }) =>
      ask === 'member' ? unknown('GitHub answered 502') : undefined,
    );

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'approvals-unknown')).toBe('#41: who approved could not be judged: GitHub answered 502');
  });

  it('is merged though one of several teams cannot be read, where the other has them both', () => {
    const from = ['@acme/gone', MANAGERS];
    const facts = withOpen(proposed({ environment: { gates: [{ approvals: { count: 2, from } }] } }), {
      asked: from,
      reviewers: [approval('ada'), approval('kay')],
    });
    const decided = planOf(facts, (question) => {
      if (question.ask !== 'member') return undefined;
      return question.team === MANAGERS ? known(true) : unknown('GitHub answered 404');
    });

    expect(does(decided)).toContain('merge');
  });

  it('is held by whoever asks for changes, however many approved, unless that person may not write or is a bot', () => {
    const no = approval('lin', { state: 'changes-requested', commit: id('d') });
    const both = [approval('ada'), approval('kay')];

    expect(codes(planOf(reviewed(...both, no), team))).toContain('blocked changes-requested');
    expect(does(planOf(reviewed(...both, { ...no, mayWrite: false }), team))).toContain('merge');
    expect(does(planOf(reviewed(...both, { ...no, byHuman: false }), team))).toContain('merge');
  });

  it('needs every one of several approvals gates', () => {
    const gates = [MANAGERS, '@acme/security'].map((from) => ({ approvals: { count: 1, from: [from] } }));
    const facts = withOpen(proposed({ environment: { gates } }), {
      asked: [MANAGERS, '@acme/security'],
      reviewers: [approval('ada'), approval('kay')],
    });
    const decided = planOf(facts, team);

    expect(reasonIn(decided, 'approvals')).toMatch(/members of @acme\/security: none so far$/);
    expect(does(planOf(facts, people({ teams: { [MANAGERS]: ['ada'], '@acme/security': ['kay'] } })))).toContain(
      'merge',
    );
  });
});

function withoutCommit({ commit: _gone, ...review }: ReviewFact): ReviewFact {
  return review;
}

describe('a release after approval that names no gate', () => {
  const open = (...reviewers: ReviewFact[]) =>
    withOpen(proposed({ policy: { merge: 'after-approval' } }), { reviewers });

  it('needs one approval by anybody who may write, and asks no team', () => {
    const decided = planOf(open());

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'approvals')).toBe(
      '#41: waits for 1 approval of this head by people who may write: none so far',
    );
    expect(does(planOf(open(approval('ada'))))).toContain('merge');
  });

  it('is not merged with an approval by somebody who may not write', () => {
    expect(does(planOf(open(approval('eve', { mayWrite: false }))))).not.toContain('merge');
  });
});

it('an approvals gate without a team is open to anybody who may write', () => {
  const environment = { gates: [{ approvals: { count: 2, from: [] } }] };
  const facts = proposed({ environment });

  expect(does(planOf(withOpen(facts, { reviewers: [approval('ada')] })))).not.toContain('merge');
  expect(does(planOf(withOpen(facts, { reviewers: [approval('ada'), approval('kay')] })))).toContain('merge');
  expect(openIn(facts).reviewers).toEqual([]);
});
