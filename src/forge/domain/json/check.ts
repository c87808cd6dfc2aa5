import { openPulls } from '../pulls/open-pulls.ts';
import type { CheckRun, CommitStatus, ForgeState, Repo } from '../state.ts';
import { accountJson, appJson } from './account.ts';
import { actionsAppJson } from './builds/actions-app.ts';
import { nodeId } from './ids.ts';
import { iso, isoOrNull } from './instant.ts';
import { pullMinimalJson } from './pull.ts';
import { repoApi, repoHtml } from './repository.ts';
import { webOf } from '../../addresses.ts';

/** The App that reports a check: the one under test, GitHub Actions, or one of which the forge knows no more than its name. */
export function appOf(state: ForgeState, app: CheckRun['app'], origin: string) {
  if (app.id === state.app.id) return appJson(state.app, origin);
  if (app.slug === 'github-actions') return actionsAppJson(app, origin);
  return appJson({ ...app, owner: state.app.owner, permissions: {}, events: [] }, origin);
}

/** The open pull requests whose head a commit is. */
export function pullsAt(repo: Repo, headSha: string, origin: string) {
  return openPulls(repo)
    .filter((pull) => pull.headOid === headSha)
    .map((pull) => pullMinimalJson(repo, pull, origin));
}

/** A check run as REST answers it. */
export function checkRunJson(state: ForgeState, repo: Repo, run: CheckRun, origin: string) {
  const url = `${repoApi(repo, origin)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CR', repo.id, run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repoHtml(repo, origin)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${repoHtml(repo, origin)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: iso(run.startedAt),
    completed_at: isoOrNull(run.completedAt),
    output: { ...run.output, annotations_count: 0, annotations_url: `${url}/annotations` },
    name: run.name,
    check_suite: { id: run.suiteId },
    app: appOf(state, run.app, origin),
    pull_requests: pullsAt(repo, run.headSha, origin),
  };
}

/** The worst conclusion of a suite's runs. */
export function conclusionOf(runs: Pick<CheckRun, 'conclusion'>[]): NonNullable<CheckRun['conclusion']> {
  const order = ['failure', 'timed_out', 'cancelled', 'action_required', 'success', 'neutral', 'skipped'] as const;
  return order.find((conclusion) => runs.some((run) => run.conclusion === conclusion)) ?? 'neutral';
}

export function statusNodeId(repo: Repo, status: CommitStatus): string {
  return nodeId('SC', repo.id, status.id);
}

/** A commit status; in the combined answer it comes without its creator. */
export function statusJson(repo: Repo, status: CommitStatus, origin: string) {
  return {
    url: `${repoApi(repo, origin)}/statuses/${status.sha}`,
    avatar_url: `${webOf(origin)}/avatars/u/${status.creator.id}`,
    id: status.id,
    node_id: statusNodeId(repo, status),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    creator: accountJson(status.creator, origin),
  };
}
