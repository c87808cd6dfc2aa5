import { known, unknown, type Answer } from '../../core/answer.ts';
import type { LaneId } from '../../core/names.ts';
import type { LaneComponent, StageReading } from '../../core/pipeline/lanes.ts';
import type { Source, UpstreamFact, UpstreamStage } from '../../core/promotion/facts.ts';
import type { LookRequest, Seen } from '../../ports/github/looks.ts';
import type { GithubClients } from '../client/clients.ts';
import { pinnedPaths } from './documents/files.ts';
import { LookParts } from './documents/look-parts.ts';
import type { RawBuilds, RawHere, RawPolicy, RawSource, RawStage } from './raw.ts';
import { readParts, type PartAnswers } from './read-parts.ts';
import type { Self } from './self.ts';
import { snapshotOf } from './snapshot/snapshot.ts';
import { sourceOf } from './upstream/source.ts';
import { builtBranch, upstreamStage } from './upstream/upstream.ts';

/** Lanes in one query: more make it slow, and GitHub ends a query after ten seconds. */
const LANES_A_READ = 25;

export interface LookTools {
  clients: GithubClients;
  self: Self;
}

/** Sees everything about the lanes that a plan may need without asking: one query an installation and 25 lanes. */
export async function look(tools: LookTools, requests: LookRequest[]): Promise<Map<LaneId, Seen>> {
  const seen = new Map<LaneId, Seen>();
  for (let start = 0; start < requests.length; start += LANES_A_READ) {
    const some = requests.slice(start, start + LANES_A_READ);
    const parts = new LookParts(some);
    const answers = await readParts(tools.clients, 'Look', parts.parts());
    for (const [lane, one] of seenBy(tools, { requests: some, parts, answers })) seen.set(lane, one);
  }
  return seen;
}

/** What the answers to the parts of some lanes say of each. */
export function seenBy(
  { self }: LookTools,
  { requests, parts, answers }: { requests: LookRequest[]; parts: LookParts; answers: PartAnswers },
): Map<LaneId, Seen> {
  return new Map(requests.map((request) => [request.lane.id, seenOf({ request, parts, answers, self })]));
}

interface Looked {
  request: LookRequest;
  parts: LookParts;
  answers: PartAnswers;
  self: Self;
}

function seenOf(looked: Looked): Seen {
  const { request, parts, self } = looked;
  const { lane } = request;
  const here = answerOf<RawHere>(looked, parts.hereOf(request));
  const policy = answerOf<RawPolicy>(looked, parts.policyOf(request));
  return {
    here: 'unknown' in here ? here : snapshotOf(here.known, { lane, paths: pinnedPaths(request), self }),
    sources: new Map(lane.components.map((component) => [component.name, sourceSeen(looked, component)])),
    upstream: new Map(
      lane.components.flatMap((component) => {
        const seen = upstreamSeen(looked, component);
        return seen === undefined ? [] : [[component.name, seen]];
      }),
    ),
    policyBlob: 'unknown' in policy ? policy : policyBlobOf(policy.known),
  };
}

const answerOf = <T>({ answers }: Looked, alias: string): Answer<T> =>
  (answers.get(alias) ?? unknown('it was not asked for')) as Answer<T>;

function sourceSeen(looked: Looked, component: LaneComponent): Answer<Source> {
  const read = looked.parts.sourceOf(component);
  const raw = answerOf<RawSource>(looked, read.alias);
  return 'unknown' in raw ? raw : sourceOf(raw.known, read, component);
}

/** Undefined for a component that reads its code repository. A stage that cannot be read leaves the others known. */
function upstreamSeen(looked: Looked, component: LaneComponent): Answer<UpstreamFact> | undefined {
  const { reads } = component;
  if (reads.of === 'code') return undefined;
  if (reads.of === 'builds') {
    const read = looked.parts.buildsOf(reads);
    const raw = answerOf<RawBuilds>(looked, read.alias);
    return 'unknown' in raw ? raw : builtBranch(raw.known, read);
  }
  const stages = reads.stages.map((reading) => stageSeen(looked, component, reading));
  return known({ of: 'stages', how: reads.how, stages });
}

function stageSeen(looked: Looked, component: LaneComponent, reading: StageReading): Answer<UpstreamStage> {
  const read = looked.parts.stageOf(reading);
  const raw = answerOf<RawStage>(looked, read.alias);
  return 'unknown' in raw ? raw : upstreamStage(raw.known, { read, reading, component, self: looked.self });
}

function policyBlobOf({ defaultBranchRef }: RawPolicy): Answer<string | undefined> {
  const target = defaultBranchRef?.target;
  return target === null || target === undefined
    ? unknown('its default branch does not exist')
    : known(target.file?.oid);
}
