import { registerWorkflows } from '../builds/workflows.ts';
import { emit } from '../json/event.ts';
import type { Account, ForgeState, Repo } from '../state.ts';

/** What somebody changes of a repository; left out, it stays as it is. */
export interface RepoEdit {
  description?: string | undefined;
  homepage?: string | undefined;
  /** A branch that is there. */
  defaultBranch?: string | undefined;
  private?: boolean | undefined;
  actor: Account;
}

/** Changes what is said of a repository, its default branch and who can see it; what stays the same is no event. */
export function editRepo(state: ForgeState, repo: Repo, edit: RepoEdit): void {
  const changes = keepEdit(repo, edit);
  const { actor: sender } = edit;
  if ('default_branch' in changes) registerWorkflows(state, repo);
  if (Object.keys(changes).length > 0)
    emit(state, { event: 'repository', action: 'edited', repo, sender, fields: { changes } });
  if (edit.private === undefined || edit.private === repo.private) return;
  repo.private = edit.private;
  emit(state, { event: 'repository', action: edit.private ? 'privatized' : 'publicized', repo, sender, fields: {} });
}

function keepEdit(repo: Repo, { description, homepage, defaultBranch }: RepoEdit): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  if (description !== undefined && description !== repo.description) {
    changes['description'] = { from: repo.description };
    repo.description = description;
  }
  if (homepage !== undefined && homepage !== repo.about?.homepage) {
    changes['homepage'] = { from: repo.about?.homepage ?? null };
    repo.about = { ...repo.about, homepage };
  }
  if (defaultBranch !== undefined && defaultBranch !== repo.defaultBranch) {
    changes['default_branch'] = { from: repo.defaultBranch };
    repo.defaultBranch = defaultBranch;
  }
  return changes;
}
