import type { Oid } from '../../git/storage.ts';
import type { CheckRun, Repo } from '../state.ts';
import { actionsApp } from './build.ts';
import type { WorkflowRun } from './build.ts';

/** What one App reports on one commit; there is no list of suites, they follow from what is in them. */
export interface CheckSuite {
  id: number;
  app: CheckRun['app'];
  headSha: Oid;
  /** Oldest first. */
  runs: CheckRun[];
  /** Only the suites of GitHub Actions have some; their jobs may report no check yet. */
  workflowRuns: WorkflowRun[];
}

/** The suites of a repository, oldest first. */
export function suitesOf(repo: Repo): CheckSuite[] {
  const suites = new Map<number, CheckSuite>();
  const suite = (id: number, of: Pick<CheckSuite, 'app' | 'headSha'>) => {
    const known = suites.get(id) ?? { id, app: of.app, headSha: of.headSha, runs: [], workflowRuns: [] };
    suites.set(id, known);
    return known;
  };
  for (const run of repo.checkRuns) suite(run.suiteId, run).runs.push(run);
  for (const run of repo.workflowRuns)
    suite(run.suiteId, { app: actionsApp, headSha: run.headSha }).workflowRuns.push(run);
  return [...suites.values()].sort((a, b) => a.id - b.id);
}

/** The id of the suite of an App on a commit, if it has reported anything; a workflow's run and its checks share one. */
export function suiteIdOf(repo: Repo, app: CheckRun['app'], headSha: Oid): number | undefined {
  const reported = repo.checkRuns.find((run) => run.headSha === headSha && run.app.id === app.id);
  if (reported !== undefined || app.id !== actionsApp.id) return reported?.suiteId;
  return repo.workflowRuns.find((run) => run.headSha === headSha)?.suiteId;
}

/** The suite that a check run is in. */
export function suiteOfRun(repo: Repo, { suiteId, app, headSha }: CheckRun): CheckSuite {
  const isIn = (one: { suiteId: number }) => one.suiteId === suiteId;
  const [runs, workflowRuns] = [repo.checkRuns.filter(isIn), repo.workflowRuns.filter(isIn)];
  return { id: suiteId, app, headSha, runs, workflowRuns };
}

/** Of the runs of one name in one suite only the last one: a new report takes the place of an old one. */
export function latestRuns(runs: CheckRun[]): CheckRun[] {
  const latest = new Map(runs.map((run) => [`${run.suiteId} ${run.name}`, run]));
  return [...latest.values()];
}
