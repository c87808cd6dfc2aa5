import type { Hint } from '../core/hints.ts';
import type { LaneId, RepoName } from '../core/names.ts';
import { loadPipeline } from '../core/pipeline/load-pipeline.ts';
import { lanesOf, pipelineOf, type Lane, type Pipeline, type Stage } from '../core/pipeline/pipeline.ts';
import type { Pipelines, StoredPipeline } from '../ports/pipelines.ts';

/** A lane with the policy it is under. */
export interface GovernedLane {
  lane: Lane;
  stage: Stage;
  pipeline: Pipeline;
  /** The blob the policy was read from. */
  blob: string;
}

/** The pipelines in force: the last good file of every pipeline, parsed once a blob. */
export class Policies {
  readonly #pipelines: Pipelines;
  readonly #parsed = new Map<string, Pipeline>();

  constructor(pipelines: Pipelines) {
    this.#pipelines = pipelines;
  }

  async lane(id: LaneId): Promise<GovernedLane | undefined> {
    const stored = await this.#pipelines.get(pipelineOf(id));
    return stored === undefined ? undefined : this.#lanesOf(stored).find(({ lane }) => lane.id === id);
  }

  async lanes(pipeline?: RepoName): Promise<GovernedLane[]> {
    const all = await this.#pipelines.all();
    return all
      .filter((stored) => pipeline === undefined || stored.repo === pipeline)
      .flatMap((stored) => this.#lanesOf(stored));
  }

  /** The lanes that a hint asks to look at. */
  async touchedBy(hint: Hint): Promise<LaneId[]> {
    const lanes = await this.lanes();
    return lanes.filter(({ lane }) => touches(hint, lane)).map(({ lane }) => lane.id);
  }

  #lanesOf(stored: StoredPipeline): GovernedLane[] {
    const pipeline = this.#parse(stored);
    return lanesOf(pipeline).map((lane) => {
      const stage = pipeline.stages.find((candidate) => candidate.name === lane.stage);
      if (stage === undefined) throw new Error(`lane ${lane.id} has no stage`);
      return { lane, stage, pipeline, blob: stored.blob };
    });
  }

  #parse(stored: StoredPipeline): Pipeline {
    const key = `${stored.repo}@${stored.commit}:${stored.blob}`;
    const parsed = this.#parsed.get(key);
    if (parsed !== undefined) return parsed;
    const loaded = loadPipeline(stored.text, { repo: stored.repo, commit: stored.commit });
    if (!('pipeline' in loaded)) throw new Error(`the stored pipeline of ${stored.repo} no longer loads`);
    this.#parsed.set(key, loaded.pipeline);
    return loaded.pipeline;
  }
}

function touches(hint: Hint, lane: Lane): boolean {
  const here = sameRepo(hint, lane.repo);
  switch (hint.look) {
    case 'branch':
      if (here && (hint.branch === lane.head || (lane.base === undefined ? hint.isDefault : hint.branch === lane.base)))
        return true;
      return hint.isDefault && lane.components.some((component) => sameRepo(hint, component.code));
    case 'pull-request':
    case 'promotion':
      return here && hint.head === lane.head;
    case 'head':
      return here && (hint.branches.length === 0 || hint.branches.includes(lane.head));
    case 'policy':
      return here;
    case 'installations':
      return false;
  }
}

/** GitHub's names ignore case. */
const sameRepo = (hint: Hint, repo: RepoName): boolean =>
  'repo' in hint && hint.repo.toLowerCase() === repo.toLowerCase();
