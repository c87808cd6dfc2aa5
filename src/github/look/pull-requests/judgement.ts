import type { CheckFact, GatesStatus } from '../../../core/promotion/snapshot.ts';
import { nodesOf } from '../raw.ts';
import type { RawContext, RawJudged, RawNamedStatus } from './raw.ts';
import { isOurBot, type Self } from '../self.ts';

/** What was reported on the newest commit of a pull request. */
export interface Judgement {
  /** Undefined when GitHub names none. */
  commit: string | undefined;
  checks: CheckFact[];
  checksComplete: boolean;
  gates: GatesStatus | undefined;
}

/** Reads what was reported on the newest commit of a pull request. */
export function judgementOf(raw: RawJudged, self: Self): Judgement {
  const judged = nodesOf(raw)[0]?.commit;
  const contexts = judged?.statusCheckRollup?.contexts;
  return {
    commit: judged?.oid,
    checks: checksOf(nodesOf(contexts)),
    checksComplete: contexts === undefined || nodesOf(contexts).length >= contexts.totalCount,
    gates: statusOf(judged?.status?.context, self),
  };
}

const STATES = new Set<string>(['success', 'pending', 'failure', 'error']);
const isState = (word: string): word is GatesStatus['state'] => STATES.has(word);

/**
 * A status of our own name as it stands, if our own App set it: whoever may write to a repository can set one of any name.
 * `EXPECTED` is GitHub's word for one that is required and was never set.
 */
export function statusOf(raw: RawNamedStatus | null | undefined, self: Self): GatesStatus | undefined {
  if (!raw || !isOurBot(raw.creator, self)) return undefined;
  const state = raw.state.toLowerCase();
  return isState(state) ? { state, description: raw.description ?? '' } : undefined;
}

/** Of each name the newest run of each suite and the status; where several bear one name, the worst counts. */
function checksOf(contexts: RawContext[]): CheckFact[] {
  const newest = new Map<string, RawContext>();
  const inOrder = contexts.toSorted((a, b) => orderOf(a) - orderOf(b));
  for (const context of inOrder) newest.set(placeOf(context), context);
  const facts = [...newest.values()].map((context) =>
    context.__typename === 'CheckRun' ? runFact(context) : statusFact(context),
  );
  const worst = new Map<string, CheckFact>();
  for (const fact of facts) {
    const other = worst.get(fact.name);
    if (other === undefined || BADNESS[fact.state] > BADNESS[other.state]) worst.set(fact.name, fact);
  }
  return [...worst.values()];
}

const BADNESS: Record<CheckFact['state'], number> = { success: 0, pending: 1, failure: 2 };

const orderOf = (context: RawContext): number => (context.__typename === 'CheckRun' ? (context.databaseId ?? 0) : 0);

const placeOf = (context: RawContext): string =>
  context.__typename === 'CheckRun'
    ? `run ${context.checkSuite?.id ?? ''} ${context.name}`
    : `status ${context.context}`;

function runFact(run: Extract<RawContext, { __typename: 'CheckRun' }>): CheckFact {
  const word = (run.conclusion ?? run.status).toLowerCase();
  if (run.status !== 'COMPLETED') return { name: run.name, state: 'pending', word };
  return { name: run.name, state: run.conclusion === 'SUCCESS' ? 'success' : 'failure', word };
}

function statusFact({ context, state }: Extract<RawContext, { __typename: 'StatusContext' }>): CheckFact {
  const word = state.toLowerCase();
  if (state === 'SUCCESS') return { name: context, state: 'success', word };
  return { name: context, state: state === 'PENDING' || state === 'EXPECTED' ? 'pending' : 'failure', word };
}
