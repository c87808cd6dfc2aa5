import type { LaneId } from '../../names.ts';
import type { Lane } from '../../pipeline/lanes.ts';
import type { Reason, Standing as Word } from '../../promotion/plan-model.ts';
import type { Standing } from '../../promotion/standing.ts';
import { printable } from '../../text/printable.ts';
import { factOf } from '../history/ledger-facts.ts';
import { releaseState, type ReleaseState } from '../set/release-state.ts';
import { changeLink, changesPath, lanePath, promotionLink, webAddress, type Link } from '../words/link.ts';
import { momentOf, type Moment } from '../words/moment.ts';
import { zoneAt } from '../words/zones.ts';
import type { PageFacts } from '../page-facts.ts';
import { wakeCommand } from '../trouble/stuck.ts';
import { readable } from '../words/readable.ts';
import { forcedViews, type ForcedView } from './forced.ts';
import type { GateView } from './gate-view.ts';
import { gatesOf } from './gates.ts';
import { nextRelease, type NextRelease } from './next-release.ts';
import { placesOf, referenceView, type ReferenceView } from '../cell/reference-view.ts';

/** What a pull request moves; `changes`: the path of what lies between, where the code of both is known. */
export interface MoveView {
  component: string;
  from: ReferenceView;
  to: ReferenceView;
  changes?: string;
  /** The change's one name, leading to where it has been. */
  change?: Link;
}

/** One lane, and what it waits for. */
export interface LaneView {
  id: LaneId;
  name: string;
  url: string;
  kind: Lane['kind'];
  repo: Link;
  /** The worst of its reasons; `unseen` before the first look. */
  state: Word | 'unseen';
  says: string;
  pullRequest?: Link & { title: string; moves: MoveView[] };
  /** Those that ask for something first. */
  reasons: ReasonView[];
  /** In the order in which a release meets them. */
  gates: GateView[];
  /** Components that go to the environment ahead of everything else. */
  forced: ForcedView[];
  /** How the environment is released now; missing for docker and manifest stages. */
  release?: ReleaseState;
  /** What waits for the next release; missing where nothing does and none comes due. */
  nextRelease?: NextRelease;
  /** Components about which nothing needs to be said. */
  resting: number;
  lookedAt?: Moment;
  nextLook?: Moment;
  /** Why Sluice gave up on it until something new comes. */
  gaveUp?: { because: string; since: Moment; tries: number; wake: string };
}

export interface ReasonView {
  standing: Word;
  about: string;
  code: string;
  says: string;
  next?: string;
}

const WORST_FIRST = ['blocked', 'doing', 'waiting', 'resting'] as const satisfies Word[];

/** The states in words that fit one lane and many. */
export const laneWords: Readonly<Record<LaneView['state'], string>> = {
  blocked: 'blocked',
  doing: 'at work',
  waiting: 'waiting',
  resting: 'resting',
  unseen: 'not looked at yet',
};

/** How a lane stood at its last look. */
export function laneView(facts: PageFacts, lane: Lane): LaneView {
  const standing = facts.standings.find((one) => one.lane === lane.id);
  const reasons = inOrder(standing?.reasons ?? []);
  const state = standing === undefined ? 'unseen' : (reasons[0]?.standing ?? 'resting');
  const parked = facts.parked.find(({ key }) => key === `lane:${lane.id}`);
  const zone = zoneAt(facts, lane.id);
  const pullRequest = standing && (pullRequestView(facts, lane, standing) ?? openedSince(facts, standing));
  return {
    id: lane.id,
    name: lane.id.slice(lane.id.indexOf(':') + 1),
    url: lanePath(lane.pipeline, partsOf(lane)),
    kind: lane.kind,
    repo: { name: lane.repo, url: `${facts.web}/${lane.repo}` },
    state: parked === undefined ? state : 'blocked',
    says: parked === undefined ? laneWords[state] : 'given up',
    reasons: reasons.map(reasonView),
    gates: gatesOf(facts, lane, standing),
    forced: lane.kind === 'environment' ? forcedViews(facts, lane) : [],
    ...releaseOf(facts, lane, standing),
    resting: reasons.filter(({ standing: how }) => how === 'resting').length,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(standing === undefined ? {} : { lookedAt: momentOf(standing.at, facts.now, zone) }),
    ...(standing?.wake === undefined ? {} : { nextLook: momentOf(standing.wake, facts.now, zone) }),
    ...(parked === undefined ? {} : { gaveUp: gaveUpOn(parked, momentOf(parked.since, facts.now, zone)) }),
  };
}

