import { readCommit } from '../../../git/commit.ts';
import type { CheckSuite } from '../../builds/check-suites.ts';
import type { ForgeState, Repo } from '../../state.ts';
import { appOf, conclusionOf, pullsAt } from '../check.ts';
import { headCommitJson } from '../commit.ts';
import { nodeId } from '../ids.ts';
import { iso } from '../instant.ts';
import { minimalRepositoryJson, repoApi } from '../repository.ts';

/** How far a suite is: its check runs tell, and before there are any the runs of its workflows. */
function progressOf({ runs, workflowRuns }: CheckSuite) {
  const members = runs.length > 0 ? runs : workflowRuns;
  if (members.every(({ status }) => status === 'completed'))
    return { status: 'completed', conclusion: conclusionOf(members) };
  return { status: members.every(({ status }) => status === 'queued') ? 'queued' : 'in_progress', conclusion: null };
}

/** A suite as the `check_suite` webhook carries it. */
export function checkSuiteJson(state: ForgeState, repo: Repo, suite: CheckSuite, origin: string) {
  const { id, headSha, runs, workflowRuns } = suite;
  const url = `${repoApi(repo, origin)}/check-suites/${id}`;
  const commit = readCommit(repo.git.objects, headSha);
  const times = [
    ...runs.flatMap(({ startedAt, completedAt = startedAt }) => [startedAt, completedAt]),
    ...workflowRuns.flatMap(({ createdAt, updatedAt }) => [createdAt, updatedAt]),
  ];
  return {
    id,
    node_id: nodeId('CS', repo.id, id),
    head_branch: workflowRuns[0]?.headBranch ?? headBranchOf(repo, headSha),
    head_sha: headSha,
    ...progressOf(suite),
    url,
    before: commit.parents[0] ?? null,
    after: headSha,
    pull_requests: pullsAt(repo, headSha, origin),
    app: appOf(state, suite.app, origin),
    created_at: iso(Math.min(...times)),
    updated_at: iso(Math.max(...times)),
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
    head_commit: headCommitJson(commit),
  };
}

/** The same as REST answers it: with its repository. */
export function answeredSuiteJson(state: ForgeState, repo: Repo, suite: CheckSuite, origin: string) {
  return { ...checkSuiteJson(state, repo, suite, origin), repository: minimalRepositoryJson(repo, origin) };
}

function headBranchOf(repo: Repo, sha: string): string | null {
  for (const [name, oid] of repo.git.refs.list('refs/heads/')) if (oid === sha) return name.slice('refs/heads/'.length);
  return null;
}
