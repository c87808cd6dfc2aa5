import { isKnown } from '../../core/answer.ts';
import type { Instant, RepoName } from '../../core/names.ts';
import { rememberRepositories } from '../sweeps/sweep-proposals.ts';
import { putInForce, takeOutOfForce } from './load-pipeline-file.ts';
import { UNREAD_AGAIN_MS, type Tools } from '../tools.ts';

/**
 * Finds the pipelines among the repositories that the App is installed on, takes those out of force that it no longer sees,
 * and wants every lane looked at: what happened while nobody listened is found this way. What could not be read is read
 * again at the instant that is answered.
 */
export async function discoverPipelines(tools: Tools): Promise<Instant | undefined> {
  const { log, looks, store, policies, clock } = tools;
  const listed = await looks.repositories();
  if (!isKnown(listed)) {
    log.warn({ cause: listed.unknown }, 'repositories of the App not listed');
    return clock.now() + UNREAD_AGAIN_MS;
  }
  const { repos, complete } = listed.known;
  if (complete) await rememberRepositories(tools, repos);
  const files = await looks.pipelineFiles(repos.filter((repo) => policies.counts(repo)));
  const outcomes = [];
  for (const [repo, file] of files) outcomes.push(await putInForce(tools, repo, file));
  if (complete) await dropUnseen(tools, repos);
  await store.attention.want('sweep:lanes', clock.now(), 'Sluice started or came to see other repositories');
  return complete && !outcomes.includes('unknown') ? undefined : clock.now() + UNREAD_AGAIN_MS;
}

async function dropUnseen(tools: Tools, repos: RepoName[]): Promise<void> {
  const seen = new Set(repos.map((repo) => repo.toLowerCase()));
  for (const { repo } of await tools.store.pipelines.all()) {
    if (!seen.has(repo.toLowerCase())) await takeOutOfForce(tools, repo);
  }
}
