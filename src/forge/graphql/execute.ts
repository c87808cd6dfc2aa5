import { execute, GraphQLError, Kind } from 'graphql';
import { Refusal } from '../http/handler.ts';
import type { Breach, Call, Reply } from '../http/handler.ts';
import { documentOf, loadSchema } from './document/read.ts';
import type { Fields } from './graph.ts';
import { newGraph } from './graph-new.ts';
import { commentMutations } from './mutations/comments.ts';
import { commitMutations } from './mutations/commit-on-branch.ts';
import { issuePinMutations } from './mutations/issue-pins.ts';
import { issueTextMutations } from './mutations/issue-texts.ts';
import { issueMutations } from './mutations/issues.ts';
import { labelMutations } from './mutations/labels.ts';
import { lockMutations } from './mutations/locks.ts';
import { branchUpdateMutations, mergingMutations } from './mutations/merging.ts';
import { pullMutations } from './mutations/pulls.ts';
import { refMutations } from './mutations/refs.ts';
import { reviewMutations } from './mutations/reviews.ts';
import { draftMutations } from './mutations/threads/drafts.ts';
import { queryFields } from './query.ts';
import { fromRefusal, GraphqlRefusal } from './refusal.ts';
import { webOf } from '../addresses.ts';

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
  if (!isVariables(variables)) return refused([{ message: 'Variables must be an object.' }], query);
  const document = documentOf(query);
  if (!('kind' in document)) return refused(document, query);
  const result = await execute({
    schema: loadSchema(),
    document,
    rootValue: rootOf(call),
    variableValues: variables ?? {},
    operationName: typeof operationName === 'string' ? operationName : null,
  });
  const { data, errors = [] } = result;
  if (data === undefined) return refused(errors.map(errorJson), query);
  return {
    status: 200,
    body: { data, ...(errors.length > 0 && { errors: errors.map(errorJson) }) },
    breaches: errors.flatMap(breachesOf),
  };
}

/** What is wrong with the call itself: the schema does not have what the caller asks for. */
function refused(errors: readonly { message: string }[], query: string): Reply {
  const breaches = errors.map(({ message }) => ({ what: 'request' as const, pointer: '', value: query, message }));
  return { status: 200, body: { errors }, breaches };
}

/** An answer that the schema does not allow is the forge's own fault; an argument that came to nothing is the caller's. */
function breachesOf({ originalError: cause, path = [], message }: GraphQLError): Breach[] {
  if (!(cause instanceof GraphQLError)) return [];
  const isAsked = cause.nodes?.some(({ kind }) => kind !== Kind.FIELD) === true;
  return [{ what: isAsked ? 'request' : 'response', pointer: `/${path.join('/')}`, value: undefined, message }];
}

function rootOf({ state, caller, origin }: Call): Fields {
  if (caller.kind === 'anonymous') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
  const graph = newGraph({ state, caller, origin: webOf(origin) });
  return {
    ...queryFields(graph),
    ...echoing({
      ...refMutations(graph),
      ...commitMutations(graph),
      ...pullMutations(graph),
      ...draftMutations(graph),
      ...mergingMutations(graph),
      ...branchUpdateMutations(graph),
      ...issueMutations(graph),
      ...issuePinMutations(graph),
      ...issueTextMutations(graph),
      ...reviewMutations(graph),
      ...commentMutations(graph),
      ...labelMutations(graph),
      ...lockMutations(graph),
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
  // A value that does not fit its type, the caller's or ours, comes wrapped in an error of graphql-js's own.
  if (cause === undefined || cause instanceof GraphQLError) return { ...where, message };
  const refusal = cause instanceof Refusal ? fromRefusal(cause) : cause;
  if (!(refusal instanceof GraphqlRefusal)) throw cause;
  return { type: refusal.type, ...where, message: refusal.message };
}
