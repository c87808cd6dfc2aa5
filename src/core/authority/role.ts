import type { TeamName } from '../team-name.ts';

/** What somebody may do in a repository, as GitHub's `role_name` has it; a custom role counts as what it is based on. */
export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

const RANKS: Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/** Whether a role includes another. */
export const isAtLeast = (role: Role, least: Role): boolean => RANKS.indexOf(role) >= RANKS.indexOf(least);

/** Who may do something: members of any of the teams, or whoever has at least the role in the repository. */
export interface Demand {
  teams: TeamName[];
  /** Undefined: the teams alone. */
  role?: Role;
}
