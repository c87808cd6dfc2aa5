import { isKnown, known, unknown, type Answer } from '../../../core/answer.ts';
import type { CommitSha, RepoName } from '../../../core/names.ts';
import { signalName, workflowFile } from '../../../core/pipeline/ci-signal.ts';
import type { SignalFact, SignalsQuestion } from '../../../core/promotion/questions.ts';
import type { GithubClient } from '../../client/client.ts';
import type { GithubClients } from '../../client/clients.ts';
import { failureSentence } from '../../client/outcome.ts';
import { clientFor } from '../../installation-groups.ts';
import { split } from '../../repo-parts.ts';
import { endOf } from './conclusions.ts';

const A_PAGE = 100;

/** A workflow on a timer may run for days on the tip of a quiet branch. */
const MOST_PAGES = 10;

interface RawRun {
  path: string;
  status: string | null;
  conclusion: string | null;
  updated_at: string;
  html_url: string;
}

/** How the workflows ended. GraphQL finds no run by its commit, and REST those of one commit at a time. */
export async function workflowSignals(
  clients: GithubClients,
  { repo, commits, workflows }: SignalsQuestion,
): Promise<Answer<SignalFact[]>[]> {
  if (workflows.length === 0) return [];
  const client = await clientFor(clients, repo);
  if (!isKnown(client)) return [client];
  const wanted = new Set(workflows.map(workflowFile));
  return Promise.all(commits.map((commit) => runsOf(client.known, { repo, commit, wanted })));
}

async function runsOf(
  client: GithubClient,
  { repo, commit, wanted }: { repo: RepoName; commit: CommitSha; wanted: Set<string> },
): Promise<Answer<SignalFact[]>> {
  const { owner, name } = split(repo);
  const found: RawRun[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const outcome = await client.request<{ total_count: number; workflow_runs: RawRun[] }>(
      'GET /repos/{owner}/{repo}/actions/runs',
      { owner, repo: name, head_sha: commit, exclude_pull_requests: true, per_page: A_PAGE, page },
    );
    if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
    const { total_count: total, workflow_runs: runs } = outcome.ok;
    found.push(...runs);
    const files = new Set(found.map(({ path }) => workflowFile(path)));
    if (runs.length === 0 || found.length >= total || [...wanted].every((file) => files.has(file)))
      return known(found.flatMap((run) => runSignal(run, wanted) ?? []).map((signal) => ({ ...signal, commit })));
  }
  return unknown(`${commit.slice(0, 7)} of ${repo} has more than ${MOST_PAGES * A_PAGE} runs of workflows`);
}

function runSignal(run: RawRun, wanted: Set<string>): Omit<SignalFact, 'commit'> | undefined {
  const file = workflowFile(run.path);
  const state = run.status === 'completed' ? endOf(run.conclusion) : undefined;
  if (state === undefined || !wanted.has(file)) return undefined;
  return { from: signalName({ workflow: file }), state, at: Date.parse(run.updated_at), url: run.html_url };
}
