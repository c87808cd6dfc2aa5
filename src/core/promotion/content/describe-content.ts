import {
  describeChangelog,
  describeHidden,
  namesOfChanges,
  type DescribedChangelog,
} from '../../changelog/describe/describe-changelog.ts';
import type { RepoName } from '../../names.ts';
import { list, plural, shortCommit, shortReference } from '../../text/phrases.ts';
import { neutraliseInline, neutraliseSentence, neutraliseTitle } from '../../text/neutralise.ts';
import { approvalsDemanded } from '../gates/approvals.ts';
import { describeForce } from './describe-force.ts';
import type { Facts } from '../facts.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Entry } from '../moves/moves.ts';
import { hasJoined } from '../../pipeline/joining/consent.ts';
import { referenceName, type Reference } from '../moves/reference.ts';
import type { Message, Reason } from '../plan-model.ts';

/** Of one change's own name; a short title stays readable in lists. */
const TITLE_CHARACTERS = 120;

/** GitHub refuses a title of more than 256 characters, and each break that keeps a foreign name from acting is one. */
const LONGEST_TITLE = 250;

/** In characters; a reason can list every place where a pin might have been meant. */
const LONGEST_REASON = 500;

/** Components that a body tells of one by one; of the rest it has the table alone. */
const MOST_CHANGELOGS = 20;

/** Characters that the parts of a release's body may take; GitHub takes 65,536 of the whole. */
const ROOM = { table: 16_000, changelogs: 34_000, listOfOne: 10_000, left: 8_000 };

interface Described {
  facts: Facts;
  here: Snapshot;
  entries: Entry[];
  /** Why components that would move stay. */
  left: Reason[];
  key: string;
}

/** The words of a lane's pull request. */
export function describeContent(described: Described): { title: string; body: Message } {
  const { facts, here, entries } = described;
  const { kind, forced } = facts.lane;
  const title =
    forced === true
      ? forcedTitle(described)
      : kind === 'environment'
        ? releaseTitle(described)
        : titleOf(entries, here, facts.lane.pipeline);
  return { title, body: bodyOf(described) };
}

/**
 * Titles of a repository that not everybody may read are shown only where it has agreed to it, by joining the pipeline, and
 * only to an audience that is no wider than its own (promise 7).
 */
function mayShow({ source }: Entry, here: Snapshot, pipeline: RepoName): boolean {
  if (source.audience === 'public') return true;
  return (
    hasJoined(source.repo, source.consent, pipeline) &&
    (here.audience === 'private' || here.audience === source.audience)
  );
}

