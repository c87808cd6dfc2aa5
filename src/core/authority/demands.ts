import type { Stage } from '../pipeline/pipeline.ts';
import { isTeamName } from '../team-name.ts';
import { list } from '../text/phrases.ts';
import type { Demand, Role } from './role.ts';

/** What people ask of Sluice; what it does of its own accord needs nobody. */
export type Action =
  | 'adopt'
  | 'rebuild'
  | 'resume'
  | 'refresh'
  | 'hold'
  | 'tell'
  | 'freeze'
  | 'thaw'
  | 'force'
  | 'promote'
  | 'rollback'
  | 'explain';

/** `docs/reference/authority.md` is this, for people. Roles are those on the stage's repository. */
const LEAST: Record<Action, { role: Role; teams: 'also' | 'instead' }> = {
  adopt: { role: 'write', teams: 'also' },
  rebuild: { role: 'write', teams: 'also' },
  resume: { role: 'write', teams: 'also' },
  refresh: { role: 'write', teams: 'also' },
  hold: { role: 'write', teams: 'also' },
  tell: { role: 'write', teams: 'also' },
  freeze: { role: 'write', teams: 'also' },
  thaw: { role: 'write', teams: 'also' },
  force: { role: 'maintain', teams: 'instead' },
  promote: { role: 'maintain', teams: 'instead' },
  rollback: { role: 'maintain', teams: 'instead' },
  explain: { role: 'triage', teams: 'also' },
};

/**
 * Who may do it in a stage. Its `force:` teams may release beside everybody who may write; where there are any, they alone may
 * force.
 */
export function demandFor(action: Action, { environment }: Pick<Stage, 'environment'>): Demand {
  const teams = (environment?.force ?? []).filter(isTeamName);
  const { role, teams: how } = LEAST[action];
  return how === 'instead' && teams.length > 0 ? { teams } : { teams, role };
}

/** Every environment of a pipeline at once: whoever may maintain its repository. */
export const DEMAND_OF_ALL: Demand = { teams: [], role: 'maintain' };

/** Who may, as a sentence says it: `members of @acme/release-managers and whoever has `write` or more on acme/environments`. */
export function whoMay({ teams, role }: Demand, repo: string): string {
  // In code a team is named and not called.
  const members = teams.length === 0 ? [] : [`members of ${list(teams.map((team) => `\`${team}\``))}`];
  return list([...members, ...(role === undefined ? [] : [`whoever has \`${role}\` or more on ${repo}`])]);
}
