import { isKnown } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import { endedCommits, isProven, type ProvenCommit } from '../environments/environment-state.ts';
import type { FollowUpFacts, KnownRelease } from '../environments/follow-up-facts.ts';
import { heldAt, valueSet } from '../environments/held-values.ts';
import { changesOf, type NoRange } from '../environments/moved-range.ts';
import type { OpenQuestions } from '../environments/open-questions.ts';
import type { EntryVerdict } from '../environments/verdict.ts';
import { isDigest, type CommitSha, type ComponentName } from '../names.ts';
import type { LaneComponent } from '../pipeline/lanes.ts';
import type { LineageEntry } from '../text/trailers.ts';
import type { SeenRollback } from './taken-back.ts';

/** A component's move from what was last verified in the environment to what is verified now. */
export interface ToldRange {
  component: LaneComponent;
  /** What runs now: the pinned value, and its code. */
  value: string;
  code: CommitSha;
  proof: ProvenCommit;
  changelog: Changelog;
}

/** `silent`: why nobody is told of the component; `unread`: why it cannot be said now. */
export type RangeResult = ToldRange | NoRange | undefined;

type DeployedEntry = Extract<EntryVerdict, { state: 'deployed' }>;

/** What a deployed move brought into the environment; undefined while questions are open, or where it brought nothing. */
export function rangeOf(facts: FollowUpFacts, deployed: DeployedEntry, open: OpenQuestions): RangeResult {
  const { entry, proof } = deployed;
  const { component: name } = entry;
  const component = facts.lane.components.find((candidate) => candidate.name === name);
  if (component === undefined) return { component: name, silent: `it is no longer in ${facts.lane.stage}` };
  const [to, from] = [valueSet(facts, name, open), lastVerified(facts, deployed, open)];
  if (to === undefined || from === undefined) return undefined;
  if (!isKnown(to)) return { unread: to.unknown };
  if ('unread' in from) return from;
  if (to.known === undefined || from.value === undefined || from.value === to.known) return undefined;
  const code = entry.code === undefined ? {} : { code: entry.code };
  const changelog = changesOf(facts, { component, from: from.value, to: to.known, ...code }, open);
  if (changelog === undefined || 'unread' in changelog || 'silent' in changelog) return changelog;
  return { component, value: to.known, code: changelog.to, proof, changelog };
}

/** A move that went back: people took something away from the environment. */
export interface WayBack {
  component: ComponentName;
  from: CommitSha;
  to: CommitSha;
  /** How many commits no longer run there. */
  lost: number;
}

/** Whether a deployed move went back, be what it replaced verified or not; undefined too while questions are open. */
export function wayBackOf(facts: FollowUpFacts, { entry }: DeployedEntry, open: OpenQuestions): WayBack | undefined {
  const component = facts.lane.components.find(({ name }) => name === entry.component);
  const to = entry.digest ?? entry.code;
  if (component === undefined || entry.from === undefined || to === undefined) return undefined;
  const code = entry.code === undefined ? {} : { code: entry.code };
  const changes = changesOf(facts, { component, from: entry.from, to, ...code }, open);
  if (changes === undefined || !('classification' in changes) || changes.classification !== 'rollback')
    return undefined;
  return { component: component.name, from: changes.from, to: changes.to, lost: changes.removed.length };
}

/**
 * What the environment had verified of the component before this release. A proven commit further back tells it; where there is
 * none, releases that were never proven carried their change on to this one, and the oldest of them names what was there before.
 */
function lastVerified(
  facts: FollowUpFacts,
  { entry }: DeployedEntry,
  open: OpenQuestions,
): { value: string | undefined } | { unread: string } | undefined {
  const { commits } = facts.environment;
  const place = commits.indexOf(facts.release.merged.commit);
  const older = new Set(place === -1 ? [] : commits.slice(place + 1));
  const proven = endedCommits(facts.environment, entry.component).find(
    (ended) => isProven(ended) && older.has(ended.commit),
  );
  if (proven === undefined) return { value: carriedFrom(facts, entry.component) };
  const back = backSince(facts, entry.component, proven);
  if (back !== undefined) return { value: back.to };
  const held = heldAt(facts, { commit: proven.commit, component: entry.component }, open);
  if (held === undefined) return undefined;
  if (!isKnown(held)) return { unread: held.unknown };
  return { value: broughtBefore(facts, entry.component, held.known) ?? held.known };
}

/**
 * What Sluice itself had brought and told of, where people have moved the pin on since: their own merges tell nobody, so that the next
 * release does. Undefined where it still is what was held.
 */
function broughtBefore(facts: FollowUpFacts, name: ComponentName, held: string | undefined): string | undefined {
  const last = releasesBefore(facts).find(({ deployed }) => deployed.includes(name));
  const entry = last === undefined ? undefined : moveIn(last, name);
  if (entry === undefined || entry.digest === held || entry.code === held) return undefined;
  return held !== undefined && isDigest(held) ? entry.digest : entry.code;
}

/** Newest first. */
const releasesBefore = ({ release, releases }: FollowUpFacts): KnownRelease[] =>
  releases
    .filter(({ number, at }) => number !== release.number && at < release.merged.at)
    .toSorted((a, b) => b.at - a.at);

const moveIn = ({ entries }: Pick<KnownRelease, 'entries'>, name: ComponentName): LineageEntry | undefined =>
  entries.find(({ component }) => component === name);

/** What was verified and then taken back is news again, whether anything was said of the deployment of the way back or not. */
function backSince(
  { environment: { commits }, release, rollbacks = [] }: FollowUpFacts,
  name: ComponentName,
  proven: { commit: CommitSha },
): SeenRollback | undefined {
  const between = commits.slice(commits.indexOf(release.merged.commit) + 1, commits.indexOf(proven.commit));
  return rollbacks.findLast(({ component, commit }) => component === name && between.includes(commit));
}

function carriedFrom(facts: FollowUpFacts, component: ComponentName): string | undefined {
  const before = releasesBefore(facts);
  const proven = before.findIndex(({ deployed }) => deployed.includes(component));
  const carried = proven === -1 ? before : before.slice(0, proven);
  return carried.reduce<string | undefined>(
    (from, one) => moveIn(one, component)?.from ?? from,
    moveIn(facts.release, component)?.from,
  );
}
