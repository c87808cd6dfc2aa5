import { isKnown } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import { endedCommits, isProven, type ProvenCommit } from '../environments/environment-state.ts';
import type { FollowUpFacts, KnownRelease } from '../environments/follow-up-facts.ts';
import { codeOf, heldAt, valueSet } from '../environments/held-values.ts';
import type { OpenQuestions } from '../environments/open-questions.ts';
import type { EntryVerdict } from '../environments/verdict.ts';
import type { CommitSha, ComponentName } from '../names.ts';
import type { LaneComponent } from '../pipeline/lanes.ts';
import { shortReference } from '../text/phrases.ts';

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
export type RangeResult = ToldRange | { silent: string; component: ComponentName } | { unread: string } | undefined;

type DeployedEntry = Extract<EntryVerdict, { state: 'deployed' }>;

/** What a deployed move brought into the environment; undefined while questions are open, or where it brought nothing. */
export function rangeOf(facts: FollowUpFacts, deployed: DeployedEntry, open: OpenQuestions): RangeResult {
  const { component: name } = deployed.entry;
  const component = facts.lane.components.find((candidate) => candidate.name === name);
  if (component === undefined) return { component: name, silent: `it is no longer in ${facts.lane.stage}` };
  const [to, from] = [valueSet(facts, name, open), lastVerified(facts, deployed, open)];
  if (to === undefined || from === undefined) return undefined;
  if (!isKnown(to)) return { unread: to.unknown };
  if ('unread' in from) return from;
  if (to.known === undefined || from.value === undefined || from.value === to.known) return undefined;
  const { entry, proof } = deployed;
  const ends = codeEnds(
    facts,
    { component: name, from: from.value, to: to.known, ...(entry.code && { code: entry.code }) },
    open,
  );
  if (ends === undefined || 'unread' in ends || 'silent' in ends) return ends;
  if (ends.from === ends.to) return undefined;
  const range = open.answer({
    ask: 'range',
    repo: component.code,
    from: ends.from,
    to: ends.to,
    ...(component.paths === undefined ? {} : { paths: component.paths }),
  });
  if (range === undefined) return undefined;
  if (!isKnown(range)) return { unread: range.unknown };
  if (range.known.classification.startsWith('unknown'))
    return {
      component: name,
      silent: `${component.code} does not have both ${ends.from.slice(0, 7)} and ${ends.to.slice(0, 7)}`,
    };
  return { component, value: to.known, code: ends.to, proof, changelog: range.known };
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
  const proven = endedCommits(facts.environment).find((ended) => isProven(ended) && older.has(ended.commit));
  if (proven === undefined) return { value: carriedFrom(facts, entry.component) };
  const held = heldAt(facts, { commit: proven.commit, component: entry.component }, open);
  if (held === undefined) return undefined;
  return isKnown(held) ? { value: held.known } : { unread: held.unknown };
}

function carriedFrom({ release, releases }: FollowUpFacts, component: ComponentName): string | undefined {
  const moveOf = ({ entries }: Pick<KnownRelease, 'entries'>) => entries.find((entry) => entry.component === component);
  const before = releases
    .filter(({ number, at }) => number !== release.number && at < release.merged.at)
    .toSorted((a, b) => b.at - a.at);
  const proven = before.findIndex(({ deployed }) => deployed.includes(component));
  const carried = proven === -1 ? before : before.slice(0, proven);
  return carried.reduce<string | undefined>((from, one) => moveOf(one)?.from ?? from, moveOf(release)?.from);
}

interface Ends {
  component: ComponentName;
  from: string;
  to: string;
  /** What the lineage says of `to`. */
  code?: CommitSha;
}

function codeEnds(
  facts: FollowUpFacts,
  { component, from, to, code }: Ends,
  open: OpenQuestions,
): { from: CommitSha; to: CommitSha } | { unread: string } | { silent: string; component: ComponentName } | undefined {
  const found = [
    codeOf(facts, { value: from, component }, open),
    code === undefined ? codeOf(facts, { value: to, component }, open) : { known: code },
  ];
  const codes: CommitSha[] = [];
  for (const [index, answer] of found.entries()) {
    if (answer === undefined) return undefined;
    if (!isKnown(answer)) return { unread: answer.unknown };
    if (answer.known === undefined)
      return { component, silent: `nobody can tell what ${shortReference(index === 0 ? from : to)} was built from` };
    codes.push(answer.known);
  }
  const [first, second] = codes;
  return first === undefined || second === undefined ? undefined : { from: first, to: second };
}
