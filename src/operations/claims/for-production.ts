import { kindOf, subjectOf } from '../../core/attention-key.ts';
import { environmentsOf } from '../../core/force/subject.ts';
import type { LaneId, PromotionId, RepoName } from '../../core/names.ts';
import type { SharedTools } from '../tools.ts';

/** Entries of a promotion among which one names its lane: not all do. */
const NEWEST = 20;

/** Whether a key's work is for a stage marked production, which may use what is kept of a budget; what is not known is not. */
export async function isForProduction(
  { policies: current, store }: Pick<SharedTools, 'policies' | 'store'>,
  key: string,
): Promise<boolean> {
  const policies = current.snapshot();
  // What people order is little, and may be what stops a release.
  if (kindOf(key) === 'commands' || kindOf(key) === 'control') return true;
  if (kindOf(key) === 'wish') return goesToProduction(policies, subjectOf(key) as PromotionId);
  const lane = await laneOf(store.ledger, key);
  if (lane === undefined) return false;
  const governed = (await policies.lane(lane)) ?? (await policies.forcedLane(lane));
  return governed?.stage.environment?.production === true;
}

/** Which environment a label asks for is not known before it is read; most repositories go to all of them. */
async function goesToProduction(policies: SharedTools['policies'], said: PromotionId): Promise<boolean> {
  const repo = (said.split('#', 1)[0] ?? '') as RepoName;
  const stages = (await policies.pipelines()).flatMap((pipeline) => environmentsOf(pipeline, repo));
  return stages.some(({ environment }) => environment?.production === true);
}

/** Whether a key's work follows what has happened: what it says to people may wait, and never uses up what releases need. */
export const isTelling = (key: string): boolean => kindOf(key) === 'promotion';

async function laneOf(ledger: SharedTools['store']['ledger'], key: string): Promise<LaneId | undefined> {
  const subject = subjectOf(key);
  switch (kindOf(key)) {
    case 'lane':
      return subject as LaneId;
    case 'promotion': {
      const entries = await ledger.read({ promotion: subject as PromotionId, limit: NEWEST });
      return entries.findLast(({ lane }) => lane !== undefined)?.lane;
    }
    default:
      return undefined;
  }
}
