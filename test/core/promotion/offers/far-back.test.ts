import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../../../src/core/answer.ts';
import type { DeploymentFact, EnvironmentState } from '../../../../src/core/environments/environment-state.ts';
import type { ComponentName } from '../../../../src/core/names.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import { questionKey, type AnswerOf, type DeploymentsQuestion } from '../../../../src/core/promotion/questions.ts';
import { id, NOW } from '../facts.ts';
import { other } from '../gates/others.ts';
import {
  commit,
  decide,
  editsIn,
  ENVIRONMENTS,
  payments,
  planOf,
  saysOf,
  web,
  type Answering,
} from '../release-facts.ts';
import { does, HOUR, production, proposed, reasonIn, withOpen, type Production } from '../release/people.ts';
import { deployed, ended, heldAt, stagingWith } from '../release/staging.ts';

/*
 * Staging's components are deployed one by one. A look shows only its newest deployments, all of them about web here: that payments
 * runs at c is further back.
 */

const about = (of: ComponentName, one: DeploymentFact): DeploymentFact => ({ ...one, of, key: `deploy:${of}` });
const others: DeploymentFact[] = [
  about(web, deployed('d', ended('failure'))),
  ...Array.from({ length: 19 }, () => about(web, deployed('d', ended('in_progress')))),
];
const PAYMENTS = about(payments, deployed('c', ended('success', 5 * HOUR)));
const WEB = about(web, deployed('b', ended('success', 9 * HOUR)));
const newest: EnvironmentState = { ...stagingWith(...others), listedSince: NOW };
const BOTH = { payments: '3', web: '3' };
/** What the branch held at those commits. */
const TEXTS = { c: { payments: '2', web: '1' }, b: { payments: '1', web: '1' }, d: { payments: '2', web: '2' } };

type Back = Answer<AnswerOf['deployments']>;
/** The deployments as far back as somebody looked; `more`: and there is more. */
const back = (deployments: DeploymentFact[], more = false): Back => {
  const { hasMerged: _, ...environment } = stagingWith(...deployments);
  return known({ ...environment, ...(more ? { listedSince: NOW } : {}) });
};

const answering =
  (deployments: Back, asked: DeploymentsQuestion[] = []): Answering =>
  (question) => {
    if (question.ask !== 'deployments') return heldAt(TEXTS)(question);
    asked.push(question);
    return deployments;
  };

const seeing = (change: Production = {}): Facts =>
  production({ offered: BOTH, ...change, upstream: { environment: newest, ...change.upstream } });

describe('a component whose proof is older than the deployments that a look shows', () => {
  it('goes on as what it was proven with, which is asked for', () => {
    const asked: DeploymentsQuestion[] = [];
    const { plan, rounds } = decide(seeing(), answering(back([...others, PAYMENTS, WEB]), asked));

    expect(editsIn(plan)).toEqual({ 'production/payments.yaml': '2' });
    expect(rounds).toEqual([['deployments'], ['text', 'text'], ['range', 'range']]);
    expect(asked).toEqual([
      {
        ask: 'deployments',
        repo: ENVIRONMENTS,
        stage: 'staging',
        tip: id('d'),
        components: [payments, web],
        by: NOW,
      },
    ]);
  });

  it('is not asked for while the newest deployments show its proof', () => {
    const shown = { ...stagingWith(...others, PAYMENTS, WEB), listedSince: NOW };
    const { rounds } = decide(seeing({ upstream: { environment: shown } }), answering(unknown('nobody asks')));

    expect(rounds).toEqual([
      ['text', 'text'],
      ['range', 'range'],
    ]);
  });

  it('is not asked for where the pins here hold what its branch holds, and nothing would change that', () => {
    const decided = decide(seeing({ held: BOTH }));

    expect(decided.rounds).toEqual([]);
    expect(saysOf(decided.plan, 'payments')).toBe('acme/environments already holds sha256:3333333, what staging holds');
  });

  it('is asked for though the pins hold it once somebody would move them', () => {
    const facts = seeing({ held: BOTH, here: { others: [other({ touchesPins: true })] } });

    expect(decide(facts, answering(back([...others, PAYMENTS, WEB]))).rounds[0]).toEqual(['deployments']);
  });

  it('is asked for where only its newest proof is too young', () => {
    const young = { ...stagingWith(about(payments, deployed('d', ended('success', HOUR)))), listedSince: NOW };
    const asked: DeploymentsQuestion[] = [];
    const decided = planOf(
      seeing({ upstream: { environment: young }, environment: { gates: [{ soak: 2 * HOUR }] } }),
      answering(back([...young.deployments, PAYMENTS]), asked),
    );

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
    expect(asked[0]?.by).toBe(NOW - 2 * HOUR);
  });

  it('is asked for by the signals that the place before believes', () => {
    const asked: DeploymentsQuestion[] = [];
    const ours = { ...newest, onlyOurs: true as const };
    decide(seeing({ upstream: { environment: ours } }), answering(back([...others, PAYMENTS, WEB]), asked));

    expect(asked).toMatchObject([{ onlyOurs: true }]);
    const { onlyOurs: _, ...without } = asked[0]!;
    expect(questionKey(asked[0]!)).not.toBe(questionKey(without));
  });

  it('is not asked for on a long branch where somebody deployed another one, and it failed', () => {
    const elsewhere = { ...stagingWith(deployed('9', ended('failure')), PAYMENTS), hasOlderCommits: true as const };
    const decided = decide(seeing({ upstream: { environment: elsewhere } }), answering(unknown('nobody asks')));

    expect(decided.rounds[0]).not.toContain('deployments');
  });

  it('waits where the older ones cannot be read, and is looked at again soon', () => {
    const decided = planOf(seeing(), answering(unknown('GitHub timed out')));

    expect(does(decided)).toEqual([]);
    expect(saysOf(decided, 'payments')).toBe('what ran in staging could not be read: GitHub timed out');
    expect(decided.wake).toBe(NOW + 60_000);
  });

  it('stays, with the way on, where even what was read back has no proof of it and there is more', () => {
    const decided = planOf(seeing(), answering(back([...others, PAYMENTS], true)));

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
    expect(decided.reasons).toContainEqual({
      about: web,
      standing: 'blocked',
      code: 'too-far-back',
      says: 'whether web ever ran in staging cannot be said: no deployment as far back as Sluice reads has proven it',
      next: 'deploy web to staging once more',
    });
  });

  it('was never proven where there is nothing further back', () => {
    const decided = planOf(seeing(), answering(back([...others, WEB])));

    expect(reasonIn(decided, 'not-proven')).toMatch(/^nothing is proven in staging yet/);
  });
});

