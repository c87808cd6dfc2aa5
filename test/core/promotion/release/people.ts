import { known } from '../../../../src/core/answer.ts';
import type { Role } from '../../../../src/core/authority/role.ts';
import type { Controls, Order } from '../../../../src/core/controls/controls.ts';
import type { EnvironmentPolicy } from '../../../../src/core/pipeline/pipeline.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { Note, Plan, Step } from '../../../../src/core/promotion/plan-model.ts';
import type { OpenPullRequest, ReviewFact } from '../../../../src/core/promotion/snapshot.ts';
import { id, NOW } from '../facts.ts';
import {
  environmentPolicy,
  proposedRelease,
  releaseFacts,
  seenAs,
  snapshotIn,
  type Answering,
  type Change,
  type Held,
} from '../release-facts.ts';

/** The release to production as people meet it: somebody approves, holds, orders, or is asked who they are. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** The head that the release has once it is proposed. */
export const HEAD = id('c');

export interface Production extends Omit<Change, 'stage'> {
  environment?: Partial<EnvironmentPolicy>;
}

const changed = ({ environment, policy, ...change }: Production): Change => ({
  stage: 'production',
  ...change,
  policy: { environment: environmentPolicy(environment), ...policy },
});

/** Payments is to go from image 1 to 2, web rests at 1. */
export const production = (change: Production = {}): Facts => releaseFacts(changed(change));

/** The same, once its pull request #41 is open and green. */
export const proposed = (change: Production = {}, open: Partial<OpenPullRequest> = {}): Facts =>
  proposedRelease(changed(change), open);

/** What staging offers by now. */
export const offering = (facts: Facts, offered: Held): Facts => ({
  ...facts,
  upstream: releaseFacts({ stage: 'production', offered }).upstream,
});

export const withOpen = (facts: Facts, open: Partial<OpenPullRequest>): Facts =>
  seenAs(facts, { open: { ...openIn(facts), ...open } });

export function openIn(facts: Facts): OpenPullRequest {
  const { open } = snapshotIn(facts);
  if (open === undefined) throw new Error('there is no pull request');
  return open;
}

export const approval = (by: string, change: Partial<ReviewFact> = {}): ReviewFact => ({
  by,
  byHuman: true,
  state: 'approved',
  commit: HEAD,
  at: NOW,
  mayWrite: true,
  ...change,
});

export const ordered = (what: Order['do'], change: Partial<Order> = {}): Order => ({
  do: what,
  head: HEAD,
  by: 'grace',
  at: NOW,
  ...change,
});

export const controls = (change: Partial<Controls>): Pick<Facts, 'controls'> => ({
  controls: known({ holds: [], freezes: [], resumed: [], ...change }),
});

/** Who is in which team, and who may do what, whenever that is asked. */
export const people =
  ({ teams = {}, roles = {} }: { teams?: Record<string, string[]>; roles?: Record<string, Role> }): Answering =>
  (question) => {
    if (question.ask === 'member') return known(teams[question.team]?.includes(question.login) === true);
    if (question.ask === 'role') return known(roles[question.login] ?? 'none');
    return undefined;
  };

export const does = ({ steps }: Plan): string[] => steps.map((step) => step.do);

export const notes = ({ notes: noted = [] }: Plan, kind: Note['kind']): Note[] =>
  noted.filter((one) => one.kind === kind);

export function stepIn<Do extends Step['do']>({ steps }: Plan, what: Do): Extract<Step, { do: Do }> {
  const found = steps.find((step) => step.do === what);
  if (found === undefined) throw new Error(`the plan is to ${steps.map((step) => step.do).join(', ') || 'do nothing'}`);
  return found as Extract<Step, { do: Do }>;
}

/** What is said on the pull request, by its template and model. */
export const commentIn = (decided: Plan): { template: string; model: Record<string, unknown> } => {
  const { template, model } = stepIn(decided, 'comment').body;
  return { template, model };
};

/** The reason with this code. */
export const reasonIn = ({ reasons }: Plan, code: string): string | undefined =>
  reasons.find((reason) => reason.code === code)?.says;
