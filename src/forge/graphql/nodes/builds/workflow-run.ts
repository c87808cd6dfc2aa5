import type { Workflow, WorkflowRun } from '../../../domain/builds/build.ts';
import { nodeId } from '../../../domain/json/ids.ts';
import { iso } from '../../../domain/json/instant.ts';
import { fullNameOf } from '../../../domain/json/repository.ts';
import type { Repo } from '../../../domain/state.ts';
import type { Fields, Graph } from '../../graph.ts';

/** The run of a workflow that a check suite is of; null for the suites of other apps. */
export function runOfSuite(graph: Graph, repo: Repo, suite: { id: number; fields: () => Fields }): Fields | null {
  const run = repo.workflowRuns.find(({ suiteId }) => suiteId === suite.id);
  return run === undefined ? null : { ...runFields(graph, repo, run), checkSuite: suite.fields };
}

function runFields({ view }: Graph, repo: Repo, run: WorkflowRun): Fields {
  const resourcePath = `/${fullNameOf(repo)}/actions/runs/${run.id}`;
  return {
    __typename: 'WorkflowRun',
    id: nodeId('WFR', repo.id, run.id),
    databaseId: run.id,
    event: run.event,
    runNumber: run.number,
    createdAt: iso(run.createdAt),
    updatedAt: iso(run.updatedAt),
    url: view.origin + resourcePath,
    resourcePath,
    workflow: workflowFields(view.origin, repo, run.workflow),
  };
}

function workflowFields(origin: string, repo: Repo, { id, path, name, createdAt }: Workflow): Fields {
  const resourcePath = `/${fullNameOf(repo)}/actions/workflows/${path.slice(path.lastIndexOf('/') + 1)}`;
  return {
    __typename: 'Workflow',
    id: nodeId('WF', repo.id, id),
    databaseId: id,
    name,
    state: 'ACTIVE',
    createdAt: iso(createdAt),
    updatedAt: iso(createdAt),
    url: origin + resourcePath,
    resourcePath,
  };
}
