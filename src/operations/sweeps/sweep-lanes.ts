import { isKnown } from '../../core/answer.ts';
import { kindOf } from '../../core/attention-key.ts';
import type { LaneComponent } from '../../core/pipeline/lanes.ts';
import type { Instant, RepoName } from '../../core/names.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { Facts } from '../../core/promotion/facts.ts';
import { buildsKey } from '../artifacts/look-up-builds.ts';
import { decideAtOnce, type Decision } from '../lanes/decide.ts';
import type { Survey } from '../../ports/github/looks.ts';
import type { GovernedLane } from '../lanes/policies.ts';
import { isKnownBroken } from '../lanes/check-policy.ts';
import { noteRollbacks } from '../lanes/note-rollbacks.ts';
import { keepStanding } from '../lanes/reconcile.ts';
import { noteMerge } from '../follow-up/note-merge.ts';
import { restoreUnread } from '../rebuild/restore-merges.ts';
import { unfinishedForced } from '../force/unfinished.ts';
import type { Tools } from '../tools.ts';
import { noteCommands } from '../commands/wanted.ts';
import { leftOf, unfinishedMerge } from '../tidy/left-branch.ts';
import { othersAsked, type LanesRead } from './others-asked.ts';
import { controlsAsked, readUnknownControls, wantControls } from './sweep-controls.ts';
import { labelsAsked, wantLabelled } from './sweep-labels.ts';
import { takeForcedNote } from './sweep-forced.ts';
import { wantProposals } from './sweep-proposals.ts';

/** How often everything tracked is looked at, whatever webhooks said. */
export const SWEEP_LANES_EVERY_MS = 30 * 60_000;

/** Lanes in one read (promise 11), and repositories of each kind beside them. */
const A_READ = 25;

/** Looks at everything tracked, and says when to do it again. */
export async function sweepLanes(tools: Tools): Promise<Instant> {
  await sweep(tools, {
    pipelines: await tools.policies.pipelines(),
    lanes: await tools.policies.lanes(),
    isWhole: true,
  });
  await wakeUntold(tools);
  return tools.clock.now() + SWEEP_LANES_EVERY_MS;
}

/** Of a merge that nobody follows up, and of a pull request in which nobody looked for a pipeline file, nothing tells again. */
const UNTOLD = new Set(['promotion', 'proposal']);

/** A lane that was parked is wanted when there is something to do; what nothing tells of is tried again. */
async function wakeUntold({ clock, store: { attention } }: Tools): Promise<void> {
  for (const { key } of await attention.parked())
    if (UNTOLD.has(kindOf(key))) await attention.want(key, clock.now(), 'the sweep tries what was parked');
}

/** Looks at every lane of one pipeline, as a sweep does. */
export async function sweepPipeline(tools: Tools, pipeline: RepoName): Promise<void> {
  const inForce = await tools.policies.pipeline(pipeline);
  const lanes = await tools.policies.lanes(pipeline);
  await sweep(tools, { pipelines: inForce === undefined ? [] : [inForce], lanes, isWhole: false });
}

/** `isWhole`: of all pipelines, and so of everything else too. */
interface Swept {
  pipelines: Pipeline[];
  lanes: GovernedLane[];
  isWhole: boolean;
}

/**
 * Looks at lanes, many a read, and at what lies beside them in the same reads. Those with something to do or to ask are wanted by
 * themselves; of the others the sweep was the look. Builds are asked for wherever a commit that should have an image has none.
 */
