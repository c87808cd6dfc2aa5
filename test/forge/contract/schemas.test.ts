import { expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { descriptionNames, restSlice, webhookSlice, type Schema } from '../../../src/forge/contract/slices.ts';

const ajv = new Ajv2020({ strict: false });

/** The forge itself never asks: it takes longer than all the rest of its start. */
it.each(descriptionNames)('all of what was cut from the description of %s is schemas', (description) => {
  const rest = restSlice(description);
  const webhooks = webhookSlice(description);
  const schemas: Schema[] = [
    ...Object.values(rest.components),
    ...Object.values(webhooks.components),
    ...Object.values(webhooks.payloads),
    ...Object.values(rest.operations).flatMap(({ body, parameters, responses }) => [
      ...(body ? [body.schema] : []),
      ...parameters.map(({ schema }) => schema),
      ...Object.values(responses).filter((schema) => schema !== null),
    ]),
  ];

  expect(schemas.length).toBeGreaterThan(1_000);
  expect(schemas.filter((schema) => ajv.validateSchema(schema) !== true)).toEqual([]);
});
