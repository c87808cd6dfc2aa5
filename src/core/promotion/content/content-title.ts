import { namesOfChanges } from '../../changelog/describe/describe-changelog.ts';
import type { RepoName } from '../../names.ts';
import { neutraliseTitle } from '../../text/neutralise.ts';
import { list, plural, shortCommit } from '../../text/phrases.ts';
import type { Entry } from '../moves/moves.ts';
import { referenceName } from '../moves/reference.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Facts } from '../facts.ts';
import { mayShow } from './may-show.ts';

/** Of one change's own name; a short title stays readable in lists. */
const TITLE_CHARACTERS = 120;

/** GitHub refuses a title of more than 256 characters, and each break that keeps a foreign name from acting is one. */
const LONGEST_TITLE = 250;

interface Titled {
  facts: Facts;
  here: Snapshot;
  entries: Entry[];
}

/** The title of a lane's pull request, which is its commit's subject too. */
export function titleOf(titled: Titled): string {
  const { facts, here, entries } = titled;
  if (facts.lane.forced === true) return forcedTitle(titled);
  return facts.lane.kind === 'environment' ? releaseTitle(titled) : laneTitle(entries, here, facts.lane.pipeline);
}

/** `payments: Retry transfers and 2 more changes`. */
function laneTitle(entries: Entry[], here: Snapshot, pipeline: RepoName): string {
  const parts = entries.map((entry) => {
    const names = mayShow(entry, here, pipeline) ? namesOfChanges(entry.changelog) : [];
    const [first = unnamed(entry)] = names;
    const more = names.length > 1 ? ` and ${plural(names.length - 1, 'more change')}` : '';
    const room = LONGEST_TITLE - entry.component.length - more.length - 2;
    return `${entry.component}: ${cutTo(room, neutraliseTitle(first, TITLE_CHARACTERS - more.length))}${more}`;
  });
  return parts.join('; ');
}

const unnamed = ({ to, changelog }: Entry): string =>
  changelog.classification === 'identical' ? `a new image of ${shortCommit(to.code)}` : shortCommit(to.code);

/** `Release to staging: payments 1.4.2, ledger 3f2a91c and 4 more`. */
function releaseTitle({ facts, entries }: Titled): string {
  const names = entries.map(({ component, to }) => `${component} ${neutraliseTitle(referenceName(to), 40)}`);
  for (let shown = names.length; shown > 0; shown -= 1) {
    const more = names.length - shown;
    const title = `Release to ${facts.lane.stage}: ${list([...names.slice(0, shown), ...(more > 0 ? [`${more} more`] : [])])}`;
    if (title.length <= TITLE_CHARACTERS || shown === 1) return cutTo(LONGEST_TITLE, title);
  }
  return `Release to ${facts.lane.stage}`;
}

/** `Roll production back to payments 1.4.1`, or `Force payments 1.4.3 to production`. */
function forcedTitle({ facts: { lane }, entries }: Titled): string {
  const names = list(entries.map(({ component, to }) => `${component} ${neutraliseTitle(referenceName(to), 40)}`));
  const isBack = entries.some(({ back }) => back === true);
  return cutTo(LONGEST_TITLE, isBack ? `Roll ${lane.stage} back to ${names}` : `Force ${names} to ${lane.stage}`);
}

/** Between two code points, so that no half of one is left. */
function cutTo(characters: number, text: string): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
