import { isKnown } from '../../answer.ts';
import type { CommitSha, Instant } from '../../names.ts';
import { pinPlaces } from '../../pipeline/pins/pin-places.ts';
import type { EnvironmentPolicy } from '../../pipeline/pipeline.ts';
import type { SignalFact, SignalsQuestion } from '../../promotion/questions.ts';
import { signalName } from '../../pipeline/ci-signal.ts';
import { ciSignalsOf } from './believed.ts';
import { deploymentAt, deploymentKey, LONGEST_DESCRIPTION } from './deployment-step.ts';
import { hasEnded, type DeploymentFact, type DeploymentStatusFact } from '../environment-state.ts';
import type { FollowUpFacts } from '../follow-up-facts.ts';
import type { DeployStep, EntryOutcome, ReportStep } from '../follow-up-model.ts';
import type { OpenQuestions } from '../open-questions.ts';

/** Commits after a release that are asked about, newest first: a deployer may skip to the newest. */
const LATER_COMMITS = 3;

/** What is still to be written at GitHub of a release's signals, or why they could not be read. */
export interface Reports {
  steps: (DeployStep | ReportStep)[];
  unread?: string;
}

/**
 * A workflow or a status that tells how a deployment went is written as a status of Sluice's own deployment of that commit: from
 * there its outcome and its time can be read back, and everything else knows deployment statuses alone.
 */
export function reportsOf(facts: FollowUpFacts, open: OpenQuestions, state: EntryOutcome): Reports {
  if (state === 'superseded') return { steps: [] };
  const isOpen = state !== 'deployed';
  const merged = facts.release.merged.commit;
  const ours = deploymentsAt(facts, merged);
  const later = laterCommits(facts);
  if (ours.length === 0 && !later.some((commit) => deploymentOn(facts, commit) !== undefined)) return { steps: [] };
  const asked = questionOf(facts, [merged, ...later]);
  const answer = asked === undefined ? { known: [] } : open.answer(asked);
  if (answer === undefined) return { steps: [] };
  // What is decided waits for nobody.
  if (!isKnown(answer)) return { steps: [], ...(isOpen ? { unread: answer.unknown } : {}) };
  const here = lastOf(answer.known, [merged]);
  const reported = here === undefined ? [] : ours.flatMap((deployment) => reportOn(deployment, here) ?? []);
  const beyond = lastOf(answer.known, later);
  if (beyond === undefined || !(isOpen || movesPins(facts, beyond.commit, open))) return { steps: reported };
  return { steps: [...reported, ...reportBeyond(facts, beyond)] };
}

/** Undefined where nothing but deployment statuses is believed. */
function questionOf({ lane, stage }: FollowUpFacts, commits: CommitSha[]): SignalsQuestion | undefined {
  const signals = ciSignalsOf(stage.environment);
  const workflows = signals.flatMap((one) => ('workflow' in one ? [one.workflow] : []));
  const statuses = signals.flatMap((one) => ('status' in one ? [one.status] : []));
  if (workflows.length + statuses.length === 0) return undefined;
  return { ask: 'signals', repo: lane.repo, commits, workflows, statuses };
}

/** The newest commits after the release, as far as no later release has been merged: that one's follow-up asks about its own. */
function laterCommits({ environment, release, releases }: FollowUpFacts): CommitSha[] {
  const { commits } = environment;
  const place = commits.indexOf(release.merged.commit);
  const after = commits.slice(0, Math.max(place, 0));
  const others = new Set(releases.map(({ commit }) => commit));
  const next = after.findLastIndex((commit) => others.has(commit));
  return after.slice(next + 1).slice(0, LATER_COMMITS);
}

