import type { Instant } from '../names.ts';
import type { CommentStep, LabelStep, Message, Reason } from '../promotion/plan-model.ts';
import { list, minutes, shortCommit } from '../text/phrases.ts';
import { isBeyondSight, planBeyondSight } from './beyond-sight.ts';
import { newsOf, NOTHING, type News } from './comments/news.ts';
import { replacingRelease } from './comments/release-comments.ts';
import { supersededWords } from './comments/superseded-words.ts';
import { deploymentLink } from './deployments/deployment-link.ts';
import { deploymentSteps } from './deployments/deployment-step.ts';
import type { EndedCommit } from './environment-state.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import type { EntryEnd, EntryOutcome, FollowUpPlan, FollowUpStep, Signal } from './follow-up-model.ts';
import { OpenQuestions, type FollowUpAsk } from './open-questions.ts';
import { reportsOf } from './deployments/signals.ts';
import { verdictOf, type EntryVerdict, type Verdict } from './verdict.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What could not be read is read again after this long. */
const UNREAD_AGAIN = MINUTE;
/** A lost signal is looked for this often while one is due, then hourly for a day. */
const LOOK_AGAIN = 10 * MINUTE;
const GIVE_UP_AFTER = 24 * HOUR;

/** What a merged release of an environment still needs: pure and total, like the plan of a lane. */
export function planFollowUp(facts: FollowUpFacts): FollowUpAsk | FollowUpPlan {
  const open = new OpenQuestions(facts);
  return isBeyondSight(facts) ? planBeyondSight(facts, open) : planInSight(facts, open);
}

function planInSight(facts: FollowUpFacts, open: OpenQuestions): FollowUpAsk | FollowUpPlan {
  const verdict = verdictOf(facts, open);
  const signal = signalOf(facts, verdict);
  const url = signal?.url ?? linkOf(facts, {});
  const reports = reportsOf(facts, open, verdict.state);
  const isJudged = open.asked === undefined && verdict.unread === undefined;
  const news = isJudged ? newsOf(facts, { verdict, url }, open) : NOTHING;
  if (open.asked !== undefined) return open.asked;
  const unread = verdict.unread ?? news.unread;
  // A signal that cannot be heard now may never be: it is asked for each minute only while the answer is due.
  const isSoon = unread !== undefined || (reports.unread !== undefined && isDue(facts));
  const wake = isSoon ? facts.now + UNREAD_AGAIN : (news.wake ?? wakeOf(facts, verdict));
  return {
    state: verdict.state,
    entries: verdict.entries.map((one) => endOf(facts, one)),
    ...(signal === undefined ? {} : { signal }),
    apart: apartFrom(facts, verdict, signal),
    verified: verdict.state === 'deployed' && news.soak === undefined,
    steps: verdict.unread === undefined ? [...reports.steps, ...stepsOf(facts, verdict, news)] : [],
    reasons: [reasonUnread(unread ?? reports.unread) ?? reasonOf(facts, verdict, news)],
    ...(wake === undefined ? {} : { wake }),
    settled: unread === undefined && news.wake === undefined && !news.open && isOver(verdict.state),
  };
}

function endOf(facts: FollowUpFacts, one: EntryVerdict): EntryEnd {
  const { component } = one.entry;
  if (one.state !== 'superseded') return { component, state: one.state };
  const replacedBy = replacingRelease(facts, component);
  return {
    component,
    state: one.state,
    ...(one.failed ? { failed: true } : {}),
    ...(replacedBy === undefined ? {} : { replacedBy }),
  };
}

const isDue = ({ now, release, stage }: FollowUpFacts): boolean =>
  now < release.merged.at + stage.environment.deployedWithin;

const isOver = (state: EntryOutcome): boolean => state === 'deployed' || state === 'superseded';

const linkOf = ({ web, lane }: FollowUpFacts, signal: { url?: string }): string =>
  deploymentLink({ web, repo: lane.repo, stage: lane.stage }, signal);

/** The signal that decided the worst live entry. */
function signalOf(facts: FollowUpFacts, { state, entries }: Verdict): Signal | undefined {
  const deciding = entries.find((entry) => entry.state === state);
  const ended = deciding === undefined ? undefined : endedOf(deciding);
  return ended === undefined ? undefined : signalFrom(facts, ended);
}

function signalFrom(facts: FollowUpFacts, ended: EndedCommit): Signal {
  const { commit, deployment, at } = ended;
  return { commit, deployment: deployment.id, at, url: linkOf(facts, ended) };
}

/** Where components are deployed one by one, each is judged by its own signal. */
function apartFrom(facts: FollowUpFacts, { entries }: Verdict, decided: Signal | undefined): FollowUpPlan['apart'] {
  return entries.flatMap((one) => {
    if (one.state !== 'deployed' && one.state !== 'failed') return [];
    const ended = one.state === 'deployed' ? one.proof : one.failure;
    if (ended.deployment.of === undefined) return [];
    const signal = signalFrom(facts, ended);
    const isDecided = signal.deployment === decided?.deployment && signal.at === decided.at;
    return isDecided ? [] : [{ component: one.entry.component, state: one.state, signal }];
  });
}

