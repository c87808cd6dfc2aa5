import type { Unknown } from '../../answer.ts';
import type { Reason } from '../plan-model.ts';

/** How the code of a reason ends when the App cannot see what it needs. */
export const UNSEEN = '-unseen';

/** Why a repository that a lane needs says nothing: a read that failed passes; what the App cannot see, somebody has to show it. */
export function unreadable(
  about: Reason['about'],
  what: 'repository' | 'source' | 'upstream',
  { where, why }: { where: string; why: Unknown },
): Reason {
  const says = `${where} could not be read: ${why.unknown}`;
  if (why.lasting !== true) return { about, standing: 'waiting', code: `${what}-unknown`, says };
  const install = 'install the App on it and make the branch if it lacks one, or name another in the pipeline file';
  return { about, standing: 'blocked', code: `${what}${UNSEEN}`, says, next: why.next ?? install };
}
