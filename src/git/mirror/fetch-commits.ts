import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { GitFailure } from '../failure.ts';
import type { FetchRequest } from '../process/requests.ts';
import { missingOf } from '../reading/commits-among.ts';
import { runGit } from '../run-git.ts';
import { beginMirror, dropUnfinished, makeMirror, NOT_OURS, replaceMirror, whoseIs } from './mirror-folder.ts';
import { removeLeftovers } from './removals.ts';

/** A first copy of a large repository takes minutes, and so does packing it. */
const LONGEST_FETCH_MS = 20 * 60_000;

/** Each fetch leaves a pack, and each pack is looked through by every read; so many are made into one. */
const MOST_PACKS = 50;

/** How a server that lets nobody ask by id says so. */
const BY_NAME_ONLY = /unadvertised object/;
const NOT_THERE = /not our ref ([0-9a-f]{40})|(?:couldn't find remote ref|no such remote ref) ([0-9a-f]{40}|HEAD)/;

/** Brings those of the commits into the mirror that the server has. */
export async function fetchCommits(request: FetchRequest): Promise<void> {
  const { directory } = request.repository;
  if (whoseIs(directory) === 'others') throw new GitFailure('other', NOT_OURS);
  if (request.isAnew) return fetchAnew(request);
  if (whoseIs(directory) === 'nobody') await makeMirror(directory);
  await removeLeftovers(directory, Date.now());
  try {
    await fetchWanted(request);
  } catch (error) {
    if (!(error instanceof GitFailure) || error.kind !== 'broken') throw error;
    await fetchAnew(request);
  }
}

/** Until a whole new copy is there the damaged one stays: it may not be what is wrong. */
async function fetchAnew(request: FetchRequest): Promise<void> {
  const { directory } = request.repository;
  const made = await beginMirror(directory);
  try {
    await fetchWanted({ ...request, repository: { directory: made, isMirror: true } });
    await replaceMirror(directory, made);
  } finally {
    await dropUnfinished(made);
  }
}

async function fetchWanted(request: FetchRequest): Promise<void> {
  const { repository, commits } = request;
  const missing = await missingOf(repository, commits);
  if (missing.length === 0) return;
  if ((await fetchByIds(request, ['HEAD', ...missing])) === 'by-name-only')
    await fetchRefs(request, ['+refs/heads/*:refs/heads/*']);
  await tidyPacks(request);
}

/**
 * Asks for the ids, each kept by a ref of its name, and for the default branch, where copies from other branches are found. A
 * server refuses all where it lacks one, and names that one: the others are asked for again.
 */
async function fetchByIds(request: FetchRequest, wanted: string[]): Promise<'done' | 'by-name-only'> {
  const names = new Set(wanted);
  while (names.size > 0) {
    try {
      await fetchRefs(request, [...names].map(refspecOf));
      return 'done';
    } catch (error) {
      const because = error instanceof GitFailure ? error.because : '';
      if (BY_NAME_ONLY.test(because)) return 'by-name-only';
      const [, byId, byName] = NOT_THERE.exec(because) ?? [];
      if (!names.delete(byId ?? byName ?? '')) throw error;
    }
  }
  return 'done';
}

const refspecOf = (name: string): string =>
  name === 'HEAD' ? '+HEAD:refs/heads/default' : `${name}:refs/sluice/${name}`;

async function fetchRefs({ repository, url, token }: FetchRequest, refspecs: string[]): Promise<void> {
  const options = ['--quiet', '--filter=blob:none', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no'];
  await runGit(repository, ['fetch', ...options, '--end-of-options', 'origin', ...refspecs], {
    reach: { url, token },
    deadline: LONGEST_FETCH_MS,
  });
}

async function tidyPacks({ repository }: FetchRequest): Promise<void> {
  const packs = await readdir(join(repository.directory, 'objects', 'pack')).catch(() => []);
  if (packs.filter((name) => name.endsWith('.pack')).length <= MOST_PACKS) return;
  // What fails here is tried again after the next fetch; the mirror serves as it is.
  await runGit(repository, ['repack', '-a', '-d', '--quiet'], { deadline: LONGEST_FETCH_MS }).catch(() => undefined);
  await runGit(repository, ['pack-refs', '--all']).catch(() => undefined);
}
