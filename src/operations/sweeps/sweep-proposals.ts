import { isKnown } from '../../core/answer.ts';
import { promotionId, type RepoName } from '../../core/names.ts';
import type { Survey } from '../../ports/github/looks.ts';
import { isOfOthers } from '../pipelines/review-proposal.ts';
import type { Tools } from '../tools.ts';

/** What the ledger remembers of the repositories that the App is installed on, of which the newest entry counts. */
const KIND = 'repositories';

/** Remembers them, so that the sweep looks for proposed pipeline files in them too. */
export async function rememberRepositories({ clock, store }: Tools, repos: RepoName[]): Promise<void> {
  const sorted = repos.toSorted();
  if (JSON.stringify(await rememberedRepositories(store)) === JSON.stringify(sorted)) return;
  await store.ledger.append({ at: clock.now(), kind: KIND, facts: { v: 1, repos: sorted } });
}

/** The repositories that the App is installed on, as they were listed last. */
export async function rememberedRepositories({ ledger }: Pick<Tools['store'], 'ledger'>): Promise<RepoName[]> {
  const [newest] = await ledger.read({ kind: KIND, limit: 1 });
  return newest?.facts['v'] === 1 ? (newest.facts['repos'] as RepoName[]) : [];
}

/** Wants every open pull request that may change a pipeline file and of which no webhook told: opened or pushed to unheard. */
export async function wantProposals(tools: Tools, proposals: Survey['proposals']): Promise<void> {
  const { clock, log, store } = tools;
  for (const [repo, found] of proposals) {
    if (!isKnown(found)) {
      // What is gone or closed to the App says so elsewhere, and no moment mends it.
      if (found.lasting !== true) log.warn({ repo, cause: found.unknown }, 'open pull requests not listed');
      continue;
    }
    for (const { number, head } of found.known) {
      const id = promotionId(repo, number);
      if (!(await isOfOthers(tools, id, head)))
        await store.attention.want(`proposal:${id}`, clock.now(), 'the sweep saw a pipeline file that is not reviewed');
    }
  }
}
