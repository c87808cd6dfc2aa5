import type { Account, ForgeState, Repo } from '../state.ts';
import { accountJson, organizationJson } from './account.ts';
import { pushRepositoryJson, repositoryJson } from './repository.ts';

/** What happened, before the members that every payload shares are added. */
export interface Happening {
  event: string;
  action?: string;
  repo: Repo;
  sender: Account;
  fields: Record<string, unknown>;
}

/** Emits one event with the payload that GitHub's webhook description asks for. */
export function emit(state: ForgeState, { event, action, repo, sender, fields }: Happening): void {
  const { origin } = state;
  const payload = {
    ...(action !== undefined && { action }),
    ...fields,
    repository: event === 'push' ? pushRepositoryJson(repo, origin) : repositoryJson(repo, origin),
    ...(repo.owner.type === 'Organization' && { organization: organizationJson(repo.owner, origin) }),
    sender: accountJson(sender, origin),
  };
  state.emit({ event, ...(action !== undefined && { action }), repo, sender, payload });
}
