import type { FollowUpFacts } from '../../core/environments/follow-up-facts.ts';
import type { FollowUpPlan } from '../../core/environments/follow-up-model.ts';
import { verifySoak } from '../../core/environments/soak.ts';
import { readersOf } from '../../core/pipeline/lanes.ts';
import { changesOf } from '../../core/promotion/change-id.ts';
import type { Tools } from '../tools.ts';
import { unsettledPromotions } from './unsettled.ts';

const VERDICTS = { deployed: 'deployed', failed: 'deploy-failed', superseded: 'superseded' } as const;

/**
 * Once a verdict and signal, of the release and of each component that is deployed by itself; who reads this environment looks
 * again when one is new.
 */
export async function enterVerdict(tools: Tools, facts: FollowUpFacts, plan: FollowUpPlan): Promise<void> {
  const entered = await enterRelease(tools, facts, plan);
  const isNew = await enterComponents(tools, facts, plan);
  if (entered === undefined && !isNew) return;
  await wakeReaders(tools, facts, entered ?? 'deployed in part');
}

/** The kind of what was entered; undefined when it was known. */
async function enterRelease(
  tools: Tools,
  { lane, release }: FollowUpFacts,
  plan: FollowUpPlan,
): Promise<string | undefined> {
  if (plan.state === 'merged' || plan.signal === undefined) return undefined;
  const { clock, log, store } = tools;
  const kind = VERDICTS[plan.state];
  const { promotion, entries } = release;
  const { deployment, commit, at, url } = plan.signal;
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind,
    lane: lane.id,
    promotion,
    key: `${kind}:${promotion}:${deployment}:${at}`,
    facts: {
      entries: plan.entries.map((end) => ({
        ...entries.find((entry) => entry.component === end.component),
        ...end,
      })),
      deployment,
      url,
      commit,
      at,
      changes: changesOf(entries),
    },
  });
  if (isNew)
    log.info(
      { promotion, lane: lane.id, verdict: kind, deployment, commit, changes: changesOf(entries) },
      'deployment judged',
    );
  return isNew ? kind : undefined;
}

const COMPONENT_VERDICTS = { deployed: 'component-deployed', failed: 'component-failed' } as const;

/** Whether any of them is new. */
async function enterComponents(
  { clock, log, store }: Tools,
  { lane, release }: FollowUpFacts,
  { apart }: FollowUpPlan,
): Promise<boolean> {
  const { promotion } = release;
  let isNew = false;
  for (const { component, state, signal } of apart) {
    const kind = COMPONENT_VERDICTS[state];
    const appended = await store.ledger.append({
      at: clock.now(),
      kind,
      lane: lane.id,
      promotion,
      key: `${kind}:${promotion}:${component}:${signal.deployment}:${signal.at}`,
      facts: { v: 1, component, ...signal },
    });
    if (appended) log.info({ promotion, lane: lane.id, component, verdict: kind }, 'deployment judged');
    isNew ||= appended;
  }
  return isNew;
}

async function wakeReaders(tools: Tools, { lane, pipeline, release }: FollowUpFacts, what: string): Promise<void> {
  const { clock, policies, store } = tools;
  const { promotion } = release;
  const readers = new Set(readersOf(pipeline, lane.stage).map(({ name }) => name));
  for (const { lane: other } of await policies.lanes(pipeline.repo)) {
    if (other.id === lane.id || readers.has(other.stage) || readsFrom(other, lane.stage))
      await store.attention.want(`lane:${other.id}`, clock.now(), `${promotion}: ${what}`);
  }
  // A success here is what supersedes those that it replaced.
  for (const other of await unsettledPromotions(tools, lane.id))
    if (other !== promotion) await store.attention.want(`promotion:${other}`, clock.now(), `${promotion}: ${what}`);
}

/** Where the environment asks that a release runs for a while before it counts. */
export async function enterVerified(
  { clock, log, store }: Tools,
  { lane, release, stage }: FollowUpFacts,
  { verified, signal }: FollowUpPlan,
): Promise<void> {
  if (!verified || verifySoak(stage.environment) === 0) return;
  const { promotion } = release;
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind: 'verified',
    lane: lane.id,
    promotion,
    key: `verified:${promotion}:${signal?.deployment ?? ''}:${signal?.at ?? ''}`,
    facts: { v: 1, ...signal },
  });
  if (isNew) log.info({ promotion, lane: lane.id }, 'release verified');
}

/** What holds a release up after its merge, once for each cause. */
export async function enterBlocks(
  { clock, log, store }: Tools,
  { lane, release }: FollowUpFacts,
  plan: FollowUpPlan,
): Promise<void> {
  const { promotion } = release;
  for (const { standing, code, says, next } of plan.reasons) {
    if (standing !== 'blocked') continue;
    const key = `blocked:${promotion}:${code}:${plan.signal?.deployment ?? ''}`;
    const isNew = await store.ledger.append({
      at: clock.now(),
      kind: 'blocked',
      lane: lane.id,
      promotion,
      key,
      facts: { code, says, next },
    });
    if (isNew) log.warn({ promotion, lane: lane.id, code, says }, 'release held up after its merge');
  }
}

/** A stage may read one further up for the components that pass through those between. */
const readsFrom = ({ components }: FollowUpFacts['lane'], stage: string): boolean =>
  components.some(({ reads }) => reads.of === 'stages' && reads.stages.some((one) => one.stage === stage));
