import { contentOnBranch } from './content/branch-content.ts';
import { commitMessage, type Content } from './content/content.ts';
import type { Facts } from './facts.ts';
import type { OpenPullRequest, Snapshot } from './snapshot.ts';
import { isApproval } from './gates/approval.ts';
import { LOOK_AGAIN_MS } from './gates/gate.ts';
import { MERGEABILITY_MS } from './gates/github-requires.ts';
import { editsOf } from './moves/edited-files.ts';
import type { Plan, PublishStep } from './plan-model.ts';
import { approvalsFall } from './release/approvals-fall.ts';
import { isRefreshed } from './release/stance.ts';
import { tickNote } from './release/ticks.ts';
import { doing, type Situation } from './situation.ts';

/** Brings the branch to the wanted content, and opens or refreshes the lane's pull request. */
export function publish(
  { facts, here, stance }: Situation,
  content: Content,
  how: PublishStep['how'] = howToPublish({ facts, here }, content),
): Plan {
  const before = here.branch?.tip;
  const onto = how === 'append' && before !== undefined ? before : here.base.tip;
  const nothingToCommit = here.open === undefined && contentOnBranch(here, content) === 'same';
  const edits = nothingToCommit ? [] : editsOf(content.entries, here, how === 'append' ? 'head' : 'base');
  if (edits === undefined) throw new Error(`the pins of ${facts.lane.id} were read and cannot be written`);
  const step: PublishStep = {
    do: 'publish',
    key: `publish:${facts.lane.id}:${content.key}@${before ?? 'new'}`,
    how,
    repositoryId: here.id,
    head: facts.lane.head,
    base: here.base.name,
    onto,
    ontoTree: here.base.tree,
    ...(before === undefined ? {} : { before }),
    edits,
    commit: commitMessage(content),
    ...pullRequestOf(here),
    title: content.title,
    body: content.body,
  };
  const says =
    here.open === undefined
      ? `a pull request is opened: ${content.title}`
      : `#${here.open.number} is brought up to date: ${content.title}`;
  const tick = here.open === undefined && stance.is === 'follows' ? stance.tick : undefined;
  const notes = tick === undefined ? {} : { notes: [tickNote(facts, tick, `released: ${content.title}`)] };
  const reasons = [doing(here.open === undefined ? 'open' : 'refresh', says)];
  const wake = facts.now + (looksAgainSoon(facts, here) ? MERGEABILITY_MS : LOOK_AGAIN_MS);
  return { steps: [step], reasons, wake, ...notes };
}

/** The one to bring up to date, or the one that a new one follows. */
export function pullRequestOf({ open, ended }: Snapshot): Pick<PublishStep, 'after' | 'pullRequest'> {
  if (open !== undefined) return { pullRequest: { number: open.number, id: open.id } };
  return ended === undefined ? {} : { after: ended };
}

/** Brings an open pull request to other content than people may have read: what was chosen or approved changes with a word. */
export function publishOver(situation: Situation, pullRequest: OpenPullRequest, content: Content): Plan {
  const { here, facts, stance } = situation;
  const isChosen = stance.is === 'cut' || isRefreshed(facts, here);
  const isApproved = pullRequest.reviewers.some((review) => isApproval(review, pullRequest.head));
  const plan = publish(situation, content);
  if (!isChosen && !isApproved) return plan;
  return {
    ...plan,
    steps: [...approvalsFall(pullRequest, whyChanged(situation, pullRequest, content)), ...plan.steps],
  };
}

function whyChanged({ facts, here, stays }: Situation, pullRequest: OpenPullRequest, content: Content): string {
  const order = facts.orders.findLast((one) => one.do === 'refresh' && one.head === pullRequest.head);
  if (order !== undefined) return `${order.by} asked for what is proven now`;
  const stay = new Set<string>(content.entries.map(({ component }) => component));
  const dropped = (here.branch?.lineage?.entries ?? []).filter(({ component }) => !stay.has(component));
  const reasons = dropped.map(({ component }) => {
    const why = stays.find(({ about }) => about === component);
    return `${component} is taken out${why === undefined ? '' : `: ${why.says}`}`;
  });
  if (reasons.length > 0) return reasons.join('; ');
  if (pullRequest.mergeable === 'conflicting') return `it conflicts with ${here.base.name}`;
  return `a pin that it moves was changed on ${here.base.name}`;
}

/** The new head of a release has no `sluice/gates` yet, and our own push sends nobody to look at it. */
const looksAgainSoon = (facts: Facts, here: Snapshot): boolean =>
  facts.lane.kind === 'environment' || waitsForNothing(facts, here);

/** No check and no review will send a webhook: what was published can be merged as soon as GitHub has judged it. */
const waitsForNothing = ({ policy }: Facts, { requires }: Snapshot): boolean =>
  policy.checks === 'none' && requires.checks.length === 0 && requires.approvals === 0;

/** Ours alone may be replaced; replacing is left to what an added commit cannot mend. */
function howToPublish({ facts, here }: Pick<Situation, 'facts' | 'here'>, content: Content): PublishStep['how'] {
  if (here.branch === undefined) return 'create';
  const takesMore = editsOf(content.entries, here, 'head') !== undefined;
  if (here.open === undefined) {
    const usable = here.branch.tip === here.base.tip || contentOnBranch(here, content) === 'same';
    return usable && takesMore ? 'append' : 'rewrite';
  }
  const stale =
    here.open.mergeable === 'conflicting' || here.open.behind || contentOnBranch(here, content) === 'from-moved';
  return stale || !takesMore || mayGoBack(facts, here, content) ? 'rewrite' : 'append';
}

/**
 * Whether the branch holds what may be newer than what it is to hold, as on a look that is behind: a commit on top that moves the pin back
 * would look like a rollback of the base once it is merged. Where paths are asked for, what lies between does not name every commit.
 */
function mayGoBack({ lane }: Facts, { branch }: Snapshot, { entries }: Content): boolean {
  const inParts = new Set(lane.components.filter(({ paths }) => paths !== undefined).map(({ name }) => name));
  return (branch?.lineage?.entries ?? []).some(({ component, code }) => {
    const entry = entries.find((one) => one.component === component);
    if (entry === undefined || code === undefined || inParts.has(component)) return false;
    return code !== entry.to.code && !entry.changelog.commits.includes(code);
  });
}
