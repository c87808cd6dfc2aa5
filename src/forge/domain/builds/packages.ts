import type { Oid } from '../../git/storage.ts';
import { registryPackageJson, updatedPackageJson } from '../json/builds/registry-package.ts';
import { emit } from '../json/event.ts';
import { branchOid, zeroOid } from '../repos.ts';
import type { ImageVersion, Package } from './build.ts';
import type { Account, ForgeState, Repo } from '../state.ts';

/** What was pushed to the container registry. */
export interface Publication {
  owner: Account;
  name: string;
  /** Of the manifest, as `sha256:<hex>`. */
  digest: string;
  /** A manifest may be pushed without one, as those of single platforms are. */
  tag?: string | undefined;
  /** Of the image's configuration. */
  labels?: Record<string, string> | undefined;
  /** The repository that the package is linked to. */
  repo: Repo;
  actor: Account;
  action?: 'published' | 'updated' | undefined;
}

/** One version of a package with what its payload says of the repository. */
export interface PackageVersion extends Publication {
  id: number;
  at: number;
  package: Package;
  /** The tip of the default branch, which need not be what the image was built from. */
  target: Oid;
}

/** Takes an image into the registry and tells of it; GitHub has no API that would push one. */
export function publishPackage(state: ForgeState, publication: Publication): void {
  const { repo, actor, action = 'published' } = publication;
  const into = packageOf(state, publication);
  const version: PackageVersion = {
    ...publication,
    id: storeImage(state, into, publication).id,
    at: state.clock.now(),
    package: into,
    target: branchOid(repo, repo.defaultBranch) ?? zeroOid,
  };
  const write = action === 'published' ? registryPackageJson : updatedPackageJson;
  const fields = { registry_package: write(version, state.origin) };
  emit(state, { event: 'registry_package', action, repo, sender: actor, fields });
}

/** The package of that name, without its owner's. */
export function packageNamed(state: ForgeState, owner: Account, name: string): Package | undefined {
  return state.packages.get(keyOf(owner, name));
}

/** The packages of an account, in the order of their first images. */
export function packagesOf(state: ForgeState, owner: Account): Package[] {
  return [...state.packages.values()].filter((one) => one.owner === owner);
}

function keyOf(owner: Account, name: string): string {
  return `${owner.login}/${name}`.toLowerCase();
}

function packageOf(state: ForgeState, { owner, name, repo }: Publication): Package {
  const known = packageNamed(state, owner, name);
  if (known !== undefined) return known;
  const made = { id: state.nextId(), owner, name, repo, createdAt: state.clock.now(), versions: [] };
  state.packages.set(keyOf(owner, name), made);
  return made;
}

/** The same digest is the same version again; a tag is of one version at a time. */
function storeImage(state: ForgeState, { versions }: Package, { digest, tag }: Publication): ImageVersion {
  const at = state.clock.now();
  const known = versions.find((one) => one.digest === digest);
  const image = known ?? { id: state.nextId(), digest, tags: new Set<string>(), createdAt: at, updatedAt: at };
  if (known === undefined) versions.push(image);
  if (tag === undefined || image.tags.has(tag)) return image;
  for (const one of versions) one.tags.delete(tag);
  image.tags.add(tag);
  image.updatedAt = at;
  return image;
}
