import { demandFor, whoMay } from '../../authority/demands.ts';
import { judge } from '../../authority/judge.ts';
import { neutraliseInline } from '../../text/neutralise.ts';
import type { Facts } from '../facts.ts';
import type { Step } from '../plan-model.ts';
import type { Question } from '../questions.ts';
import type { OpenPullRequest, Snapshot } from '../snapshot.ts';

/** Whether somebody who may force it waived waiting for what the pull request holds now. `steps`: what a refused label needs. */
export type Waiver = { waived: boolean; steps: Step[] } | { questions: Question[] };

const NONE: Waiver = { waived: false, steps: [] };

/**
 * A forced lane waits for nothing; a standing one not when somebody put `deploy/<environment>` on its present head, or promoted
 * it. Who did is judged live: the actor of the last `labeled` event, never the label.
 */
export function waiverOf(facts: Facts, here: Snapshot, pullRequest: OpenPullRequest): Waiver {
  const { lane, policy, orders } = facts;
  if (lane.forced === true) return { waived: true, steps: [] };
  if (lane.kind !== 'environment' || policy.environment === undefined) return NONE;
  if (orders.some((order) => order.do === 'promote' && order.head === pullRequest.head))
    return { waived: true, steps: [] };
  const wanted = `deploy/${lane.stage}`;
  const label = pullRequest.labels.find(({ name }) => name.toLowerCase() === wanted);
  if (label === undefined) return NONE;
  const [newest] = here.branch?.commits ?? [];
  // It was about what the pull request held then.
  if (label.at === undefined || label.by === undefined || (newest !== undefined && newest.at > label.at)) return NONE;
  const demand = demandFor('force', { environment: policy.environment });
  const judged = judge(facts.answers, demand, { repo: here.repo, login: label.by });
  if ('questions' in judged) return judged;
  if ('unknown' in judged) return NONE;
  return judged.allowed
    ? { waived: true, steps: [] }
    : {
        waived: false,
        steps: refusal(pullRequest, {
          label: label.name,
          environment: lane.stage,
          by: label.by,
          who: whoMay(demand, here.repo),
          at: label.at,
        }),
      };
}

function refusal(
  { number, id, said }: OpenPullRequest,
  { label, environment, by, who, at }: { label: string; environment: string; by: string; who: string; at: number },
): Step[] {
  const pullRequest = { number, id };
  const key = `force-refused:${label}:${at}`;
  const model = { label, environment, by: neutraliseInline(by), who };
  const body = { template: 'force-refused', kind: 'said' as const, model, key };
  return [
    ...(said.includes(key) ? [] : [{ do: 'comment' as const, key, pullRequest, body }]),
    { do: 'label', key: `unlabel:${label}:${number}:${at}`, pullRequest, add: [], remove: [label] },
  ];
}
