import { isRepoName } from '../names.ts';
import { shortCommit, shortReference } from '../text/phrases.ts';
import { printable } from '../text/printable.ts';
import { factOf, movedIn, type MovedComponent } from './ledger-facts.ts';
import { promotionLink, webAddress, type Link } from './link.ts';
import { momentOf, type Moment } from './moment.ts';
import type { HistoryEntry, PageFacts } from './page-facts.ts';

/** One line of a history. */
export interface HistoryLine {
  at: Moment;
  kind: string;
  /** What happened, in words. */
  says: string;
  /** How it is marked: a good end, a bad one, or neither. */
  tone: 'good' | 'bad' | 'plain';
  /** The lane without its pipeline. */
  lane?: string;
  change?: Link;
  moves: MoveLine[];
  /** The issue that was told, or could not be. */
  issue?: Link;
  by?: string;
  because?: string;
  deployment?: string;
}

/** What moved; `code` is the commit that `to` stands for, where that is another name of it. */
export interface MoveLine {
  component: string;
  from?: string;
  to?: string;
  code?: string;
  /** Of a release that ran: that this component had been replaced before. */
  replaced?: true;
}

/** A page of a history, newest first. */
export interface HistoryPage {
  lines: HistoryLine[];
  total: number;
  page: number;
  pages: number;
}

export const LINES_A_PAGE = 50;

/** What the histories show; the ledger also keeps every look. */
export const historyKinds = {
  proposed: ['pull request opened', 'plain'],
  refreshed: ['pull request brought up to date', 'plain'],
  merged: ['merged', 'good'],
  closed: ['pull request closed', 'plain'],
  withdrawn: ['pull request withdrawn', 'plain'],
  refused: ['refused by GitHub', 'bad'],
  'deployment-created': ['deployment created', 'plain'],
  deployed: ['deployed', 'good'],
  'deploy-failed': ['deployment failed', 'bad'],
  superseded: ['superseded before any deployment', 'plain'],
  blocked: ['held up', 'bad'],
  told: ['issue told', 'plain'],
  'not-told': ['issue not told', 'bad'],
  artifact: ['image built', 'plain'],
  'artifact-refused': ['reported image refused', 'bad'],
} as const satisfies Record<string, readonly [string, HistoryLine['tone']]>;

type Kind = keyof typeof historyKinds;

const isKind = (kind: string): kind is Kind => Object.hasOwn(historyKinds, kind);

/** The entries as lines, newest first, one page of them; a page that does not exist is the nearest that does. */
export function historyPage(
  { now, web }: Pick<PageFacts, 'now' | 'web'>,
  entries: HistoryEntry[],
  page: number,
): HistoryPage {
  const shown = entries.filter(({ kind }) => isKind(kind)).toReversed();
  const pages = Math.max(1, Math.ceil(shown.length / LINES_A_PAGE));
  const at = Math.min(Math.max(1, page), pages);
  const lines = shown.slice((at - 1) * LINES_A_PAGE, at * LINES_A_PAGE).map((entry) => historyLine(entry, now, web));
  return { lines, total: shown.length, page: at, pages };
}

/** One entry of the ledger in words. */
export function historyLine(entry: HistoryEntry, now: number, web: string): HistoryLine {
  const [says, tone] = isKind(entry.kind) ? historyKinds[entry.kind] : [entry.kind, 'plain' as const];
  const by = factOf(entry, 'by');
  const because = becauseOf(entry);
  const issue = issueOf(entry, web);
  const deployment = webAddress(entry.facts['url'] ?? entry.facts['deployment']);
  return {
    at: momentOf(entry.at, now),
    kind: entry.kind,
    says,
    tone,
    moves: movedIn(entry).map(moveLine),
    // An image is learned for a lane, and was built elsewhere.
    ...(entry.lane === undefined || entry.kind.startsWith('artifact')
      ? {}
      : { lane: entry.lane.slice(entry.lane.indexOf(':') + 1) }),
    ...(entry.promotion === undefined ? {} : { change: promotionLink(web, entry.promotion) }),
    ...(issue === undefined ? {} : { issue }),
    // An artifact's `by` is how it was learned, not who did it.
    ...(by === undefined || entry.kind === 'artifact' ? {} : { by: printable(by) }),
    ...(because === undefined ? {} : { because: printable(because) }),
    ...(deployment === undefined ? {} : { deployment }),
  };
}

function moveLine({ component, from, to, fared }: MovedComponent): MoveLine {
  return {
    component: printable(component),
    ...(from === undefined ? {} : { from: printable(shortReference(from)) }),
    ...(to === undefined ? {} : { to: printable(shortReference(to.value)) }),
    ...(to?.code === undefined || to.code === to.value ? {} : { code: shortCommit(to.code) }),
    ...(fared === 'superseded' ? { replaced: true as const } : {}),
  };
}

function issueOf(entry: HistoryEntry, web: string): Link | undefined {
  const [repo = '', number = ''] = (factOf(entry, 'issue') ?? '').split('#');
  if (!isRepoName(repo) || !/^\d+$/.test(number)) return undefined;
  return { name: `${repo}#${number}`, url: `${web}/${repo}/issues/${number}` };
}

/** Of a refusal why, of a pull request its title. What woke the lane is a list, and nobody asks for it here. */
function becauseOf(entry: HistoryEntry): string | undefined {
  return factOf(entry, 'reason') ?? factOf(entry, 'because') ?? factOf(entry, 'says') ?? factOf(entry, 'title');
}
