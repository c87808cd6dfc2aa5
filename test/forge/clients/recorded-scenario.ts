import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One exchange of a scenario that `@octokit/fixtures` recorded at GitHub and normalised. */
export interface RecordedExchange {
  method: string;
  path: string;
  body: unknown;
  status: number;
  response: unknown;
  headers: Record<string, string>;
  reqheaders: Record<string, string>;
}

const host = 'scenarios/api.github.com';

/** The names of all scenarios in the package's folder. */
export function scenariosIn(folder: string): string[] {
  return readdirSync(join(folder, host)).sort();
}

export function readScenario(folder: string, name: string): RecordedExchange[] {
  return JSON.parse(readFileSync(join(folder, host, name, 'normalized-fixture.json'), 'utf8')) as RecordedExchange[];
}

/** The type of every place of an answer; the items of a list share one place, and an object without members is one too. */
export function typesIn(
  value: unknown,
  pointer = '',
  types = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  types.set(pointer, (types.get(pointer) ?? new Set()).add(type));
  if (typeof value !== 'object' || value === null) return types;
  for (const [key, inner] of Object.entries(value))
    typesIn(inner, `${pointer}/${Array.isArray(value) ? '*' : key}`, types);
  return types;
}

/**
 * Where an answer lacks a place that the recorded one has, or has another type there. Null agrees with everything: which of
 * two repositories has a description says nothing about the server.
 */
export function disagreements(recorded: unknown, ours: unknown, isGone: (pointer: string) => boolean): string[] {
  const ourTypes = typesIn(ours);
  return [...typesIn(recorded)].flatMap(([pointer, types]) => {
    const parent = pointer.slice(0, pointer.lastIndexOf('/'));
    const found = ourTypes.get(pointer);
    // What stands below a null or an empty list has nothing to be compared with.
    const isComparable = pointer === '' || [...(ourTypes.get(parent) ?? [])].some((type) => type !== 'null');
    if (isGone(pointer) || (found === undefined && (!isComparable || pointer.endsWith('/*')))) return [];
    if (found === undefined) return [`${pointer} is missing`];
    const agrees = types.has('null') || found.has('null') || [...types].some((type) => found.has(type));
    return agrees ? [] : [`${pointer} is ${[...found].join(' or ')} instead of ${[...types].join(' or ')}`];
  });
}
