import type { LaneId } from '../../names.ts';
import { zoneOf } from '../../time/stage-zone.ts';
import type { PageFacts } from '../page-facts.ts';

/** The time zone of a stage, by its lane's name; undefined where nobody names one, or the stage is gone. */
export function zoneAt({ pipelines }: Pick<PageFacts, 'pipelines'>, lane: LaneId | undefined): string | undefined {
  const [repo, path = ''] = (lane ?? '').split(':');
  const stages = pipelines.find((one) => one.repo === repo)?.pipeline?.stages;
  const stage = stages?.find(({ name }) => name === path.split('/')[0]);
  return stage && zoneOf(stage);
}
