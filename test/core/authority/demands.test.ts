import { describe, expect, it } from '@jest/globals';

import { demandFor, DEMAND_OF_ALL, whoMay, type Action } from '../../../src/core/authority/demands.ts';
import type { Role } from '../../../src/core/authority/role.ts';
import { environmentPolicy } from '../promotion/release-facts.ts';

const MANAGERS = '@acme/release-managers';
const open = { environment: environmentPolicy() };
const guarded = { environment: environmentPolicy({ force: [MANAGERS] }) };

describe('who may do something in a stage', () => {
  it.each<[Action, Role]>([
    ['adopt', 'write'],
    ['rebuild', 'write'],
    ['resume', 'write'],
    ['refresh', 'write'],
    ['hold', 'write'],
    ['tell', 'write'],
    ['freeze', 'write'],
    ['thaw', 'write'],
    ['explain', 'triage'],
  ])('%s: whoever may %s, and its force teams beside them', (action, role) => {
    expect(demandFor(action, open)).toEqual({ teams: [], role });
    expect(demandFor(action, guarded)).toEqual({ teams: [MANAGERS], role });
  });

  it.each<Action>(['force', 'promote', 'rollback'])(
    '%s: its force teams alone, else whoever may maintain',
    (action) => {
      expect(demandFor(action, guarded)).toEqual({ teams: [MANAGERS] });
      expect(demandFor(action, open)).toEqual({ teams: [], role: 'maintain' });
    },
  );

  it('of a docker or manifest stage, which names no team, is whoever has the role there', () => {
    expect(demandFor('refresh', {})).toEqual({ teams: [], role: 'write' });
    expect(demandFor('force', {})).toEqual({ teams: [], role: 'maintain' });
  });
});

describe('the sentence that says who may', () => {
  it.each([
    ['teams alone', demandFor('force', guarded), 'members of `@acme/release-managers`'],
    ['a role alone', DEMAND_OF_ALL, 'whoever has `maintain` or more on acme/environments'],
    [
      'either',
      demandFor('hold', guarded),
      'members of `@acme/release-managers` and whoever has `write` or more on acme/environments',
    ],
  ])('names %s, and calls nobody', (_, demand, says) => {
    expect(whoMay(demand, 'acme/environments')).toBe(says);
  });
});
