import { Refusal } from '../../http/handler.ts';
import type { Account, ForgeState, Issue, Repo } from '../state.ts';
import { announce } from './announce.ts';

/** "You can pin up to three important issues." */
const mostPinned = 3;

/** Shows an issue above the list of issues. */
export function pinIssue(state: ForgeState, repo: Repo, issue: Issue, actor: Account): void {
  if (issue.isPinned) return;
  const pinned = [...repo.issues.values()].filter(({ isPinned }) => isPinned);
  if (pinned.length >= mostPinned)
    throw new Refusal(422, `Maximum ${mostPinned} pinned issues per repository has been reached`);
  issue.isPinned = true;
  announce(state, repo, issue, { action: 'pinned', sender: actor });
}

/** Takes it down again. */
export function unpinIssue(state: ForgeState, repo: Repo, issue: Issue, actor: Account): void {
  if (!issue.isPinned) return;
  delete issue.isPinned;
  announce(state, repo, issue, { action: 'unpinned', sender: actor });
}
