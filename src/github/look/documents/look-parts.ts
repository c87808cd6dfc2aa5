import type { LaneComponent } from '../../../core/pipeline/lanes.ts';
import type { LookRequest } from '../../../ports/github/looks.ts';
import { rootsOf } from '../../path-roots.ts';
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
  readonly #upstream = new Map<string, Aliased<BuildsRead | StageRead>>();

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

  /** Of a component that does not read its code repository. */
  upstreamOf(component: LaneComponent): Aliased<BuildsRead | StageRead> {
    return wanted(this.#upstream, upstreamKey(component));
  }

  parts(): Part[] {
    return [
      ...this.#requests.map((request) => herePart(request, this.hereOf(request))),
      ...[...this.#sources.values()].map((read) => sourcePart(read, read.alias)),
      ...[...this.#upstream.values()].map((read) =>
        read.of === 'builds' ? buildsPart(read, read.alias) : stagePart(read, read.alias),
      ),
      ...[...this.#policies].map(([repo, alias]) => policyPart(repo, alias)),
    ];
  }

  #wantSource({ code, paths }: LaneComponent): void {
    const read = this.#sources.get(code) ?? { alias: `source${this.#sources.size}`, repo: code, roots: [] };
    read.roots = united(read.roots, rootsOf(paths) ?? []);
    this.#sources.set(code, read);
  }

  #wantUpstream(component: LaneComponent): void {
    const { reads } = component;
    if (reads.of === 'code') return;
    const key = upstreamKey(component);
    const read = this.#upstream.get(key) ?? { ...emptyRead(reads), alias: `${reads.of}${this.#upstream.size}` };
    if (read.of === 'stage' && reads.of === 'stage') read.paths = united(read.paths, pathsOf(reads.pins, [component]));
    this.#upstream.set(key, read);
  }
}

function wanted<T>(reads: Map<string, T>, key: string): T {
  const read = reads.get(key);
  if (read === undefined) throw new Error(`${JSON.stringify(key)} is no part of this look`);
  return read;
}

/** One stage may lie in several repositories, and one branch may hold several stages. */
function upstreamKey({ reads }: LaneComponent): string {
  if (reads.of === 'code') return '';
  const stage = reads.of === 'stage' ? reads.stage : '';
  return [reads.of, stage, reads.repo, reads.branch ?? ''].join(' ');
}

function emptyRead(reads: Exclude<LaneComponent['reads'], { of: 'code' }>): BuildsRead | StageRead {
  const branch = reads.branch === undefined ? {} : { branch: reads.branch };
  if (reads.of === 'builds') return { of: 'builds', repo: reads.repo, ...branch };
  return { of: 'stage', stage: reads.stage, kind: reads.kind, repo: reads.repo, ...branch, paths: [] };
}

const united = (some: string[], more: string[]): string[] => [...new Set([...some, ...more])];
