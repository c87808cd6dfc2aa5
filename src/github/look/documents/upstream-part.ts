import type { BranchName, RepoName, StageName } from '../../../core/names.ts';
import type { StageKind } from '../../../core/pipeline/pipeline.ts';
import { BRANCH_COMMITS, newestCommits } from '../snapshot/branch-commits.ts';
import { deploymentsSeen, environmentSelection, environmentVariables } from '../environment.ts';
import { fileFields, pathVariables } from './files.ts';
import { branchField, part, type Part } from './part.ts';
import { CONSENT } from './source-part.ts';

/** Who may read the repository, and whether it has joined: its own file says so on the default branch. */
const WALLS = `visibility consent: defaultBranchRef { target { ... on Commit { ${CONSENT} } } }`;

/** A branch that images are built from. */
export interface BuildsRead {
  repo: RepoName;
  branch?: BranchName;
}

/** A stage in one repository; `paths`: the files of all `components` that are read from it. */
export interface StageRead {
  stage: StageName;
  kind: StageKind;
  repo: RepoName;
  branch?: BranchName;
  components: string[];
  paths: string[];
}

/** The newest commits of a branch that images are built from. */
export function buildsPart({ repo, branch }: BuildsRead, alias: string): Part {
  const { field, variables } = branchField(branch, alias);
  const selection = `${WALLS} branch: ${field} { name target { oid ... on Commit { ${newestCommits(50)} } } }`;
  return part({ alias, repo, variables, selection });
}

/** What a stage's branch holds now, and for an environment what is known of its deployments. */
export function stagePart({ stage, kind, repo, branch, components, paths }: StageRead, alias: string): Part {
  const { field, variables } = branchField(branch, alias);
  const isEnvironment = kind === 'environment';
  const tip = `oid ... on Commit { ${fileFields(alias, paths)} ${isEnvironment ? BRANCH_COMMITS : ''} }`;
  return part({
    alias,
    repo,
    variables: {
      ...variables,
      ...pathVariables(alias, paths),
      ...(isEnvironment ? environmentVariables(alias, stage) : {}),
    },
    selection: `${WALLS} branch: ${field} { name target { ${tip} } } ${isEnvironment ? environmentSelection(alias, deploymentsSeen(components.length)) : ''}`,
  });
}
