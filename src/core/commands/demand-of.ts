import { DEMAND_OF_ALL, demandFor, type Action } from '../authority/demands.ts';
import type { Demand } from '../authority/role.ts';
import type { ComponentName, RepoName, StageName } from '../names.ts';
import { repoOf } from '../pipeline/lanes.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Command, PlaceLane } from './command.ts';

/** Who may, and in which repository their role counts. */
export interface DemandHere {
  demand: Demand;
  repo: RepoName;
}

/** A question about every environment: whoever takes part in the pipeline's own repository. */
const ASKING: Demand = { teams: [], role: 'triage' };

/** Who may give a command; of one that was not understood, who may be told so. */
export function demandOf(
  command: Command | undefined,
  { pipeline, lane }: { pipeline: Pipeline; lane: PlaceLane | undefined },
): DemandHere {
  const action = actionOf(command);
  const stage = stageOf(command, lane);
  if (stage === undefined) return ofAll(action, pipeline);
  return inStage(pipeline, { action, stage, components: componentsOf(command, lane) });
}

/** Undefined: every environment. */
function stageOf(command: Command | undefined, lane: PlaceLane | undefined): StageName | undefined {
  switch (command?.verb) {
    case 'freeze':
    case 'thaw':
    case 'explain':
    case 'hold':
    case 'resume':
    case 'force':
    case 'rollback':
      return command.stage;
    default:
      return lane?.stage;
  }
}

const ofAll = (action: Action, { repo }: Pipeline): DemandHere => ({
  demand: action === 'explain' ? ASKING : DEMAND_OF_ALL,
  repo,
});

function actionOf(command: Command | undefined): Action {
  if (command === undefined || command.verb === 'help') return 'explain';
  return command.verb;
}

function componentsOf(command: Command | undefined, lane: PlaceLane | undefined): ComponentName[] {
  if (command !== undefined && 'component' in command) return [command.component];
  if (command !== undefined && 'components' in command && command.components.length > 0) return command.components;
  return lane?.components ?? [];
}

/** A stage that the pipeline has not is nobody's. */
function inStage(
  pipeline: Pipeline,
  { action, stage: name, components }: { action: Action; stage: StageName; components: ComponentName[] },
): DemandHere {
  const stage = pipeline.stages.find((one) => one.name === name);
  if (stage === undefined) return ofAll(action, pipeline);
  return { demand: demandFor(action, stage), repo: repoOf(stage, components[0] ?? ('' as ComponentName)) };
}
