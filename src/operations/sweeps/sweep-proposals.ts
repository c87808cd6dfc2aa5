import { isKnown } from '../../core/answer.ts';
import { promotionId } from '../../core/names.ts';
import type { Survey } from '../../ports/github/looks.ts';
import { isOfOthers } from '../pipelines/review-proposal.ts';
import type { Tools } from '../tools.ts';

/** Wants every open pull request that may change a pipeline file and of which no webhook told: opened or pushed to unheard. */
export async function wantProposals(tools: Tools, proposals: Survey['proposals']): Promise<void> {
  const { clock, log, store } = tools;
  for (const [repo, found] of proposals) {
    if (!isKnown(found)) {
      log.warn({ repo, cause: found.unknown }, 'open pull requests not listed');
      continue;
    }
    for (const { number, head } of found.known) {
      const id = promotionId(repo, number);
      if (!(await isOfOthers(tools, id, head)))
        await store.attention.want(`proposal:${id}`, clock.now(), 'the sweep saw a pipeline file that is not reviewed');
    }
  }
}
