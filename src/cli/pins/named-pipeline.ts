import { join } from 'node:path';

import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import { commitSha, isRepoName, repoName, type RepoName } from '../../core/names.ts';
import { isJoiningFile } from '../../core/pipeline/joining/joining-file.ts';
import { loadPipeline } from '../../core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../core/pipeline/pipeline.ts';
import { unreadMistake } from './named-files.ts';
import { readText } from './text-file.ts';

/** Where it is in the repository that owns it. */
const OWN_FILE = '.github/sluice.yml';
/** What a file on disk does not say; no pin depends on it. */
const UNSAVED = { repo: repoName('unsaved/pipeline'), commit: commitSha('0'.repeat(40)) };

/** The pipeline that tells whose the references are, and what has to be said about it. */
export interface NamedPipeline {
  pipeline?: Pipeline;
  note?: string;
}

/** The pipeline of the file that was named, which must load; else that of the folder, where it has one that does. */
export async function namedPipeline(folder: string, named: string | undefined): Promise<NamedPipeline> {
  const path = named ?? join(folder, OWN_FILE);
  const read = await readText(path);
  if ('is' in read) {
    if (named === undefined) return {};
    throw new UserMistake(unreadMistake(path, read));
  }
  if (named === undefined && isJoiningFile(read.text)) return {};
  const loaded = loadPipeline(read.text, UNSAVED);
  if ('pipeline' in loaded) return { pipeline: loaded.pipeline };
  const mistake = userError('PIPELINE_INVALID', { path, line: loaded.problems[0]?.line ?? 1 });
  if (named !== undefined) throw new UserMistake(mistake);
  return { note: `${mistake.sentence} (${mistake.docs})` };
}

/** The repository that the files are of, as an option says it. */
export function repoNamed(value: string | undefined): RepoName | undefined {
  if (value === undefined || isRepoName(value)) return value;
  const because = 'is no repository';
  throw new UserMistake(userError('OPTION_INVALID', { option: '--repo', value, because, next: 'give owner/name' }));
}
