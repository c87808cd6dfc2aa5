import { known, unknown, type Answer } from '../../core/answer.ts';
import { commitSha, type RepoName } from '../../core/names.ts';
import type { PipelineFile } from '../../ports/github/looks.ts';
import type { GithubClients } from '../client/clients.ts';
import { pipelineFilePart } from './documents/source-part.ts';
import type { Maybe } from './raw.ts';
import { readParts } from './read-parts.ts';

/** Repositories in one query: each is a file of at most some kilobytes. */
const REPOSITORIES_A_READ = 50;

interface RawPipelineFile {
  defaultBranchRef: Maybe<{
    target: Maybe<{
      oid: string;
      file?: Maybe<{ object: Maybe<{ oid?: string; text?: Maybe<string>; isTruncated?: boolean }> }>;
    }>;
  }>;
}

/** Reads `.github/sluice.yml` on the default branches, many repositories a query. */
export async function readPipelineFiles(
  clients: GithubClients,
  repos: RepoName[],
): Promise<Map<RepoName, Answer<PipelineFile | undefined>>> {
  const files = new Map<RepoName, Answer<PipelineFile | undefined>>();
  for (let start = 0; start < repos.length; start += REPOSITORIES_A_READ) {
    const some = repos.slice(start, start + REPOSITORIES_A_READ);
    const parts = some.map((repo, index) => pipelineFilePart(repo, `file${index}`));
    const answers = await readParts(clients, 'PipelineFile', parts);
    for (const [index, repo] of some.entries()) {
      const answer = answers.get(`file${index}`) ?? unknown('it was not asked for');
      files.set(repo, 'unknown' in answer ? answer : fileOf(repo, answer.known as RawPipelineFile));
    }
  }
  return files;
}

function fileOf(repo: RepoName, raw: RawPipelineFile): Answer<PipelineFile | undefined> {
  const target = raw.defaultBranchRef?.target;
  const blob = target?.file?.object;
  if (target === null || target === undefined) return unknown('its default branch does not exist');
  if (blob?.oid === undefined) return known(undefined);
  if (typeof blob.text !== 'string' || blob.isTruncated === true)
    return unknown('its .github/sluice.yml is not text that can be read whole');
  return known({ repo, commit: commitSha(target.oid), blob: blob.oid, text: blob.text });
}
