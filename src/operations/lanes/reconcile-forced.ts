import { promotionId, type Instant } from '../../core/names.ts';
import { forcedLaneOf, pipelineOf } from '../../core/pipeline/lanes.ts';
import type { Claim } from '../../ports/store/attention.ts';
import { apply } from './apply.ts';
import { checkPolicy } from './check-policy.ts';
import { decide, type Decision } from './decide.ts';
import { noteCommands } from '../commands/wanted.ts';
import { noteMerge } from '../follow-up/note-merge.ts';
import { endWish } from '../force/wishes.ts';
import type { GovernedLane } from './policies.ts';
import type { Tools } from '../tools.ts';

/** What ended wishes may have left behind, of one pipeline. */
const ENDED = 20;

/** The forced lanes of an environment that somebody wants something of, or whose pull request an ended wish has left open. */
export async function forcedLanesUnderWay(
  tools: Tools,
  { pipeline, stage, blob }: GovernedLane,
): Promise<GovernedLane[]> {
  const wishes = await tools.remembers.wishes({ pipeline: pipeline.repo, stage: stage.name });
  const ended = await tools.store.ledger.read({ pipeline: pipeline.repo, kind: 'wish-ended', limit: ENDED });
  const names = new Set(wishes.map(({ component }) => component));
  const lanes = stage.components.flatMap((name) => forcedLaneOf(pipeline, stage, name) ?? []);
  const wanted = [];
  for (const lane of lanes) {
    const isLeft = ended.some((entry) => entry.lane === lane.id) && (await isOpen(tools, lane.id));
    if (isLeft || lane.components.some(({ name }) => names.has(name))) wanted.push({ lane, stage, pipeline, blob });
  }
  return wanted;
}

/** Whether the lane's last pull request is open, as far as the ledger knows: what a person has closed, a person may open again. */
async function isOpen({ store }: Tools, lane: GovernedLane['lane']['id']): Promise<boolean> {
  const [[proposed], [withdrawn], [merged]] = (await Promise.all(
    ['proposed', 'withdrawn', 'merge-done'].map((kind) => store.ledger.read({ lane, kind, limit: 1 })),
  )) as [LedgerRead, LedgerRead, LedgerRead];
  if (proposed === undefined || Math.max(withdrawn?.at ?? 0, merged?.at ?? 0) >= proposed.at) return false;
  const byPerson = await store.ledger.read({ key: `merged:${proposed.promotion}`, limit: 1 });
  return byPerson.length === 0;
}

type LedgerRead = Awaited<ReturnType<Tools['store']['ledger']['read']>>;

/** One component on its way ahead of the others. Once the environment has what was wished for, the wish is over. */
export async function reconcileForced(
  tools: Tools,
  governed: GovernedLane,
  claim: Claim,
): Promise<Instant | undefined> {
  const decision = await decide(tools, governed);
  const policy = await checkPolicy(tools, governed, decision);
  if (policy !== 'in-force') return policy.wake;
  await noteMerge(tools, governed, decision);
  await noteCommands(tools, decision);
  const applied = await apply(tools, { lane: governed.lane, decision, claim });
  await noteNews(tools, decision, claim);
  await endWhatIsThere(tools, decision);
  return applied.wake ?? decision.plan.wake;
}

/** What the look found, where the one before found something else: the page says of it what a forced lane waits for. */
async function noteNews({ clock, store }: Tools, { plan, facts }: Decision, claim: Claim): Promise<void> {
  const lane = facts.lane.id;
  const reasons = plan.reasons.map(({ about, standing, code, says }) => ({ about, standing, code, says }));
  const [before] = await store.ledger.read({ lane, kind: 'looked', limit: 1 });
  if (JSON.stringify(before?.facts['reasons']) === JSON.stringify(reasons)) return;
  await store.ledger.append({ at: clock.now(), kind: 'looked', lane, facts: { because: claim.because, reasons } });
}

const THERE = new Set(['up-to-date', 'would-move-back']);

async function endWhatIsThere(tools: Tools, { plan, facts, merged }: Decision): Promise<void> {
  const there = plan.reasons.find(({ code }) => THERE.has(code));
  if (there === undefined || plan.steps.length > 0) return;
  const lately = merged === undefined ? undefined : promotionId(facts.lane.repo, merged);
  for (const wish of facts.wishes.filter(({ component }) => component === there.about))
    await endWish(tools, { pipeline: pipelineOf(facts.lane.id), wish, lately }, there.says);
}
