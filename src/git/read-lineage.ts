import { simpleGit } from 'simple-git';

import { Lineage } from '../core/text/trailers.ts';

/** What a commit of an ordinary history says about the promotion that brought it. */
export interface CommitLineage {
  commit: string;
  lineage: Lineage;
}

/**
 * Reads the lineage that a merge brought from git alone: its own message (a squash), or the newest message on the merged
 * side (a merge commit). Undefined where no commit of Sluice's is behind it. `revision` must come from us or from git.
 */
export async function readLineage(gitDirectory: string, revision: string): Promise<CommitLineage | undefined> {
  if (!/^[A-Za-z0-9][\w./-]*$/.test(revision) || revision.includes('..')) throw new Error(`${JSON.stringify(revision)} is not a revision`);
  const git = simpleGit({ baseDir: gitDirectory, allowEnvironment: ['PATH', 'HOME'] });
  const commit = (await git.raw(['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])).trim();
  const merged = await git.raw(['log', '--format=%H%x00%B%x00', '--max-count=51', `${commit}^1..${commit}`]).catch(() => '');
  const messages = merged === '' ? await git.raw(['log', '--format=%H%x00%B%x00', '--max-count=1', commit]) : merged;
  for (const [id, message] of pairs(messages)) {
    const lineage = Lineage.parse(message);
    if (lineage !== undefined) return { commit: id, lineage };
  }
  return undefined;
}

function* pairs(output: string): Generator<[string, string]> {
  const fields = output.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2) yield [(fields[index] ?? '').trim(), fields[index + 1] ?? ''];
}
