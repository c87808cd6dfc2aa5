import { isCommitSha, isPlainName, isRepoName, type CommitSha } from '../../core/names.ts';
import { ChangeId } from '../../core/promotion/change-id.ts';

/** What an address asks for. */
export type Wanted =
  | { view: 'overview' }
  | { view: 'component'; pipeline: string; component: string; change?: string }
  | { view: 'lane'; pipeline: string; stage: string; component?: string; change?: string }
  | { view: 'changelog'; pipeline: string; component: string; from: CommitSha; to: CommitSha };

export interface Route {
  wanted: Wanted;
  /** `html` for people, `json` for programs. */
  as: 'html' | 'json';
  /** Of a history; the first is 1. */
  page: number;
}

/** Programs find the same views here. */
const API = '/api/v1';

export const isForPrograms = ({ pathname }: URL): boolean => pathname.startsWith('/api/');

/** Undefined: there is no such page. */
export function routeOf(url: URL): Route | undefined {
  const as = isForPrograms(url) ? 'json' : 'html';
  const path = as === 'json' ? url.pathname.replace(API, '') : url.pathname;
  const wanted = narrowed(wantedBy(path, as), url.searchParams.get('change') ?? '');
  const page = Number(/^[1-9]\d{0,5}$/.exec(url.searchParams.get('page') ?? '')?.[0] ?? 1);
  return wanted === undefined ? undefined : { wanted, as, page };
}

/** A history of one change alone, `?change=payments@0123456789ab`; what is no name of one is passed over. */
function narrowed(wanted: Wanted | undefined, change: string): Wanted | undefined {
  const hasHistory = wanted?.view === 'component' || wanted?.view === 'lane';
  return hasHistory && ChangeId.parse(change) !== undefined ? { ...wanted, change } : wanted;
}

function wantedBy(path: string, as: Route['as']): Wanted | undefined {
  if (path === (as === 'json' ? '/lanes' : '/')) return { view: 'overview' };
  const [, kind, owner = '', repo = '', name = '', component, ...rest] = path.split('/');
  const pipeline = `${owner}/${repo}`;
  if (rest.length > 0 || !isRepoName(pipeline) || !isPlainName(name)) return undefined;
  if (kind === 'changelog') return changelogBetween({ pipeline, component: name }, component);
  if (component !== undefined && !isPlainName(component)) return undefined;
  if (kind === 'components' && component === undefined) return { view: 'component', pipeline, component: name };
  if (kind !== 'lanes') return undefined;
  return { view: 'lane', pipeline, stage: name, ...(component === undefined ? {} : { component }) };
}

/** Full commit ids with three dots between, as GitHub compares them. */
function changelogBetween(of: { pipeline: string; component: string }, ends = ''): Wanted | undefined {
  const [from = '', to = '', ...more] = ends.split('...');
  if (more.length > 0 || !isCommitSha(from) || !isCommitSha(to)) return undefined;
  return { view: 'changelog', ...of, from, to };
}