/** Whether people have moved pins since the release: until then a signal of a later commit says nothing new of it. */
function movesPins({ lane, release, stage }: FollowUpFacts, commit: CommitSha, open: OpenQuestions): boolean {
  const places = lane.components.flatMap((component) => pinPlaces(stage.pins, component));
  const paths = [...new Set(places.map(({ address }) => address.path))].sort();
  const [before, after] = [release.merged.commit, commit].map((at) =>
    open.answer({ ask: 'text', repo: lane.repo, commit: at, paths }),
  );
  if (before === undefined || after === undefined || !isKnown(before) || !isKnown(after)) return false;
  return paths.some((path) => before.known[path] !== after.known[path]);
}

const lastOf = (signals: SignalFact[], commits: CommitSha[]): SignalFact | undefined =>
  signals
    .filter(({ commit }) => commits.includes(commit))
    .toSorted((a, b) => b.at - a.at || badness(b) - badness(a))[0];

/** GitHub tells whole seconds: of two words of one second the worse counts. */
const badness = ({ state }: SignalFact): number => (state === 'failure' ? 1 : 0);

function deploymentsAt({ environment, release }: FollowUpFacts, commit: CommitSha): DeploymentFact[] {
  const whole = deploymentKey(release.promotion);
  return environment.deployments.filter(
    (one) => one.commit === commit && one.key !== undefined && (one.key === whole || one.key.startsWith(`${whole}:`)),
  );
}

/** Sluice's own of a whole commit, whatever it was made for. */
const deploymentOn = ({ environment }: FollowUpFacts, on: CommitSha): DeploymentFact | undefined =>
  environment.deployments.find(({ commit, key, of }) => commit === on && key !== undefined && of === undefined);

/** The signal is about a commit that people pushed on top of the release, which has no deployment to write it on. */
function reportBeyond(facts: FollowUpFacts, signal: SignalFact): (DeployStep | ReportStep)[] {
  const step = deploymentAt(facts, signal.commit);
  const made = deploymentOn(facts, signal.commit);
  if (made === undefined) return [step];
  const report = reportOn(made, signal);
  return report === undefined ? [] : [report];
}

/** The last word of all signals counts, deployment statuses among them; undefined where a later one, or this one, stands there. */
function reportOn({ id, statuses }: DeploymentFact, signal: SignalFact): ReportStep | undefined {
  if (statuses.some((one) => hasEnded(one) && isNoOlder(one, signal))) return undefined;
  return {
    do: 'report',
    key: `report:${id}:${signal.state}:${signal.at}`,
    deployment: id,
    state: signal.state,
    description: descriptionOf(signal),
    ...(signal.url === undefined ? {} : { url: signal.url }),
  };
}

/** A signal that ends anew within one second, as GitHub tells time, is news all the same. */
function isNoOlder(status: DeploymentStatusFact, signal: SignalFact): boolean {
  const at = saidAt(status);
  return at > signal.at || (at === signal.at && status.state === signal.state);
}

/** What the signal says of itself comes first, since it may name what failed; who it is and when it was come whole. */
function descriptionOf({ from, at, says = '' }: SignalFact): string {
  const source = `${from}, ${new Date(at).toISOString()}`.slice(-LONGEST_DESCRIPTION);
  const room = LONGEST_DESCRIPTION - source.length - 3;
  if (says === '' || room < 1) return source;
  return `${says.length <= room ? says : `${says.slice(0, room - 1)}…`} (${source})`;
}

const TIME = /, (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\)?$/;

/** Of a signal that Sluice repeated, when it was; else when the status was set. */
function saidAt({ at, byUs, description = '' }: DeploymentStatusFact): Instant {
  const [, time] = (byUs === true ? TIME.exec(description) : null) ?? [];
  return time === undefined ? at : Date.parse(time);
}

/** What a signal said of itself, of a description that Sluice wrote: a component may be called as the signal is. */
export function ownWords(description: string, policy: Pick<EnvironmentPolicy, 'deployedBy'>): string {
  const whole = description.replace(TIME, '');
  const names = ciSignalsOf(policy).map(signalName);
  const name = whole === description ? undefined : names.find((one) => whole.endsWith(one));
  return name === undefined ? description : whole.slice(0, -name.length).replace(/ \($/, '');
}
