import { describe, expect, it } from '@jest/globals';
import { hoisted, unhoisted } from '../../../src/forge/contract/cut/hoist.ts';
import { gatherParameters, overlayOf } from '../../../src/forge/contract/cut/store.ts';
import {
  laidOver,
  restSlice,
  spreadParameters,
  webhookSlice,
  type RestSlice,
  type Schema,
  type WebhookSlice,
} from '../../../src/forge/contract/slices.ts';

const account = {
  type: 'object',
  properties: { login: { type: 'string' }, id: { type: 'integer' } },
  required: ['login', 'id'],
};
const turned = { required: ['login', 'id'], properties: { id: { type: 'integer' }, login: { type: 'string' } } };

function withPayloads(payloads: Record<string, Schema>, components: Record<string, Schema> = {}): WebhookSlice {
  return { source: 'test', payloads, components };
}

const of = (properties: Record<string, Schema>): Schema => ({ type: 'object', properties });

describe('the hoisting of what a description repeats', () => {
  const slice = withPayloads({
    push: of({ pusher: account, sender: account }),
    ping: of({ sender: { ...turned, type: 'object' }, hooks: { type: 'array', items: of({ owner: account }) } }),
  });

  it('says a repeated schema once, under the name that it bears most often', () => {
    const { payloads, components } = hoisted(slice);

    const [name] = Object.keys(components);
    expect(Object.keys(components)).toEqual([expect.stringMatching(/^sender\.[0-9a-f]{6}$/)]);
    expect(payloads['push']).toEqual(
      of({ pusher: { $ref: `#/components/${name}` }, sender: { $ref: `#/components/${name}` } }),
    );
    expect(components[name!]).toEqual(account);
  });

  it('loses nothing', () => {
    expect(unhoisted(hoisted(slice))).toEqual(slice);
  });

  it('leaves what stands once, and what is short, where it is', () => {
    const once = withPayloads({ push: of({ sender: account, ref: { type: 'string' }, before: { type: 'string' } }) });

    expect(hoisted(once)).toEqual(once);
  });

  it('keeps together what always stands together', () => {
    const repository = of({ owner: account, full_name: { type: 'string' } });
    const twice = withPayloads({ push: of({ repository }), ping: of({ repository }) });

    expect(Object.keys(hoisted(twice).components)).toEqual([expect.stringMatching(/^repository\./)]);
  });

  it('takes a property of the name of a keyword for a property', () => {
    const schema = of({ items: account, properties: account, required: { type: 'boolean' } });

    expect(unhoisted(hoisted(withPayloads({ push: schema })))).toEqual(withPayloads({ push: schema }));
  });

  it('names a schema as an earlier slice named it, were it to stand here but once', () => {
    const first = hoisted(slice);
    const second = hoisted(withPayloads({ star: of({ by: account }) }), first);

    expect(Object.keys(second.components)).toEqual(Object.keys(first.components));
  });

  it('refuses to put two schemas under one hash', () => {
    // So many that two of them share one: a hash has 24 bits.
    const many = Array.from({ length: 20_000 }, (_, index) => [`p${index}`, { ...account, maxProperties: index }]);
    const payload = of(Object.fromEntries(many) as Record<string, Schema>);

    expect(() => hoisted(withPayloads({ push: payload, ping: { ...payload, maxProperties: 1 } }))).toThrow(
      /share a hash/,
    );
  });
});

describe('a second description', () => {
  const first = withPayloads(
    { push: of({ sender: account }), star: of({}) },
    { user: of({ a: account }), team: of({}) },
  );
  const second = withPayloads({ push: of({ sender: account }) }, { user: of({ b: account }) });

  it('is kept as what it says differently', () => {
    expect(overlayOf(first, second)).toEqual({
      source: 'test',
      payloads: { star: null },
      components: { user: of({ b: account }) },
    });
  });

  it('is whole again over the first, but for components that nothing refers to', () => {
    expect(laidOver(first, overlayOf(first, second))).toEqual({
      ...second,
      components: { user: of({ b: account }), team: of({}) },
    });
  });
});

describe('the parameters of operations', () => {
  const parameter = (name: string, schema: Schema) => ({ name, in: 'query' as const, required: false, schema });
  const page = parameter('page', { type: 'integer' });
  const operation = (...parameters: (typeof page)[]) => ({ method: 'GET', path: '/', parameters, responses: {} });
  const slice: RestSlice = {
    source: 'test',
    operations: {
      a: operation(page),
      b: operation(parameter('page', { type: 'string' }), parameter('sort', { type: 'string' })),
      c: operation(page),
    },
    components: {},
  };

  it('are told once, the commonest of a name under it', () => {
    const { parameters, operations } = gatherParameters(slice);

    expect(Object.keys(parameters)).toEqual(['page', 'page.2', 'sort']);
    expect(operations['b']?.parameters).toEqual(['page.2', 'sort']);
    expect(parameters['page']).toEqual(page);
  });

  it('are all there again when the slice is read', () => {
    expect(spreadParameters(gatherParameters(slice))).toEqual(slice);
  });
});

describe('the committed slices', () => {
  it.each(['github.com', 'ghes-3.19'] as const)('of %s refer to nothing that is not there', (description) => {
    for (const slice of [restSlice(description), webhookSlice(description)]) {
      const referred = JSON.stringify(slice).matchAll(/"\$ref":"#\/components\/([^"]+)"/g);
      const missing = [...referred].map(([, name]) => name!).filter((name) => slice.components[name] === undefined);
      expect(missing).toEqual([]);
    }
  });

  it('of the Enterprise Server name the package and its own description as their source', () => {
    expect(restSlice('ghes-3.19').source).toMatch(/^@octokit\/openapi@[\d.]+, ghes-3\.19$/);
    expect(webhookSlice('ghes-3.19').source).toMatch(/^@octokit\/openapi-webhooks@[\d.]+, ghes-3\.19$/);
  });
});
