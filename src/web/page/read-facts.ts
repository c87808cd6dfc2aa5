import { isKnown } from '../../core/answer.ts';
import type { Changelog } from '../../core/changelog/changelog-model.ts';
import type { LaneId, RepoName } from '../../core/names.ts';
import { laneId } from '../../core/pipeline/lanes.ts';
import { componentOf } from '../../core/page/changelog/changelog-view.ts';
import { historyKinds } from '../../core/page/history/kinds.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { HistoryEntry, PageFacts, PagePipeline } from '../../core/page/page-facts.ts';
import { ChangeId } from '../../core/promotion/change-id.ts';
import { answerTo, rangeQuestion } from '../../core/promotion/questions.ts';
import { activeWishes } from '../../operations/force/wishes.ts';
import { controlsOf } from '../../operations/commands/controls-of.ts';
import { DELIVERY } from '../../operations/jobs/list-jobs.ts';
import { lastPermissions } from '../../operations/sweeps/check-permissions.ts';
import type { Policies } from '../../operations/lanes/policies.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Looks } from '../../ports/github/looks.ts';
import type { Traffic } from '../../ports/github/traffic.ts';
import type { Ledger, LedgerFilter } from '../../ports/store/ledger.ts';
import type { Store } from '../../ports/store/store.ts';
import type { Wanted } from './routes.ts';

/** Where the page reads; it never asks GitHub. */
export interface PageSource {
  store: Pick<Store, 'standings' | 'ledger' | 'attention' | 'inbox' | 'pipelines'>;
  policies: Policies;
  clock: Clock;
  /** Where people read GitHub, without a slash at the end. */
  web: string;
  /** What was found out about ranges before. */
  looks: Pick<Looks, 'recall'>;
  /** What this process has learned of GitHub; without it the page says nothing about that. */
  traffic?: Pick<Traffic, 'breakers' | 'paused'>;
}

/** Of each kind, for the overview: enough for every pin's last change, what is under way, and the newest refusals. */
const OVERVIEW_KINDS = {
  proposed: 200,
  merged: 400,
  closed: 100,
  withdrawn: 100,
  deployed: 200,
  'deploy-failed': 100,
  'artifact-refused': 30,
};

/** Of each kind, for a history: what is older stands in git. */
const MOST_OF_A_KIND = 500;

/** Far more than a change is ever told of. */
const MOST_OF_A_CHANGE = 5_000;

/** Of a forced lane. */
const MOST_OF_A_LANE = 200;

/** Reads what a view is made of. */
export async function readFacts(source: PageSource, wanted: Wanted): Promise<PageFacts> {
  const { store, clock, web } = source;
  const pipelines = await readPipelines(source);
  const [standings, parked, entries, permissions] = await Promise.all([
    store.standings.all(),
    readParked(store, wanted),
    readEntries(store.ledger, wanted, pipelines),
    wanted.view === 'overview' ? lastPermissions(store.ledger) : undefined,
  ]);
  const carrying = await readCarrying(store.ledger, wanted);
  const changelog = wanted.view === 'changelog' ? await readChangelog(source, wanted, pipelines) : undefined;
  return {
    now: clock.now(),
    web,
    pipelines,
    standings,
    parked,
    entries,
    ...(carrying === undefined ? {} : { carrying }),
    ...weatherOf(source),
    ...(changelog === undefined ? {} : { changelog }),
    ...(permissions === undefined ? {} : { permissions }),
  };
}

/** Deliveries that nobody understands belong to no lane: the overview alone lists them. */
async function readParked({ attention, inbox }: PageSource['store'], { view }: Wanted): Promise<PageFacts['parked']> {
  const [work, deliveries] = await Promise.all([attention.parked(), view === 'overview' ? inbox.parked() : []]);
  const lost = deliveries.map(({ guid, event, receivedAt, cause, tries }) => ({
    key: `${DELIVERY}${guid}`,
    cause: `${event}: ${cause}`,
    since: receivedAt,
    tries,
  }));
  return [...work, ...lost];
}

function weatherOf({ traffic, clock }: PageSource): Pick<PageFacts, 'github'> {
  if (traffic === undefined) return {};
  const now = clock.now();
  const silent = traffic
    .breakers(now)
    .filter(({ state }) => state !== 'closed')
    .map(({ host, until }) => ({ host, ...(until === undefined ? {} : { until }) }));
  return { github: { silent, resting: [...traffic.paused(now)].map(([account, until]) => ({ account, until })) } };
}

/** The answer that a plan or a follow-up got to the same question; what was never asked is not asked for a reader. */
async function readChangelog(
  { looks }: PageSource,
  wanted: Extract<Wanted, { view: 'changelog' }>,
  pipelines: PagePipeline[],
): Promise<Changelog | undefined> {
  const found = componentOf({ pipelines }, wanted);
  if (found === undefined) return undefined;
  const { code: repo, paths } = found.component;
  const { from, to } = wanted;
  const question = rangeQuestion({ repo, paths, style: found.pipeline.changelog, from, to });
  const answer = answerTo(await looks.recall([question]), question);
  return answer !== undefined && isKnown(answer) ? answer.known : undefined;
}

