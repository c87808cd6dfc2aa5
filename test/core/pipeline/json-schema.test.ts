import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';

import { pipelineFileJsonSchema, type JsonSchema } from '../../../src/core/pipeline/json-schema.ts';
import { changedIn, EVERY_KEY, GOOD, PINS, WHOLE } from './pipeline-text.ts';

const schema = pipelineFileJsonSchema();
const isValid = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

/** Keys without words for the person who points at them. */
function silentKeys({ properties = {}, items, additionalProperties, anyOf = [] }: JsonSchema, at = ''): string[] {
  return [
    ...Object.entries(properties).flatMap(([key, below]) => [
      ...(below.title && below.description ? [] : [`${at}${key}`]),
      ...silentKeys(below, `${at}${key}.`),
    ]),
    ...(items === undefined ? [] : silentKeys(items, at)),
    ...(typeof additionalProperties === 'object' ? silentKeys(additionalProperties, at) : []),
    ...anyOf.flatMap((one) => silentKeys(one, at)),
  ];
}

describe('the JSON Schema of pipeline files', () => {
  it('is the one in the documentation: npm run schema', () => {
    const file = new URL('../../../docs/reference/pipeline-file.schema.json', import.meta.url);

    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
  });

  it('explains every key', () => {
    expect(silentKeys(schema)).toEqual([]);
  });

  it.each([
    ['the smallest', GOOD],
    ['the whole', WHOLE],
    ['the widest', EVERY_KEY],
    ['one that says where its pins stand', PINS],
  ])('takes %s good file', (_, text) => {
    expect({ valid: isValid(load(text)), errors: isValid.errors }).toEqual({ valid: true, errors: null });
  });

  it.each([
    ['an unknown key', changedIn(WHOLE, 'kind: environment', 'knid: environment')],
    ['a component without code', changedIn(WHOLE, 'code: acme/ledger, ', '')],
    ['a gate that is two', changedIn(WHOLE, 'soak: 2h', 'soak: 2h\n        approvals: { count: 1 }')],
    ['a rule that does nothing', changedIn(WHOLE, 'close: true, ', '')],
    ['another version', changedIn(WHOLE, 'version: 1', 'version: 2')],
  ])('refuses %s', (_, text) => {
    expect(isValid(load(text))).toBe(false);
  });
});
