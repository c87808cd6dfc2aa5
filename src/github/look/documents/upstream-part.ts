import type { BranchName, RepoName, StageName } from '../../../core/names.ts';
import type { StageKind } from '../../../core/pipeline/pipeline.ts';
import { BRANCH_COMMITS, environmentSelection, environmentVariables } from '../environment.ts';
import { fileFields, pathVariables } from './files.ts';
import { branchField, part, type Part } from './part.ts';

/** A branch that images are built from. */
export interface BuildsRead {
  of: 'builds';
  repo: RepoName;
  branch?: BranchName;
}

/** A stage in one repository; `paths`: the files of all components that are read from it. */
export interface StageRead {
  of: 'stage';
  stage: StageName;
  kind: StageKind;
  repo: RepoName;
  branch?: BranchName;
  paths: string[];
}

/** The newest commits of a branch that images are built from. */
export function buildsPart({ repo, branch }: BuildsRead, alias: string): Part {
  const { field, variables } = branchField(branch, alias);
  const selection = `branch: ${field} { name target { oid ... on Commit { commits: history(first: 50) { nodes { oid } } } } }`;
  return part({ alias, repo, variables, selection });
}

/** What a stage's branch holds now, and for an environment what is known of its deployments. */
export function stagePart({ stage, kind, repo, branch, paths }: StageRead, alias: string): Part {
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
    selection: `branch: ${field} { name target { ${tip} } } ${isEnvironment ? environmentSelection(alias) : ''}`,
  });
}
