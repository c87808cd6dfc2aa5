import { z } from 'zod';

import { pipelineFileV1 } from './file/schema.ts';
import type { Path } from './problem.ts';

/** As much of JSON Schema as a pipeline file is described by. */
export interface JsonSchema {
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  required?: string[];
  anyOf?: JsonSchema[];
}

/** The JSON Schema that editors complete and check a pipeline file by; it knows the file's shape alone. */
export function pipelineFileJsonSchema(): JsonSchema {
  const schema = jsonSchemaOf(pipelineFileV1);
  return {
    ...schema,
    title: 'Sluice pipeline',
    description: '.github/sluice.yml of the repository that owns a pipeline.',
  };
}

/** A file's shape, as a person writes it. */
export const jsonSchemaOf = (shape: z.ZodType): JsonSchema => z.toJSONSchema(shape, { io: 'input' }) as JsonSchema;

/** The keys that a map at a place of the file may have. */
export function knownKeys(schema: JsonSchema, path: Path): string[] {
  let here = [schema];
  for (const part of path) here = here.flatMap((one) => below(one, part));
  return [...new Set(here.flatMap(alternatives).flatMap(({ properties = {} }) => Object.keys(properties)))];
}

function below(schema: JsonSchema, part: string | number): JsonSchema[] {
  return alternatives(schema).flatMap(({ properties = {}, additionalProperties, items }) => {
    if (typeof part === 'number') return items ?? [];
    const named = Object.hasOwn(properties, part) ? properties[part] : additionalProperties;
    return typeof named === 'object' ? named : [];
  });
}

const alternatives = (schema: JsonSchema): JsonSchema[] => [schema, ...(schema.anyOf ?? []).flatMap(alternatives)];
