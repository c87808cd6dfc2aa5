import { isKnown, unknown } from '../core/answer.ts';
import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import { isRepoName, type RepoName } from '../core/names.ts';
import { loadPipeline } from '../core/pipeline/load-pipeline.ts';
import { lanesOf } from '../core/pipeline/lanes.ts';
import { describeProblem } from '../core/pipeline/problem.ts';
import { decide, type Decision } from '../operations/lanes/decide.ts';
import type { GovernedLane } from '../operations/lanes/policies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Looks } from '../ports/github/looks.ts';
import type { Roles } from '../ports/github/roles.ts';
import type { Remembers } from '../operations/lanes/remembered.ts';
import type { Registry } from '../ports/registry.ts';
import type { Artifacts } from '../ports/store/artifacts.ts';
import type { Ledger } from '../ports/store/ledger.ts';

export interface LiveTools {
  looks: Looks;
  clock: Clock;
  web: string;
  registry: Registry;
  /** The builds that a running Sluice was told of, where its store can be read. */
  artifacts: Pick<Artifacts, 'of'>;
  /** The running Sluice's history, where it can be read. */
  ledger?: Pick<Ledger, 'read'>;
  roles: Roles;
  remembers: Remembers;
}

export interface LookedAt {
  governed: GovernedLane;
  decision: Decision;
  /** Reports of builds that were not believed, and why; the newest last. */
  refused: string[];
}

/** Refused reports that are shown of one lane. */
const MOST_REFUSED = 3;

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
  for (const governed of wanted) {
    const { looks, registry, roles } = tools;
    const answering = {
      looks,
      registry,
      roles,
      pipelineIn: () => Promise.resolve(governed.pipeline),
      learn: () => Promise.resolve(),
    };
    const decision = await decide({ ...tools, answering }, governed);
    looked.push({ governed, decision, refused: await refusedReports(tools, governed) });
  }
  return looked;
}

async function refusedReports({ ledger }: LiveTools, { lane }: GovernedLane): Promise<string[]> {
  const entries = (await ledger?.read({ lane: lane.id, kind: 'artifact-refused', limit: MOST_REFUSED })) ?? [];
  return entries.map(
    ({ at, facts }) => `${new Date(at).toISOString()} from ${String(facts['repo'])}: ${String(facts['reason'])}`,
  );
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
