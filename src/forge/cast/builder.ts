import { accountOf } from '../domain/accounts.ts';
import { publishPackage } from '../domain/builds/packages.ts';
import {
  completeWorkflowRun,
  requestWorkflowRun,
  rerunWorkflow,
  startWorkflowRun,
} from '../domain/builds/workflow-runs.ts';
import type { WorkflowStart } from '../domain/builds/workflow-runs.ts';
import { repoNamed } from '../domain/repos.ts';
import type { WorkflowRun } from '../domain/builds/build.ts';
import type { Account, ForgeState, Repo } from '../domain/state.ts';
import type { Oid } from '../git/storage.ts';

export interface Build {
  sha: Oid;
  branch?: string;
  /** The file of the workflow. */
  path?: string;
  name?: string;
  /** What started it. */
  event?: string;
  conclusion?: Conclusion;
}

export interface Image {
  /** Of the package, without its owner. */
  name: string;
  digest: string;
  tag?: string;
  labels?: Record<string, string>;
  action?: 'published' | 'updated';
}

type Conclusion = NonNullable<WorkflowRun['conclusion']>;

/** A whole run of a workflow: requested, in progress, completed. */
function endWorkflowRun(
  state: ForgeState,
  repo: Repo,
  { conclusion, ...start }: WorkflowStart & { conclusion: Conclusion },
): WorkflowRun {
  const run = requestWorkflowRun(state, repo, start);
  startWorkflowRun(state, repo, run);
  completeWorkflowRun(state, repo, run, conclusion);
  return run;
}

/** GitHub Actions and the container registry beside it: what they do has no API, so this actor changes the forge itself. */
export class Builder {
  readonly #state: ForgeState;
  readonly #actor: Account;

  /** `login` is who the runs and the images are said to be of. */
  constructor(state: ForgeState, login: string) {
    this.#state = state;
    this.#actor = known(accountOf(state, login), login);
  }

  /** A whole run of a workflow. Answers its id. */
  builds(repo: string, build: Build): number {
    const { sha: headSha, branch: headBranch = 'main', event = 'push', conclusion = 'success' } = build;
    const { path = '.github/workflows/build.yml', name = 'build' } = build;
    const run = { path, name, headSha, headBranch, event, actor: this.#actor, conclusion };
    return endWorkflowRun(this.#state, this.#repo(repo), run).id;
  }

  /** Another whole attempt of a run, with the same id. */
  rebuilds(repo: string, id: number, conclusion: Conclusion = 'success'): void {
    const there = this.#repo(repo);
    const isMeant = (one: WorkflowRun) => one.id === id;
    const run = known(there.workflowRuns.find(isMeant), `run ${id}`);
    rerunWorkflow(this.#state, there, run);
    startWorkflowRun(this.#state, there, run);
    completeWorkflowRun(this.#state, there, run, conclusion);
  }

  /** Pushes an image of a repository to the registry of its owner. */
  publishes(repo: string, image: Image): void {
    const there = this.#repo(repo);
    publishPackage(this.#state, { ...image, owner: there.owner, repo: there, actor: this.#actor });
  }

  #repo(fullName: string): Repo {
    return known(repoNamed(this.#state, fullName), fullName);
  }
}

function known<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Error(`the forge knows no ${name}`);
  return found;
}
