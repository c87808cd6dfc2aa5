import { isKnown } from '../../answer.ts';
import type { CommitSha } from '../../names.ts';
import { pinPlaces } from '../../promotion/moves/pin-places.ts';
import type { SignalFact, SignalsQuestion } from '../../promotion/questions.ts';
import { deploymentAt, deploymentKey, LONGEST_DESCRIPTION } from './deployment-step.ts';
import type { DeploymentFact, DeploymentStatusFact } from '../environment-state.ts';
import type { FollowUpFacts } from '../follow-up-facts.ts';
import type { DeployStep, ReportStep } from '../follow-up-model.ts';
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
export function reportsOf(facts: FollowUpFacts, open: OpenQuestions, isOpen: boolean): Reports {
  const merged = facts.release.merged.commit;
  const ours = deploymentsAt(facts, merged);
  if (ours.length === 0) return { steps: [] };
  const later = laterCommits(facts);
  const asked = questionOf(facts, [merged, ...later]);
  const answer = asked === undefined ? { known: [] } : open.answer(asked);
  if (answer === undefined) return { steps: [] };
  if (!isKnown(answer)) return { steps: [], unread: answer.unknown };
  const here = lastOf(answer.known, [merged]);
  const reported = here === undefined ? [] : ours.flatMap((deployment) => reportOn(deployment, here) ?? []);
  const beyond = lastOf(answer.known, later);
  if (beyond === undefined || !(isOpen || movesPins(facts, beyond.commit, open))) return { steps: reported };
  return { steps: [...reported, ...reportBeyond(facts, beyond)] };
}

/** Undefined where nothing but deployment statuses is believed. */
function questionOf({ lane, stage }: FollowUpFacts, commits: CommitSha[]): SignalsQuestion | undefined {
  const { deployedBy } = stage.environment;
  const workflows = deployedBy.flatMap((one) => (one.signal === 'workflow' ? [one.workflow] : []));
  const statuses = deployedBy.flatMap((one) => (one.signal === 'status' ? [one.context] : []));
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
  signals.filter(({ commit }) => commits.includes(commit)).toSorted((a, b) => b.at - a.at)[0];

function deploymentsAt({ environment, release }: FollowUpFacts, commit: CommitSha): DeploymentFact[] {
  const whole = deploymentKey(release.promotion);
  return environment.deployments.filter(
    (one) => one.commit === commit && one.key !== undefined && (one.key === whole || one.key.startsWith(`${whole}:`)),
  );
}

/** The signal is about a commit that people pushed on top of the release, which has no deployment to write it on. */
function reportBeyond(facts: FollowUpFacts, signal: SignalFact): (DeployStep | ReportStep)[] {
  const step = deploymentAt(facts, signal.commit);
  const made = facts.environment.deployments.find(
    ({ commit, key, of }) => commit === signal.commit && key !== undefined && of === undefined,
  );
  if (made === undefined) return [step];
  const report = reportOn(made, signal);
  return report === undefined ? [] : [report];
}

/** The last word of all signals counts; undefined where it has been written. */
function reportOn({ id, statuses }: DeploymentFact, signal: SignalFact): ReportStep | undefined {
  if (statuses.some((one) => one.byUs === true && one.state === signal.state && isAbout(one, signal))) return undefined;
  return {
    do: 'report',
    key: `report:${id}:${signal.state}:${signal.at}`,
    deployment: id,
    state: signal.state,
    description: descriptionOf(signal),
    ...(signal.url === undefined ? {} : { url: signal.url }),
  };
}

/** By its time: GitHub may have changed a letter of the rest. */
const isAbout = ({ description = '' }: DeploymentStatusFact, { at }: SignalFact): boolean =>
  description.includes(new Date(at).toISOString());

/** What the signal says of itself comes first, since it may name what failed; who it is and when it was come whole. */
function descriptionOf({ from, at, says = '' }: SignalFact): string {
  const source = `${from}, ${new Date(at).toISOString()}`.slice(-LONGEST_DESCRIPTION);
  const room = LONGEST_DESCRIPTION - source.length - 3;
  if (says === '' || room < 1) return source;
  return `${says.length <= room ? says : `${says.slice(0, room - 1)}…`} (${source})`;
}

const SOURCE = /(?:^|\()[^()]*, \d{4}-\d\d-\d\dT[\d:.]+Z\)?$/;

/** What a signal said of itself: a component may be called `status`. */
export const withoutSource = (description: string): string => description.replace(SOURCE, '');
