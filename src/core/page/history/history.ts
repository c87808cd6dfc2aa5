import type { ControlChange } from '../../controls/fold.ts';
import { WishRecord } from '../../force/wish-record.ts';
import { isCommitSha, isRepoName, type CommitSha, type PromotionId } from '../../names.ts';
import { pipelineOf } from '../../pipeline/lanes.ts';
import { list, shortCommit, shortReference } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import { isShown, wordsOf, type Tone } from './kinds.ts';
import { changesIn, factOf, movedIn, orderIn, type MovedComponent } from './ledger-facts.ts';
import { wantedWords } from '../words/wanted.ts';
import { readable } from '../words/readable.ts';
import { changeLink, changesPath, commitUrl, promotionLink, threadLink, webAddress, type Link } from '../words/link.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { zoneAt } from '../words/zones.ts';
import type { HistoryEntry, PageFacts } from '../page-facts.ts';

/** One line of a history. */
export interface HistoryLine {
  at: Moment;
  kind: string;
  /** What happened, in words. */
  says: string;
  /** How it is marked: a good end, a bad one, or neither. */
  tone: Tone;
  /** The lane without its pipeline. */
  lane?: string;
  change?: Link;
  /** The commit that did it. */
  commit?: Link;
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
  /** The path of what lies between the two, where their code is known. */
  changes?: string;
  /** The change's one name, leading to where it has been. */
  change?: Link;
}

/** A page of a history, newest first. */
export interface HistoryPage {
  lines: HistoryLine[];
  total: number;
  page: number;
  pages: number;
}

export const LINES_A_PAGE = 50;

/** What a history is told with. */
type HistoryFacts = Pick<PageFacts, 'now' | 'web' | 'pipelines' | 'standings'>;

/** The entries as lines, newest first, one page of them; a page that does not exist is the nearest that does. */
export function historyPage(facts: HistoryFacts, entries: HistoryEntry[], page: number): HistoryPage {
  const shown = entries.filter(({ kind }) => isShown(kind)).toReversed();
  const pages = Math.max(1, Math.ceil(shown.length / LINES_A_PAGE));
  const at = Math.min(Math.max(1, page), pages);
  const codes = codesIn(entries, facts);
  const lines = shown
    .slice((at - 1) * LINES_A_PAGE, at * LINES_A_PAGE)
    .map((entry) => historyLine(entry, facts, codes));
  return { lines, total: shown.length, page: at, pages };
}

/** One entry of the ledger in words. */
export function historyLine(entry: HistoryEntry, facts: HistoryFacts, codes: Codes = new Map()): HistoryLine {
  const { now, web } = facts;
  const { says, tone } = wordsOf(entry, facts);
  const by = factOf(entry, 'by') ?? orderIn(entry)?.by;
  const because = becauseOf(entry);
  const issue = issueOf(entry, web);
  const deployment = webAddress(entry.facts['url'] ?? entry.facts['deployment']);
  return {
    at: momentOf(entry.at, now, zoneAt(facts, entry.lane)),
    kind: entry.kind,
    says,
    tone,
    moves: movedIn(entry).map((moved) => ({ ...moveLine(moved), ...changesOf(entry, moved, codes) })),
    ...(entry.lane === undefined || ELSEWHERE.has(entry.kind)
      ? {}
      : { lane: entry.lane.slice(entry.lane.indexOf(':') + 1) }),
    ...(entry.promotion === undefined ? {} : { change: linkOf(entry.kind, entry.promotion, web) }),
    ...commitOf(entry, web),
    ...(issue === undefined ? {} : { issue }),
    // An artifact's `by` is how it was learned, not who did it.
    ...(by === undefined || entry.kind === 'artifact' ? {} : { by: printable(by) }),
    ...(because === undefined ? {} : { because: readable(because) }),
    ...(deployment === undefined ? {} : { deployment }),
  };
}

/** Entered for a lane, and about something else: an image was built elsewhere, and a command says itself what it is about. */
const ELSEWHERE = new Set(['artifact', 'artifact-refused', 'control', 'control-issue']);

/** Where something was said may be an issue. */
const SAID = new Set(['control', 'command', 'command-refused', 'wish', 'wish-ended']);