async function sweep(tools: Tools, { pipelines, lanes, isWhole }: Swept): Promise<void> {
  const { clock, looks } = tools;
  await readUnknownControls(tools, pipelines);
  for (const lane of lanes) await restoreUnread(tools, lane);
  const governed = [...lanes, ...(await unfinishedForced(tools, pipelines))];
  const labels = labelsAsked(pipelines);
  const controls = controlsAsked(pipelines);
  const proposals = pipelines.map(({ repo }) => repo);
  const needed = Math.ceil(Math.max(governed.length, labels.repos.length, proposals.length) / A_READ);
  const reads = Array.from({ length: needed }, (_, read): LanesRead => {
    const share = <T>(all: T[]): T[] => shareOf(all, read, needed);
    return {
      lanes: share(governed).map(({ lane, stage }) => ({ lane, pins: stage.pins })),
      labelled: { ...labels, repos: share(labels.repos) },
      controls: share(controls),
      proposals: share(proposals),
    };
  });
  const others = isWhole ? await othersAsked(tools, { reads, own: proposals, every: SWEEP_LANES_EVERY_MS }) : undefined;
  const labelled: Survey['labelled'] = new Map();
  for (const [read, asked] of reads.entries()) {
    const lookedAt = clock.now();
    const seen = await looks.survey({ ...asked, elsewhere: others?.beside[read] ?? [] });
    for (const lane of shareOf(governed, read, needed)) {
      const one = seen.lanes.get(lane.lane.id);
      if (one === undefined) continue;
      const take = lane.lane.forced === true ? takeForcedNote : takeNote;
      await take(tools, lane, await decideAtOnce(tools, lane, { seen: one, lookedAt }));
    }
    await wantControls(tools, pipelines, seen.controls);
    await wantProposals(tools, seen.proposals);
    for (const [repo, numbers] of seen.labelled) labelled.set(repo, numbers);
  }
  await wantLabelled(tools, pipelines, labelled);
  for (const elsewhere of others?.alone ?? [])
    await wantProposals(tools, (await looks.survey({ ...NOTHING, elsewhere })).proposals);
}

const NOTHING: LanesRead = { lanes: [], labelled: { repos: [], labels: [] }, controls: [], proposals: [] };

/** As many in each read, so that none is much slower than the others. */
function shareOf<T>(all: T[], read: number, reads: number): T[] {
  const most = Math.ceil(all.length / reads);
  return all.slice(read * most, (read + 1) * most);
}

async function takeNote(tools: Tools, governed: GovernedLane, decision: Decision | 'asks'): Promise<void> {
  const { clock, store } = tools;
  const { lane, blob } = governed;
  const want = (key: string, because: string): Promise<void> => store.attention.want(key, clock.now(), because);
  if (decision === 'asks') return want(`lane:${lane.id}`, 'the sweep found something to move');
  const { policyBlob, plan, facts } = decision;
  const isOther = isKnown(policyBlob) && policyBlob.known !== blob;
  if (isOther && !(await isKnownBroken(tools, governed, policyBlob.known)))
    return want(`pipeline:${lane.pipeline}`, 'the sweep saw another file');
  await noteMerge(tools, governed, decision);
  await noteCommands(tools, decision);
  for (const component of unbuilt(facts)) {
    await want(buildsKey(governed.pipeline, component), `no image of the newest commit of ${component.name} is known`);
  }
  if (plan.steps.length > 0 || plan.notes !== undefined)
    return want(`lane:${lane.id}`, 'the sweep found something to do');
  if (leftOf(decision) !== undefined) return want(`lane:${lane.id}`, 'the sweep saw a branch that is left behind');
  const unfinished = await unfinishedMerge(tools, decision);
  if (unfinished !== undefined) await want(`promotion:${unfinished}`, 'the sweep saw the branch of its merge');
  await noteRollbacks(tools, decision);
  await keepStanding(tools, decision);
  // A gate that wants to be looked at again, or a read that failed, is the lane's own to come back to.
  if (plan.wake !== undefined) await store.attention.want(`lane:${lane.id}`, plan.wake, 'the sweep saw it wait');
}

/** Components whose newest commit should have an image and has none. */
function unbuilt({ lane, upstream, artifacts }: Facts): LaneComponent[] {
  return lane.components.filter(({ name }) => {
    const before = upstream.get(name);
    if (before === undefined || !isKnown(before) || before.known.of !== 'builds') return false;
    const [tip] = before.known.commits;
    return (
      tip !== undefined && !artifacts.some(({ component, builtFrom }) => component === name && builtFrom.commit === tip)
    );
  });
}
