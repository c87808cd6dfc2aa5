import type { FollowUpFacts, KnownRelease } from '../../core/environments/follow-up-facts.ts';
import { believed } from '../../core/environments/deployments/believed.ts';
import { issueKey } from '../../core/environments/open-questions.ts';
import type { SeenRollback } from '../../core/issues/taken-back.ts';
import { addressOf } from '../../core/issues/told-issues.ts';
import {
  isCommitSha,
  promotionId,
  type ComponentName,
  type Instant,
  type LaneId,
  type PromotionId,
} from '../../core/names.ts';
import type { EnvironmentPolicy } from '../../core/pipeline/pipeline.ts';
import type { LineageEntry } from '../../core/text/trailers.ts';
import type { PromotionState } from '../../ports/github/looks.ts';
import type { LedgerEntry } from '../../ports/store/ledger.ts';
import type { GovernedLane } from '../lanes/policies.ts';
import type { Tools } from '../tools.ts';

/** A release that was merged into an environment, with everything that its follow-up starts from. */
export interface ReleaseLook {
  governed: GovernedLane;
  promotion: PromotionState;
  entries: LineageEntry[];
  lookedAt: Instant;
}

/** Releases of one lane that the ledger is asked for: enough to find those that carried a change on. */
const RELEASES = 50;
const BUILDS = 200;
const REFUSALS = 200;
const TELLS = 1_000;

/** Undefined for what no environment follows up: another kind of stage, or not merged. */
export async function releaseFacts(tools: Tools, look: ReleaseLook): Promise<FollowUpFacts | undefined> {
  const { governed, promotion, entries, lookedAt } = look;
  const { lane, stage, pipeline } = governed;
  const { merged, environment } = promotion;
  if (merged === undefined || environment === undefined || stage.environment === undefined) return undefined;
  const components = lane.components.map(({ name }) => name);
  const id = promotionId(promotion.repo, promotion.number);
  return {
    now: lookedAt,
    web: tools.web,
    lane,
    stage: withPolicy(stage, stage.environment),
    pipeline,
    release: {
      promotion: id,
      number: promotion.number,
      id: promotion.id,
      labels: promotion.labels,
      said: promotion.said,
      audience: promotion.audience,
      merged,
      entries,
    },
    environment: believed(environment, stage.environment),
    releases: await knownReleases(tools, lane.id),
    rollbacks: await knownRollbacks(tools, lane.id),
    artifacts: await tools.artifacts.of(lane.pipeline, components, BUILDS),
    answers: new Map(),
    issues: new Map(),
    tells: new Map(),
    refusals: await knownRefusals(tools, id),
    ...(await settledBefore(tools, id)),
    ...(await tellAsked(tools, id)),
  };
}

const withPolicy = (stage: GovernedLane['stage'], environment: EnvironmentPolicy): FollowUpFacts['stage'] => ({
  ...stage,
  environment,
});

/** When somebody who may release asked last that everybody be told. */
async function tellAsked({ store }: Tools, promotion: PromotionId): Promise<Pick<FollowUpFacts, 'tellAsked'>> {
  const [asked] = await store.ledger.read({ promotion, kind: 'tell', limit: 1 });
  return asked === undefined ? {} : { tellAsked: asked.at };
}

/** Whom a release has told that was seen to its end. */
async function settledBefore({ store }: Tools, promotion: PromotionId): Promise<Pick<FollowUpFacts, 'settled'>> {
  const [settled] = await store.ledger.read({ promotion, kind: 'settled', limit: 1 });
  if (settled === undefined) return {};
  const told = await store.ledger.read({ promotion, kind: 'told', limit: TELLS });
  const issues = told.flatMap(({ facts: { issue } }) => addressOf(String(issue)) ?? []);
  return { settled: [...new Map(issues.map((issue) => [issueKey(issue), issue])).values()] };
}

/** Issues that GitHub did not let be changed, since it first said so. */
async function knownRefusals({ store }: Tools, promotion: PromotionId): Promise<FollowUpFacts['refusals']> {
  const refused = await store.ledger.read({ promotion, kind: 'not-told', limit: REFUSALS });
  return new Map(
    refused.map(({ at, facts: { issue, because } }) => [
      String(issue).toLowerCase(),
      { since: at, because: String(because) },
    ]),
  );
}

async function knownRollbacks({ store }: Pick<Tools, 'store'>, lane: LaneId): Promise<SeenRollback[]> {
  const seen = await store.ledger.read({ lane, kind: 'rolled-back', limit: RELEASES });
  return seen.flatMap(({ at, facts }) => {
    const rollback = rollbackOf(facts);
    return rollback === undefined ? [] : [{ ...rollback, seen: at }];
  });
}

function rollbackOf({ component, from, digest, code, by, revert, at }: LedgerEntry['facts']): SeenRollback | undefined {
  const to = digest ?? code;
  if (typeof component !== 'string' || typeof from !== 'string' || typeof to !== 'string') return undefined;
  if (typeof by !== 'string' || typeof revert !== 'string' || !isCommitSha(revert) || typeof at !== 'number')
    return undefined;
  return { component: component as ComponentName, from, to, by, commit: revert, at };
}

/** The merged releases of a lane, oldest first. */
export async function knownReleases({ store }: Pick<Tools, 'store'>, lane: LaneId): Promise<KnownRelease[]> {
  const [merged, ...deployed] = await Promise.all([
    store.ledger.read({ lane, kind: 'merged', limit: RELEASES }),
    store.ledger.read({ lane, kind: 'deployed', limit: RELEASES }),
    store.ledger.read({ lane, kind: 'component-deployed', limit: RELEASES }),
  ]);
  const proven = new Map<PromotionId, ComponentName[]>();
  for (const { promotion, facts } of deployed.flat())
    if (promotion !== undefined) proven.set(promotion, [...(proven.get(promotion) ?? []), ...deployedIn(facts)]);
  return merged.flatMap((entry) => releaseOf(entry, proven) ?? []);
}

/** What the ledger holds was written by this release of Sluice or an older one. */
function releaseOf(
  { promotion, facts }: LedgerEntry,
  proven: Map<PromotionId, ComponentName[]>,
): KnownRelease | undefined {
  const { entries, commit, at } = facts;
  const number = Number(promotion?.split('#')[1]);
  if (promotion === undefined || !Array.isArray(entries) || typeof commit !== 'string' || !isCommitSha(commit))
    return undefined;
  if (typeof at !== 'number') return undefined;
  return { number, commit, at, entries: entries as LineageEntry[], deployed: proven.get(promotion) ?? [] };
}

function deployedIn({ entries, component }: LedgerEntry['facts']): ComponentName[] {
  if (typeof component === 'string') return [component as ComponentName];
  if (!Array.isArray(entries)) return [];
  const states = entries as { component: ComponentName; state: string }[];
  return states.filter(({ state }) => state === 'deployed').map(({ component }) => component);
}
