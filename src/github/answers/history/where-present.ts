import { isKnown, unknown } from '../../../core/answer.ts';
import type { History } from '../../../core/changelog/history.ts';

/** A clone that was not fetched lately lacks commits that GitHub has: what it does not know GitHub is asked. */
export const wherePresent = (clone: Pick<History, 'range'>): Pick<History, 'range'> => ({
  async range(...asked) {
    const answer = await clone.range(...asked);
    const isMissing = isKnown(answer) && answer.known.classification.startsWith('unknown-');
    return isMissing ? unknown('the clone does not have the commit') : answer;
  },
});
