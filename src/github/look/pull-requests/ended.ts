import type { DeclinedPullRequest, Snapshot } from '../../../core/promotion/snapshot.ts';
import { Lineage } from '../../../core/text/trailers.ts';
import { nodesOf, type RawHere } from '../raw.ts';
import type { RawPast } from './raw.ts';
import { isOurBot, isOurCommit, type Self } from '../self.ts';

/** How the lane's newest pull request ended that is no longer open. */
export function endedOf(raw: RawHere, self: Self): Pick<Snapshot, 'ended' | 'merged' | 'declined'> {
  const [newest] = nodesOf(raw.past)
    .filter((pr) => !pr.isCrossRepository)
    .sort((a, b) => b.number - a.number);
  if (newest === undefined) return {};
  const ended = newest.number;
  if (newest.state === 'MERGED') return { ended, merged: ended };
  const declined = declinedOf(newest, self);
  return { ended, ...(declined === undefined ? {} : { declined }) };
}

/** A pull request that a person closed is declined; one that we closed had nothing left. */
function declinedOf(ended: RawPast, self: Self): DeclinedPullRequest | undefined {
  const actor = nodesOf(ended.timelineItems)[0]?.actor;
  if (isOurBot(actor, self)) return undefined;
  const last = nodesOf(ended.commits)[0]?.commit;
  const lineage = last === undefined || !isOurCommit(last, self) ? undefined : Lineage.parse(last.message);
  return { number: ended.number, by: actor?.login ?? 'somebody', ...(lineage === undefined ? {} : { lineage }) };
}
