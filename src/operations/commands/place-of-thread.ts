import { promotionId, type LaneId, type PromotionId } from '../../core/names.ts';
import { hasJoined } from '../../core/pipeline/joining/consent.ts';
import { forcedLaneOf, laneId, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { CommandPlace, PlaceLane } from '../../core/commands/command.ts';
import { LaneBranch } from '../../core/text/branches.ts';
import { isKnown, known, type Answer } from '../../core/answer.ts';
import type { Thread } from '../../ports/github/threads.ts';
import type { Tools } from '../tools.ts';

/** A thread in which Sluice takes commands: the pull request of a lane, or the control issue. */
export interface CommandThread {
  thread: Thread;
  /** `owner/repo#n`. */
  id: PromotionId;
  pipeline: Pipeline;
  place: CommandPlace;
  /** The lane of the pull request. */
  lane?: Lane;
}

/** Undefined where Sluice takes no commands. */
export async function commandThread(tools: Tools, thread: Thread): Promise<Answer<CommandThread | undefined>> {
  const id = promotionId(thread.repo, thread.number);
  // What people open is theirs, whatever its branch is called.
  if (!thread.byUs) return known(undefined);
  if (!thread.isPullRequest) return controlThread(tools, thread, id);
  const named = await lanesNaming(tools, thread);
  if (named.length === 0) return known(undefined);
  const consent = await tools.looks.consent(thread.repo);
  if (!isKnown(consent)) return consent;
  const found = named.find(({ pipeline }) => hasJoined(thread.repo, consent.known, pipeline.repo));
  if (found === undefined) return known(undefined);
  const { lane, pipeline } = found;
  const environments = lane.kind === 'environment' ? environmentsOf(pipeline) : [];
  return known({ thread, id, pipeline, lane, place: { lane: placeLane(lane), environments } });
}

async function controlThread(
  tools: Tools,
  thread: Thread,
  id: PromotionId,
): Promise<Answer<CommandThread | undefined>> {
  const pipeline = (await tools.policies.pipelines()).find(({ repo }) => isSame(repo, thread.repo));
  if (pipeline === undefined) return known(undefined);
  const control = await tools.looks.control(pipeline.repo);
  if (!isKnown(control)) return 'lasting' in control ? known(undefined) : control;
  if (control.known?.number !== thread.number) return known(undefined);
  return known({ thread, id, pipeline, place: { environments: environmentsOf(pipeline) } });
}

/** The lanes of that branch, of whichever pipeline: any pipeline file may name a repository, and only one has been joined. */
async function lanesNaming({ policies }: Tools, thread: Thread): Promise<{ lane: Lane; pipeline: Pipeline }[]> {
  const { headBranch = '', repo } = thread;
  const forced = (await policies.pipelines()).flatMap((pipeline) => forcedNaming(pipeline, headBranch));
  return [...(await policies.lanes()), ...forced].filter(
    ({ lane }) => isSame(lane.repo, repo) && lane.head === headBranch,
  );
}

function forcedNaming(pipeline: Pipeline, headBranch: string): { lane: Lane; pipeline: Pipeline }[] {
  const branch = LaneBranch.parse(headBranch);
  if (branch?.forced !== true) return [];
  const stage = pipeline.stages.find(({ name }) => name === branch.stage);
  const lane = stage === undefined ? undefined : forcedLaneOf(pipeline, stage, branch.component);
  return lane === undefined ? [] : [{ lane, pipeline }];
}

const placeLane = ({ stage, kind, components, forced }: Lane): PlaceLane => ({
  stage,
  kind,
  components: components.map(({ name }) => name),
  ...(forced === undefined ? {} : { forced }),
});

const environmentsOf = ({ stages }: Pipeline): CommandPlace['environments'] =>
  stages.filter(({ kind }) => kind === 'environment').map(({ name, components }) => ({ name, components }));

/** The lane that is looked at for a stage: a forced one is worked together with its environment's standing lane. */
export function workedLane(
  pipeline: Pipeline,
  stage: Lane['stage'],
  components: Lane['components'][number]['name'][],
): LaneId[] {
  const kind = pipeline.stages.find(({ name }) => name === stage)?.kind;
  if (kind === 'environment') return [laneId(pipeline.repo, { stage })];
  return components.map((component) => laneId(pipeline.repo, { stage, component }));
}

/** GitHub's names ignore case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
