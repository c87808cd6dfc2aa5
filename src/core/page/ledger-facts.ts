import { isCommitSha, type CommitSha } from '../names.ts';
import type { StandingReference } from '../promotion/standing.ts';
import type { HistoryEntry } from './page-facts.ts';

/** One component in an entry of the ledger; what older releases did not write is left out. */
export interface MovedComponent {
  component: string;
  to?: StandingReference;
  from?: string;
  /** Of a verdict on a release: how this component fared. */
  fared?: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A fact of an entry, if it is a text. */
export const factOf = ({ facts }: HistoryEntry, name: string): string | undefined => text(facts[name]);

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
    return [
      {
        component,
        ...(value === undefined ? {} : { to: { value, ...codeOf(code) } }),
        ...(from === undefined ? {} : { from }),
        ...(fared === undefined ? {} : { fared }),
      },
    ];
  });
}

const codeOf = (code: string | undefined): { code?: CommitSha } =>
  code !== undefined && isCommitSha(code) ? { code } : {};

/** Whether an entry is about a component: it names it, or its lane is the component's own. */
export function concerns(entry: HistoryEntry, component: string): boolean {
  const moved = movedIn(entry);
  return moved.some((one) => one.component === component) || (entry.lane?.endsWith(`/${component}`) ?? false);
}
