import type { Oid } from '../../git/storage.ts';
import { registryPackageJson, updatedPackageJson } from '../json/builds/registry-package.ts';
import { emit } from '../json/event.ts';
import { branchOid, zeroOid } from '../repos.ts';
import type { Package } from './build.ts';
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

/** Tells of an image in the registry; GitHub has no API that would push one. */
export function publishPackage(state: ForgeState, publication: Publication): void {
  const { owner, name, repo, actor, action = 'published' } = publication;
  const version: PackageVersion = {
    ...publication,
    id: state.nextId(),
    at: state.clock.now(),
    package: packageNamed(state, owner, name),
    target: branchOid(repo, repo.defaultBranch) ?? zeroOid,
  };
  const write = action === 'published' ? registryPackageJson : updatedPackageJson;
  const fields = { registry_package: write(version, state.origin) };
  emit(state, { event: 'registry_package', action, repo, sender: actor, fields });
}

function packageNamed(state: ForgeState, owner: Account, name: string): Package {
  const key = `${owner.login}/${name}`.toLowerCase();
  const known = state.packages.get(key);
  if (known !== undefined) return known;
  const made = { id: state.nextId(), owner, name, createdAt: state.clock.now() };
  state.packages.set(key, made);
  return made;
}
