import { isKnown, unknown } from '../core/answer.ts';
import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import { isRepoName, type RepoName } from '../core/names.ts';
import { loadPipeline } from '../core/pipeline/load-pipeline.ts';
import { lanesOf } from '../core/pipeline/pipeline.ts';
import { describeProblem } from '../core/pipeline/problem.ts';
import { decide, type Decision } from '../operations/decide.ts';
import type { GovernedLane } from '../operations/policies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Looks } from '../ports/github/looks.ts';

export interface LiveTools {
  looks: Looks;
  clock: Clock;
  web: string;
}

export interface LookedAt {
  governed: GovernedLane;
  decision: Decision;
}

/**
 * Looks at lanes live and plans, with no store and no effect, so that it can be asked beside a running Sluice. `target` is a
 * pipeline (`owner/repo`) or one of its lanes (`owner/repo:stage/component`).
 */
export async function lookLive(tools: LiveTools, target: string): Promise<LookedAt[]> {
  const [repo = '', lane] = target.split(':');
  if (!isRepoName(repo)) throw new UserMistake(userError('TARGET_INVALID', { value: target }));
  const lanes = await lanesInForce(tools, repo);
  const wanted = lane === undefined ? lanes : lanes.filter((governed) => governed.lane.id === target);
  if (wanted.length === 0) {
    throw new UserMistake(
      userError('LANE_UNKNOWN', { value: target, lanes: lanes.map((governed) => governed.lane.id) }),
    );
  }
  const looked: LookedAt[] = [];
  for (const governed of wanted) looked.push({ governed, decision: await decide(tools, governed) });
  return looked;
}

async function lanesInForce({ looks }: LiveTools, repo: RepoName): Promise<GovernedLane[]> {
  const file = (await looks.pipelineFiles([repo])).get(repo) ?? unknown('it was not read');
  if (!isKnown(file)) throw new UserMistake(userError('PIPELINE_UNREAD', { repo, because: file.unknown }));
  if (file.known === undefined)
    throw new UserMistake(
      userError('PIPELINE_UNREAD', { repo, because: 'it has no .github/sluice.yml on its default branch' }),
    );
  const loaded = loadPipeline(file.known.text, file.known);
  if ('problems' in loaded) {
    throw new UserMistake(userError('PIPELINE_BROKEN', { repo, problems: loaded.problems.map(describeProblem) }));
  }
  const { pipeline } = loaded;
  const { blob } = file.known;
  return lanesOf(pipeline).flatMap((lane) => {
    const stage = pipeline.stages.find((candidate) => candidate.name === lane.stage);
    return stage === undefined ? [] : [{ lane, stage, pipeline, blob }];
  });
}