describe('an open release whose component was proven further back', () => {
  const open = (answer: Back) => {
    const facts = withOpen(proposed({ offered: { payments: '2' } }), { checks: [] });
    const upstream = seeing({ offered: { payments: '2' } }).upstream;
    return planOf({ ...facts, upstream }, answering(answer));
  };

  it('stays as it is', () => {
    expect(does(open(back([...others, PAYMENTS, WEB])))).toEqual(['status']);
  });

  it.each<[string, Back]>([
    ['cannot be read', unknown('GitHub timed out')],
    ['is too far back', back(others, true)],
  ])('is neither closed nor changed while that %s', (_, answer) => {
    expect(does(open(answer))).not.toContain('close');
    expect(does(open(answer))).not.toContain('publish');
  });

  it('goes on holding it while another moves on', () => {
    const open = withOpen(proposed({ offered: BOTH }), { checks: [] });
    const facts = { ...open, upstream: seeing().upstream };
    const decided = planOf(facts, answering(back([about(payments, deployed('d', ended('success')))], true)));

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'component-unknown')).toMatch(/^web could not be read: whether web ever ran in staging/);
  });
});

describe('a set of which one was proven further back', () => {
  const shown = {
    ...stagingWith(about(web, deployed('d', ended('success')))),
    listedSince: NOW,
  };
  const set = (answer: Back, offered: Production['offered'] = {}) =>
    planOf(
      seeing({ environment: { together: [[payments, web]] }, offered, upstream: { environment: shown } }),
      answering(answer),
    );

  it('goes together, as both ran', () => {
    const decided = set(back([...shown.deployments, PAYMENTS]), { payments: '2', web: '3' });

    expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2', 'production/web.yaml': '3' });
  });

  const BEGAN = { payments: '1', web: '3' };

  it('goes with the value that the environment began with, once all deployments were read and none is about it', () => {
    expect(editsIn(set(back(shown.deployments), BEGAN))).toEqual({ 'production/web.yaml': '3' });
  });

  it('goes so on a long branch, though somebody deployed web from another one', () => {
    const elsewhere = about(web, deployed('9', ended('failure')));
    const environment = {
      ...stagingWith(about(web, deployed('d', ended('success'))), elsewhere),
      hasOlderCommits: true as const,
    };
    const decided = planOf(
      seeing({ environment: { together: [[payments, web]] }, offered: BEGAN, upstream: { environment } }),
      answering(unknown('nobody asks')),
    );

    expect(editsIn(decided)).toEqual({ 'production/web.yaml': '3' });
  });

  it('stays while there may be deployments of it: it is not taken as where the environment began', () => {
    const decided = set(back(shown.deployments, true), BEGAN);

    expect(does(decided)).toEqual([]);
    for (const one of ['payments', 'web'])
      expect(saysOf(decided, one)).toMatch(/^whether payments ever ran in staging cannot be said/);
  });
});

it('a failure that is run again and again does not take back what ran before it', () => {
  const failed = Array.from({ length: 20 }, () => deployed('d', ended('failure')));
  const environment: EnvironmentState = { ...stagingWith(...failed), listedSince: NOW };
  const decided = planOf(
    seeing({ upstream: { environment } }),
    answering(back([...failed, deployed('c', ended('success', HOUR))])),
  );

  expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
});

it('the commits that were read back are those that count', () => {
  const environment: EnvironmentState = { ...newest, commits: [commit('d')] };
  const decided = planOf(seeing({ upstream: { environment } }), answering(back([...others, PAYMENTS, WEB])));

  expect(editsIn(decided)).toEqual({ 'production/payments.yaml': '2' });
});
