import type { Reply } from '../http/handler.ts';

interface GraphqlAnswer {
  data: Record<string, unknown> | null;
  errors?: unknown[];
}

/**
 * The answer in which GitHub failed at one field: it is null, and an error says where. The first part of the path is the start of an
 * alias. Undefined when no alias of the answer has the field.
 */
export function failingAt([alias = '', ...path]: readonly string[], reply: Reply): Reply | undefined {
  const answer = JSON.parse(JSON.stringify(reply.body ?? {})) as Partial<GraphqlAnswer>;
  const { data } = answer;
  if (data === undefined || data === null) return undefined;
  const failed = Object.keys(data).filter((name) => name.startsWith(alias) && empty(data[name], path));
  if (failed.length === 0) return undefined;
  const errors = failed.map((name) => ({ path: [name, ...path], message: 'Something went wrong' }));
  return { ...reply, body: { ...answer, errors: [...(answer.errors ?? []), ...errors] } };
}

/** Nulls what a path leads to; false when it leads nowhere. */
function empty(value: unknown, path: readonly string[]): boolean {
  const last = path.at(-1);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);
  if (last === undefined || typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, last)) return false;
  Reflect.set(parent, last, null);
  return true;
}
