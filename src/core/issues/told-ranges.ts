import { isKnown } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import { endedCommits, isProven, type EndedCommit, type ProvenCommit } from '../environments/environment-state.ts';
import type { FollowUpFacts, KnownRelease } from '../environments/follow-up-facts.ts';
import { heldAt, valueSet } from '../environments/held-values.ts';
import { changesOf, type Moved, type NoRange } from '../environments/moved-range.ts';
import type { OpenQuestions } from '../environments/open-questions.ts';
import type { EntryVerdict } from '../environments/verdict.ts';
import { isDigest, type CommitSha, type ComponentName } from '../names.ts';
import type { LaneComponent } from '../pipeline/lanes.ts';
import type { LineageEntry } from '../text/trailers.ts';

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
  if (to.known === undefined) return undefined;
  const moved = { component, to: to.known, ...(entry.code === undefined ? {} : { code: entry.code }) };
  const changelog = changesSince(facts, moved, { from, open });
  if (changelog === undefined || 'unread' in changelog || 'silent' in changelog) return changelog;
  return { component, value: to.known, code: changelog.to, proof, changelog };
}

/** Both ranges are asked for at once where there are two; what went back unseen is told from what is there. */
function changesSince(
  facts: FollowUpFacts,
  moved: Omit<Moved, 'from'>,
  { from: { told, held }, open }: { from: Verified; open: OpenQuestions },
): Changelog | NoRange | undefined {
  const [first, second] = [told, held].map((from) =>
    from === undefined || from === moved.to ? undefined : changesOf(facts, { ...moved, from }, open),
  );
  const isForward = first !== undefined && !('classification' in first && first.classification === 'rollback');
  return isForward ? first : second;
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

/** What a component's issues were told of last, and what the environment held when it was proven last. */
interface Verified {
  told: string | undefined;
  held: string | undefined;
}

/**
 * What the environment had verified of the component before this release. A proven commit further back tells it; where there is
 * none, releases that were never proven carried their change on to this one, and the oldest of them names what was there before.
 */
function lastVerified(
  facts: FollowUpFacts,
  { entry: { component } }: DeployedEntry,
  open: OpenQuestions,
): Verified | { unread: string } | undefined {
  const before = commitsBefore(facts);
  const ended = endedCommits({ ...facts.environment, commits: before }, component);
  const proven = ended.find(isProven);
  if (proven === undefined) {
    const carried = carriedFrom(facts, component, ended);
    return { told: carried, held: carried };
  }
  const held = heldAt(facts, { commit: proven.commit, component }, open);
  if (held === undefined) return undefined;
  if (!isKnown(held)) return { unread: held.unknown };
  return { told: toldBefore(facts, component, { proven, held: held.known }) ?? held.known, held: held.known };
}

/** Those of the branch that are older than the release, newest first. */
function commitsBefore({ environment: { commits }, release }: FollowUpFacts): CommitSha[] {
  const place = commits.indexOf(release.merged.commit);
  return place === -1 ? [] : commits.slice(place + 1);
}

/**
 * Where people have moved the pin since Sluice told of it last, forward by a merge of their own, which tells nobody, or back, so that
 * what it told is news again: what it had brought then, or what the way back left. Undefined where it still is what was held.
 */
function toldBefore(
  facts: FollowUpFacts,
  name: ComponentName,
  { proven, held }: { proven: ProvenCommit; held: string | undefined },
): string | undefined {
  const before = commitsBefore(facts);
  const reached = before.indexOf(proven.commit);
  // What was merged after the last proof is proven no longer; what the look does not list is older than all it lists.
  const last = releasesBefore(facts).find(
    ({ commit, deployed }) => deployed.includes(name) && !before.slice(0, reached).includes(commit),
  );
  const since = last === undefined ? before.slice(0, reached + 1) : upTo(before, last.commit);
  const back = facts.rollbacks?.findLast(({ component, commit }) => component === name && since.includes(commit));
  if (back !== undefined) return back.to;
  const entry = last === undefined ? undefined : moveIn(last, name);
  if (entry === undefined || entry.digest === held || entry.code === held) return undefined;
  return held !== undefined && isDigest(held) ? entry.digest : entry.code;
}

/** The commits that are newer than one of them; all where it is not among them. */
const upTo = (commits: CommitSha[], end: CommitSha): CommitSha[] =>
  commits.includes(end) ? commits.slice(0, commits.indexOf(end)) : commits;

/** Newest first. */
const releasesBefore = ({ release, releases }: FollowUpFacts): KnownRelease[] =>
  releases
    .filter(({ number, at }) => number !== release.number && at < release.merged.at)
    .toSorted((a, b) => b.at - a.at);

const moveIn = ({ entries }: Pick<KnownRelease, 'entries'>, name: ComponentName): LineageEntry | undefined =>
  entries.find(({ component }) => component === name);

/** A release that the ledger knows to be deployed is so no longer where its commit has failed since. */
function carriedFrom(facts: FollowUpFacts, component: ComponentName, ended: EndedCommit[]): string | undefined {
  const before = releasesBefore(facts);
  const failed = new Set(ended.map(({ commit }) => commit));
  const proven = before.findIndex(({ commit, deployed }) => deployed.includes(component) && !failed.has(commit));
  const carried = proven === -1 ? before : before.slice(0, proven);
  return carried.reduce<string | undefined>(
    (from, one) => moveIn(one, component)?.from ?? from,
    moveIn(facts.release, component)?.from,
  );
}
