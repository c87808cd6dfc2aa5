import { isKnown } from '../answer.ts';
import type { EnvironmentState } from '../environments/environment-state.ts';
import type { DeployStep } from '../environments/follow-up-model.ts';
import type { CommitSha, ComponentName } from '../names.ts';
import { answerTo } from '../promotion/questions.ts';
import { shortReference } from '../text/phrases.ts';
import { IDLE, unread, type LabelAsk, type LabelFacts, type LabelPlan } from './label-facts.ts';
import { closedGates, lookAgain, setByPeople, type KeptBack } from './kept-back.ts';
import { deployedSteps, keptBackSteps, nothingSteps } from './label-words.ts';
import { pinsAt, pinsQuestion } from './pins-at.ts';

/** GitHub takes no longer description. */
const LONGEST_DESCRIPTION = 140;

interface Merged {
  commit: CommitSha;
  /** Whose pin files it changes. */
  components: ComponentName[];
}

/**
 * A person's merge in the environment's repository is deployed, once, not over a newer commit that is being deployed, and not
 * while people hold or freeze what it moves, or approvals or checks of its last head are missing.
 */
export function planDeployment(facts: LabelFacts, merged: Merged): LabelAsk | LabelPlan {
  const { pullRequest, pipeline, stage, answers, environment } = facts;
  const { commit, components } = merged;
  const place = { pipeline, stage, repo: pullRequest.repo, commit };
  const question = components.length === 0 ? undefined : pinsQuestion(place, components);
  const texts = question === undefined ? { known: {} } : answerTo(answers, question);
  if (texts === undefined || environment === undefined)
    return {
      ask: question === undefined || texts !== undefined ? [] : [question],
      environment: environment === undefined,
    };
  if (!isKnown(environment)) return unread(environment);
  if (!isKnown(texts)) return unread(texts);
  const values = components.flatMap((component) => {
    const held = pinsAt(place, component, texts);
    return isKnown(held) && !('wrong' in held.known) ? [[component, held.known.value] as const] : [];
  });
  const key = keyOf(facts);
  const isThere = isMade(facts, environment.known);
  const stopped = isThere ? undefined : inTheWay(facts, merged, environment.known);
  if (stopped !== undefined) return stopped;
  const deploy = isThere ? [] : [deployment(facts, { key, commit, values })];
  return {
    ...IDLE,
    code: 'deployed',
    steps: [...deploy, ...deployedSteps(facts, { commit, components: values.map(([component]) => component) })],
    note: {
      kind: 'wish-deployed',
      facts: { v: 1, said: facts.said, environment: stage.name, commit, by: facts.label.by },
    },
    wakesLane: true,
  };
}

/** What is there already is not judged any more: the teams of those who approved are read live, at each look. */
function inTheWay(
  facts: LabelFacts,
  { commit, components }: Merged,
  environment: EnvironmentState,
): LabelAsk | LabelPlan | undefined {
  const { pullRequest, stage } = facts;
  if (isOvertaken(environment, commit)) {
    const because = `a newer commit of ${pullRequest.repo} is being deployed to ${stage.name}, or was, and this one would take it back`;
    return { ...IDLE, code: 'nothing', steps: nothingSteps(facts, because) };
  }
  const gates = closedGates(facts);
  if ('questions' in gates) return { ask: gates.questions, environment: false };
  const kept = [...setByPeople(facts, components), ...gates];
  return kept.length === 0 ? undefined : keptBack(facts, kept);
}

function keptBack(facts: LabelFacts, kept: KeptBack[]): LabelPlan {
  const steps = keptBackSteps(facts, kept);
  const again = lookAgain(facts, steps.length > 0);
  const wakes = kept.flatMap(({ until }) => until ?? again ?? []);
  return { ...IDLE, code: 'kept-back', steps, ...(wakes.length === 0 ? {} : { wake: Math.min(...wakes) }) };
}

/** One merge may be deployed to several environments. */
const keyOf = ({ said, stage }: LabelFacts): string => `deploy:${said}:${stage.name}`;

/** An older release's key names no environment; the state has the deployments of one alone. */
const isMade = (facts: LabelFacts, { deployments }: EnvironmentState): boolean =>
  deployments.some(({ key }) => key === keyOf(facts) || key === `deploy:${facts.said}`);

/** Whatever deploys it would take the environment back. */
function isOvertaken({ commits, deployments }: EnvironmentState, commit: CommitSha): boolean {
  const place = commits.indexOf(commit);
  const newer = new Set(place === -1 ? commits : commits.slice(0, place));
  return deployments.some((deployment) => newer.has(deployment.commit));
}

interface Deploying {
  key: string;
  commit: CommitSha;
  values: (readonly [ComponentName, string])[];
}

function deployment({ pullRequest, stage, said }: LabelFacts, { key, commit, values }: Deploying): DeployStep {
  const moved = values.map(([component, value]) => `${component} ${shortReference(value)}`).join(', ');
  const description = `#${pullRequest.number}, by its label${moved === '' ? '' : `: ${moved}`}`;
  return {
    do: 'deploy',
    key,
    commit,
    environment: stage.name,
    description:
      description.length <= LONGEST_DESCRIPTION ? description : `${description.slice(0, LONGEST_DESCRIPTION - 1)}…`,
    payload: { v: 1, key, promotion: said, components: Object.fromEntries(values) },
  };
}
