/** A request to GitHub as the simulation reads it. */
export interface SentRequest {
  url: URL;
  method: string;
  /** The operation of a GraphQL document. */
  graphql?: string;
  body: Record<string, unknown>;
  /** Whether it may change something that people see; the mint of a token does not. */
  writes: boolean;
}

export function readRequest(address: string, init: RequestInit): SentRequest {
  const url = new URL(address);
  const method = init.method ?? 'GET';
  const body = bodyOf(init.body);
  if (url.pathname.endsWith('/graphql')) {
    const document = typeof body['query'] === 'string' ? body['query'] : '';
    const [, kind, name = 'unnamed'] = /\b(query|mutation)\s+(\w+)/.exec(document) ?? [];
    return { url, method, body, graphql: name, writes: kind === 'mutation' };
  }
  const reads = method === 'GET' || method === 'HEAD' || url.pathname.endsWith('/access_tokens');
  return { url, method, body, writes: !reads };
}

/** As the trace and the waiting calls name it. */
export const nameOfRequest = ({ url, method, graphql }: SentRequest): string =>
  graphql === undefined ? `${method} ${url.pathname}` : `graphql:${graphql}`;

/** A field of a mutation and what it is given. */
export interface MutationField {
  field: string;
  input: Record<string, unknown>;
}

/** The fields of a mutation with what they are given; one whose input is no variable is given nothing that is read here. */
export function mutationFields({ body, graphql }: Pick<SentRequest, 'body' | 'graphql'>): MutationField[] {
  const { query, variables } = body;
  if (graphql === undefined || typeof query !== 'string') return [];
  const given = asRecord(variables);
  return [...query.matchAll(/\b(\w+)\(\s*input:\s*(?:\$(\w+))?/g)].map(([, field = '', variable = '']) => ({
    field,
    input: asRecord(given[variable]),
  }));
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function bodyOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'string' || body === '') return {};
  return asRecord(JSON.parse(body));
}
