import type { RangeCommit } from '../history.ts';
import type { Settled } from '../reverts/settle.ts';

/** Where the whole repository was asked for, no commit says whether it touches. */
export const touches = ({ touches: doesTouch }: RangeCommit): boolean => doesTouch !== false;

/** What touches the paths that were asked for: a pull request does when one of its own commits does. */
export function touching({ pullRequests, direct, reverted }: Settled): Settled {
  return {
    pullRequests: pullRequests.filter(({ commits }) => commits.length === 0 || commits.some(touches)),
    direct: direct.filter(touches),
    reverted: reverted.filter(({ commits }) => commits.some(touches)),
  };
}
