import type { Role } from '../domain/state.ts';
import { Committer } from './committer.ts';

/** Somebody who may change how an organisation and its repositories are set up. */
export class Administrator extends Committer {
  async archives(repo: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}`, { archived: true });
  }

  async unarchives(repo: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}`, { archived: false });
  }

  async renames(repo: string, name: string): Promise<void> {
    await this.call('PATCH', `/repos/${repo}`, { name });
  }

  /** Gives somebody a role of their own in a repository, or another one. */
  async setsRole(repo: string, login: string, role: Role): Promise<void> {
    const permission = { read: 'pull', triage: 'triage', write: 'push', maintain: 'maintain', admin: 'admin' }[role];
    await this.call('PUT', `/repos/${repo}/collaborators/${login}`, { permission });
  }

  async removesRole(repo: string, login: string): Promise<void> {
    await this.call('DELETE', `/repos/${repo}/collaborators/${login}`);
  }

  async addsToTeam(organisation: string, team: string, login: string): Promise<void> {
    await this.call('PUT', `/orgs/${organisation}/teams/${team}/memberships/${login}`, {});
  }

  async removesFromTeam(organisation: string, team: string, login: string): Promise<void> {
    await this.call('DELETE', `/orgs/${organisation}/teams/${team}/memberships/${login}`);
  }
}
