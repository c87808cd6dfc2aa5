import type { Lane } from '../../pipeline/lanes.ts';
import { printable } from '../../text/printable.ts';
import { factOf, timeOf } from '../history/ledger-facts.ts';
import type { PageFacts } from '../page-facts.ts';
import { promotionLink, type Link } from '../words/link.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { zoneAt } from '../words/zones.ts';

/** Somebody merged what moves pins past a gate that was not open. */
export interface BypassView {
  at: Moment;
  /** Undefined: an older release did not keep it. */
  by?: string;
  change?: Link;
  /** What the head said when it was merged. */
  missing?: string;
}

const RECENT_MS = 30 * 24 * 60 * 60_000;
const MOST = 10;

/** Who merged what past which gate within the last thirty days, newest first. */
export function bypassesOf(facts: PageFacts, { id }: Pick<Lane, 'id'>): BypassView[] {
  const { entries, now, web } = facts;
  return entries
    .filter((entry) => entry.kind === 'bypassed' && entry.lane === id && timeOf(entry) > now - RECENT_MS)
    .slice(-MOST)
    .toReversed()
    .map((entry) => {
      const [by, missing] = [factOf(entry, 'by'), factOf(entry, 'missing')];
      return {
        at: momentOf(timeOf(entry), now, zoneAt(facts, id)),
        ...(by === undefined ? {} : { by: printable(by) }),
        ...(entry.promotion === undefined ? {} : { change: promotionLink(web, entry.promotion) }),
        ...(missing === undefined ? {} : { missing: printable(missing) }),
      };
    });
}
