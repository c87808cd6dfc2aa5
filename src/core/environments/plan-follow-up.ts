import type { Instant } from '../names.ts';
import { tellIssues, type Telling } from '../issues/tell-issues.ts';
import type { CommentStep, Message, Reason } from '../promotion/plan-model.ts';
import { list, minutes, shortCommit } from '../text/phrases.ts';
import { deploymentLink } from './deployment-link.ts';
import { deploymentStep } from './deployment-step.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import type { EntryOutcome, FollowUpPlan, FollowUpStep, LabelStep } from './follow-up-model.ts';
import { OpenQuestions, type FollowUpAsk } from './open-questions.ts';
import { deployedComment, failedComment, supersededComment, tooManyComment } from './release-comments.ts';
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
  const verdict = verdictOf(facts, open);
  const telling = verdict.state === 'deployed' && open.asked === undefined ? tellIssues(facts, verdict, open) : NOBODY;
  if (open.asked !== undefined) return open.asked;
  const base = {
    state: verdict.state,
    entries: verdict.entries.map(({ entry, state }) => ({ component: entry.component, state })),
    ...signalOf(facts, verdict),
  };
  const unread = verdict.unread ?? telling.unread;
  const wake = unread === undefined ? wakeOf(facts, verdict) : facts.now + UNREAD_AGAIN;
  return {
    ...base,
    steps:
      verdict.unread === undefined
        ? stepsOf(facts, { verdict, telling, url: base.signal?.url ?? linkOf(facts, {}) })
        : [],
    reasons: [unread === undefined ? reasonOf(facts, verdict) : notRead(unread)],
    ...(wake === undefined ? {} : { wake }),
    settled: unread === undefined && isOver(verdict.state),
  };
}

const NOBODY: Telling = { steps: [], notTold: [] };

const isOver = (state: EntryOutcome): boolean => state === 'deployed' || state === 'superseded';

const linkOf = ({ web, lane }: FollowUpFacts, signal: { url?: string }): string =>
  deploymentLink({ web, repo: lane.repo, stage: lane.stage }, signal);

/** The signal that decided the worst live entry. */
function signalOf(facts: FollowUpFacts, { state, entries }: Verdict): Pick<FollowUpPlan, 'signal'> {
  const deciding = entries.find((entry) => entry.state === state);
  const ended = deciding === undefined ? undefined : endedOf(deciding);
  if (ended === undefined) return {};
  const { commit, deployment, at } = ended;
  return { signal: { commit, deployment: deployment.id, at, url: linkOf(facts, ended) } };
}

function endedOf(verdict: EntryVerdict) {
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

interface Decided {
  verdict: Verdict;
  telling: Telling;
  url: string;
}

function stepsOf(facts: FollowUpFacts, { verdict, telling, url }: Decided): FollowUpStep[] {
  const deploy = verdict.state === 'merged' ? deploymentStep(facts) : undefined;
  const messages = [
    messageOf(facts, { verdict, telling, url }),
    telling.tooMany === undefined ? undefined : tooManyComment(facts, telling.tooMany),
  ];
  const comments = messages.flatMap((body) => (body === undefined ? [] : (commentStep(facts, body) ?? [])));
  return [deploy, labelStep(facts, verdict.state), ...comments, ...telling.steps].filter((step) => step !== undefined);
}

function messageOf(facts: FollowUpFacts, { verdict, telling, url }: Decided): Message | undefined {
  switch (verdict.state) {
    case 'deployed':
      // It says who is not told, and is said once: it waits until that is known.
      return telling.unread === undefined ? deployedComment(facts, { verdict, telling, url }) : undefined;
    case 'failed':
      return failedComment(facts, { verdict, url });
    case 'superseded':
      return supersededComment(facts, verdict);
    case 'merged':
      return undefined;
  }
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

const notRead = (cause: string): Reason => ({
  about: 'lane',
  standing: 'waiting',
  code: 'follow-up-unread',
  says: `what came after the merge could not be read: ${cause}`,
});

function reasonOf({ lane, now, release, stage }: FollowUpFacts, { state, entries }: Verdict): Reason {
  const where = `#${release.number} in ${stage.name}`;
  const failed = entries.flatMap((one) => (one.state === 'failed' ? [one] : []));
  const [first] = failed;
  if (first !== undefined) {
    return {
      about: 'lane',
      standing: 'blocked',
      code: 'deploy-failed',
      says: `${where}: deployment ${first.failure.deployment.id} of ${shortCommit(first.failure.commit)} failed for ${list(failed.map(({ entry }) => entry.component))}`,
      next: 'run the deployment again, or release a fix',
    };
  }
  if (isOver(state)) {
    const says = state === 'deployed' ? `${where} is deployed` : `${where} was replaced before it was deployed`;
    return { about: 'lane', standing: 'resting', code: state, says };
  }
  if (entries.every((one) => one.state !== 'merged' || one.replaced)) {
    const says = `${where} was replaced by a later merge; no deployment of either has succeeded yet`;
    return { about: 'lane', standing: 'waiting', code: 'replaced', says };
  }
  const merged = `${where} was merged as ${shortCommit(release.merged.commit)}`;
  if (now < release.merged.at + stage.environment.deployedWithin)
    return {
      about: 'lane',
      standing: 'waiting',
      code: 'deploying',
      says: `${merged}; its deployment has not ended yet`,
    };
  return {
    about: 'lane',
    standing: 'blocked',
    code: 'no-signal',
    says: `${merged}, and for ${minutes(stage.environment.deployedWithin)} nothing has told whether it was deployed`,
    next: `see how the deployment of ${lane.repo} went; a deployment status of that commit or a later one is what Sluice waits for`,
  };
}