const linkOf = (kind: string, promotion: PromotionId, web: string): Link =>
  SAID.has(kind) ? threadLink(web, promotion) : promotionLink(web, promotion);

function moveLine({ component, from, to, fared }: MovedComponent): MoveLine {
  return {
    component: printable(component),
    ...(from === undefined ? {} : { from: printable(shortReference(from)) }),
    ...(to === undefined ? {} : { to: printable(shortReference(to.value)) }),
    ...(to?.code === undefined || to.code === to.value ? {} : { code: shortCommit(to.code) }),
    ...(fared === 'superseded' ? { replaced: true as const } : {}),
  };
}

/** The code that each value which some pin held was built from. */
type Codes = Map<string, CommitSha>;

/** As the entries say, and as the last looks found. */
function codesIn(entries: HistoryEntry[], { standings }: Pick<PageFacts, 'standings'>): Codes {
  const moved = entries.flatMap(movedIn).map(({ to }) => to);
  const held = standings.flatMap(({ components }) => components.flatMap(({ holds, runs }) => [holds, runs]));
  return new Map(
    [...held, ...moved].flatMap((reference): [string, CommitSha][] =>
      reference?.code === undefined ? [] : [[reference.value, reference.code]],
    ),
  );
}

function changesOf(
  { lane }: HistoryEntry,
  { component, from = '', to }: MovedComponent,
  codes: Codes,
): Pick<MoveLine, 'change' | 'changes'> {
  if (lane === undefined) return {};
  const old = isCommitSha(from) ? from : codes.get(from);
  const changes = changesPath(pipelineOf(lane), { component, from: old, to: to?.code });
  const change = changeLink(pipelineOf(lane), { component, code: to?.code });
  return { ...(changes === undefined ? {} : { changes }), ...(change === undefined ? {} : { change }) };
}

function commitOf(entry: HistoryEntry, web: string): { commit?: Link } {
  const [repo = '', commit = ''] = [factOf(entry, 'repo'), factOf(entry, 'revert')];
  if (!isRepoName(repo) || !isCommitSha(commit)) return {};
  return { commit: { name: shortCommit(commit), url: commitUrl(web, repo, commit) } };
}

function issueOf(entry: HistoryEntry, web: string): Link | undefined {
  const [repo = '', number = ''] = (factOf(entry, 'issue') ?? '').split('#');
  if (!isRepoName(repo) || !/^\d+$/.test(number)) return undefined;
  return { name: `${repo}#${number}`, url: `${web}/${repo}/issues/${number}` };
}

/** Of a refusal why, of a pull request its title. What woke the lane is a list, and nobody asks for it here. */
function becauseOf(entry: HistoryEntry): string | undefined {
  const own = ownBecause(entry);
  if (own !== undefined) return own;
  const named = ['reason', 'because', 'says', 'title', 'missing', 'mistake'];
  return named.flatMap((name) => factOf(entry, name) ?? [])[0];
}

function ownBecause(entry: HistoryEntry): string | undefined {
  switch (entry.kind) {
    case 'order':
      return orderIn(entry)?.because;
    case 'claim-refused': {
      const [repo, owner] = [factOf(entry, 'repo'), factOf(entry, 'owner')];
      return repo && owner && `it names ${repo}, which belongs to ${owner}`;
    }
    case 'control':
      return changesIn(entry).flatMap(whyChanged)[0];
    case 'wish': {
      const wish = WishRecord.parse(entry.facts);
      return wish && wantedWords(wish.wants);
    }
    case 'command-refused': {
      const { reply } = entry.facts;
      const says = typeof reply === 'object' && reply !== null && 'says' in reply ? reply.says : undefined;
      return typeof says === 'string' ? says.replaceAll('**', '') : undefined;
    }
    case 'review-requested': {
      const { teams } = entry.facts;
      return Array.isArray(teams) ? list(teams.map(String)) : undefined;
    }
    default:
      return undefined;
  }
}

function whyChanged(change: ControlChange): string[] {
  if ('lifted' in change) return [];
  const { because } = change.set === 'hold' ? change.hold : change.set === 'freeze' ? change.freeze : change.resumed;
  return because === undefined ? [] : [because];
}
