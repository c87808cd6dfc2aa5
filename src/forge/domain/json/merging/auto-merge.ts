import { mergeMessage } from '../../pulls/messages.ts';
import type { Pull, Repo } from '../../state.ts';
import { accountJson } from '../account.ts';

/** The automatic merge that was asked for; null when none was. What its message will be is said already now. */
export function autoMergeJson(repo: Repo, pull: Pull, origin: string) {
  if (pull.autoMerge === undefined) return null;
  const { by, method, title, message } = pull.autoMerge;
  const usual = method === 'merge' ? mergeMessage(repo, pull) : { title: `${pull.title} (#${pull.number})`, body: '' };
  return {
    enabled_by: accountJson(by, origin),
    merge_method: method,
    commit_title: title ?? usual.title,
    commit_message: message ?? usual.body,
  };
}
