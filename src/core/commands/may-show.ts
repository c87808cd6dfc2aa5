import { isAsNarrow } from '../issues/audience.ts';
import type { RepoName } from '../names.ts';
import type { Audience } from '../promotion/snapshot.ts';
import type { Standing } from '../promotion/standing.ts';

/** Where something is said, and who may read it there. */
export interface Readers {
  repo: RepoName;
  audience: Audience;
}

/**
 * Whether what a lane's repository holds, and why it waits, may be said at a place: nobody reads it there who may not read the
 * repository (promise 7). A repository whose readers were never seen counts as private.
 */
export const mayShow = (at: Readers, { repo, audience = 'private' }: Pick<Standing, 'repo' | 'audience'>): boolean =>
  isSame(repo, at.repo) || isAsNarrow(at.audience, audience);

/** Whether that is so of every lane of a stage; one that was never looked at is private, whoever its repository is open to. */
export function mayShowStage(at: Readers, standings: Standing[], stage: string): boolean {
  const lanes = standings.filter((one) => one.stage === stage);
  return at.audience === 'private' || (lanes.length > 0 && lanes.every((lane) => mayShow(at, lane)));
}

/** GitHub's names ignore case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
