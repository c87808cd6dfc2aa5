import type { Answer } from '../../core/answer.ts';
import type { Role } from '../../core/authority/role.ts';
import type { RepoName } from '../../core/names.ts';
import type { TeamName } from '../../core/team-name.ts';

/** Who is in which team and who may do what, read live. */
export interface Roles {
  isMember(team: TeamName, login: string): Promise<Answer<boolean>>;
  /** What somebody may do in a repository now, by whatever team or organisation gives it. */
  permission(repo: RepoName, login: string): Promise<Answer<Role>>;
}