/** Those that count, by name; one whose file no longer loads has no lanes. */
async function readPipelines({ store, policies }: PageSource): Promise<PagePipeline[]> {
  const [stored, lanes] = await Promise.all([store.pipelines.all(), policies.lanes()]);
  const counting = stored.filter(({ repo }) => policies.counts(repo)).toSorted((a, b) => (a.repo < b.repo ? -1 : 1));
  return Promise.all(
    counting.map(async ({ repo, broken }) => {
      const pipeline = lanes.find((lane) => lane.pipeline.repo === repo)?.pipeline;
      const problems = broken?.problems ?? [];
      return pipeline === undefined
        ? { repo, problems }
        : { repo, problems, pipeline, ...(await readSet(store, pipeline)) };
    }),
  );
}

/** What people hold, freeze and want there. */
async function readSet(
  store: PageSource['store'],
  { repo, stages }: Pipeline,
): Promise<Pick<PagePipeline, 'controls' | 'wishes'>> {
  const environments = stages.filter(({ kind }) => kind === 'environment');
  const [controls, ...wishes] = await Promise.all([
    controlsOf(store, repo),
    ...environments.map(({ name }) => activeWishes(store, { pipeline: repo, stage: name })),
  ]);
  return { controls, wishes: wishes.flat() };
}

async function readEntries(ledger: Ledger, wanted: Wanted, pipelines: PagePipeline[]): Promise<HistoryEntry[]> {
  if (wanted.view === 'changelog') return [];
  const filters = wanted.view === 'overview' ? overviewFilters() : historyFilters(wanted);
  const read = await Promise.all(filters.map((filter) => ledger.read(filter)));
  const forced = wanted.view === 'lane' ? await readForced(ledger, forcedLanes(wanted, pipelines)) : [];
  const looks = await readLooks(ledger, pipelines);
  return [...read.flat(), ...forced, ...looks].toSorted((a, b) => a.at - b.at);
}

/**
 * All that the ledger has of one change, however much has happened since. Its entries name it or the code it is, and older
 * releases wrote the code alone, so that the code is looked for: in what a history of this pipeline shows, and not in the looks,
 * which are most of a ledger. Whatever carries a change has a lane.
 */
async function readCarrying(ledger: Ledger, wanted: Wanted): Promise<HistoryEntry[] | undefined> {
  const change = 'change' in wanted ? ChangeId.parse(wanted.change) : undefined;
  if (change === undefined || !('pipeline' in wanted)) return undefined;
  return ledger.read({
    pipeline: wanted.pipeline as RepoName,
    kinds: Object.keys(historyKinds),
    mentions: change.source,
    limit: MOST_OF_A_CHANGE,
  });
}

/** What the last look at each forced lane found: no standing of it is kept. */
async function readLooks(ledger: Ledger, pipelines: PagePipeline[]): Promise<HistoryEntry[]> {
  const wishes = pipelines.flatMap(({ repo, wishes: wanted = [] }) => wanted.map((wish) => laneId(repo, wish)));
  const read = await Promise.all([...new Set(wishes)].map((lane) => ledger.read({ lane, kind: 'looked', limit: 1 })));
  return read.flat();
}

/** What the forced lanes of an environment did: few entries each, since a look is entered only where it found something else. */
async function readForced(ledger: Ledger, lanes: LaneId[]): Promise<HistoryEntry[]> {
  const read = await Promise.all(lanes.map((lane) => ledger.read({ lane, limit: MOST_OF_A_LANE })));
  return read.flat().filter(({ kind }) => kind !== 'looked' && !ANY_LANE.has(kind));
}

function forcedLanes(wanted: Extract<Wanted, { view: 'lane' }>, pipelines: PagePipeline[]): LaneId[] {
  const pipeline = pipelines.find(({ repo }) => repo === wanted.pipeline)?.pipeline;
  const stage = pipeline?.stages.find(({ name }) => name === wanted.stage);
  if (stage?.kind !== 'environment' || wanted.component !== undefined) return [];
  return stage.components.map((component) => laneIdOf({ ...wanted, component }));
}

const overviewFilters = (): LedgerFilter[] => Object.entries(OVERVIEW_KINDS).map(([kind, limit]) => ({ kind, limit }));

/** Entered for the lane where they were said, or for that of one component. */
const ANY_LANE = new Set([
  'control',
  'wish',
  'wish-served',
  'wish-ended',
  'component-removed',
  'tidy-proposed',
  'tidy-ended',
]);

/** A lane's own entries; a component's are looked for among all of the kind, since reports have no lane. */
function historyFilters(wanted: Extract<Wanted, { view: 'component' | 'lane' }>): LedgerFilter[] {
  return Object.keys(historyKinds).map((kind) => {
    const filter = { kind, limit: MOST_OF_A_KIND };
    if (wanted.view === 'component') return filter;
    return ANY_LANE.has(kind)
      ? { ...filter, pipeline: wanted.pipeline as RepoName }
      : { ...filter, lane: laneIdOf(wanted) };
  });
}

const laneIdOf = ({ pipeline, stage, component }: { pipeline: string; stage: string; component?: string }): LaneId =>
  `${pipeline}:${stage}${component === undefined ? '' : `/${component}`}` as LaneId;
