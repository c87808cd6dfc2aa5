import {
  Kind,
  OperationTypeNode,
  GraphQLError,
  type FieldNode,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { parsedDocument } from './parsed.ts';

/** What the kernel needs to know of a GraphQL request without executing it. */
export interface GraphqlSubject {
  /** The operation's name, or else its first fields joined by `+`. */
  name: string;
  read: boolean;
  /** Every `owner/name` that the document or its variables say, in this order. */
  repos: string[];
  /** Every text among the variables: some are node ids, which name a repository too. */
  texts: string[];
}

/** The body of a GraphQL request. */
export interface GraphqlBody {
  query?: unknown;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/** Reads the subject off a GraphQL request; one that does not parse is called "invalid". */
export function subjectOf(body: GraphqlBody): GraphqlSubject {
  const operation = operationOf(String(body.query), body.operationName ?? undefined);
  if (operation === undefined) return { name: 'invalid', read: true, repos: [], texts: [] };
  const fields = operation.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  const name = operation.name?.value ?? [...new Set(fields.map((field) => field.name.value))].join('+');
  const variables = body.variables ?? {};
  return {
    name,
    read: operation.operation === OperationTypeNode.QUERY,
    repos: [...fields.flatMap((field) => repoOf(field, variables) ?? []), ...reposInInputs(variables)],
    texts: textsIn(variables),
  };
}

function operationOf(query: string, name: string | undefined): OperationDefinitionNode | undefined {
  const document = parsedDocument(query);
  if (document instanceof GraphQLError) return undefined;
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return name === undefined ? operations[0] : operations.find((one) => one.name?.value === name);
}

function repoOf(field: FieldNode, variables: Record<string, unknown>): string | undefined {
  if (field.name.value !== 'repository') return undefined;
  const [owner, name] = ['owner', 'name'].map((argument) => {
    const given = field.arguments?.find((one) => one.name.value === argument)?.value;
    return given && textOf(given, variables);
  });
  return owner !== undefined && name !== undefined ? `${owner}/${name}` : undefined;
}

function textOf(value: ValueNode, variables: Record<string, unknown>): string | undefined {
  if (value.kind === Kind.STRING) return value.value;
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined;
  return typeof given === 'string' ? given : undefined;
}

/** `createCommitOnBranch` names its repository inside the input. */
function reposInInputs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'repositoryNameWithOwner' && typeof inner === 'string' ? [inner] : reposInInputs(inner),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
