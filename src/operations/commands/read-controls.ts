import { isKnown, known, lacking, type Answer } from '../../core/answer.ts';
import { readControlBody } from '../../core/controls/control-issue.ts';
import { NO_CONTROLS, type Controls } from '../../core/controls/controls.ts';
import type { LaneId } from '../../core/names.ts';
import { laneId } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { fingerprint } from '../../core/text/fingerprint.ts';
import type { Thread } from '../../ports/github/threads.ts';
import { restoreMerges } from '../rebuild/restore-merges.ts';
import type { Tools } from '../tools.ts';
import { controlReadKey, controlsOf } from './controls-of.ts';
import { controlKey, hasEnvironment } from './wanted.ts';

interface ReadControls {
  controls: Controls;
  /** Where they are shown; `nowhere`: the pipeline has no environment, or its repository takes no issues. */
  place: 'nowhere' | { issue: Thread | undefined };
  /** Nothing was known before. */
  isFirst: boolean;
}

/**
 * Looks at the control issue, and restores from it what people hold where the ledger has never known it. A text that somebody else has
 * edited restores nothing: whether it holds what people set, nobody can tell.
 */
export async function readControls(tools: Tools, pipeline: Pipeline): Promise<Answer<ReadControls>> {
  const { ledger } = tools.store;
  const seen: Answer<Thread | undefined> | undefined = hasEnvironment(pipeline)
    ? await tools.looks.control(pipeline.repo)
    : undefined;
  if (seen !== undefined && !isKnown(seen) && !('lasting' in seen)) {
    tools.log.warn({ pipeline: pipeline.repo, cause: seen.unknown }, 'control issue not read');
    return seen;
  }
  if (seen !== undefined && !isKnown(seen)) await sayBlocked(tools, pipeline, noIssues(seen.unknown));
  const issue = seen !== undefined && isKnown(seen) ? seen.known : undefined;
  const [before] = await ledger.read({ key: controlReadKey(pipeline.repo), limit: 1 });
  if (before === undefined) {
    const restored = restoredFrom(issue, pipeline);
    if ('says' in restored) return notRestored(tools, pipeline, restored);
    // Nothing moves before it is known what people hold, so that no release is judged without those before it.
    const merges = await restoreMerges(tools, pipeline);
    if (!isKnown(merges)) return merges;
    for (const { lane, why } of merges.known.lacks)
      tools.log.warn({ lane, cause: why.unknown, next: why.next }, 'merged releases not restored yet');
    await enterRead(tools, pipeline, { controls: restored.controls, issue });
  }
  const controls = await controlsOf(tools.store, pipeline.repo);
  if (!isKnown(controls)) return controls;
  const place = seen === undefined || !isKnown(seen) ? ('nowhere' as const) : { issue };
  return known({ controls: controls.known, place, isFirst: before === undefined });
}

interface Block {
  code: string;
  says: string;
  next: string;
}

export const noIssues = (why: string): Block => ({
  code: 'no-control-issue',
  says: `there is no control issue: ${why}; holds and freezes stand in Sluice's own ledger alone`,
  next: 'let the repository have issues, so that people see what is held',
});

function restoredFrom(issue: Thread | undefined, { repo }: Pipeline): { controls: Controls } | Block {
  if (issue === undefined) return { controls: NO_CONTROLS };
  const { controls } = issue.bodyByUs ? readControlBody(issue.body, repo) : {};
  if (controls !== undefined) return { controls };
  const where = `the control issue ${repo}#${issue.number}`;
  return {
    code: 'controls-unread',
    says: `${where} was edited by somebody else or cannot be read, and this Sluice's ledger does not know what people hold`,
    next: 'delete the issue or take its label off, so that Sluice begins with nothing held, and set anew what is to stand',
  };
}

async function notRestored(tools: Tools, pipeline: Pipeline, block: Block): Promise<Answer<never>> {
  const { clock, store } = tools;
  await store.ledger.append({
    at: clock.now(),
    kind: 'control-unread',
    ...laneFor(pipeline),
    key: `control-unread:${pipeline.repo}:${fingerprint(block.says)}`,
    facts: { v: 1, pipeline: pipeline.repo, ...block },
  });
  await sayBlocked(tools, pipeline, block);
  return lacking(`${block.says}; ${block.next}`);
}

/** Shown among what holds the pipeline up. */
export async function sayBlocked({ clock, log, store }: Tools, pipeline: Pipeline, block: Block): Promise<void> {
  const isNew = await store.ledger.append({
    at: clock.now(),
    kind: 'blocked',
    ...laneFor(pipeline),
    key: `blocked:${controlKey(pipeline.repo)}:${fingerprint(block.says)}`,
    facts: { ...block },
  });
  if (isNew) log.warn({ pipeline: pipeline.repo, code: block.code, says: block.says }, 'control issue not kept');
}

/** Only an entry with a lane belongs to a pipeline. */
export function laneFor({ repo, stages }: Pipeline): { lane?: LaneId } {
  const first = stages.find(({ kind }) => kind === 'environment') ?? stages[0];
  return first === undefined ? {} : { lane: laneId(repo, { stage: first.name }) };
}

/** From now on what people hold is known. */
async function enterRead(
  { clock, store }: Tools,
  pipeline: Pipeline,
  { controls, issue }: { controls: Controls; issue: Thread | undefined },
): Promise<void> {
  const { repo } = pipeline;
  await store.ledger.append({
    at: clock.now(),
    kind: 'control-read',
    ...laneFor(pipeline),
    key: controlReadKey(repo),
    facts: { v: 1, pipeline: repo, controls, ...(issue === undefined ? {} : { number: issue.number }) },
  });
}
