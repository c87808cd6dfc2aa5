import type { Commit } from '../../git/commit.ts';
import { emailOf } from '../accounts.ts';
import type { MergeMethod, Pull, Repo } from '../state.ts';

/** What GitHub calls the methods where it refuses them. */
export const methodNames: Record<MergeMethod, string> = {
  merge: 'Merge commits',
  squash: 'Squash merges',
  rebase: 'Rebase merges',
};

export interface Message {
  title: string;
  body: string;
}

/** Splits a commit message into its first line and the rest. */
export function splitMessage(message: string): Message {
  const [title = '', ...rest] = message.trimEnd().split('\n');
  return { title, body: rest.join('\n').replace(/^\n+/, '') };
}

export function joinMessage({ title, body }: Message): string {
  return body === '' ? title : `${title}\n\n${body}`;
}

/** How a repository words merges unless the caller does, by the names and values of GitHub's settings. */
export interface MergeWording {
  merge_commit_title: 'PR_TITLE' | 'MERGE_MESSAGE';
  merge_commit_message: 'PR_BODY' | 'PR_TITLE' | 'BLANK';
  squash_merge_commit_title: 'PR_TITLE' | 'COMMIT_OR_PR_TITLE';
  squash_merge_commit_message: 'PR_BODY' | 'COMMIT_MESSAGES' | 'BLANK';
}

/** What a new repository has. */
export const usualWording: MergeWording = {
  squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
  squash_merge_commit_message: 'COMMIT_MESSAGES',
  merge_commit_title: 'MERGE_MESSAGE',
  merge_commit_message: 'PR_TITLE',
};

export function wordingOf(repo: Repo): MergeWording {
  return { ...usualWording, ...repo.mergeWording };
}

const numbered = (pull: Pull) => `${pull.title} (#${pull.number})`;

/** `Merge pull request #N from owner/branch`, a blank line, the title; the settings may change both. */
export function mergeMessage(repo: Repo, pull: Pull): Message {
  const { merge_commit_title: title, merge_commit_message: message } = wordingOf(repo);
  const usual = `Merge pull request #${pull.number} from ${repo.owner.login}/${pull.head}`;
  const bodies = { PR_TITLE: pull.title, PR_BODY: pull.body ?? '', BLANK: '' };
  // That the number follows the title here as it does in a squash is unconfirmed.
  return { title: title === 'MERGE_MESSAGE' ? usual : numbered(pull), body: bodies[message] };
}

/** One commit: its own title with the number, and its body. Several: the pull request's title and a list of the messages. The settings may change both. */
export function squashMessage(repo: Repo, pull: Pull, commits: Commit[]): Message {
  const wording = wordingOf(repo);
  const [first] = commits;
  const only = commits.length === 1 && first !== undefined ? splitMessage(first.message) : undefined;
  const takesCommit = only !== undefined && wording.squash_merge_commit_title === 'COMMIT_OR_PR_TITLE';
  const title = takesCommit ? `${only.title} (#${pull.number})` : numbered(pull);
  const list = commits.map((commit) => `* ${commit.message.trimEnd()}`).join('\n\n');
  const messages = only?.body ?? [list, ...coAuthors(pull, commits)].join('\n\n');
  const bodies = { COMMIT_MESSAGES: messages, PR_BODY: pull.body ?? '', BLANK: '' };
  return { title, body: bodies[wording.squash_merge_commit_message] };
}

function coAuthors(pull: Pull, commits: Commit[]): string[] {
  const others = new Set(
    commits
      .filter(({ author }) => author.email !== emailOf(pull.author))
      .map(({ author }) => `Co-authored-by: ${author.name} <${author.email}>`),
  );
  return others.size === 0 ? [] : [`---------\n\n${[...others].join('\n')}`];
}
