import { Kind, parse, print, visit, type IntValueNode, type ValueNode } from 'graphql';
import { restSlice } from '../contract/slices.ts';
import { bodyOf, type Exchange } from '../http/exchange.ts';
import type { Reply } from '../http/handler.ts';

/** A call that asks for less, and from which ends of its lists: REST only knows the first entries. */
interface Lessened {
  asked: Exchange;
  ends: ReadonlySet<string>;
}

/** The same call, asking for no more than so many entries of each list: what is left out has a next page, as at GitHub. */
export function askingFor(exchange: Exchange, most: number): Lessened {
  const asIs = { asked: exchange, ends: new Set<string>() };
  if (exchange.operationId === 'graphql:invalid') return asIs;
  if (exchange.kind === 'graphql') return documentAskingFor(exchange, most);
  const described = restSlice().operations[exchange.operationId]?.parameters ?? [];
  if (!described.some(({ name }) => name === 'per_page')) return asIs;
  const query = new URLSearchParams(exchange.query);
  if (!(Number(query.get('per_page') ?? 30) > most)) return asIs;
  query.set('per_page', String(most));
  return { asked: { ...exchange, query }, ends: new Set(['first']) };
}

/** The answer with its tree cut, which has no pages, and whether anything was left out for what was lessened. */
export function cutTo(most: number, ends: ReadonlySet<string>, reply: Reply): { reply: Reply; isCut: boolean } {
  const body = reply.body as { tree?: unknown[]; data?: unknown } | undefined;
  if (reply.status === 200 && Array.isArray(body?.tree) && body.tree.length > most) {
    return { reply: { ...reply, body: { ...body, tree: body.tree.slice(0, most), truncated: true } }, isCut: true };
  }
  const hasNext = /rel="next"/.test(reply.headers?.['link'] ?? '');
  return { reply, isCut: ends.size > 0 && (hasNext || hasAnotherPage(body?.data, most, ends)) };
}

/** Pages are asked for by `first` and `last`: as numbers, as variables, or as what a variable is by default. */
function documentAskingFor(exchange: Exchange, most: number): Lessened {
  const body = bodyOf(exchange) as { query: string; variables?: Record<string, unknown> | null };
  const ends = new Set<string>();
  const sizes = new Map<string, string>();
  const atMost = <T extends ValueNode>(value: T, end: string): T | IntValueNode => {
    if (value.kind !== Kind.INT || Number(value.value) <= most) return value;
    ends.add(end);
    return { kind: Kind.INT, value: String(most) };
  };
  const lessened = visit(parse(body.query), {
    Argument: (argument) => {
      const { name, value } = argument;
      if (name.value !== 'first' && name.value !== 'last') return undefined;
      if (value.kind === Kind.VARIABLE) sizes.set(value.name.value, name.value);
      return { ...argument, value: atMost(value, name.value) };
    },
  });
  const document = visit(lessened, {
    VariableDefinition: (definition) => {
      const { variable, defaultValue } = definition;
      const end = sizes.get(variable.name.value);
      // A default that is overruled is no size that was asked for.
      if (end === undefined || defaultValue === undefined || body.variables?.[variable.name.value] !== undefined)
        return undefined;
      return { ...definition, defaultValue: atMost(defaultValue, end) };
    },
  });
  const variables = { ...body.variables };
  for (const [name, end] of sizes) {
    const size = variables[name];
    if (typeof size !== 'number' || size <= most) continue;
    variables[name] = most;
    ends.add(end);
  }
  return { asked: { ...exchange, text: JSON.stringify({ ...body, query: print(document), variables }) }, ends };
}

function hasAnotherPage(value: unknown, most: number, ends: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { nodes, totalCount } = value as { nodes?: unknown; totalCount?: unknown };
  if (Array.isArray(nodes) && nodes.length === most && typeof totalCount === 'number' && totalCount > most) return true;
  return Object.entries(value).some(
    ([key, inner]) =>
      (inner === true &&
        ((key === 'hasNextPage' && ends.has('first')) || (key === 'hasPreviousPage' && ends.has('last')))) ||
      hasAnotherPage(inner, most, ends),
  );
}