const gaveUpOn = (
  { key, cause, tries }: PageFacts['parked'][number],
  since: Moment,
): NonNullable<LaneView['gaveUp']> => ({ because: printable(cause), since, tries, wake: wakeCommand(key) });

function releaseOf(
  facts: PageFacts,
  lane: Lane,
  standing: Standing | undefined,
): Pick<LaneView, 'release' | 'nextRelease'> {
  const page = facts.pipelines.find(({ repo }) => repo === lane.pipeline);
  const stage = page?.pipeline?.stages.find(({ name }) => name === lane.stage);
  if (page === undefined || stage === undefined) return {};
  const release = releaseState(stage, { controls: page.controls, now: facts.now });
  const next = nextRelease(stage, { standing, now: facts.now });
  return {
    ...(release === undefined ? {} : { release }),
    ...(next === undefined ? {} : { nextRelease: next }),
  };
}

const inOrder = (reasons: Reason[]): Reason[] =>
  reasons.toSorted((a, b) => WORST_FIRST.indexOf(a.standing) - WORST_FIRST.indexOf(b.standing));

function reasonView({ standing, about, code, says, next }: Reason): ReasonView {
  return {
    standing,
    about,
    code,
    says: readable(says),
    ...(next === undefined ? {} : { next: readable(next) }),
  };
}

function pullRequestView(
  { web, pipelines }: PageFacts,
  lane: Lane,
  { repo, pullRequest }: Standing,
): LaneView['pullRequest'] | undefined {
  const url = webAddress(pullRequest?.url);
  if (pullRequest === undefined || url === undefined) return undefined;
  const pipeline = pipelines.find((one) => one.repo === lane.pipeline)?.pipeline;
  return {
    name: `${repo}#${pullRequest.number}`,
    url,
    title: printable(pullRequest.title),
    moves: pullRequest.moves.map(({ component, from, to }) => {
      const own = pipeline?.components.find(({ name }) => name === component);
      const places = pipeline && own ? placesOf(web, pipeline, own) : { web, repo, built: repo };
      const changes = changesPath(lane.pipeline, { component, from: from.code, to: to.code });
      const change = changeLink(lane.pipeline, { component, code: to.code });
      return {
        component,
        from: referenceView(from, places),
        to: referenceView(to, places),
        ...(changes === undefined ? {} : { changes }),
        ...(change === undefined ? {} : { change }),
      };
    }),
  };
}

/** The look that decided to open a pull request could not see it yet; the ledger knows. */
function openedSince({ entries, web }: PageFacts, { lane, at }: Standing): LaneView['pullRequest'] | undefined {
  const last = entries.findLast(
    (entry) => entry.lane === lane && ['proposed', 'merged', 'closed', 'withdrawn'].includes(entry.kind),
  );
  if (last?.kind !== 'proposed' || last.promotion === undefined || last.at < at) return undefined;
  return { ...promotionLink(web, last.promotion), title: printable(factOf(last, 'title') ?? ''), moves: [] };
}

const partsOf = (lane: Lane): { stage: string; component?: string } => {
  const [only] = lane.components;
  return { stage: lane.stage, ...(lane.kind === 'environment' || only === undefined ? {} : { component: only.name }) };
};
