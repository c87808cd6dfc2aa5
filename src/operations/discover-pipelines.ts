import { isKnown } from '../core/answer.ts';
import type { Instant, RepoName } from '../core/names.ts';
import { putInForce } from './load-pipeline-file.ts';
import { UNREAD_AGAIN_MS, type Tools } from './tools.ts';

/**
 * Finds the pipelines among the repositories that the App is installed on, or loads just those the operator named, and
 * wants every lane looked at: what happened while nobody listened is found this way. What could not be read is read again
 * at the instant that is answered.
 */
export async function discoverPipelines(tools: Tools, named: RepoName[] = []): Promise<Instant | undefined> {
  const { log, looks, store, policies, clock } = tools;
  const repositories = await looks.repositories();
  if (!isKnown(repositories)) {
    log.warn({ cause: repositories.unknown }, 'repositories of the App not listed');
    return clock.now() + UNREAD_AGAIN_MS;
  }
  const files = await looks.pipelineFiles(named.length > 0 ? named : repositories.known);
  const outcomes = [];
  for (const [repo, file] of files) outcomes.push(await putInForce(tools, repo, file));
  for (const { lane } of await policies.lanes()) {
    await store.attention.want(`lane:${lane.id}`, clock.now(), 'Sluice started or came to see other repositories');
  }
  return outcomes.includes('unknown') ? clock.now() + UNREAD_AGAIN_MS : undefined;
}
