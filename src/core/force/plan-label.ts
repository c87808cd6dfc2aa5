import { isKnown, unknown, type Unknown } from '../answer.ts';
import { demandFor, whoMay } from '../authority/demands.ts';
import { judge } from '../authority/judge.ts';
import type { CommitSha, ComponentName, RepoName } from '../names.ts';
import { repoOf } from '../pipeline/lanes.ts';
import { answerTo } from '../promotion/questions.ts';
import { planDeployment } from './plan-deployment.ts';
import { IDLE, unread, type LabelAsk, type LabelFacts, type LabelPlan } from './label-facts.ts';
import { nothingSteps, overSteps, refusedSteps, unheardSteps } from './label-words.ts';
import { pinsAt, pinsQuestion } from './pins-at.ts';
import { subjectOf, type Carried, type Subject } from './subject.ts';
import { wishId } from './wish-record.ts';
import type { Carry, Wish } from './wish.ts';

/** What a label `deploy/<environment>` on a pull request leads to now: pure and total, like the plan of a lane. */
export function planLabel(facts: LabelFacts): LabelAsk | LabelPlan {
  const { pullRequest } = facts;
  const subject = subjectOf(facts.pipeline, facts.stage, pullRequest);
  if (subject.is === 'release') return release(facts);
  if (pullRequest.state === 'closed')
    return {
      ...IDLE,
      code: 'closed',
      note: note(facts, 'wish-ended', { because: 'it was closed without a merge' }),
    };
  const hasTaken = isTaken(facts, subject);
  if (facts.label.isRecalled === true && !hasTaken)
    return { ...IDLE, code: 'unheard', steps: unheardSteps(pullRequest, facts.label) };
  const allowed = hasTaken ? true : mayForce(facts);
  if (allowed !== true) return allowed;
  if (pullRequest.state === 'open')
    return { ...IDLE, code: 'heard', note: note(facts, 'wish-heard', { by: facts.label.by }) };
  const { mergeCommit } = pullRequest;
  if (mergeCommit === undefined) return unread(unknown('GitHub does not name its merge commit yet'));
  if (subject.is === 'nothing') return nothing(facts, subject.because);
  if (subject.is === 'environment')
    return planDeployment(facts, { commit: mergeCommit, components: subject.components });
  return planWishes(facts, { commit: mergeCommit, by: subject.by });
}

/** A merged release keeps the label as a record. */
function release(facts: LabelFacts): LabelPlan {
  const { state } = facts.pullRequest;
  return {
    ...IDLE,
    code: 'release',
    wakesLane: state === 'open',
    ...(state === 'merged' ? { note: note(facts, 'wish-ended', { because: 'it is merged', final: true }) } : {}),
  };
}

const nothing = (facts: LabelFacts, because: string): LabelPlan => ({
  ...IDLE,
  code: 'nothing',
  steps: nothingSteps(facts, because),
});

const note = (
  { said, stage }: LabelFacts,
  kind: NonNullable<LabelPlan['note']>['kind'],
  more: Record<string, unknown>,
): NonNullable<LabelPlan['note']> => ({ kind, facts: { v: 1, said, environment: stage.name, ...more } });

/** What has been taken is not asked for again: who put the label on could do so then, and the pull request has gates of its own. */
const isTaken = ({ wishes }: LabelFacts, subject: Subject): boolean =>
  subject.is === 'carried' &&
  subject.by.every(({ component }) => wishes.some(({ wish }) => wish.component === component.name));

/** True, or what to ask or to do first. */
function mayForce(facts: LabelFacts): true | LabelAsk | LabelPlan {
  const { answers, label, stage } = facts;
  const repo = environmentRepo(facts);
  const demand = demandFor('force', stage);
  // A bot has no role of its own, and a person may have the login that it has without its ending.
  const judged = label.by.endsWith('[bot]') ? { allowed: false } : judge(answers, demand, { repo, login: label.by });
  if ('questions' in judged) return { ask: judged.questions, environment: false };
  if ('unknown' in judged) return unread(judged);
  if (judged.allowed) return true;
  return {
    ...IDLE,
    code: 'refused',
    note: note(facts, 'wish-refused', { by: label.by }),
    steps: refusedSteps(facts, whoMay(demand, repo)),
  };
}

/** An environment's repository is one for all of its components. */
const environmentRepo = ({ stage }: LabelFacts): RepoName => repoOf(stage, '' as ComponentName);

interface Merged {
  commit: CommitSha;
  by: [Carried, ...Carried[]];
}

/** One wish a component. Those that are over are told once all of them are. */
function planWishes(facts: LabelFacts, merged: Merged): LabelAsk | LabelPlan {
  const known = facts.wishes;
  const isKnownWish = ({ component }: Carried): boolean => known.some(({ wish }) => wish.component === component.name);
  const fresh = merged.by.filter((one) => !isKnownWish(one));
  if (fresh.length === 0 && known.every(({ end }) => end !== undefined))
    return { ...IDLE, code: 'over', steps: overSteps(facts, known) };
  const made = fresh.map((carried) => carry(facts, merged.commit, carried));
  const ask = made.flatMap((one) => ('ask' in one ? one.ask : []));
  if (ask.length > 0) return { ask, environment: false };
  const failed = made.find((one) => 'unread' in one);
  if (failed !== undefined) return unread(failed.unread);
  const wishes = made.flatMap((one) => ('wants' in one ? [wishOf(facts, one)] : []));
  const wrong = made.flatMap((one) => ('wrong' in one ? [one.wrong] : []));
  if (wishes.length === 0 && known.length === 0) return nothing(facts, wrong.join('; '));
  return { ...IDLE, code: 'wished', wishes, wakesLane: true };
}

type Made = { component: Wish['component']; wants: Carry } | LabelAsk | { unread: Unknown } | { wrong: string };

function carry(facts: LabelFacts, commit: CommitSha, { component, of, stage }: Carried): Made {
  const { pullRequest, pipeline, answers } = facts;
  const wants = { of, commit, title: pullRequest.title };
  if (of !== 'manifest' || stage === undefined) return { component: component.name, wants: { carry: wants } };
  const place = { pipeline, stage, repo: pullRequest.repo, commit };
  const question = pinsQuestion(place, [component.name]);
  const texts = answerTo(answers, question);
  if (texts === undefined) return { ask: [question], environment: false };
  const held = pinsAt(place, component.name, texts);
  if (!isKnown(held)) return { unread: held };
  if ('wrong' in held.known) return { wrong: held.known.wrong };
  return { component: component.name, wants: { carry: { ...wants, value: held.known.value } } };
}

function wishOf({ said, stage, label }: LabelFacts, { component, wants }: Extract<Made, { wants: Carry }>): Wish {
  const about = { said, stage: stage.name, component, at: label.at };
  return { id: wishId(about), stage: stage.name, component, wants, by: label.by, at: label.at, said };
}
