import type { Repository } from '../process/requests.ts';
import { runGit } from '../run-git.ts';

/**
 * The full ids of the commits among some names, in no order; a tag counts as its commit, and what is no commit, or not here, is
 * skipped. `git rev-list --missing` is the one command that does not want to fetch the file that an id names in a blobless copy.
 */
export async function commitsAmong(repository: Repository, names: string[], deadline?: number): Promise<string[]> {
  const args = ['rev-list', '--no-walk=unsorted', '--ignore-missing', '--missing=allow-any', '--end-of-options'];
  const output = await runGit(repository, [...args, ...names, '--'], deadline === undefined ? {} : { deadline });
  return output.split('\n').filter((line) => line !== '');
}

/** The commit that each full id is or, of a tag, leads to; undefined where there is none here. */
export async function commitsOf(repository: Repository, ids: string[]): Promise<(string | undefined)[]> {
  const there = new Set(await commitsAmong(repository, ids));
  return Promise.all(ids.map(async (id) => (there.has(id) ? id : (await commitsAmong(repository, [id]))[0])));
}

/** Those of some full ids that lead to no commit here. */
export async function missingOf(repository: Repository, ids: string[]): Promise<string[]> {
  const commits = await commitsOf(repository, ids);
  return ids.filter((_, index) => commits[index] === undefined);
}
