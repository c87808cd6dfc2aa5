import { emit } from '../json/event.ts';
import { issueJson } from '../json/issue.ts';
import { pullJson } from '../json/pull.ts';
import type { Account, ForgeState, Issue, Pull, Repo } from '../state.ts';

/** Emits what happened to an issue or to a pull request under the event name of its kind. */
export function announce(
  state: ForgeState,
  repo: Repo,
  issue: Issue | Pull,
  what: { action: string; sender: Account; fields?: Record<string, unknown> },
): void {
  const { origin } = state;
  const fields =
    issue.kind === 'pull'
      ? { number: issue.number, pull_request: pullJson(state, repo, issue, { origin, mergeable: 'UNKNOWN' }) }
      : { issue: issueJson(state, repo, issue, origin) };
  const event = issue.kind === 'pull' ? 'pull_request' : 'issues';
  emit(state, { event, action: what.action, repo, sender: what.sender, fields: { ...fields, ...what.fields } });
}
