import { isKnown } from '../core/answer.ts';
import type { RepoName } from '../core/names.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import type { Tools } from './tools.ts';

/**
 * Finds the pipelines among the repositories that the App is installed on, or loads just those the operator named, and
 * wants every lane looked at: what happened while nobody listened is found this way.
 */
export async function discoverPipelines(tools: Tools, named: RepoName[] = []): Promise<void> {
  const { log, looks, store, policies, clock } = tools;
  const repositories = named.length > 0 ? { known: named } : await looks.repositories();
  if (!isKnown(repositories)) {
    log.warn({ cause: repositories.unknown }, 'repositories of the App not listed');
    throw new Error(`the repositories of the App could not be listed: ${repositories.unknown}`);
  }
  for (const repo of repositories.known) await loadPipelineFile(tools, repo);
  for (const { lane } of await policies.lanes()) {
    await store.attention.want(`lane:${lane.id}`, clock.now(), 'Sluice started or came to see other repositories');
  }
}
