import { isKnown } from '../../core/answer.ts';
import { claimedBy, ownerOf, type Claim } from '../../core/pipeline/joining/claims.ts';
import { readConsent } from '../../core/pipeline/joining/joining-file.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import type { Tools } from '../tools.ts';

/** What the repositories of a pipeline's stages say about it; one that cannot be read is left out, and its lane says so. */
export async function readClaims({ looks }: Pick<Tools, 'looks'>, pipeline: Pipeline): Promise<Claim[]> {
  const claimed = claimedBy(pipeline);
  if (claimed.length === 0) return [];
  const files = await looks.pipelineFiles([...new Set(claimed.map(({ repo }) => repo))]);
  return claimed.flatMap(({ stage, repo }) => {
    const file = files.get(repo);
    return file === undefined || !isKnown(file) ? [] : [{ stage, repo, consent: readConsent(file.known?.text) }];
  });
}

/** Enters a claim to what another pipeline has, for both to see: whoever made it, and whoever it is made against. */
export async function noteTaken(tools: Tools, pipeline: Pipeline, claims: Claim[]): Promise<void> {
  const { clock, log, policies, store } = tools;
  for (const claim of claims) {
    const owner = ownerOf(claim, pipeline.repo);
    if (owner === undefined) continue;
    const { stage, repo } = claim;
    log.warn(
      { pipeline: pipeline.repo, stage: stage.name, repo, owner },
      'a pipeline names what belongs to another one',
    );
    for (const side of [pipeline.repo, owner]) {
      const lane = (await policies.lanes(side)).find((governed) => governed.lane.repo === repo)?.lane.id;
      await store.ledger.append({
        at: clock.now(),
        kind: 'claim-refused',
        ...(lane === undefined ? {} : { lane }),
        key: `claim-refused:${pipeline.repo}@${pipeline.commit}:${stage.name}:${repo}:${side}`,
        facts: { by: pipeline.repo, commit: pipeline.commit, stage: stage.name, repo, owner },
      });
    }
  }
}
