import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../../src/core/answer.ts';
import type { Role } from '../../../../src/core/authority/role.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { LabelFact } from '../../../../src/core/promotion/snapshot.ts';
import { id, NOW } from '../facts.ts';
import { decide, planOf } from '../release-facts.ts';
import {
  commentIn,
  controls,
  does,
  ordered,
  people,
  proposed,
  reasonIn,
  stepIn,
  withOpen,
  type Production,
} from '../release/people.ts';

/** It is Monday 10:00 in Rome: the window is shut for an hour. */
const SHUT = { window: { allow: 'Mon-Thu 11:00-16:00', timezone: 'Europe/Rome' } };
const MANAGERS = '@acme/release-managers';
const LABEL: LabelFact = { name: 'deploy/production', by: 'grace', at: NOW + 1 };

const shut = (change: Production = {}): Facts =>
  proposed({ ...change, environment: { gates: [SHUT], ...change.environment } });
const labelled = (label: Partial<LabelFact> = {}, change: Production = {}): Facts =>
  withOpen(shut(change), { labels: [{ ...LABEL, ...label }] });
const role = (of: Role) => people({ roles: { grace: of } });

describe('`deploy/<environment>` on a release', () => {
  it('waives the window where the one who put it on may maintain the repository', () => {
    expect(does(planOf(shut()))).not.toContain('merge');
    expect(does(planOf(labelled(), role('maintain')))).toContain('merge');
    expect(does(planOf(labelled(), role('admin')))).toContain('merge');
  });

  it('waives it where that person is in a team that may force, whatever their role', () => {
    const environment = { force: [MANAGERS] };

    expect(does(planOf(labelled({}, { environment }), people({ teams: { [MANAGERS]: ['grace'] } })))).toContain(
      'merge',
    );
    expect(does(planOf(labelled({}, { environment }), people({ roles: { grace: 'admin' } })))).not.toContain('merge');
  });

  it('is judged together with everything else that is asked', () => {
    const environment = { gates: [SHUT, { approvals: { count: 1, from: [MANAGERS] } }] };
    const reviewers = [
      { by: 'ada', byHuman: true, state: 'approved' as const, commit: id('c'), at: NOW, mayWrite: true },
    ];
    const facts = withOpen(labelled({}, { environment }), { reviewers, asked: [MANAGERS] });
    const who = people({ roles: { grace: 'maintain' }, teams: { [MANAGERS]: ['ada'] } });

    expect(decide(facts, who).rounds).toEqual([['range'], ['role', 'member']]);
  });

  it.each<[string, Partial<LabelFact>]>([
    ['before the present head was made', { at: NOW - 1 }],
    ['by somebody whom the timeline does not show', { by: undefined as never }],
    ['at a time that the timeline does not show', { at: undefined as never }],
    ['for another environment', { name: 'deploy/staging' }],
  ])('waives nothing when it was put on %s, and nobody is asked for', (_, label) => {
    const { plan, rounds } = decide(labelled(label));

    expect(does(plan)).not.toContain('merge');
    expect(rounds).toEqual([['range']]);
  });

  it('by somebody who may not is taken off with one comment that says who may', () => {
    const decided = planOf(labelled(), role('write'));

    expect(does(decided)).not.toContain('merge');
    expect(commentIn(decided)).toEqual({
      template: 'force-refused',
      model: {
        label: 'deploy/production',
        environment: 'production',
        by: 'grace',
        who: 'whoever has `maintain` or more on acme/environments',
      },
    });
    expect(stepIn(decided, 'label')).toMatchObject({ add: [], remove: ['deploy/production'] });
  });

  it('that was refused is said once, and taken off until it is gone', () => {
    const said = stepIn(planOf(labelled(), role('none')), 'comment').key;
    const again = planOf(withOpen(labelled(), { labels: [LABEL], said: [said] }), role('none'));

    expect(does(again)).toContain('label');
    expect(does(again)).not.toContain('comment');
  });

  it('is refused again when it is put on again', () => {
    const said = stepIn(planOf(labelled(), role('none')), 'comment').key;
    const again = withOpen(labelled({ at: NOW + 9 }), { said: [said] });

    expect(does(planOf(again, role('none')))).toContain('comment');
  });

  it('waives nothing and stays while the role cannot be read', () => {
    const decided = planOf(labelled(), ({ ask }) => (ask === 'role' ? unknown('GitHub answered 502') : undefined));

    expect(does(decided)).toEqual(['status']);
    expect(reasonIn(decided, 'window')).toBeDefined();
  });
});

describe('`/sluice promote` on a release', () => {
  it('waives the window for its present head alone', () => {
    expect(does(planOf({ ...shut(), orders: [ordered('promote')] }))).toContain('merge');
    expect(does(planOf({ ...shut(), orders: [ordered('promote', { head: id('e') })] }))).not.toContain('merge');
  });

  const held = controls({ holds: [{ stage: 'production' as never, by: 'kay', at: NOW }] });
  const frozen = controls({ freezes: [{ by: 'kay', at: NOW }] });

  it.each<[string, Facts]>([
    ['a freeze', { ...shut(), ...frozen }],
    ['a hold', { ...shut(), ...held }],
    ['an approval that is missing', shut({ policy: { merge: 'after-approval' } })],
    ['a check that runs', withOpen(shut(), { checks: [] })],
    ['a stage that is merged by hand', shut({ policy: { merge: 'by-hand' } })],
    ['controls that cannot be read', { ...shut(), controls: unknown('GitHub answered 502') }],
  ])('does not waive %s', (_, facts) => {
    expect(does(planOf({ ...facts, orders: [ordered('promote')] }))).toEqual(['status']);
  });
});
