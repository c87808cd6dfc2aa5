import { isKnown, type Unknown } from '../../core/answer.ts';
import type { Controls } from '../../core/controls/controls.ts';
import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { plural } from '../../core/text/phrases.ts';
import { readControls } from '../commands/read-controls.ts';
import { hasEnvironment } from '../commands/wanted.ts';
import { discoverPipelines } from '../pipelines/discover-pipelines.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import { PERMISSIONS_KEY } from '../sweeps/check-permissions.ts';
import { sweepLanes } from '../sweeps/sweep-lanes.ts';
import type { SharedTools, Tools } from '../tools.ts';
import { restoreBuilds } from './restore-builds.ts';
import { restoreMerges } from './restore-merges.ts';

/** One line of what was restored; `isMissing`: it could not be, and the line says what to do. */
export interface RebuildLine {
  says: string;
  isMissing?: true;
}

const restored = (says: string): RebuildLine => ({ says: `restored  ${says}` });
const missing = (says: string): RebuildLine => ({ says: `missing   ${says}`, isMissing: true });

/**
 * Restores from GitHub what a lost store knew, all but history: pipelines, what people hold, merged releases and what is still to be
 * done about them, builds. It reads and marks; workers do the rest, and find at GitHub what was done before. Interrupted, it may
 * be run again.
 */
export async function* rebuild(shared: SharedTools, { again }: { again: boolean }): AsyncGenerator<RebuildLine> {
  const tools = reading(shared);
  const before = await tools.store.pipelines.all();
  if (before.length > 0 && !again) throw new UserMistake(userError('REBUILD_NOT_EMPTY', { pipelines: before.length }));
  const unread = await discoverPipelines(tools);
  if (unread !== undefined)
    yield missing('some repositories could not be read: it is tried again each minute while "sluice serve" runs');
  const pipelines = await tools.policies.pipelines();
  if (pipelines.length === 0) yield missing('no pipeline: none of the repositories of the App has one that loads');
  for (const pipeline of pipelines) {
    yield restored(`pipeline ${pipeline.repo}`);
    yield* restorePipeline(tools, pipeline);
  }
  await sweepLanes(tools);
  for (const pipeline of pipelines) for await (const line of restoreBuilds(tools, pipeline)) yield lineOf(line);
  for (const key of ['pipelines:all', 'sweep:deliveries', PERMISSIONS_KEY])
    await tools.store.attention.want(key, tools.clock.now(), 'a rebuild');
  yield { says: LAST_WORD };
}

const LAST_WORD =
  'History before this moment is lost, and releases that were due count as served. "sluice serve" goes on from here, and asks for deliveries that failed.';

/** Nobody holds a key for a rebuild, so it may write nothing: workers do, each under the lease of what it works on. */
function reading(shared: SharedTools): Tools {
  const outcome = (): Promise<EffectOutcome> =>
    Promise.resolve({ outcome: 'later', until: shared.clock.now(), because: 'a rebuild only reads' });
  return { ...shared, effects: { run: outcome, deleteBranch: outcome, redeliver: outcome } };
}

const lineOf = (line: { restored: string } | { missing: string }): RebuildLine =>
  'restored' in line ? restored(line.restored) : missing(line.missing);

async function* restorePipeline(tools: Tools, pipeline: Pipeline): AsyncGenerator<RebuildLine> {
  // An old backup does not know which of them were served, and a release outside its schedule is worse than one that waits for the next.
  await countTicksAsServed(tools, pipeline);
  // What a first look restores by itself, a second one does not.
  const merges = await restoreMerges(tools, pipeline);
  if (!isKnown(merges)) {
    yield missing(`releases of ${pipeline.repo}: ${merges.unknown}; run the command again`);
    return;
  }
  const { entered, lacks } = merges.known;
  if (entered.length > 0) yield restored(`${plural(entered.length, 'merged release')} of ${pipeline.repo}`);
  for (const { lane, why } of lacks) yield missing(`releases of ${lane}: ${sentenceOf(why)}`);
  const controls = await readControls(tools, pipeline);
  if (!isKnown(controls)) yield missing(`what people hold in ${pipeline.repo}: ${controls.unknown}`);
  else if (hasEnvironment(pipeline)) yield restored(heldIn(controls.known.controls, pipeline));
}

const sentenceOf = ({ unknown: why, next }: Unknown): string => (next === undefined ? why : `${why}; ${next}`);

const heldIn = ({ holds, freezes }: Controls, { repo }: Pipeline): string =>
  `${plural(holds.length, 'hold')} and ${plural(freezes.length, 'freeze')} of ${repo}`;

/** A lane that was never seen before counts from its first look on by itself. */
async function countTicksAsServed({ clock, policies, store }: Tools, { repo }: Pipeline): Promise<void> {
  const now = clock.now();
  for (const { lane } of await policies.lanes(repo)) {
    const [seen] = await store.ledger.read({ lane: lane.id, kind: 'seen', limit: 1 });
    if (lane.kind !== 'environment' || seen === undefined) continue;
    const facts = { at: now, says: 'the store was rebuilt' };
    await store.ledger.append({ at: now, kind: 'tick', lane: lane.id, key: `tick:${lane.id}:${now}`, facts });
  }
}