function endedOf(verdict: EntryVerdict): EndedCommit | undefined {
  switch (verdict.state) {
    case 'deployed':
      return verdict.proof;
    case 'failed':
      return verdict.failure;
    case 'superseded':
      return verdict.by;
    case 'merged':
      return undefined;
  }
}

/** Comments last: they say what became of the rest. */
function stepsOf(facts: FollowUpFacts, verdict: Verdict, { messages, tells }: News): FollowUpStep[] {
  const awaited = verdict.entries.flatMap((one) => (one.state === 'merged' && !one.replaced ? [one.entry] : []));
  const label = labelStep(facts, verdict.state);
  return [
    ...(facts.stage.environment.deployments === 'whole' && verdict.state !== 'merged'
      ? []
      : deploymentSteps(facts, awaited)),
    ...(label === undefined ? [] : [label]),
    ...tells,
    ...messages.flatMap((body) => commentStep(facts, body) ?? []),
  ];
}

function commentStep({ release }: FollowUpFacts, body: Message): CommentStep | undefined {
  if (release.said.includes(body.key)) return undefined;
  return { do: 'comment', key: body.key, pullRequest: { number: release.number, id: release.id }, body };
}

/** The labels of the release pull request that follow its state. */
const STATE_LABELS: Partial<Record<EntryOutcome, string>> = { deployed: 'deployed', failed: 'deploy-failed' };

function labelStep({ release }: FollowUpFacts, state: EntryOutcome): LabelStep | undefined {
  const wanted = STATE_LABELS[state];
  const has = (name: string): boolean => release.labels.some((label) => label.toLowerCase() === name);
  const add = wanted === undefined || has(wanted) ? [] : [wanted];
  const remove = Object.values(STATE_LABELS).filter((name) => name !== wanted && has(name));
  if (add.length + remove.length === 0) return undefined;
  const { number, id } = release;
  return { do: 'label', key: `label:${state}:${number}`, pullRequest: { number, id }, add, remove };
}

/** A failed release waits for a green re-run as one without a word does for its signal. */
function wakeOf({ now, release, stage }: FollowUpFacts, { state }: Verdict): Instant | undefined {
  if (isOver(state)) return undefined;
  const silentFrom = release.merged.at + stage.environment.deployedWithin;
  if (now < silentFrom) return Math.min(now + LOOK_AGAIN, silentFrom);
  return now < silentFrom + GIVE_UP_AFTER ? now + HOUR : undefined;
}

const reasonUnread = (cause: string | undefined): Reason | undefined =>
  cause === undefined
    ? undefined
    : {
        about: 'lane',
        standing: 'waiting',
        code: 'follow-up-unread',
        says: `what came after the merge could not be read: ${cause}`,
      };

function reasonOf(facts: FollowUpFacts, verdict: Verdict, news: News): Reason {
  const where = `#${facts.release.number} in ${facts.stage.name}`;
  const failed = verdict.entries.flatMap((one) => (one.state === 'failed' ? [one] : []));
  const [first] = failed;
  if (first !== undefined) {
    const { commit, deployment } = first.failure;
    return {
      about: 'lane',
      standing: 'blocked',
      code: 'deploy-failed',
      says: `${where}: deployment ${deployment.id} of ${shortCommit(commit)} failed for ${list(failed.map(({ entry }) => entry.component))}`,
      next: 'run the deployment again, or release a fix',
    };
  }
  return isOver(verdict.state) ? endedReason(facts, verdict, news) : awaitedReason(facts, where, verdict);
}

function endedReason(facts: FollowUpFacts, { state, entries }: Verdict, { soak, wake }: News): Reason {
  const where = `#${facts.release.number} in ${facts.stage.name}`;
  if (soak !== undefined) {
    const says = `${where} is deployed, and is verified once it has run for ${minutes(soak)}`;
    return { about: 'lane', standing: 'waiting', code: 'verifying', says };
  }
  if (wake !== undefined) {
    const says = `${where} is deployed; GitHub refuses to have some of its issues told, which is tried again`;
    return { about: 'lane', standing: 'waiting', code: 'telling', says };
  }
  const ended = entries.map((one) => endOf(facts, one)).filter((one) => one.state === 'superseded');
  const says = state === 'deployed' ? `${where} is deployed` : `${where}: ${supersededWords(ended)}`;
  return { about: 'lane', standing: 'resting', code: state, says };
}

function awaitedReason({ lane, now, release, stage }: FollowUpFacts, where: string, { entries }: Verdict): Reason {
  if (entries.every((one) => one.state !== 'merged' || one.replaced)) {
    const says = `${where} was replaced by a later merge; no deployment of either has succeeded yet`;
    return { about: 'lane', standing: 'waiting', code: 'replaced', says };
  }
  const merged = `${where} was merged as ${shortCommit(release.merged.commit)}`;
  if (now < release.merged.at + stage.environment.deployedWithin) {
    const says = `${merged}; its deployment has not ended yet`;
    return { about: 'lane', standing: 'waiting', code: 'deploying', says };
  }
  return {
    about: 'lane',
    standing: 'blocked',
    code: 'no-signal',
    says: `${merged}, and for ${minutes(stage.environment.deployedWithin)} nothing has told whether it was deployed`,
    next: `see how the deployment of ${lane.repo} went; a deployment status of that commit or a later one is what Sluice waits for`,
  };
}
