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

/** `Merge pull request #N from owner/branch`, a blank line, the title. */
export function mergeMessage(repo: Repo, pull: Pull): Message {
  return { title: `Merge pull request #${pull.number} from ${repo.owner.login}/${pull.head}`, body: pull.title };
}

/** One commit: its own title with the number, and its body. Several: the pull request's title and a list of the messages. */
export function squashMessage(pull: Pull, commits: Commit[]): Message {
  const [only] = commits;
  if (commits.length === 1 && only !== undefined) {
    const { title, body } = splitMessage(only.message);
    return { title: `${title} (#${pull.number})`, body };
  }
  const list = commits.map((commit) => `* ${commit.message.trimEnd()}`).join('\n\n');
  return { title: `${pull.title} (#${pull.number})`, body: [list, ...coAuthors(pull, commits)].join('\n\n') };
}

function coAuthors(pull: Pull, commits: Commit[]): string[] {
  const others = new Set(
    commits
      .filter(({ author }) => author.email !== emailOf(pull.author))
      .map(({ author }) => `Co-authored-by: ${author.name} <${author.email}>`),
  );
  return others.size === 0 ? [] : [`---------\n\n${[...others].join('\n')}`];
}
