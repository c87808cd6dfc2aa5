import { known, unknown, type Answer } from '../../core/answer.ts';
import { commitSha, type RepoName } from '../../core/names.ts';
import type { PipelineFile } from '../../ports/github/looks.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence } from '../client/outcome.ts';
import { clientFor } from '../installation-groups.ts';
import { split } from '../repo-parts.ts';
import type { Maybe } from './raw.ts';

const PIPELINE_FILE = `query PipelineFile($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { defaultBranchRef { target { oid
    ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { oid text isTruncated } } } } } } } }`;

interface RawPipelineFile {
  repository: Maybe<{
    defaultBranchRef: Maybe<{
      target: Maybe<{ oid: string; file?: Maybe<{ object: Maybe<{ oid?: string; text?: Maybe<string>; isTruncated?: boolean }> }> }>;
    }>;
  }>;
}

/** Reads `.github/sluice.yml` on the default branch. */
export async function readPipelineFile(clients: GithubClients, repo: RepoName): Promise<Answer<PipelineFile | undefined>> {
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const outcome = await client.known.graphql<RawPipelineFile>(PIPELINE_FILE, { ...split(repo) });
  if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
  if (outcome.ok.repository === null) return unknown(`${repo} cannot be seen`);
  const target = outcome.ok.repository.defaultBranchRef?.target;
  const blob = target?.file?.object;
  if (target === null || target === undefined || blob?.oid === undefined) return known(undefined);
  if (typeof blob.text !== 'string' || blob.isTruncated === true) return unknown('its .github/sluice.yml is not text that can be read whole');
  return known({ repo, commit: commitSha(target.oid), blob: blob.oid, text: blob.text });
}
