/** Gives a name to what a slice says more than once: webhook payloads repeat whole repositories and accounts inline. */
import { createHash } from 'node:crypto';
import { isHoisted, type RestSlice, type Schema, type WebhookSlice } from '../slices.ts';

/** Shorter schemas, in characters of JSON, are left where they stand: a reference would be no shorter, and read worse. */
const worthNaming = 60;

/** A schema found inside others, and the names it stands under there. */
interface Found {
  places: number;
  names: Map<string, number>;
}

/**
 * A slice that says the same, with each repeated schema moved into a component. The names hold a hash of the schema, so they
 * depend on nothing else; what an earlier slice hoisted keeps its name, and is hoisted here too, so that the two can share it.
 * Throws when two schemas would go by one hash.
 */
export function hoisted<S extends RestSlice | WebhookSlice>(slice: S, earlier?: S): S {
  const names = new Map(earlier === undefined ? [] : givenBefore(earlier));
  const found = new Map<string, Found>();
  mapRoots(slice, (schema, name) => {
    count(schema, name, found);
    return schema;
  });
  for (const [text, one] of found) {
    const isWorth = one.places > 1 && text.length >= worthNaming;
    if (isWorth && !names.has(text)) names.set(text, `${nameOf(one)}.${hashOf(text)}`);
  }
  refuseSharedHashes(names);
  const moved = new Map<string, Schema>();
  const rest = mapRoots(slice, (schema) => withReferences(schema, names, moved));
  return { ...rest, components: inOrder({ ...rest.components, ...Object.fromEntries(moved) }) };
}

/** The slice as it was before: every hoisted component back in its places. */
export function unhoisted<S extends RestSlice | WebhookSlice>(slice: S): S {
  const described = Object.entries(slice.components).filter(([name]) => !isHoisted(name));
  return mapRoots({ ...slice, components: Object.fromEntries(described) }, puttingBack(slice.components));
}

/** A schema as it was before components were hoisted out of it. */
function puttingBack(components: Record<string, Schema>): (schema: Schema) => Schema {
  return function back(schema): Schema {
    const name = typeof schema['$ref'] === 'string' ? schema['$ref'].slice('#/components/'.length) : '';
    return isHoisted(name) ? back(components[name]!) : mapInner(schema, back);
  };
}

/** What an earlier slice hoisted, as text, with its name. */
function givenBefore({ components }: RestSlice | WebhookSlice): [string, string][] {
  const back = puttingBack(components);
  const hoistedThere = Object.entries(components).filter(([name]) => isHoisted(name));
  return hoistedThere.map(([name, schema]) => [canonical(back(schema)), name]);
}

/** A name is told from all others by its hash, which is short. */
function refuseSharedHashes(names: Map<string, string>): void {
  const known = new Map<string, string>();
  for (const name of names.values()) {
    const hash = name.slice(name.lastIndexOf('.'));
    const other = known.get(hash);
    if (other !== undefined) throw new Error(`two schemas share a hash, as ${other} and ${name}: it has to be longer`);
    known.set(hash, name);
  }
}

/** Counts each schema inside another; what is in a repeated one is counted once, since it will move with it. */
function count(schema: Schema, outer: string, found: Map<string, Found>): void {
  mapInner(
    schema,
    (inner, name) => {
      const text = canonical(inner);
      const known = found.get(text);
      const one = known ?? { places: 0, names: new Map<string, number>() };
      one.places += 1;
      one.names.set(name, (one.names.get(name) ?? 0) + 1);
      found.set(text, one);
      if (known === undefined) count(inner, name, found);
      return inner;
    },
    outer,
  );
}

function withReferences(schema: Schema, names: Map<string, string>, moved: Map<string, Schema>): Schema {
  return mapInner(schema, (inner) => {
    const text = canonical(inner);
    const name = text.length < worthNaming ? undefined : names.get(text);
    if (name === undefined) return withReferences(inner, names, moved);
    if (!moved.has(name)) moved.set(name, withReferences(inner, names, moved));
    return { $ref: `#/components/${name}` };
  });
}

/** Changes the schemas that stand directly in another; each is told the name it stands under. */
function mapInner(schema: Schema, change: (inner: Schema, name: string) => Schema, outer = ''): Schema {
  const mapped: Schema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    mapped[keyword] = mapKeyword(keyword, value);
  }
  return mapped;

  function mapKeyword(keyword: string, value: unknown): unknown {
    if (keyword === 'properties') return mapValues(value as Record<string, Schema>, change);
    if (keyword === 'allOf' || keyword === 'anyOf' || keyword === 'oneOf')
      return (value as Schema[]).map((one) => change(one, outer));
    const isOne = (keyword === 'items' || keyword === 'additionalProperties') && typeof value === 'object';
    return isOne ? change(value as Schema, `${outer}-${keyword === 'items' ? 'item' : 'value'}`) : value;
  }
}

function mapRoots<S extends RestSlice | WebhookSlice>(slice: S, change: (schema: Schema, name: string) => Schema): S {
  const components = mapValues(slice.components, change);
  if ('payloads' in slice) return { ...slice, payloads: mapValues(slice.payloads, change), components };
  const operations = mapValues(slice.operations, (operation, id) => ({
    ...operation,
    ...(operation.body && { body: { ...operation.body, schema: change(operation.body.schema, id) } }),
    responses: mapValues(operation.responses, (schema) => schema && change(schema, id)),
  }));
  return { ...slice, operations, components };
}

function nameOf({ names }: Found): string {
  const [[name]] = [...names].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1)) as [[string, number]];
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-+|-+$/g, '') || 'schema';
}

/** The same text for schemas that differ in the order of their keys only. */
function canonical(schema: Schema): string {
  return JSON.stringify(schema, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? inOrder(value as Record<string, unknown>)
      : value,
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

function inOrder<T>(object: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mapValues<T, U>(object: Record<string, T>, change: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
