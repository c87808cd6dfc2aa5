import type { ImageVersion, Package } from '../../builds/build.ts';
import { accountJson } from '../account.ts';
import { iso } from '../instant.ts';
import { minimalRepositoryJson } from '../repository.ts';
import { webOf } from '../../../addresses.ts';

function addressesOf({ owner, name }: Package, origin: string) {
  const path = `container/${encodeURIComponent(name)}`;
  return {
    api: `${origin}/orgs/${owner.login}/packages/${path}`,
    html: `${webOf(origin)}/orgs/${owner.login}/packages/${path.replace('/', '/package/')}`,
  };
}

/** A package as REST answers it; it is as visible as the repository that it is linked to. */
export function packageJson(one: Package, origin: string) {
  const { api, html } = addressesOf(one, origin);
  return {
    id: one.id,
    name: one.name,
    package_type: 'container',
    owner: accountJson(one.owner, origin),
    version_count: one.versions.length,
    visibility: one.repo.private ? 'private' : 'public',
    url: api,
    created_at: iso(one.createdAt),
    updated_at: iso(Math.max(one.createdAt, ...one.versions.map(({ updatedAt }) => updatedAt))),
    repository: minimalRepositoryJson(one.repo, origin),
    html_url: html,
  };
}

/** A version of a package as REST answers it: its name is its digest. */
export function imageVersionJson(one: Package, version: ImageVersion, origin: string) {
  const { api, html } = addressesOf(one, origin);
  return {
    id: version.id,
    name: version.digest,
    url: `${api}/versions/${version.id}`,
    package_html_url: html,
    created_at: iso(version.createdAt),
    updated_at: iso(version.updatedAt),
    html_url: `${html}/${version.id}`,
    metadata: { package_type: 'container', container: { tags: [...version.tags] } },
  };
}
