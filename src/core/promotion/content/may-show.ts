import { hasJoined } from '../../pipeline/joining/consent.ts';
import type { RepoName } from '../../names.ts';
import type { Entry } from '../moves/moves.ts';
import type { Snapshot } from '../snapshot.ts';

/**
 * Titles of a repository that not everybody may read are shown only where it has agreed to it, by joining the pipeline, and
 * only to an audience that is no wider than its own (promise 7).
 */
export function mayShow({ source }: Entry, here: Snapshot, pipeline: RepoName): boolean {
  if (source.audience === 'public') return true;
  return (
    hasJoined(source.repo, source.consent, pipeline) &&
    (here.audience === 'private' || here.audience === source.audience)
  );
}
