import type { ControlChange } from '../../controls/fold.ts';
import { isCommitSha, type CommitSha, type ComponentName, type Instant, type StageName } from '../../names.ts';
import { ChangeId } from '../../promotion/change-id.ts';
import type { StandingReference } from '../../promotion/standing.ts';
import type { HistoryEntry } from '../page-facts.ts';

/** One component in an entry of the ledger; what older releases did not write is left out. */
export interface MovedComponent {
  component: string;
  to?: StandingReference;
  from?: string;
  /** Of a verdict on a release: how this component fared. */
  fared?: string;
  /** Of one that was replaced: its own deployment had failed. */
  failed?: true;
  /** Of one that was replaced: the number of the release that did. */
  replacedBy?: number;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A fact of an entry, if it is a text. */
export const factOf = ({ facts }: HistoryEntry, name: string): string | undefined => text(facts[name]);

/** What a look found, in the words of its plan. */
export function reasonsIn({ facts }: HistoryEntry): { standing: string; says: string }[] {
  const reasons: unknown[] = Array.isArray(facts['reasons']) ? facts['reasons'] : [];
  return reasons.flatMap((reason) => {
    const [standing, says] = isObject(reason) ? [text(reason['standing']), text(reason['says'])] : [];
    return standing === undefined || says === undefined ? [] : [{ standing, says }];
  });
}

/** Who moved from what to what. The ledger keeps entries for good, so that every field may be missing. */
export function movedIn({ facts }: HistoryEntry): MovedComponent[] {
  const entries: unknown[] = Array.isArray(facts['entries']) ? facts['entries'] : [facts];
  return entries.flatMap((entry) => {
    const component = isObject(entry) ? text(entry['component']) : text(entry);
    if (component === undefined) return [];
    if (!isObject(entry)) return [{ component }];
    const code = text(entry['code']) ?? text(entry['source']);
    const value = text(entry['digest']) ?? code ?? text(entry['commit']);
    const from = text(entry['from']);
    const fared = text(entry['state']);
    const replacedBy = entry['replacedBy'];
    return [
      {
        component,
        ...(value === undefined ? {} : { to: { value, ...codeOf(code) } }),
        ...(from === undefined ? {} : { from }),
        ...(fared === undefined ? {} : { fared }),
        ...(entry['failed'] === true ? { failed: true as const } : {}),
        ...(typeof replacedBy === 'number' ? { replacedBy } : {}),
      },
    ];
  });
}

const codeOf = (code: string | undefined): { code?: CommitSha } =>
  code !== undefined && isCommitSha(code) ? { code } : {};

/** When it happened; the ledger may have learned of it later. */
export function timeOf({ at, facts }: HistoryEntry): Instant {
  const happened = facts['at'];
  return typeof happened === 'number' ? happened : at;
}

/** What a person said about a pull request. */
export function orderIn({ facts }: HistoryEntry): { does: string; by?: string; because?: string } | undefined {
  const order = facts['order'];
  const does = isObject(order) ? text(order['do']) : undefined;
  if (!isObject(order) || does === undefined) return undefined;
  const [by, because] = [text(order['by']), text(order['because'])];
  return { does, ...(by === undefined ? {} : { by }), ...(because === undefined ? {} : { because }) };
}

/** Whether what somebody asked for was an earlier release. */
export const isRollback = ({ facts: { wants } }: HistoryEntry): boolean => isObject(wants) && 'back' in wants;

/** What people set or lifted by one command; the ledger keeps forms that this release does not know. */
export function changesIn({ kind, facts }: HistoryEntry): ControlChange[] {
  if (kind !== 'control' || facts['v'] !== 1 || !Array.isArray(facts['changes'])) return [];
  return facts['changes'].filter((one) => isObject(one) && isChange(one)) as ControlChange[];
}

const isChange = ({ set, lifted, ...rest }: Record<string, unknown>): boolean =>
  lifted === 'hold' ||
  lifted === 'freeze' ||
  (typeof set === 'string' && ['hold', 'freeze', 'resumed'].includes(set) && isObject(rest[set]));

/** What a change of the controls is about; without a stage every environment, without a component all of the stage. */
export function aimOf(change: ControlChange): { stage?: StageName; component?: ComponentName } {
  if ('lifted' in change) return change;
  switch (change.set) {
    case 'hold':
      return change.hold;
    case 'freeze':
      return change.freeze;
    case 'resumed':
      return change.resumed;
  }
}

/** Whether an entry carries a change: it names it, or moved the component to that code. */
export function carries(entry: HistoryEntry, change: string): boolean {
  const { changes } = entry.facts;
  if (Array.isArray(changes) && changes.includes(change)) return true;
  const wanted = ChangeId.parse(change);
  return movedIn(entry).some(
    ({ component, to }) => component === wanted?.component && to?.code?.startsWith(wanted.source) === true,
  );
}

/** Whether an entry is about a component: it names it, or its lane is the component's own. */
export function concerns(entry: HistoryEntry, component: string): boolean {
  if (entry.kind === 'control')
    return changesIn(entry).some((change) => (aimOf(change).component ?? component) === component);
  const moved = movedIn(entry);
  return moved.some((one) => one.component === component) || (entry.lane?.endsWith(`/${component}`) ?? false);
}
