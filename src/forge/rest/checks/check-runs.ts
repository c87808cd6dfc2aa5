import { addCheckRun, updateCheckRun } from '../../domain/checks.ts';
import type { CheckReport } from '../../domain/checks.ts';
import { latestRuns } from '../../domain/builds/check-suites.ts';
import { checkRunJson } from '../../domain/json/check.ts';
import { resolveCommit } from '../../domain/repos.ts';
import type { CheckRun, Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, commitOf, repoOf, writableRepoOf } from '../call.ts';
import { suiteOf } from './check-suites.ts';

interface RunBody {
  name?: string;
  head_sha?: string;
  status?: CheckRun['status'];
  conclusion?: NonNullable<CheckRun['conclusion']>;
  started_at?: string;
  completed_at?: string;
  details_url?: string;
  external_id?: string;
  output?: { title?: string; summary?: string; text?: string };
}

function reportOf(body: RunBody): CheckReport {
  const at = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return {
    status: body.status,
    conclusion: body.conclusion,
    startedAt: at(body.started_at),
    completedAt: at(body.completed_at),
    detailsUrl: body.details_url,
    externalId: body.external_id,
    output: body.output,
  };
}

/** Only Apps report check runs. */
function ownApp(call: Call): CheckRun['app'] {
  if (call.caller.kind !== 'installation') throw new Refusal(403, 'You must authenticate via a GitHub App.');
  const { id, slug, name } = call.state.app;
  return { id, slug, name };
}

/** GitHub refuses it by a schema that it describes for updates alone; those, the check of requests has refused already. */
function unconcluded(): Refusal {
  return new Refusal(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.');
}

function createRun(call: Call): Reply {
  const repo = writableRepoOf(call);
  const app = ownApp(call);
  const body = bodyOf<RunBody>(call);
  if (body.status === 'completed' && body.conclusion === undefined) throw unconcluded();
  const headSha = resolveCommit(repo, body.head_sha ?? '');
  if (headSha === undefined) throw new Refusal(422, `No commit found for SHA: ${body.head_sha ?? ''}`);
  const spec = { ...reportOf(body), name: body.name ?? '', headSha, app, actor: actorOf(call) };
  return { status: 201, body: checkRunJson(call.state, repo, addCheckRun(call.state, repo, spec), call.origin) };
}

function updateRun(call: Call): Reply {
  const repo = writableRepoOf(call);
  const app = ownApp(call);
  const run = runOf(call, repo);
  if (run.app.id !== app.id) throw new Refusal(403, 'Invalid app_id for check run');
  const body = bodyOf<RunBody>(call);
  if (body.name !== undefined) run.name = body.name;
  updateCheckRun(call.state, repo, run, { ...reportOf(body), actor: actorOf(call) });
  return { status: 200, body: checkRunJson(call.state, repo, run, call.origin) };
}

function runOf({ params }: Call, repo: Repo): CheckRun {
  const run = repo.checkRuns.find(({ id }) => id === Number(params['check_run_id']));
  if (run === undefined) throw new Refusal(404, 'Not Found');
  return run;
}

/** The runs that are asked for, newest first; without `filter=all` only the latest of each name and App. */
function listRuns(call: Call, repo: Repo, runs: CheckRun[]): Reply {
  const { query, state, origin } = call;
  const [name, status, app] = [query.get('check_name'), query.get('status'), query.get('app_id')];
  const asked = (query.get('filter') === 'all' ? runs : latestRuns(runs)).filter(
    (run) =>
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (app === null || run.app.id === Number(app)),
  );
  const { page, headers } = pageOf(call, asked.toReversed());
  const body = { total_count: asked.length, check_runs: page.map((run) => checkRunJson(state, repo, run, origin)) };
  return { status: 200, body, headers };
}

export const checkRunHandlers: Handlers = {
  'checks/create': createRun,
  'checks/update': updateRun,
  'checks/get': (call) => {
    const repo = repoOf(call);
    return { status: 200, body: checkRunJson(call.state, repo, runOf(call, repo), call.origin) };
  },
  'checks/list-for-ref': (call) => {
    const repo = repoOf(call);
    const sha = commitOf(repo, call.params['ref'] ?? '');
    return listRuns(
      call,
      repo,
      repo.checkRuns.filter((run) => run.headSha === sha),
    );
  },
  'checks/list-for-suite': (call) => {
    const repo = repoOf(call);
    return listRuns(call, repo, suiteOf(call, repo).runs);
  },
};
