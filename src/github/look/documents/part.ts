import type { BranchName } from '../../../core/names.ts';
import { split } from '../../repo-parts.ts';

/** A GraphQL document of aliased parts; every value is a variable, so that no text can change the query. */
export interface LookDocument {
  text: string;
  variables: Record<string, string>;
}

/** One aliased part of a query: what is asked of one repository. */
export interface Part {
  alias: string;
  repo: string;
  /** Left out where the whole is too much for one query. */
  spare?: true;
  declare: string[];
  variables: Record<string, string>;
  selection: string;
}

/** `commits`: variables that GitHub wants as commit ids. */
interface PartContent {
  alias: string;
  repo: string;
  variables: Record<string, string>;
  commits?: Record<string, string>;
  selection: string;
}

/** A part with its variables declared; their names begin with its alias, so that two parts never meet. */
export function part({ alias, repo, variables, commits = {}, selection }: PartContent): Part {
  const { owner, name } = split(repo);
  const texts: Record<string, string> = { ...variables, [`${alias}O`]: owner, [`${alias}N`]: name };
  const declare = [
    ...Object.keys(texts).map((key) => `$${key}: String!`),
    ...Object.keys(commits).map((key) => `$${key}: GitObjectID!`),
  ];
  return { alias, repo, declare, variables: { ...texts, ...commits }, selection };
}

/** Joins parts into one query. */
export function joinParts(operation: string, parts: Part[]): LookDocument {
  const declared = parts.flatMap((one) => one.declare).join(', ');
  const fields = parts.map(
    ({ alias, selection }) => `${alias}: repository(owner: $${alias}O, name: $${alias}N) { ${selection} }`,
  );
  return {
    text: `query ${operation}(${declared}) {\n${fields.join('\n')}\n}`,
    variables: Object.assign({}, ...parts.map((one) => one.variables)) as Record<string, string>,
  };
}

/** The field of a named branch, or of the default branch, with the variable that it needs. */
export function branchField(
  branch: BranchName | undefined,
  alias: string,
): { field: string; variables: Record<string, string> } {
  if (branch === undefined) return { field: 'defaultBranchRef', variables: {} };
  return { field: `ref(qualifiedName: $${alias}Base)`, variables: { [`${alias}Base`]: `refs/heads/${branch}` } };
}
