import type { Repo } from '../state.ts';
import type { Release } from './release.ts';

/** The release that counts as the latest: "the most recent non-prerelease, non-draft release", unless somebody chose. */
export function latestOf(repo: Repo): Release | undefined {
  const fit = repo.releases.filter(({ draft, prerelease }) => !draft && !prerelease);
  return fit.find(({ id }) => id === repo.latestRelease) ?? newestFirst(fit)[0];
}

/** By the date of the tagged commit, and of equal ones the one that was made last. */
export function newestFirst(releases: readonly Release[]): Release[] {
  return releases.toSorted((a, b) => b.committedAt - a.committedAt || b.id - a.id);
}
