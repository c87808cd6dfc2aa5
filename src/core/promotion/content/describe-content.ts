import { roomOf, roomOfTexts, fitting, MOST_UNITS } from '../../changelog/describe/room.ts';
import { plural, shortReference } from '../../text/phrases.ts';
import { neutraliseInline, neutraliseSentence } from '../../text/neutralise.ts';
import { compareAddress } from '../../changelog/describe/fit-changelog.ts';
import { countsInBrief, isCompared } from '../../changelog/describe/range-words.ts';
import { changelogsOf } from './content-changelogs.ts';
import { titleOf } from './content-title.ts';
import { describeForce } from './describe-force.ts';
import { mayShow } from './may-show.ts';
import { mergeSentence } from './merge-sentence.ts';
import { lanePath } from '../../page/words/link.ts';
import { changesOf } from '../change-id.ts';
import type { Facts } from '../facts.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Entry } from '../moves/moves.ts';
import { referenceName } from '../moves/reference.ts';
import type { Message, Reason } from '../plan-model.ts';

/** In characters; a reason can list every place where a pin might have been meant. */
const LONGEST_REASON = 500;

/**
 * Of the room of a body (`roomOf`): what its table, the moves that it has no row for, and its reasons may take; the changelogs have
 * the rest.
 */
const ROOM = { table: 16_000, named: 10_000, left: 8_000 };

/** What the templates write around the models' texts: their own sentences, a row of the table, a reason. */
const AROUND = { body: 1_200, row: 40, named: 4, reason: 24 };

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
  return { title: titleOf(described), body: bodyOf(described) };
}

function bodyOf(described: Described): Message {
  const { facts, entries, left, key } = described;
  const rows = fitting(
    entries.map((entry) => rowOf(described, entry)),
    ROOM.table,
    { of: (row) => roomOfTexts(row) + AROUND.row, least: 1 },
  );
  const stays = fitting(left.map(describeReason), ROOM.left, {
    of: (one) => roomOfTexts(one) + AROUND.reason,
    least: 1,
  });
  const around = {
    ...frameOf(described),
    ...beyondTable(described, entries.slice(rows.length)),
    left: stays,
    ...(stays.length < left.length ? { leftMore: plural(left.length - stays.length, 'component') } : {}),
  };
  const room =
    MOST_UNITS -
    AROUND.body -
    roomOf(key) -
    roomOfTexts(around) -
    roomOfRows(rows) -
    stays.length * AROUND.reason -
    (entries.length - rows.length) * AROUND.named;
  const changelogs = changelogsOf(described, entries.slice(0, rows.length), room);
  const model = {
    ...around,
    components: rows.map((row, index) => {
      const changes = changelogs[index];
      return { ...row, ...(changes === undefined ? {} : { changes }) };
    }),
    ...(changelogs.length < rows.length ? { untold: plural(rows.length - changelogs.length, 'component') } : {}),
  };
  const template = facts.lane.kind === 'environment' ? 'release-pull-request' : 'lane-pull-request';
  return { template, kind: 'content', model, key };
}

const roomOfRows = (rows: Record<string, string>[]): number => rows.length * AROUND.row + roomOfTexts(rows);

/** What moves and has no row: named in a line each as far as they fit, and counted. */
function beyondTable(described: Described, entries: Entry[]): Record<string, unknown> {
  if (entries.length === 0) return {};
  const named = fitting(
    entries.map((entry) => {
      const { name, from, to, brings } = rowOf(described, entry);
      return `**${name}** \`${from}\` → \`${to}\` (${brings})`;
    }),
    ROOM.named,
    { of: (text) => roomOf(text) + AROUND.named },
  );
  const { page, lane } = described.facts;
  return {
    more: plural(entries.length, 'component'),
    named,
    ...(named.length < entries.length
      ? { unnamed: `${entries.length - named.length} others, which the commit names` }
      : {}),
    ...(page === undefined ? {} : { page: `${page}${lanePath(lane.pipeline, { stage: lane.stage })}` }),
  };
}

/** What stands there whatever moves. */
function frameOf({ facts, here, entries }: Described): Record<string, unknown> {
  return {
    stage: facts.lane.stage,
    pipeline: facts.policy.readAt.repo,
    merge: mergeSentence(facts),
    ...footOf(entries),
    ...(facts.lane.forced === true
      ? { forced: describeForce(facts, entries, (entry) => mayShow(entry, here, facts.lane.pipeline)) }
      : {}),
    ...(isCutByTick(facts) ? { cut: true } : {}),
    ...declinedBefore(here),
  };
}

/** In the foot; the commit names them all. */
const MOST_CHANGES = 12;

/** What each change is called wherever it is told of: here, on its issues, in the log and on the page. */
function footOf(entries: Entry[]): Record<string, unknown> {
  const changes = changesOf(entries.map(({ component, to }) => ({ component, code: to.code })));
  const more = changes.length - MOST_CHANGES;
  return { changes: changes.slice(0, MOST_CHANGES), ...(more > 0 ? { changesMore: more } : {}) };
}

const rowOf = ({ facts, here }: Described, entry: Entry): Record<string, string> => ({
  name: entry.component,
  ...addresses(entry, facts.web),
  brings: countsInBrief(
    entry.changelog,
    mayShow(entry, here, facts.lane.pipeline) ? facts.policy.changelog : undefined,
  ),
  ...(entry.lacks === undefined ? {} : { lacks: neutraliseInline(entry.lacks) }),
});

const describeReason = ({ about, says, next }: Reason): Record<string, string> => ({
  about,
  // The template ends the sentence.
  says: neutraliseInline(says.replace(/\.$/, ''), LONGEST_REASON),
  ...(next === undefined ? {} : { next: neutraliseSentence(next, LONGEST_REASON) }),
});

function addresses({ source, from, to, changelog }: Entry, web: string): Record<string, string> {
  const repository = `${web}/${source.repo}`;
  return {
    from: neutraliseInline(referenceName(from)),
    to: neutraliseInline(referenceName(to)),
    fromUrl: `${repository}/commit/${from.code}`,
    toUrl: `${repository}/commit/${to.code}`,
    // Of a rebuild there is nothing to compare, nor with a commit that the repository does not have.
    ...(from.code === to.code || !isCompared(changelog)
      ? {}
      : { compareUrl: compareAddress({ ...changelog, repo: source.repo, from: from.code, to: to.code }, web) }),
    ...(to.artifact === undefined ? {} : { digest: shortReference(to.value) }),
  };
}

function declinedBefore({ declined }: Snapshot): { declined: string } | Record<string, never> {
  if (declined === undefined) return {};
  return { declined: `The one before this, #${declined.number}, was closed by ${neutraliseInline(declined.by)}.` };
}

/** Until when a release takes along what becomes ready. */
const isCutByTick = ({ policy, lane }: Facts): boolean =>
  lane.forced !== true && policy.environment !== undefined && policy.environment.release !== 'on-change';
