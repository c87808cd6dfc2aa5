import type { PackageVersion } from '../../builds/packages.ts';
import { accountJson } from '../account.ts';
import { iso } from '../instant.ts';
import { repoHtml } from '../repository.ts';
import { webOf } from '../../../addresses.ts';

function packageHtml({ owner, name }: PackageVersion, origin: string): string {
  return `${webOf(origin)}/orgs/${owner.login}/packages/container/package/${encodeURIComponent(name)}`;
}

function packageJson(version: PackageVersion, origin: string) {
  const { owner, name } = version;
  return {
    id: version.package.id,
    name,
    namespace: owner.login,
    description: null,
    ecosystem: 'CONTAINER',
    package_type: 'CONTAINER',
    html_url: packageHtml(version, origin),
    created_at: iso(version.package.createdAt),
    updated_at: iso(version.at),
    owner: accountJson(owner, origin),
    registry: {
      about_url: 'https://docs.github.com/packages/learn-github-packages/introduction-to-github-packages',
      name: 'GitHub CONTAINER registry',
      type: 'CONTAINER',
      url: `https://CONTAINER.pkg.github.com/${owner.login}`,
      vendor: 'GitHub Inc',
    },
  };
}

function versionJson(version: PackageVersion, origin: string) {
  const { owner, name, digest, tag, repo } = version;
  const image = `ghcr.io/${owner.login}/${name}`.toLowerCase();
  const address = tag === undefined ? `${image}@${digest}` : `${image}:${tag}`;
  return {
    id: version.id,
    version: digest,
    name: digest,
    description: '',
    summary: '',
    body: '',
    body_html: '',
    html_url: `${packageHtml(version, origin)}/${version.id}`,
    target_commitish: repo.defaultBranch,
    target_oid: version.target,
    created_at: iso(version.at),
    updated_at: iso(version.at),
    metadata: [],
    package_files: [],
    author: accountJson(version.actor, origin),
    installation_command: `docker pull ${address}`,
    package_url: address,
  };
}

/** A new version as the `registry_package` webhook carries it; an image without a tag has an empty one. */
export function registryPackageJson(version: PackageVersion, origin: string) {
  const { digest, tag, labels = {}, repo } = version;
  const source = { 'org.opencontainers.image.source': repoHtml(repo, origin) };
  const container_metadata = {
    tag: tag === undefined ? { name: '', digest: '' } : { name: tag, digest },
    labels: { ...source, ...labels },
    manifest: { digest, media_type: 'application/vnd.oci.image.manifest.v1+json' },
  };
  return { ...packageJson(version, origin), package_version: { ...versionJson(version, origin), container_metadata } };
}

/** The same for `updated`, where GitHub describes neither labels nor manifest, and tags only in their old place. */
export function updatedPackageJson(version: PackageVersion, origin: string) {
  const docker_metadata = [{ tags: version.tag === undefined ? [] : [version.tag] }];
  return { ...packageJson(version, origin), package_version: { ...versionJson(version, origin), docker_metadata } };
}
