import { isKnown } from '../../core/answer.ts';
import type { Instant } from '../../core/names.ts';
import { loadPipelineFile } from '../pipelines/load-pipeline-file.ts';
import { readAgainAt, UNREAD_AGAIN_MS, type Tools } from '../tools.ts';
import type { Decision } from './decide.ts';
import type { GovernedLane } from './policies.ts';

/**
 * The look saw which pipeline file is on the default branch now. Nothing is done under one that is known to be old or cannot
 * be seen; only a file that does not load leaves the last good one in force.
 */
export async function checkPolicy(
  tools: Tools,
  { pipeline, blob }: GovernedLane,
  { policyBlob }: Decision,
): Promise<'in-force' | { wake: Instant | undefined }> {
  const now = tools.clock.now();
  if (!isKnown(policyBlob)) {
    tools.log.warn({ pipeline: pipeline.repo, cause: policyBlob.unknown }, 'pipeline file not seen, nothing done');
    return { wake: readAgainAt(policyBlob, now) };
  }
  if (policyBlob.known === blob || (await isKnownBroken(tools, { pipeline, blob }, policyBlob.known)))
    return 'in-force';
  const loaded = await loadPipelineFile(tools, pipeline.repo);
  const stored = await tools.store.pipelines.get(pipeline.repo);
  if (loaded === 'broken' && stored?.blob === blob) return 'in-force';
  return { wake: loaded === 'unknown' ? now + UNREAD_AGAIN_MS : loaded === 'none' ? undefined : now };
}

/** Whether the file that was seen is known not to load, so that the last good one, which governs the lane, stays in force. */
export async function isKnownBroken(
  { store }: Tools,
  { pipeline, blob }: Pick<GovernedLane, 'pipeline' | 'blob'>,
  seen: string | undefined,
): Promise<boolean> {
  const stored = await store.pipelines.get(pipeline.repo);
  return stored?.blob === blob && stored.broken !== undefined && stored.broken.blob === seen;
}
