import { emit } from '../json/event.ts';
import { fullNameOf } from '../json/repository.ts';
import { repoById } from '../repos.ts';
import type { Account, ForgeState, Repo } from '../state.ts';

/** Makes a repository read-only. */
export function archiveRepo(state: ForgeState, repo: Repo, actor: Account): void {
  if (repo.archived) return;
  repo.archived = true;
  emit(state, { event: 'repository', action: 'archived', repo, sender: actor, fields: {} });
}

/** Opens an archived repository again. */
export function unarchiveRepo(state: ForgeState, repo: Repo, actor: Account): void {
  if (!repo.archived) return;
  repo.archived = false;
  emit(state, { event: 'repository', action: 'unarchived', repo, sender: actor, fields: {} });
}

/** Gives a repository another name; the old one leads to it until another repository takes it. */
export function renameRepo(state: ForgeState, repo: Repo, name: string, actor: Account): void {
  const from = repo.name;
  const former = fullNameOf(repo).toLowerCase();
  state.repos.delete(former);
  state.formerNames.set(former, repo.id);
  repo.name = name;
  state.repos.set(fullNameOf(repo).toLowerCase(), repo);
  const fields = { changes: { repository: { name: { from } } } };
  emit(state, { event: 'repository', action: 'renamed', repo, sender: actor, fields });
}

/** The repository that had this name before and has another now. */
export function repoOnceNamed(state: ForgeState, fullName: string): Repo | undefined {
  const id = state.formerNames.get(fullName.toLowerCase());
  return id === undefined ? undefined : repoById(state, id);
}
