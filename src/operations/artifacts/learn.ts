import { lanesOf } from '../../core/pipeline/lanes.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { LearnedArtifact } from '../../ports/store/artifacts.ts';
import type { Tools } from '../tools.ts';

/** Keeps a build that was checked, enters it in the ledger, and wants the lanes looked at that copy builds of the component. */
export async function learnArtifact(
  tools: Pick<Tools, 'clock' | 'log' | 'store'>,
  pipeline: Pipeline,
  found: Omit<LearnedArtifact, 'learnedAt'>,
): Promise<boolean> {
  const { clock, log, store } = tools;
  const now = clock.now();
  const lanes = lanesOf(pipeline).filter(({ components }) =>
    components.some(({ name, reads }) => name === found.component && reads.of === 'builds'),
  );
  const isNew = await store.artifacts.add({ ...found, learnedAt: now });
  if (!isNew) return false;
  const { component, digest, builtFrom } = found;
  const [first] = lanes;
  await store.ledger.append({
    at: now,
    kind: 'artifact',
    ...(first === undefined ? {} : { lane: first.id }),
    key: `artifact:${pipeline.repo}:${component}:${digest}:${builtFrom.commit}`,
    facts: { ...found },
  });
  log.info({ pipeline: pipeline.repo, component, digest, commit: builtFrom.commit, by: found.by }, 'build known');
  for (const lane of lanes) await store.attention.want(`lane:${lane.id}`, now, `a build of ${component} is known`);
  return true;
}

/** What a lookup brought while a plan was made; its pipeline may have gone meanwhile. */
export async function keepFound(
  tools: Pick<Tools, 'clock' | 'log' | 'store' | 'policies'>,
  found: Omit<LearnedArtifact, 'learnedAt'>,
): Promise<void> {
  const pipeline = await tools.policies.pipeline(found.pipeline);
  if (pipeline !== undefined) await learnArtifact(tools, pipeline, found);
}
