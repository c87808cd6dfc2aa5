import { isKnown } from '../../core/answer.ts';
import type { Instant } from '../../core/names.ts';
import { gapRemedy, gapSentences, gapTitle } from '../../core/permissions/gap-text.ts';
import { permissionGaps, type PermissionReport } from '../../core/permissions/permission-gaps.ts';
import type { Ledger } from '../../ports/store/ledger.ts';
import { UNREAD_AGAIN_MS, type Tools } from '../tools.ts';

/** The one key of attention under which permissions are checked. */
export const PERMISSIONS_KEY = 'permissions:app';

/** An owner may take a permission back, and GitHub tells nobody. */
const CHECK_EVERY_MS = 60 * 60_000;

/**
 * Compares what this release asks for with what GitHub grants, and says what is missing: in the log now, and in the ledger, of
 * which the newest entry counts. It stops nothing; what needs a missing permission is refused where it is tried.
 */
export async function checkPermissions(tools: Tools): Promise<Instant> {
  const { asked, clock, grants, log, store, web } = tools;
  const granted = await grants.read();
  const before = await lastPermissions(store.ledger);
  if (!isKnown(granted)) {
    log.warn({ cause: granted.unknown }, 'permissions of the App not read');
    await note(tools, before, { gaps: before?.gaps ?? [], unread: granted.unknown });
    return clock.now() + UNREAD_AGAIN_MS;
  }
  const gaps = permissionGaps(asked, granted.known, web);
  for (const gap of gaps) {
    const facts = { at: gapTitle(gap), missing: gapSentences(gap), next: gapRemedy(gap) };
    log.error(facts, 'the App lacks permissions or events');
  }
  await note(tools, before, { gaps });
  return clock.now() + CHECK_EVERY_MS;
}

/** What the last check brought; undefined before the first. */
export async function lastPermissions(ledger: Pick<Ledger, 'read'>): Promise<PermissionReport | undefined> {
  const [entry] = await ledger.read({ kind: 'permissions', limit: 1 });
  return entry?.facts as unknown as PermissionReport | undefined;
}

/** A change alone is history; what could not be read again is the same news whatever the cause. */
async function note(
  { clock, store }: Tools,
  before: PermissionReport | undefined,
  report: PermissionReport,
): Promise<void> {
  if (before !== undefined && sameNews(before, report)) return;
  await store.ledger.append({ at: clock.now(), kind: 'permissions', facts: { ...report } });
}

const sameNews = (one: PermissionReport, other: PermissionReport): boolean =>
  JSON.stringify(namesOf(one)) === JSON.stringify(namesOf(other));

/** The store may keep the fields of an object in another order. */
const namesOf = ({ gaps, unread }: PermissionReport): unknown => [
  unread === undefined,
  gaps.map((gap) => [gapTitle(gap), gapSentences(gap), gap.address]),
];
