import { readCommit } from '../../../git/commit.ts';
import { openPulls } from '../../pulls/open-pulls.ts';
import type { Workflow, WorkflowRun } from '../../builds/build.ts';
import type { Repo } from '../../state.ts';
import { accountJson } from '../account.ts';
import { headCommitJson } from '../commit.ts';
import { nodeId } from '../ids.ts';
import { iso } from '../instant.ts';
import { pullMinimalJson } from '../pull.ts';
import { minimalRepositoryJson, repoApi, repoHtml } from '../repository.ts';

/** A workflow as REST answers it and the webhook of its runs carries it. */
export function workflowJson(repo: Repo, { id, path, name, createdAt }: Workflow, origin: string) {
  const html = repoHtml(repo, origin);
  return {
    id,
    node_id: nodeId('WF', repo.id, id),
    name,
    path,
    state: 'active',
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
    url: `${repoApi(repo, origin)}/actions/workflows/${id}`,
    html_url: `${html}/blob/${repo.defaultBranch}/${path}`,
    badge_url: `${html}/actions/workflows/${path.slice(path.lastIndexOf('/') + 1)}/badge.svg`,
  };
}

/** A run as REST answers it. */
export function workflowRunJson(repo: Repo, run: WorkflowRun, origin: string) {
  const commit = readCommit(repo.git.objects, run.headSha);
  const repository = minimalRepositoryJson(repo, origin);
  return {
    id: run.id,
    node_id: nodeId('WFR', repo.id, run.id),
    name: run.workflow.name,
    display_title: titleOf(run, commit.message),
    path: run.workflow.path,
    workflow_id: run.workflow.id,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    head_commit: headCommitJson(commit),
    check_suite_id: run.suiteId,
    check_suite_node_id: nodeId('CS', repo.id, run.suiteId),
    actor: accountJson(run.actor, origin),
    triggering_actor: accountJson(run.actor, origin),
    created_at: iso(run.createdAt),
    run_started_at: iso(run.startedAt),
    updated_at: iso(run.updatedAt),
    pull_requests: pullsOf(repo, run, origin),
    referenced_workflows: [],
    ...links(repo, run, origin),
    repository,
    head_repository: repository,
  };
}

/** Started by hand a run is called after its workflow, else after its commit. */
function titleOf({ event, workflow }: WorkflowRun, message: string): string {
  return event === 'workflow_dispatch' ? workflow.name : (message.split('\n')[0] ?? '');
}

/** GitHub lists the open pull requests whose head is the run's branch at the run's commit. */
function pullsOf(repo: Repo, { headSha, headBranch }: WorkflowRun, origin: string) {
  return openPulls(repo)
    .filter((pull) => pull.headOid === headSha && pull.head === headBranch)
    .map((pull) => pullMinimalJson(repo, pull, origin));
}

function links(repo: Repo, run: WorkflowRun, origin: string) {
  const api = repoApi(repo, origin);
  const url = `${api}/actions/runs/${run.id}`;
  return {
    url,
    html_url: `${repoHtml(repo, origin)}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt === 1 ? null : `${url}/attempts/${run.attempt - 1}`,
    check_suite_url: `${api}/check-suites/${run.suiteId}`,
    workflow_url: `${api}/actions/workflows/${run.workflow.id}`,
  };
}

/** The members of a repository that the webhook's short form holds beside its addresses. */
const briefly = ['id', 'node_id', 'name', 'full_name', 'private', 'owner', 'description', 'fork', 'url'];

/** A run as the webhook carries it: with a repository that is little more than its addresses. */
export function workflowRunEventJson(repo: Repo, run: WorkflowRun, origin: string) {
  const { display_title, ...json } = workflowRunJson(repo, run, origin);
  const isBrief = ([name]: [string, unknown]) =>
    briefly.includes(name) || (name.endsWith('_url') && !apart.includes(name));
  const repository = Object.fromEntries(Object.entries(json.repository).filter(isBrief));
  // GitHub's description leaves the title out while the run is in progress.
  const title = run.status === 'in_progress' ? {} : { display_title };
  return { ...json, ...title, repository, head_repository: repository };
}

/** Addresses that the short form lacks. */
const apart = ['clone_url', 'git_url', 'mirror_url', 'ssh_url', 'svn_url'];
