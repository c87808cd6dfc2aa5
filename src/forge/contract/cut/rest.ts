import { reachedComponents, toJsonSchema, type JsonObject } from './schema.ts';
import type { RestOperation, RestParameter, RestSlice, Schema, WebhookSlice } from '../slices.ts';

/** What the cutting reads of an OpenAPI document. */
export interface Description {
  paths?: Record<string, Record<string, DescribedOperation>>;
  webhooks?: Record<string, { post: DescribedOperation }>;
  components: {
    schemas: JsonObject;
    parameters?: Record<string, DescribedParameter>;
    responses?: Record<string, Response>;
  };
}

interface DescribedOperation {
  operationId?: string;
  parameters?: (DescribedParameter | { $ref: string })[];
  requestBody?: { required?: boolean; content?: Content };
  responses: Record<string, Response | { $ref: string }>;
}

interface DescribedParameter {
  name: string;
  in: string;
  required?: boolean;
  schema: JsonObject;
}

interface Response {
  content?: Content;
  headers?: Record<string, unknown>;
}

type Content = Record<string, { schema?: JsonObject }>;

/** Answers whose description is wrong, by operation and status, with the schema that real answers fit. */
const corrections: Record<string, JsonObject> = {
  // Described as an account that is a user and an enterprise at once; one installation alone is described right.
  'apps/list-installations 200': { type: 'array', items: { $ref: '#/components/schemas/installation' } },
  // Described as exactly one of these two, and what breaks no rule of the repository is both.
  'repos/create-or-update-file-contents 409': {
    anyOf: [
      { $ref: '#/components/schemas/basic-error' },
      { $ref: '#/components/schemas/repository-rule-violation-error' },
    ],
  },
};

/** Cuts the listed operations, and the component schemas they reach, out of a REST description. */
export function cutRest(description: Description, source: string, wanted: string[]): RestSlice {
  const operations: Record<string, RestOperation> = {};
  for (const [path, methods] of Object.entries(description.paths ?? {})) {
    for (const [method, described] of Object.entries(methods)) {
      const id = described.operationId;
      if (id !== undefined && wanted.includes(id)) operations[id] = cutOperation(description, method, path, described);
    }
  }
  const sorted = inOrder(operations, wanted, source);
  return { source, operations: sorted, components: componentsOf(sorted, description, ['basic-error']) };
}

/** Cuts the payload schemas of the listed webhooks out of a webhooks description. */
export function cutWebhooks(description: Description, source: string, wanted: string[]): WebhookSlice {
  const payloads: Record<string, Schema> = {};
  for (const [name, { post }] of Object.entries(description.webhooks ?? {})) {
    const schema = jsonSchemaIn(post.requestBody?.content);
    if (wanted.includes(name) && schema !== null) payloads[name] = schema;
  }
  const sorted = inOrder(payloads, wanted, source);
  return { source, payloads: sorted, components: componentsOf(sorted, description) };
}

/** True when the description has this operation or webhook. */
export function describes({ paths = {}, webhooks = {} }: Description, name: string): boolean {
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return webhooks[name] !== undefined || operations.some(({ operationId }) => operationId === name);
}

function cutOperation(description: Description, method: string, path: string, from: DescribedOperation): RestOperation {
  const described = Object.entries(from.responses).map(([status, response]) => {
    const found = '$ref' in response ? description.components.responses?.[lastOf(response.$ref)] : response;
    return [status, found] as const;
  });
  const responses = described.map(([status, found]) => {
    const corrected = corrections[`${from.operationId} ${status}`];
    return [status, corrected ? (toJsonSchema(corrected) as Schema) : jsonSchemaIn(found?.content)] as const;
  });
  const isLocated = described.some(([status, found]) => status === '201' && found?.headers?.['Location'] !== undefined);
  const body = jsonSchemaIn(from.requestBody?.content);
  return {
    method: method.toUpperCase(),
    path,
    parameters: (from.parameters ?? []).map((parameter) => cutParameter(description, parameter)),
    ...(body !== null && { body: { required: from.requestBody?.required === true, schema: body } }),
    responses: Object.fromEntries(responses),
    ...(isLocated && { located: true }),
  };
}

function cutParameter(description: Description, from: DescribedParameter | { $ref: string }): RestParameter {
  const described = '$ref' in from ? description.components.parameters?.[lastOf(from.$ref)] : from;
  if (described === undefined) throw new Error(`parameter ${JSON.stringify(from)} is missing from the description`);
  return {
    name: described.name,
    in: described.in as RestParameter['in'],
    required: described.required === true,
    schema: toJsonSchema(described.schema) as Schema,
  };
}

function jsonSchemaIn(content: Content | undefined): Schema | null {
  const schema = content?.['application/json']?.schema;
  return schema === undefined ? null : (toJsonSchema(schema) as Schema);
}

function lastOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function inOrder<T>(found: Record<string, T>, wanted: string[], source: string): Record<string, T> {
  const missing = wanted.filter((name) => found[name] === undefined);
  if (missing.length > 0) throw new Error(`${source} does not describe: ${missing.join(', ')}`);
  return Object.fromEntries(wanted.map((name) => [name, found[name]!]));
}

function componentsOf(from: object, description: Description, always: string[] = []): Record<string, Schema> {
  const roots = { from: from as JsonObject, always: always.map((name) => ({ $ref: `#/components/${name}` })) };
  return reachedComponents(roots, description.components.schemas) as Record<string, Schema>;
}
