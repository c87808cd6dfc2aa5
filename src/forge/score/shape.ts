import type { Fact } from './facts.ts';

export type Type = 'null' | 'array' | 'object' | 'string' | 'number' | 'boolean';

/** What stands at one path of some answers. */
interface Place {
  types: Set<Type>;
  objects: Record<string, unknown>[];
}

/** How answers differ from the recorded ones of their kind. */
export interface Differences {
  /** Keys that every recorded answer had and one of these lacks. */
  missing: string[];
  /** Types that no recorded answer had, in the answer that has the fewest of them: empty when one answer has none. */
  wrong: string[];
  /** Types that no recorded answer had, in any other answer. */
  situational: string[];
  /** Lists that the answers exist for, and that were always empty. */
  empty: string[];
}

/** Compares the bodies of one operation and status with the shape that was recorded of it. */
export function compareShapes(bodies: unknown[], shape: Fact['shape']): Differences {
  const answers = bodies.map(placesOf);
  const paths = Object.keys(shape);
  const isLacking = (path: string) => answers.some((places) => isMissing(path, { shape, places }));
  const lists = paths.filter((path) => isListItself(path, shape));
  const empty = lists.filter((path) => answers.length > 0 && answers.every((places) => isEmptyList(path, places)));
  // An answer without what was asked for has no wrong type either, and proves nothing.
  const telling = answers.filter((places) => !lists.some((path) => isEmptyList(path, places)));
  const strange = telling.map((places) => strangeTypes(places, shape));
  const [wrong = []] = strange.toSorted((one, other) => one.length - other.length);
  const situational = new Set(strange.flat());
  for (const place of wrong) situational.delete(place);
  const missing = paths.filter(isLacking).map((path) => `${path} (${shape[path]![1]})`);
  return { missing, wrong, situational: [...situational], empty };
}

function strangeTypes(places: ReadonlyMap<string, Place>, shape: Fact['shape']): string[] {
  return Object.entries(shape).flatMap(([path, [, types]]) => {
    const recorded = types.split('|');
    const strange = [...(places.get(path)?.types ?? [])].filter((type) => !recorded.includes(type));
    return strange.map((type) => `${path} is ${type} (${types})`);
  });
}

function placesOf(body: unknown): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  collect(body, '$', places);
  return places;
}

function collect(value: unknown, path: string, places: Map<string, Place>): void {
  const place = places.get(path) ?? { types: new Set(), objects: [] };
  places.set(path, place);
  place.types.add(typeOf(value));
  if (Array.isArray(value)) for (const item of value) collect(item, `${path}[]`, places);
  else if (typeof value === 'object' && value !== null) {
    place.objects.push(value as Record<string, unknown>);
    for (const [key, member] of Object.entries(value)) collect(member, `${path}.${key}`, places);
  }
}

function typeOf(value: unknown): Type {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as Type);
}

/** Whether one of our objects lacks a key that all the recorded objects at its place had. */
function isMissing(
  path: string,
  { shape, places }: { shape: Fact['shape']; places: ReadonlyMap<string, Place> },
): boolean {
  const [parent, key] = split(path);
  if (key === undefined || shape[path]![0] < objectsRecorded(parent, shape)) return false;
  return (places.get(parent)?.objects ?? []).some((object) => !(key in object));
}

/** `$.a.b` is the key `b` of `$.a`; an item of a list is no key. Keys hold no dot in GitHub's answers but for file names, which come last. */
function split(path: string): [parent: string, key?: string] {
  if (path === '$' || path.endsWith('[]')) return [path];
  const dot = path.lastIndexOf('.');
  return [path.slice(0, dot), path.slice(dot + 1)];
}

/** How many objects stood at a path: where there was null or a list at times too, as many as its most frequent key. */
function objectsRecorded(path: string, shape: Fact['shape']): number {
  const [count, types] = shape[path] ?? [0, ''];
  if (types === 'object') return count;
  const children = Object.entries(shape).filter(([other]) => split(other)[1] !== undefined && split(other)[0] === path);
  return Math.max(0, ...children.map(([, [times]]) => times));
}

function isEmptyList(path: string, places: ReadonlyMap<string, Place>): boolean {
  return !places.has(path) && places.get(path.slice(0, -'[]'.length))?.types.has('array') === true;
}

/** The list that is the answer, or that the answer counts. */
function isListItself(path: string, shape: Fact['shape']): boolean {
  return path === '$[]' || ('$.total_count' in shape && /^\$\.\w+\[\]$/.test(path));
}
