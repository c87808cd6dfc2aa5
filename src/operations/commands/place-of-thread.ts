import { promotionId, type LaneId, type PromotionId } from '../../core/names.ts';
import { forcedLaneOf, laneId, repoOf, type Lane } from '../../core/pipeline/lanes.ts';
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
  if (!isOurs(tools, thread)) return known(undefined);
  if (!thread.isPullRequest) return controlThread(tools, thread, id);
  const found = await laneOf(tools, thread);
  if (found === undefined) return known(undefined);
  const { lane, pipeline } = found;
  const consent = await tools.looks.consent(thread.repo);
  if (!isKnown(consent)) return consent;
  const hasJoined =
    isSame(thread.repo, pipeline.repo) || ('to' in consent.known && isSame(consent.known.to, pipeline.repo));
  if (!hasJoined) return known(undefined);
  const environments = lane.kind === 'environment' ? environmentsOf(pipeline) : [];
  return known({ thread, id, pipeline, lane, place: { lane: placeLane(lane), environments } });
}

/** GraphQL spells a bot's login without `[bot]`. What people open is theirs, whatever its branch is called. */
const isOurs = ({ slug }: Tools, { author }: Thread): boolean => author === slug || author === `${slug}[bot]`;

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

async function laneOf({ policies }: Tools, thread: Thread): Promise<{ lane: Lane; pipeline: Pipeline } | undefined> {
  const { headBranch = '', repo } = thread;
  const standing = (await policies.lanes()).find(({ lane }) => isSame(lane.repo, repo) && lane.head === headBranch);
  if (standing !== undefined) return standing;
  const branch = LaneBranch.parse(headBranch);
  if (branch?.forced !== true) return undefined;
  for (const pipeline of await policies.pipelines()) {
    const stage = pipeline.stages.find(({ name }) => name === branch.stage);
    const lane = stage === undefined ? undefined : forcedLaneOf(pipeline, stage, branch.component);
    if (stage !== undefined && lane !== undefined && isSame(repoOf(stage, branch.component), repo))
      return { lane, pipeline };
  }
  return undefined;
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
