import { Lineage } from '../core/text/trailers.ts';
import { openClone, resolveRevision } from './clone.ts';
import { runGit } from './run-git.ts';

/** What a commit of an ordinary history says about the promotion that brought it. */
export interface CommitLineage {
  commit: string;
  lineage: Lineage;
}

/**
 * Reads the lineage that a merge brought from git alone: its own message (a squash), or the newest message on the merged
 * side (a merge commit). Undefined where no commit of Sluice's is behind it. Throws UserMistake for a folder that is no
 * clone and a revision it does not have.
 */
export async function readLineage(gitDirectory: string, revision: string): Promise<CommitLineage | undefined> {
  const clone = await openClone(gitDirectory);
  const commit = await resolveRevision(clone, revision);
  const merged = await runGit(clone, ['log', FORMAT, '--max-count=51', `${commit}^1..${commit}`, '--']).catch(() => '');
  const messages = merged === '' ? await runGit(clone, ['log', FORMAT, '--max-count=1', commit, '--']) : merged;
  for (const [id, message] of pairs(messages)) {
    const lineage = Lineage.parse(message);
    if (lineage !== undefined) return { commit: id, lineage };
  }
  return undefined;
}

/** Each commit as its id and its message, with zero bytes between. */
const FORMAT = '--format=%H%x00%B%x00';

function* pairs(output: string): Generator<[string, string]> {
  const fields = output.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2)
    yield [(fields[index] ?? '').trim(), fields[index + 1] ?? ''];
}
