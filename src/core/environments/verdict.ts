import { isKnown } from '../answer.ts';
import type { CommitSha, ComponentName } from '../names.ts';
import type { LineageEntry } from '../text/trailers.ts';
import { endedCommits, isProven, type EndedCommit, type FailedCommit, type ProvenCommit } from './environment-state.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import type { EntryOutcome } from './follow-up-model.ts';
import { heldAt, valueSet } from './held-values.ts';
import type { OpenQuestions } from './open-questions.ts';
import { ownWords } from './deployments/signals.ts';

/** How one component's move stands after the merge. */
export type EntryVerdict = { entry: LineageEntry } & (
  | { state: 'merged'; replaced: boolean }
  | { state: 'deployed'; proof: ProvenCommit }
  | { state: 'failed'; failure: FailedCommit }
  /** `by`: the first commit that was proven after it was replaced; `failed`: its own deployment had ended before that. */
  | { state: 'superseded'; by: ProvenCommit; failed: boolean }
);

export interface Verdict {
  /** The worst live entry. */
  state: EntryOutcome;
  entries: EntryVerdict[];
  /** Why something that decides could not be read. */
  unread?: string;
}

/**
 * What is known of a component on the branch from the merge on: a success proves the values that its commit holds, a failure
 * accuses them.
 */
interface Signals {
  /** The first success at the merge or after it: values stay until they are replaced, so that no later one says more. */
  proof: ProvenCommit | undefined;
  /** Failures at the merge or after it, newest commit first. */
  failures: FailedCommit[];
}

/** How the release stands by the signals about its commit and those after it. */
export function verdictOf(facts: FollowUpFacts, open: OpenQuestions): Verdict {
  const judged = facts.release.entries.map((entry) => {
    return judge(facts, { entry, signals: signalsOf(facts, entry.component) }, open);
  });
  const unread = judged.find((one) => 'unread' in one);
  const entries = judged.map((one): EntryVerdict =>
    'unread' in one ? { ...one, state: 'merged', replaced: false } : one,
  );
  return { state: worstLive(entries), entries, ...(unread === undefined ? {} : { unread: unread.unread }) };
}

const BADNESS: EntryOutcome[] = ['failed', 'merged', 'deployed'];

const worstLive = (entries: EntryVerdict[]): EntryOutcome =>
  BADNESS.find((state) => entries.some((entry) => entry.state === state)) ?? 'superseded';

function signalsOf({ environment, release }: FollowUpFacts, component: ComponentName): Signals {
  const { commits } = environment;
  // A merge that is further back than the look saw is older than all it saw.
  const place = commits.indexOf(release.merged.commit);
  const after = new Set(place === -1 ? commits : commits.slice(0, place + 1));
  const ended = endedCommits(environment, component).filter(({ commit }) => after.has(commit));
  return { proof: ended.findLast(isProven), failures: ended.filter((one) => !isProven(one)) };
}

interface Judged {
  entry: LineageEntry;
  signals: Signals;
}

function judge(
  facts: FollowUpFacts,
  { entry, signals }: Judged,
  open: OpenQuestions,
): EntryVerdict | { entry: LineageEntry; unread: string } {
  const { proof, failures } = signals;
  const failure = failures.findLast((one) => accuses(one, entry.component, facts));
  const decisive: EndedCommit | undefined = proof ?? failure;
  if (decisive === undefined) return { entry, ...waiting(facts, entry, open) };
  const still = stillHolds(facts, { entry, commit: decisive.commit }, open);
  if (still === undefined) return { entry, state: 'merged', replaced: false };
  if (typeof still === 'object') return { entry, ...still };
  if (isProven(decisive)) {
    if (still) return { entry, state: 'deployed', proof: decisive };
    const failed = failure !== undefined && stillHolds(facts, { entry, commit: failure.commit }, open) === true;
    return { entry, state: 'superseded', by: decisive, failed };
  }
  return still ? { entry, state: 'failed', failure: decisive } : { entry, state: 'merged', replaced: true };
}

/** Whether it was replaced matters only once it is blamed for silence. */
function waiting(
  facts: FollowUpFacts,
  entry: LineageEntry,
  open: OpenQuestions,
): { state: 'merged'; replaced: boolean } {
  const { now, environment, release, stage } = facts;
  const [tip] = environment.commits;
  if (now < release.merged.at + stage.environment.deployedWithin || tip === undefined)
    return { state: 'merged', replaced: false };
  return { state: 'merged', replaced: stillHolds(facts, { entry, commit: tip }, open) === false };
}

/** Whether the branch still holds at the commit what the release set. Undefined: it is asked. */
function stillHolds(
  facts: FollowUpFacts,
  { entry, commit }: { entry: LineageEntry; commit: CommitSha },
  open: OpenQuestions,
): boolean | { unread: string } | undefined {
  const { component } = entry;
  if (commit === facts.release.merged.commit) return true;
  // Nobody can say where its pin stands, so that it counts as untouched.
  if (!facts.lane.components.some(({ name }) => name === component)) return true;
  const held = heldAt(facts, { commit, component }, open);
  const set = valueSet(facts, component, open);
  if (held === undefined || set === undefined) return undefined;
  if (!isKnown(held)) return { unread: held.unknown };
  return isKnown(set) ? held.known === set.known : { unread: set.unknown };
}

/** A failure that names components of the environment accuses those alone, in whichever release they moved; else all that changed. */
function accuses(
  { byUs, deployment, description = '' }: FailedCommit,
  component: ComponentName,
  { lane, stage }: FollowUpFacts,
): boolean {
  if (deployment.of !== undefined) return deployment.of === component;
  const says = byUs === true ? ownWords(description, stage.environment) : description;
  const words = new Set(says.toLowerCase().split(/[^a-z0-9-]+/));
  const named = lane.components.filter(({ name }) => words.has(name));
  return named.length === 0 || named.some(({ name }) => name === component);
}
