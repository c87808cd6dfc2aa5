import type { Hint } from '../../core/hints.ts';
import type { ComponentName, LaneId, RepoName } from '../../core/names.ts';
import { loadPipeline } from '../../core/pipeline/load-pipeline.ts';
import { forcedLaneOf, lanesOf, pipelineOf, type Lane } from '../../core/pipeline/lanes.ts';
import type { Pipeline, Stage } from '../../core/pipeline/pipeline.ts';
import { describeProblem } from '../../core/pipeline/problem.ts';
import type { Log } from '../../ports/log.ts';
import type { Pipelines, StoredPipeline } from '../../ports/store/pipelines.ts';
import { touches } from './touched-lanes.ts';

/** A lane with the policy it is under. */
export interface GovernedLane {
  lane: Lane;
  stage: Stage;
  pipeline: Pipeline;
  /** The blob the policy was read from. */
  blob: string;
}

export interface PoliciesOptions {
  pipelines: Pick<Pipelines, 'all'>;
  log: Log;
  /** The repositories whose pipelines count; undefined: all of them. */
  named?: RepoName[] | undefined;
}

/** By the commit and blob that each was read from. */
type Parsed = Map<RepoName, { key: string; pipeline: Pipeline | undefined }>;

/** The pipelines in force: the last good file of every pipeline that counts, parsed once a blob. */
export class Policies {
  readonly #options: PoliciesOptions;
  readonly #pipelines: Pick<Pipelines, 'all'>;
  readonly #log: Log;
  readonly #named: Set<string> | undefined;
  readonly #parsed: Parsed;

  constructor(options: PoliciesOptions, parsed: Parsed = new Map()) {
    const { pipelines, log, named } = options;
    this.#options = options;
    this.#parsed = parsed;
    this.#pipelines = pipelines;
    this.#log = log;
    this.#named = named === undefined ? undefined : new Set(named.map((repo) => repo.toLowerCase()));
  }

  /** The same for one piece of work that asks several times: the pipelines are read once, when it asks first. */
  snapshot(): Policies {
    let read: Promise<StoredPipeline[]> | undefined;
    const all = (): Promise<StoredPipeline[]> => (read ??= this.#pipelines.all());
    return new Policies({ ...this.#options, pipelines: { all } }, this.#parsed);
  }

  /** Whether the operator lets this repository's file be a pipeline. */
  counts(repo: RepoName): boolean {
    return this.#named === undefined || this.#named.has(repo.toLowerCase());
  }

  async lane(id: LaneId): Promise<GovernedLane | undefined> {
    return (await this.lanes(pipelineOf(id))).find(({ lane }) => lane.id === id);
  }

  /** The environment that a forced lane belongs to, with the lane. */
  async forcedLane(id: LaneId): Promise<GovernedLane | undefined> {
    const pipeline = await this.pipeline(pipelineOf(id));
    const [name, component] = id.slice(id.indexOf(':') + 1).split('/');
    const environment = (await this.lanes(pipelineOf(id))).find(({ lane }) => lane.stage === name);
    if (pipeline === undefined || environment === undefined || component === undefined) return undefined;
    const lane = forcedLaneOf(pipeline, environment.stage, component as ComponentName);
    return lane === undefined ? undefined : { ...environment, lane };
  }

  async lanes(pipeline?: RepoName): Promise<GovernedLane[]> {
    const all = await this.#pipelines.all();
    return all
      .filter(({ repo }) => this.counts(repo) && (pipeline === undefined || repo === pipeline))
      .flatMap((stored) => this.#lanesOf(stored));
  }

  /** The pipelines in force. */
  async pipelines(): Promise<Pipeline[]> {
    const all = await this.#pipelines.all();
    return all.filter(({ repo }) => this.counts(repo)).flatMap((stored) => this.#parse(stored) ?? []);
  }

  async pipeline(repo: RepoName): Promise<Pipeline | undefined> {
    return (await this.pipelines()).find((pipeline) => pipeline.repo === repo);
  }

  /** The lanes that a hint asks to look at. */
  async touchedBy(hint: Hint): Promise<LaneId[]> {
    const lanes = await this.lanes();
    return lanes.filter(({ lane }) => touches(hint, lane)).map(({ lane }) => lane.id);
  }

  #lanesOf(stored: StoredPipeline): GovernedLane[] {
    const pipeline = this.#parse(stored);
    if (pipeline === undefined) return [];
    return lanesOf(pipeline).flatMap((lane) => {
      const stage = pipeline.stages.find((candidate) => candidate.name === lane.stage);
      return stage === undefined ? [] : [{ lane, stage, pipeline, blob: stored.blob }];
    });
  }

  /** A stricter release may refuse what an older one stored: that pipeline rests, and the others go on. */
  #parse({ repo, commit, blob, text }: StoredPipeline): Pipeline | undefined {
    const key = `${commit}:${blob}`;
    const parsed = this.#parsed.get(repo);
    if (parsed?.key === key) return parsed.pipeline;
    const loaded = loadPipeline(text, { repo, commit });
    const pipeline = 'pipeline' in loaded ? loaded.pipeline : undefined;
    if ('problems' in loaded) {
      this.#log.error(
        { repo, commit, problems: loaded.problems.map(describeProblem) },
        'stored pipeline no longer loads',
      );
    }
    this.#parsed.set(repo, { key, pipeline });
    return pipeline;
  }
}
