import { announce } from '../../issues/announce.ts';
import type { Account, ForgeState, Pull, Repo } from '../../state.ts';

/** Takes a pull request out of its draft state or back into it; REST has no such call, only GraphQL has. */
export function setDraft(
  state: ForgeState,
  repo: Repo,
  pull: Pull,
  { draft, actor }: { draft: boolean; actor: Account },
): void {
  if (pull.draft === draft) return;
  pull.draft = draft;
  pull.updatedAt = state.clock.now();
  announce(state, repo, pull, { action: draft ? 'converted_to_draft' : 'ready_for_review', sender: actor });
}
