import { readFileSync } from 'node:fs';
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Refusal } from '../http/handler.ts';
import type { Call, Reply } from '../http/handler.ts';
import type { Fields } from './graph.ts';
import { newGraph } from './graph-new.ts';
import { commentMutations } from './mutations/comments.ts';
import { commitMutations } from './mutations/commit-on-branch.ts';
import { issuePinMutations } from './mutations/issue-pins.ts';
import { issueTextMutations } from './mutations/issue-texts.ts';
import { issueMutations } from './mutations/issues.ts';
import { labelMutations } from './mutations/labels.ts';
import { branchUpdateMutations, mergingMutations } from './mutations/merging.ts';
import { pullMutations } from './mutations/pulls.ts';
import { refMutations } from './mutations/refs.ts';
import { reviewMutations } from './mutations/reviews.ts';
import { queryFields } from './query.ts';
import { fromRefusal, GraphqlRefusal } from './refusal.ts';
import { withScalars } from './scalars.ts';

/** GitHub's schema, cut to what coverage.json lists. */
let schema: GraphQLSchema | undefined;
/** A client sends the same few documents again and again, and validating one costs more than answering it. */
const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();
const mostDocuments = 500;

function loadSchema(): GraphQLSchema {
  schema ??= withScalars(
    buildSchema(readFileSync(new URL('../contract/slices/schema.graphql', import.meta.url), 'utf8')),
  );
  return schema;
}

function documentOf(query: string): DocumentNode | readonly GraphQLError[] {
  const known = documents.get(query);
  if (known !== undefined) return known;
  if (documents.size >= mostDocuments) documents.clear();
  const read = readDocument(query);
  documents.set(query, read);
  return read;
}

function readDocument(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(loadSchema(), document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

interface GraphqlBody {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
}

function isVariables(variables: unknown): variables is Record<string, unknown> | null | undefined {
  return (typeof variables === 'object' && !Array.isArray(variables)) || variables === undefined;
}

/** Answers one GraphQL call. Errors come with status 200 beside what could be answered; mutations run one after the other. */
export async function executeGraphql(call: Call): Promise<Reply> {
  const { query, variables, operationName } = (call.body ?? {}) as GraphqlBody;
  if (typeof query !== 'string') throw new Refusal(400, 'A query attribute must be specified and must be a string.');
  if (!isVariables(variables)) return { status: 200, body: { errors: [{ message: 'Variables must be an object.' }] } };
  const document = documentOf(query);
  if (!('kind' in document)) return { status: 200, body: { errors: document.map(errorJson) } };
  const result = await execute({
    schema: loadSchema(),
    document,
    rootValue: rootOf(call),
    variableValues: variables ?? {},
    operationName: typeof operationName === 'string' ? operationName : null,
  });
  const { data, errors } = result;
  return {
    status: 200,
    body: { ...(data !== undefined && { data }), ...(errors !== undefined && { errors: errors.map(errorJson) }) },
  };
}

function rootOf({ state, caller, origin }: Call): Fields {
  if (caller.kind === 'anonymous') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
  const graph = newGraph({ state, caller, origin });
  return {
    ...queryFields(graph),
    ...echoing({
      ...refMutations(graph),
      ...commitMutations(graph),
      ...pullMutations(graph),
      ...mergingMutations(graph),
      ...branchUpdateMutations(graph),
      ...issueMutations(graph),
      ...issuePinMutations(graph),
      ...issueTextMutations(graph),
      ...reviewMutations(graph),
      ...commentMutations(graph),
      ...labelMutations(graph),
    }),
  };
}

/** Every mutation answers the id its caller gave it. */
function echoing(mutations: Fields): Fields {
  type Mutation = (args: { input: { clientMutationId?: string | null } }) => Fields;
  return Object.fromEntries(
    Object.entries(mutations).map(([name, mutate]) => [
      name,
      (args: Parameters<Mutation>[0]) => ({
        clientMutationId: args.input.clientMutationId ?? null,
        ...(mutate as Mutation)(args),
      }),
    ]),
  );
}

/** GitHub's form: a type for what a field refused, none for what is wrong with the document. A bug is rethrown. */
function errorJson(error: GraphQLError) {
  const { originalError: cause, message, path, locations } = error;
  const where = { ...(path !== undefined && { path }), ...(locations !== undefined && { locations }) };
  // A value that does not fit its variable's type comes wrapped in an error of the document.
  if (cause === undefined || cause instanceof GraphQLError) return { ...where, message };
  const refusal = cause instanceof Refusal ? fromRefusal(cause) : cause;
  if (!(refusal instanceof GraphqlRefusal)) throw cause;
  return { type: refusal.type, ...where, message: refusal.message };
}
