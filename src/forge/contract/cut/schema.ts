/** Turns the schemas of an OpenAPI description into small JSON Schema 2020-12, and follows what they refer to. */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Words for people; a checker reads none of them, and they are most of the bytes. */
const prose = new Set([
  'description',
  'title',
  'example',
  'examples',
  'externalDocs',
  'discriminator',
  'deprecated',
  'readOnly',
  'writeOnly',
  'default',
  'x-github-breaking-changes',
  'x-multi-segment',
  'x-github',
  'x-octokit',
]);

/** Converts one schema: OpenAPI 3.0's `nullable` becomes a type, prose goes, references point into the slice. */
export function toJsonSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (schema === null || typeof schema !== 'object') return schema;
  const converted: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'nullable' || prose.has(keyword)) continue;
    converted[keyword] = toKeyword(keyword, value);
  }
  return schema['nullable'] === true ? orNull(converted) : converted;
}

function toKeyword(keyword: string, value: Json): Json {
  if (keyword === '$ref') return componentOf(value as string);
  if (keyword === 'enum' || keyword === 'required' || keyword === 'const') return value;
  // The keys of `properties` are names, not keywords: a property may well be called "description".
  if (keyword === 'properties') return mapValues(value as JsonObject, toJsonSchema);
  return toJsonSchema(value);
}

function orNull(schema: JsonObject): JsonObject {
  if (typeof schema['type'] !== 'string') return { anyOf: [{ type: 'null' }, schema] };
  const nullable = { ...schema, type: [schema['type'], 'null'] };
  return Array.isArray(schema['enum']) ? { ...nullable, enum: [...schema['enum'], null] } : nullable;
}

function componentOf(reference: string): string {
  const name = /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1];
  if (name === undefined) throw new Error(`"${reference}" is not a reference to a component schema`);
  return `#/components/${name}`;
}

/** The component schemas that a value reaches, converted and sorted by name. */
export function reachedComponents(from: Json, components: JsonObject): JsonObject {
  const reached = new Map<string, Json>();
  const waiting = [from];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of referencesIn(next)) {
      if (reached.has(name)) continue;
      const found = components[name];
      if (found === undefined) throw new Error(`component schema "${name}" is missing from the description`);
      const converted = toJsonSchema(found);
      reached.set(name, converted);
      waiting.push(converted);
    }
  }
  return Object.fromEntries([...reached].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function referencesIn(value: Json): string[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.slice('#/components/'.length)] : referencesIn(inner),
  );
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
