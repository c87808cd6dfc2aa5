import type { ForgeState, Installation, Repo } from '../state.ts';
import { accountJson } from './account.ts';
import { iso, isoOrNull } from './instant.ts';
import { fullNameOf, repoNodeId } from './repository.ts';
import { webOf } from '../../addresses.ts';

/** An installation as REST answers it and the `installation` webhooks carry it. */
export function installationJson(state: ForgeState, installation: Installation, origin: string) {
  const { id, account, suspendedAt } = installation;
  return {
    id,
    account: accountJson(account, origin),
    repository_selection: installation.selection,
    access_tokens_url: `${origin}/app/installations/${id}/access_tokens`,
    repositories_url: `${origin}/installation/repositories`,
    html_url: `${webOf(origin)}/organizations/${account.login}/settings/installations/${id}`,
    app_id: state.app.id,
    app_slug: state.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { metadata: 'read', ...installation.permissions },
    events: state.app.events,
    created_at: iso(0),
    updated_at: iso(0),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: suspendedAt === undefined ? null : accountJson(account, origin),
    suspended_at: isoOrNull(suspendedAt),
  };
}

/** A repository as the `installation` webhooks name it. */
export function installedRepoJson(repo: Repo) {
  return {
    id: repo.id,
    node_id: repoNodeId(repo),
    name: repo.name,
    full_name: fullNameOf(repo),
    private: repo.private,
  };
}
