import type { PullRequestFact } from '../core/changelog/history.ts';
import { mergeKey } from '../core/changelog/merge-key.ts';
import { believes } from '../core/environments/deployments/believed.ts';
import { repositoriesOf } from '../core/force/subject.ts';
import type { Hint } from '../core/hints.ts';
import { promotionId, type Instant, type LaneId } from '../core/names.ts';
import { isSameSignal } from '../core/pipeline/ci-signal.ts';
import { buildPlaceOf } from '../core/pipeline/lanes.ts';
import type { Delivery } from '../ports/store/inbox.ts';
import { buildsKey } from './artifacts/look-up-builds.ts';
import { PERMISSIONS_KEY } from './sweeps/check-permissions.ts';
import { commandsKey } from './commands/wanted.ts';
import { unsettledPromotions } from './follow-up/unsettled.ts';
import { pipelinesOf } from './force/take-labels.ts';
import { wishKey } from './force/wishes.ts';
import type { SharedTools } from './tools.ts';

/** Pushes come in bursts. One or two are looked at once; of more, the lane waits for quiet, but never longer than half a minute. */
const QUIET_MS = 5_000;
const LONGEST_CALM_MS = 30_000;

/** Turns one delivery into marks of attention. Repeating it does no harm: a mark is only a wish to look. */
export async function markAttention(shared: SharedTools, delivery: Delivery, hints: Hint[]): Promise<void> {
  const tools = { ...shared, policies: shared.policies.snapshot() };
  const now = tools.clock.now();
  for (const hint of hints) await mark(tools, { ...hint, because: `${hint.because} (delivery ${delivery.guid})` }, now);
  tools.log.debug({ deliveryId: delivery.guid, event: delivery.event, hints: hints.length }, 'delivery understood');
}

async function mark(tools: SharedTools, hint: Hint, now: Instant): Promise<void> {
  const { attention } = tools.store;
  if (hint.look === 'installations') {
    // Whose credentials were refused may have let the App in again.
    for (const account of tools.traffic.paused(now).keys()) tools.traffic.resume(account);
    await attention.want(PERMISSIONS_KEY, now, hint.because);
    return attention.want('pipelines:all', now, hint.because);
  }
  if (hint.look === 'policy') await attention.want(`pipeline:${hint.repo}`, now, hint.because);
  if (hint.look === 'proposal') return markProposal(tools, hint, now);
  if (hint.look === 'build') return markBuilds(tools, hint, now);
  if (hint.look === 'signal') return markSignal(tools, hint);
  if (hint.look === 'wish') return markWish(tools, hint, now);
  if (hint.look === 'commands') return markCommands(tools, hint, now);
  const touched = await tools.policies.touchedBy(hint);
  if (hint.look === 'promotion') {
    if (touched.length > 0) await attention.want(`promotion:${promotionId(hint.repo, hint.number)}`, now, hint.because);
    return;
  }
  // Before anybody looks: right after a merge GitHub's own index may not name it yet.
  if (hint.look === 'branch' && touched.length > 0) await rememberMerge(tools, hint.merged);
  for (const lane of touched) await markLane(tools, { lane, hint, now });
  if (hint.look !== 'deployment') return;
  for (const lane of touched) await markPromotions(tools, lane, hint.because);
}

function markLane(
  { store: { attention } }: SharedTools,
  { lane, hint, now }: { lane: LaneId; hint: Hint; now: Instant },
): Promise<void> {
  const { because } = hint;
  if (hint.look !== 'branch') return attention.want(`lane:${lane}`, now, because);
  return attention.wantCalmly(`lane:${lane}`, now, { because, quiet: QUIET_MS, most: LONGEST_CALM_MS });
}

async function rememberMerge({ store }: SharedTools, merged: PullRequestFact | undefined): Promise<void> {
  if (merged?.mergeCommit !== undefined) await store.cache.put(mergeKey(merged.repo, merged.mergeCommit), merged);
}

/** Commands are taken on the pull requests of lanes and in control issues: in repositories of a pipeline in force. */
async function markCommands(
  tools: SharedTools,
  hint: Extract<Hint, { look: 'commands' }>,
  now: Instant,
): Promise<void> {
  const lanes = await tools.policies.lanes();
  if (!lanes.some(({ lane, pipeline }) => isHere(hint.repo, lane.repo) || isHere(hint.repo, pipeline.repo))) return;
  await tools.store.attention.want(commandsKey(hint.repo, hint.number), now, hint.because);
}

/**
 * GitHub does not say which files a pull request changes, so every new one is looked at once; of its later commits only where
 * the file is likely in it: in the pipeline's own repository, or where the first look found it.
 */
async function markProposal(
  tools: SharedTools,
  hint: Extract<Hint, { look: 'proposal' }>,
  now: Instant,
): Promise<void> {
  const key = `proposal:${promotionId(hint.repo, hint.number)}`;
  const { attention, intentions } = tools.store;
  const mayHaveFile =
    hint.isNew ||
    (await tools.policies.pipeline(hint.repo)) !== undefined ||
    (await intentions.recall(key)).last !== undefined;
  if (mayHaveFile) await attention.want(key, now, hint.because);
}

/** Labels of repositories from which nothing is released mean something else. */
async function markWish(tools: SharedTools, hint: Extract<Hint, { look: 'wish' }>, now: Instant): Promise<void> {
  const [repo] = (await pipelinesOf(tools, hint.repo)).flatMap(repositoriesOf).filter((one) => isHere(one, hint.repo));
  if (repo === undefined) return;
  // As the pipeline spells it: one pull request has one key, whether a webhook or the sweep tells of it.
  await tools.store.attention.want(wishKey(promotionId(repo, hint.number)), now, hint.because);
}

/** A build that ended well may have pushed the image of every component that names it. */
async function markBuilds(tools: SharedTools, hint: Extract<Hint, { look: 'build' }>, now: Instant): Promise<void> {
  for (const pipeline of await tools.policies.pipelines()) {
    for (const component of pipeline.components) {
      if (component.build === undefined || !isSameSignal(component.build, hint.by)) continue;
      if (!isHere(hint.repo, buildPlaceOf(pipeline, component).repo)) continue;
      await tools.store.attention.want(buildsKey(pipeline, component, hint.commit), now, hint.because);
    }
  }
}

/** Workflows and statuses tell of the deployments of those environments alone that take their word. */
async function markSignal(tools: SharedTools, hint: Extract<Hint, { look: 'signal' }>): Promise<void> {
  for (const { lane, stage } of await tools.policies.lanes()) {
    if (stage.environment === undefined || !isHere(hint.repo, lane.repo)) continue;
    if (believes(stage.environment, hint.by)) await markPromotions(tools, lane.id, hint.because);
  }
}

/** A signal may prove any merged promotion of the environment that nothing has settled yet. */
async function markPromotions(tools: SharedTools, lane: LaneId, because: string): Promise<void> {
  const { attention } = tools.store;
  for (const promotion of await unsettledPromotions(tools, lane))
    await attention.want(`promotion:${promotion}`, tools.clock.now(), because);
}

const isHere = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