function titleOf(entries: Entry[], here: Snapshot, pipeline: RepoName): string {
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
function releaseTitle({ facts, entries }: Described): string {
  const names = entries.map(({ component, to }) => `${component} ${neutraliseTitle(referenceName(to), 40)}`);
  for (let shown = names.length; shown > 0; shown -= 1) {
    const more = names.length - shown;
    const title = `Release to ${facts.lane.stage}: ${list([...names.slice(0, shown), ...(more > 0 ? [`${more} more`] : [])])}`;
    if (title.length <= TITLE_CHARACTERS || shown === 1) return cutTo(LONGEST_TITLE, title);
  }
  return `Release to ${facts.lane.stage}`;
}

/** `Roll production back to payments 1.4.1`, or `Force payments 1.4.3 to production`. */
function forcedTitle({ facts: { lane }, entries }: Described): string {
  const names = list(entries.map(({ component, to }) => `${component} ${neutraliseTitle(referenceName(to), 40)}`));
  const isBack = entries.some(({ back }) => back === true);
  return cutTo(LONGEST_TITLE, isBack ? `Roll ${lane.stage} back to ${names}` : `Force ${names} to ${lane.stage}`);
}

/** Between two code points, so that no half of one is left. */
function cutTo(characters: number, text: string): string {
  if (text.length <= characters) return text;
  return `${text.slice(0, characters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function bodyOf(described: Described): Message {
  const { facts, here, entries, left, key } = described;
  const isRelease = facts.lane.kind === 'environment';
  const rows = fitting(entries, ROOM.table, (entry) => rowOf(entry, facts.web));
  const changelogs = changelogsOf(entries.slice(0, rows.length), facts, here);
  const stays = fitting(left, ROOM.left, describeReason);
  const model = {
    stage: facts.lane.stage,
    pipeline: facts.policy.readAt.repo,
    merge: mergeSentence(facts),
    ...(facts.lane.forced === true
      ? { forced: describeForce(facts, entries, (entry) => mayShow(entry, here, facts.lane.pipeline)) }
      : {}),
    ...(isCutByTick(facts) ? { cut: true } : {}),
    ...declinedBefore(here),
    components: rows.map((row, index) => {
      const changes = changelogs[index];
      return { ...row, ...(changes === undefined ? {} : { changes }) };
    }),
    ...(rows.length < entries.length ? { more: plural(entries.length - rows.length, 'component') } : {}),
    ...(changelogs.length < entries.length ? { untold: plural(entries.length - changelogs.length, 'component') } : {}),
    left: stays,
    ...(stays.length < left.length ? { leftMore: plural(left.length - stays.length, 'component') } : {}),
  };
  return { template: isRelease ? 'release-pull-request' : 'lane-pull-request', kind: 'content', model, key };
}

/** As many as fit, and at least one; what the template adds to one is shorter than the names of its fields. */
function fitting<Item, Shown>(items: Item[], room: number, show: (item: Item) => Shown): Shown[] {
  const shown: Shown[] = [];
  let characters = 0;
  for (const item of items) {
    const next = show(item);
    characters += JSON.stringify(next).length;
    if (characters > room && shown.length > 0) break;
    shown.push(next);
  }
  return shown;
}

const rowOf = (entry: Entry, web: string): Record<string, string> => ({
  name: entry.component,
  ...addresses(entry, web),
  ...(entry.lacks === undefined ? {} : { lacks: neutraliseInline(entry.lacks) }),
});

const describeReason = ({ about, says, next }: Reason): Record<string, string> => ({
  about,
  // The template ends the sentence.
  says: neutraliseInline(says.replace(/\.$/, ''), LONGEST_REASON),
  ...(next === undefined ? {} : { next: neutraliseSentence(next, LONGEST_REASON) }),
});

/** As many components as fit; of the others the table says what moves, and the comparison what changed. */
function changelogsOf(entries: Entry[], facts: Facts, here: Snapshot): DescribedChangelog[] {
  const isRelease = facts.lane.kind === 'environment';
  return fitting(entries.slice(0, MOST_CHANGELOGS), ROOM.changelogs, (entry) =>
    mayShow(entry, here, facts.lane.pipeline)
      ? describeChangelog(entry.changelog, { web: facts.web, ...(isRelease ? { room: ROOM.listOfOne } : {}) })
      : describeHidden(entry.changelog),
  );
}

function addresses({ source, from, to }: Entry, web: string): Record<string, string> {
  const repository = `${web}/${source.repo}`;
  return {
    from: neutraliseInline(nameOf(from)),
    to: neutraliseInline(nameOf(to)),
    fromUrl: `${repository}/commit/${from.code}`,
    toUrl: `${repository}/commit/${to.code}`,
    // Of a rebuild there is nothing to compare.
    ...(from.code === to.code ? {} : { compareUrl: `${repository}/compare/${from.code}...${to.code}` }),
    ...(to.artifact === undefined ? {} : { digest: shortReference(to.value) }),
  };
}

const nameOf = (reference: Reference): string => referenceName(reference);

function declinedBefore({ declined }: Snapshot): { declined: string } | Record<string, never> {
  if (declined === undefined) return {};
  return { declined: `The one before this, #${declined.number}, was closed by ${neutraliseInline(declined.by)}.` };
}

/** Until when a release takes along what becomes ready. */
const isCutByTick = ({ policy, lane }: Facts): boolean =>
  lane.forced !== true && policy.environment !== undefined && policy.environment.release !== 'on-change';

function mergeSentence({ policy, lane }: Facts): string {
  if (policy.merge === 'by-hand') return 'A person merges it; Sluice keeps it ready.';
  const approvals = approvalsDemanded(policy).map(({ count, from }) => {
    const who = from.length === 0 ? 'people who may write' : `members of ${list(from.map((team) => `\`${team}\``))}`;
    return `${count} ${who} have approved it`;
  });
  const checks =
    policy.checks === 'none'
      ? []
      : [
          `${policy.checks.map((check) => `\`${check}\``).join(', ')} and every check that GitHub requires have succeeded`,
        ];
  const windows = (policy.environment?.gates ?? []).flatMap((gate) =>
    'window' in gate && lane.forced !== true ? [`the time is ${gate.window.allow} (${gate.window.timezone})`] : [],
  );
  const waits = [...checks, ...approvals, ...windows];
  return waits.length === 0 ? 'Sluice merges it as soon as GitHub allows.' : `Sluice merges it once ${list(waits)}.`;
}
