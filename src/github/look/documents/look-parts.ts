import type { LaneComponent, Reading, StageReading } from '../../../core/pipeline/lanes.ts';
import type { LookRequest } from '../../../ports/github/looks.ts';
import { rootsOf } from '../../../core/changelog/range/path-roots.ts';
import { pathsOf } from './files.ts';
import { herePart } from './here-part.ts';
import type { Part } from './part.ts';
import { policyPart, sourcePart } from './source-part.ts';
import { buildsPart, stagePart, type BuildsRead, type StageRead } from './upstream-part.ts';

/** A code repository; `roots`: the paths in it that some component is limited to. */
export interface SourceRead {
  repo: string;
  roots: string[];
}

/** Something that is asked for once, by the GraphQL name that it has in the query. */
export type Aliased<Read> = Read & { alias: string };

/** What a look at some lanes asks for: equal things once, however many lanes and components want them. */
export class LookParts {
  readonly #requests: LookRequest[];
  readonly #here = new Map<string, string>();
  readonly #policies = new Map<string, string>();
  readonly #sources = new Map<string, Aliased<SourceRead>>();
  readonly #builds = new Map<string, Aliased<BuildsRead>>();
  readonly #stages = new Map<string, Aliased<StageRead>>();

  constructor(requests: LookRequest[]) {
    this.#requests = requests;
    for (const { lane } of requests) {
      this.#here.set(lane.id, `here${this.#here.size}`);
      if (!this.#policies.has(lane.pipeline)) this.#policies.set(lane.pipeline, `policy${this.#policies.size}`);
      for (const component of lane.components) {
        this.#wantSource(component);
        this.#wantUpstream(component);
      }
    }
  }

  hereOf({ lane }: LookRequest): string {
    return wanted(this.#here, lane.id);
  }

  policyOf({ lane }: LookRequest): string {
    return wanted(this.#policies, lane.pipeline);
  }

  sourceOf({ code }: LaneComponent): Aliased<SourceRead> {
    return wanted(this.#sources, code);
  }

  buildsOf(reads: BuildsReading): Aliased<BuildsRead> {
    return wanted(this.#builds, placeKey(reads));
  }

  stageOf(reading: StageReading): Aliased<StageRead> {
    return wanted(this.#stages, stageKey(reading));
  }

  parts(): Part[] {
    return [
      ...this.#requests.map((request) => herePart(request, this.hereOf(request))),
      ...[...this.#sources.values()].map((read) => sourcePart(read, read.alias)),
      ...[...this.#builds.values()].map((read) => buildsPart(read, read.alias)),
      ...[...this.#stages.values()].map((read) => stagePart(read, read.alias)),
      ...[...this.#policies].map(([repo, alias]) => policyPart(repo, alias)),
    ];
  }

  #wantSource({ code, paths }: LaneComponent): void {
    const read = this.#sources.get(code) ?? { alias: `source${this.#sources.size}`, repo: code, roots: [] };
    read.roots = united(read.roots, rootsOf(paths) ?? []);
    this.#sources.set(code, read);
  }

  #wantUpstream({ reads, ...component }: LaneComponent): void {
    if (reads.of === 'builds') this.#wantBuilds(reads);
    if (reads.of === 'stages') for (const reading of reads.stages) this.#wantStage(reading, component);
  }

  #wantBuilds(reads: BuildsReading): void {
    const key = placeKey(reads);
    const { repo, branch } = reads;
    const read = { repo, ...(branch === undefined ? {} : { branch }), alias: `builds${this.#builds.size}` };
    if (!this.#builds.has(key)) this.#builds.set(key, read);
  }

  #wantStage(reading: StageReading, component: Pick<LaneComponent, 'name'>): void {
    const key = stageKey(reading);
    const read = this.#stages.get(key) ?? { ...emptyRead(reading), alias: `stage${this.#stages.size}` };
    read.components = united(read.components, [component.name]);
    read.paths = united(read.paths, pathsOf(reading.pins, [component]));
    this.#stages.set(key, read);
  }
}

function wanted<T>(reads: Map<string, T>, key: string): T {
  const read = reads.get(key);
  if (read === undefined) throw new Error(`${JSON.stringify(key)} is no part of this look`);
  return read;
}

type BuildsReading = Extract<Reading, { of: 'builds' }>;

const placeKey = ({ repo, branch }: Pick<StageReading, 'repo' | 'branch'>): string => `${repo} ${branch ?? ''}`;

/** One stage may lie in several repositories, and one branch may hold several stages. */
const stageKey = (stage: Pick<StageReading, 'stage' | 'repo' | 'branch'>): string =>
  `${stage.stage} ${placeKey(stage)}`;

const emptyRead = ({ stage, kind, repo, branch }: StageReading): StageRead => ({
  stage,
  kind,
  repo,
  ...(branch === undefined ? {} : { branch }),
  components: [],
  paths: [],
});

const united = (some: string[], more: string[]): string[] => [...new Set([...some, ...more])];
