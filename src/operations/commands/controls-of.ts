import { known, lacking, unknown, type Answer, type Unknown } from '../../core/answer.ts';
import { NO_CONTROLS, type Controls, type Order } from '../../core/controls/controls.ts';
import { foldControls, type ControlChange } from '../../core/controls/fold.ts';
import type { PromotionId, RepoName } from '../../core/names.ts';
import type { LedgerEntry } from '../../ports/store/ledger.ts';
import type { Store } from '../../ports/store/store.ts';

/** The one entry that says that the control issue of a pipeline was read, and what it held that the ledger did not know. */
export const controlReadKey = (pipeline: RepoName): string => `control-read:${pipeline}`;

/**
 * What people hold and freeze in a pipeline. Unknown until its control issue has been read once: a ledger that begins anew must not
 * take that for nothing (promise 12).
 */
export async function controlsOf(store: Pick<Store, 'ledger'>, pipeline: RepoName): Promise<Answer<Controls>> {
  const [read] = await store.ledger.read({ key: controlReadKey(pipeline), limit: 1 });
  if (read === undefined) return whyUnread(store, pipeline);
  const entries = await store.ledger.read({ pipeline, kind: 'control', asWritten: true });
  return known(
    foldControls(entries.flatMap(changesIn), (read.facts['controls'] as Controls | undefined) ?? NO_CONTROLS),
  );
}

async function whyUnread({ ledger }: Pick<Store, 'ledger'>, pipeline: RepoName): Promise<Unknown> {
  const [unread] = await ledger.read({ pipeline, kind: 'control-unread', limit: 1 });
  if (unread === undefined) return unknown(`the control issue of ${pipeline} has not been read yet`);
  return lacking(`${String(unread.facts['says'])}; ${String(unread.facts['next'])}`);
}

/** The ledger keeps entries for good: a later form than this release knows is passed over. */
const changesIn = ({ facts }: LedgerEntry): ControlChange[] =>
  facts['v'] === 1 && Array.isArray(facts['changes']) ? (facts['changes'] as ControlChange[]) : [];

/** What people said about a pull request, oldest first. */
export async function ordersOf({ ledger }: Pick<Store, 'ledger'>, promotion: PromotionId): Promise<Order[]> {
  const entries = await ledger.read({ promotion, kind: 'order', asWritten: true });
  return entries.flatMap(({ facts }) => (facts['v'] === 1 ? [facts['order'] as Order] : []));
}
