import type { Answer } from '../../core/answer.ts';
import type { TeamName } from '../../core/team-name.ts';

/** Who is in which team, read live. */
export interface Roles {
  isMember(team: TeamName, login: string): Promise<Answer<boolean>>;
}
