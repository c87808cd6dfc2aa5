import type { Package } from '../../domain/builds/build.ts';
import { packageNamed, packagesOf } from '../../domain/builds/packages.ts';
import { imageVersionJson, packageJson } from '../../domain/json/builds/package.ts';
import { isMemberOf } from '../../domain/organisations/teams.ts';
import { canSee } from '../../domain/repos.ts';
import type { Account } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { organisationOf } from '../call.ts';

/**
 * The organisation of a call by a person; GitHub's description lists these operations as closed to Apps, whatever they are
 * granted. Installations are told so in other words; for people who signed in through an App they are unconfirmed.
 */
function openedTo(call: Call, refused: Refusal): Account {
  const { caller } = call;
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  if (caller.kind === 'installation') throw refused;
  if (caller.kind !== 'person' || caller.through !== undefined)
    throw new Refusal(403, 'Resource not accessible by integration');
  return organisationOf(call);
}

function isVisible({ caller, state }: Call, { owner, repo }: Package): boolean {
  return canSee(repo, caller) || (caller.kind === 'person' && isMemberOf(state, owner, caller.account));
}

/** The package of a call. There are none but images. */
function packageOf(call: Call): Package {
  const { params, state } = call;
  // The status is reported (actions/create-github-app-token#314), the words are those that people get.
  const missing = new Refusal(404, 'Package not found.');
  const found = packageNamed(state, openedTo(call, missing), params['package_name'] ?? '');
  if (found === undefined || params['package_type'] !== 'container' || !isVisible(call, found)) throw missing;
  return found;
}

function list(call: Call): Reply {
  const { query, state, origin } = call;
  // To installations of every kind of grant: cli/cli#9606, actions/github-script#449.
  const organisation = openedTo(call, new Refusal(400, 'Invalid argument.'));
  const type = query.get('package_type');
  // The status is documented, the words are those of github/docs#20469.
  if (type === null) throw new Refusal(400, 'The package_type parameter is required.');
  const visibility = query.get('visibility');
  const packages = packagesOf(state, organisation).filter(
    (one) =>
      type === 'container' &&
      isVisible(call, one) &&
      (visibility === null || visibility === (one.repo.private ? 'private' : 'public')),
  );
  const { page, headers } = pageOf(call, packages);
  return { status: 200, body: page.map((one) => packageJson(one, origin)), headers };
}

function listVersions(call: Call): Reply {
  const found = packageOf(call);
  // Nothing is ever deleted from the forge's registry.
  const versions = call.query.get('state') === 'deleted' ? [] : found.versions.toReversed();
  const { page, headers } = pageOf(call, versions);
  return { status: 200, body: page.map((one) => imageVersionJson(found, one, call.origin)), headers };
}

export const packageHandlers: Handlers = {
  'packages/get-package-for-organization': (call) => ({ status: 200, body: packageJson(packageOf(call), call.origin) }),
  'packages/list-packages-for-organization': list,
  'packages/get-all-package-versions-for-package-owned-by-org': listVersions,
};
