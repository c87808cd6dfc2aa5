import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import { judge } from '../../../src/core/authority/judge.ts';
import { isAtLeast, type Demand, type Role } from '../../../src/core/authority/role.ts';
import { repoName } from '../../../src/core/names.ts';
import { questionKey } from '../../../src/core/promotion/questions.ts';
import type { TeamName } from '../../../src/core/team-name.ts';

const repo = repoName('acme/environments');
const [MANAGERS, ONCALL] = ['@acme/release-managers', '@acme/on-call'] as [TeamName, TeamName];
const EITHER: Demand = { teams: [MANAGERS, ONCALL], role: 'write' };

const memberOf = (team: TeamName, answer: Answer<boolean>) =>
  [questionKey({ ask: 'member', team, login: 'grace' }), answer] as const;
const role = (answer: Answer<Role>) => [questionKey({ ask: 'role', repo, login: 'grace' }), answer] as const;

const judged = (demand: Demand, ...answers: (readonly [string, Answer<never> | Answer<boolean> | Answer<Role>])[]) =>
  judge(new Map(answers), demand, { repo, login: 'grace' });

describe('whether somebody meets a demand', () => {
  it('is asked of every team and of the repository at once', () => {
    expect(judged(EITHER)).toEqual({
      questions: [
        { ask: 'member', team: MANAGERS, login: 'grace' },
        { ask: 'member', team: ONCALL, login: 'grace' },
        { ask: 'role', repo, login: 'grace' },
      ],
    });
  });

  it('is asked of the teams alone where they alone may', () => {
    expect(judged({ teams: [MANAGERS] })).toEqual({ questions: [{ ask: 'member', team: MANAGERS, login: 'grace' }] });
  });

  it.each<[string, Demand, Parameters<typeof judged>[1][]]>([
    [
      'in one of the teams',
      EITHER,
      [memberOf(MANAGERS, known(false)), memberOf(ONCALL, known(true)), role(known('none'))],
    ],
    [
      'in no team and of the role',
      EITHER,
      [memberOf(MANAGERS, known(false)), memberOf(ONCALL, known(false)), role(known('write'))],
    ],
    ['of a role above it', { teams: [], role: 'write' }, [role(known('admin'))]],
    [
      'of the role, though a team cannot be read',
      EITHER,
      [memberOf(MANAGERS, unknown('502')), memberOf(ONCALL, known(false)), role(known('maintain'))],
    ],
    ['in a team, before the rest is known', EITHER, [memberOf(ONCALL, known(true))]],
  ])('is yes for somebody %s', (_, demand, answers) => {
    expect(judged(demand, ...answers)).toEqual({ allowed: true });
  });

  it.each<[string, Demand, Parameters<typeof judged>[1][]]>([
    ['of a lower role', { teams: [], role: 'write' }, [role(known('triage'))]],
    ['whose role does not matter', { teams: [MANAGERS] }, [memberOf(MANAGERS, known(false)), role(known('admin'))]],
    ['where nobody is named', { teams: [] }, []],
  ])('is no for somebody %s', (_, demand, answers) => {
    expect(judged(demand, ...answers)).toEqual({ allowed: false });
  });

  it('is not known while what could let them through cannot be read', () => {
    const answers = [
      memberOf(MANAGERS, known(false)),
      memberOf(ONCALL, unknown('GitHub answered 502')),
      role(known('read')),
    ];

    expect(judged(EITHER, ...answers)).toEqual({ unknown: 'GitHub answered 502' });
  });
});

it('a role includes itself and every one below it', () => {
  const roles: Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
  const included = roles.map((least) => roles.filter((one) => isAtLeast(one, least)).length);

  expect(included).toEqual([6, 5, 4, 3, 2, 1]);
});
