import type { LaneId } from '../../core/names.ts';
import { historyKinds } from '../../core/page/history.ts';
import type { HistoryEntry, PageFacts, PagePipeline } from '../../core/page/page-facts.ts';
import type { Policies } from '../../operations/policies.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ledger, LedgerFilter } from '../../ports/store/ledger.ts';
import type { Store } from '../../ports/store/store.ts';
import type { Wanted } from './routes.ts';

/** Where the page reads; it never asks GitHub. */
export interface PageSource {
  store: Pick<Store, 'standings' | 'ledger' | 'attention' | 'pipelines'>;
  policies: Policies;
  clock: Clock;
  /** Where people read GitHub, without a slash at the end. */
  web: string;
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

/** Reads what a view is made of. */
export async function readFacts(source: PageSource, wanted: Wanted): Promise<PageFacts> {
  const { store, clock, web } = source;
  const [pipelines, standings, parked, entries] = await Promise.all([
    readPipelines(source),
    store.standings.all(),
    store.attention.parked(),
    readEntries(store.ledger, wanted),
  ]);
  return { now: clock.now(), web, pipelines, standings, parked, entries };
}

/** Those that count, by name; one whose file no longer loads has no lanes. */
async function readPipelines({ store, policies }: PageSource): Promise<PagePipeline[]> {
  const [stored, lanes] = await Promise.all([store.pipelines.all(), policies.lanes()]);
  return stored
    .filter(({ repo }) => policies.counts(repo))
    .toSorted((a, b) => (a.repo < b.repo ? -1 : 1))
    .map(({ repo, broken }) => {
      const pipeline = lanes.find(({ pipeline }) => pipeline.repo === repo)?.pipeline;
      return { repo, problems: broken?.problems ?? [], ...(pipeline === undefined ? {} : { pipeline }) };
    });
}

async function readEntries(ledger: Ledger, wanted: Wanted): Promise<HistoryEntry[]> {
  const filters = wanted.view === 'overview' ? overviewFilters() : historyFilters(wanted);
  const read = await Promise.all(filters.map((filter) => ledger.read(filter)));
  return read.flat().toSorted((a, b) => a.at - b.at);
}

const overviewFilters = (): LedgerFilter[] => Object.entries(OVERVIEW_KINDS).map(([kind, limit]) => ({ kind, limit }));

/** A lane's own entries; a component's are looked for among all of the kind, since reports have no lane. */
function historyFilters(wanted: Exclude<Wanted, { view: 'overview' }>): LedgerFilter[] {
  const lane = wanted.view === 'lane' ? { lane: laneIdOf(wanted) } : {};
  return Object.keys(historyKinds).map((kind) => ({ kind, limit: MOST_OF_A_KIND, ...lane }));
}

const laneIdOf = ({ pipeline, stage, component }: { pipeline: string; stage: string; component?: string }): LaneId =>
  `${pipeline}:${stage}${component === undefined ? '' : `/${component}`}` as LaneId;
