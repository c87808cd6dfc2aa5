import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isInputObjectType, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import { Contract } from '../../src/forge/contract/check.ts';
import { cutGraphql } from '../../src/forge/contract/cut/graphql.ts';
import { cutRest } from '../../src/forge/contract/cut/rest.ts';
import { toJsonSchema } from '../../src/forge/contract/cut/schema.ts';
import { restSlice, webhookSlice } from '../../src/forge/contract/slices.ts';
import { refBody } from './kernel.ts';

const contract = new Contract();
const noQuery = new URLSearchParams();

function readForge(path: string): string {
  return readFileSync(new URL(`../../src/forge/${path}`, import.meta.url), 'utf8');
}

describe('the contract check of answers', () => {
  it('accepts an answer as GitHub describes it', () => {
    expect(contract.checkResponse('git/get-ref', 200, refBody())).toEqual([]);
  });

  it('names the place and the value of a wrong type', () => {
    const body = { ...refBody(), object: { ...refBody().object, sha: 42 } };

    expect(contract.checkResponse('git/get-ref', 200, body)).toEqual([
      { what: 'response', operationId: 'git/get-ref', pointer: '/object/sha', value: 42, message: 'must be string' },
    ]);
  });

  it('misses a property that GitHub always sends', () => {
    const { node_id: _, ...body } = refBody();

    expect(contract.checkResponse('git/get-ref', 200, body)).toMatchObject([
      { pointer: '/node_id', message: 'is missing' },
    ]);
  });

  it('finds a property that GitHub does not describe, at any depth', () => {
    const body = { ...refBody(), name: 'main', object: { ...refBody().object, oid: 'x' } };

    expect(contract.checkResponse('git/get-ref', 200, body)).toMatchObject([
      { pointer: '/object/oid', message: 'GitHub describes no such property' },
      { pointer: '/name', message: 'GitHub describes no such property' },
    ]);
  });

  it('lets errors carry their status, and only that', () => {
    const error = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

    expect(contract.checkResponse('git/get-ref', 404, error)).toEqual([]);
    expect(contract.checkResponse('git/get-ref', 404, { ...error, reason: 'x' })).toMatchObject([
      { pointer: '/reason' },
    ]);
  });

  it('refuses a status that is neither documented nor known from real servers', () => {
    expect(contract.checkResponse('git/get-ref', 201, refBody())).toMatchObject([{ value: 201 }]);
    const slow = { message: 'slow down', documentation_url: 'https://docs.github.com/rest', status: '429' };
    expect(contract.checkResponse('git/get-ref', 429, slow)).toEqual([]);
    expect(contract.checkResponse('pulls/list', 422, { message: 'no' })).not.toEqual([]);
  });

  it('wants errors to carry a message that is text', () => {
    const refused = { message: 7, documentation_url: 'https://docs.github.com/rest', status: '403' };

    expect(contract.checkResponse('git/get-ref', 403, refused)).toMatchObject([{ pointer: '/message', value: 7 }]);
  });

  it('misses what every error says, though its description demands none of it', () => {
    const pointers = contract.checkResponse('git/get-ref', 404, {}).map(({ pointer }) => pointer);

    expect(pointers).toEqual(['/message', '/documentation_url', '/status']);
  });

  it.each(['nope', undefined, null])('takes no %j for a refusal', (body) => {
    expect(contract.checkResponse('git/get-ref', 403, body)).toMatchObject([
      { pointer: '', message: 'a refusal is an object' },
    ]);
    expect(contract.checkResponse('repos/get', 301, body)).toHaveLength(1);
  });

  it('finds a body where GitHub describes none', () => {
    const operations = { 'acts/do': { method: 'POST', path: '/do', parameters: [], responses: { 202: null } } };
    const silent = new Contract('github.com', { source: 'test', operations, components: {} });

    expect(silent.checkResponse('acts/do', 202, undefined)).toEqual([]);
    expect(silent.checkResponse('acts/do', 202, { ok: true })).toMatchObject([{ pointer: '', value: '{"ok":true}' }]);
  });

  it('misses what GitHub always sends though its description leaves it out, in lists too', () => {
    const pointers = (operationId: string, status: number, body: unknown) =>
      contract.checkResponse(operationId, status, body).map(({ pointer }) => pointer);

    expect(pointers('issues/get', 200, {})).toEqual(expect.arrayContaining(['/body', '/assignees']));
    expect(pointers('issues/list-for-repo', 200, [{}])).toContain('/0/author_association');
    expect(pointers('pulls/list', 200, [{}])).toContain('/0/requested_reviewers');
    expect(pointers('repos/get-commit', 200, {})).toEqual(expect.arrayContaining(['/stats', '/files']));
    expect(pointers('actions/list-workflow-runs-for-repo', 200, { workflow_runs: [{}] })).toContain(
      '/workflow_runs/0/run_attempt',
    );
  });

  it('can compile every schema of the slices', () => {
    for (const [operationId, operation] of Object.entries(restSlice().operations)) {
      for (const status of Object.keys(operation.responses)) contract.checkResponse(operationId, Number(status), {});
      const described = operation.parameters.filter((one) => one.in === 'query');
      const query = new URLSearchParams(Object.fromEntries(described.map(({ name }) => [name, 'x'])));
      contract.checkRequest(operationId, query, {});
    }
    for (const name of Object.keys(webhookSlice().payloads)) {
      expect(contract.checkWebhook(name, undefined, null)).not.toEqual([]);
    }
  });
});

describe('the contract check of calls', () => {
  it('finds a misspelled property that GitHub would silently ignore', () => {
    const { violations, refusal } = contract.checkRequest('pulls/create', noQuery, {
      head: 'a',
      base: 'b',
      titel: 'c',
    });

    expect(violations).toMatchObject([{ what: 'request', pointer: '/titel', value: 'c' }]);
    expect(refusal).toBeUndefined();
  });

  it('finds one at any depth', () => {
    const output = { title: 't', summary: 's', sumary: 'x' };
    const body = {
      name: 'ci',
      head_sha: 'a',
      output,
      actions: [{ label: 'l', description: 'd', identifier: 'i', lable: 'x' }],
    };

    expect(contract.checkRequest('checks/create', noQuery, body).violations.map(({ pointer }) => pointer)).toEqual([
      '/output/sumary',
      '/actions/0/lable',
    ]);
  });

  it("refuses what breaks the schema in GitHub's own words", () => {
    const { refusal } = contract.checkRequest('git/create-ref', noQuery, { ref: 5 });

    expect(refusal).toBe(`Invalid request.\n\n"sha" wasn't supplied.\n\nFor 'properties/ref', 5 is not a string.`);
  });

  it('finds a query parameter that does not exist or is of another type', () => {
    const query = new URLSearchParams('per_page=many&state=open&sate=open');

    expect(contract.checkRequest('pulls/list', query, undefined).violations).toMatchObject([
      { pointer: '?per_page', value: 'many' },
      { pointer: '?sate', value: 'open' },
    ]);
  });

  it('takes a span of time in words of the search where the prose does', () => {
    const wrong = (created: string) =>
      contract.checkRequest('actions/list-workflow-runs', new URLSearchParams({ created }), undefined).violations;

    for (const span of ['>=2026-05-04', '2026-05-01..2026-05-04', '2026-05-04T12:00:00Z..*'])
      expect(wrong(span)).toEqual([]);
    expect(wrong('yesterday')).toMatchObject([{ pointer: '?created', value: 'yesterday' }]);
  });

  it('refuses a body where GitHub takes none, but not an empty one', () => {
    expect(contract.checkRequest('pulls/get', noQuery, { number: 1 }).violations).toHaveLength(1);
    expect(contract.checkRequest('pulls/get', noQuery, {}).violations).toEqual([]);
  });
});

describe('the contract check of deliveries', () => {
  it('names what is missing of a payload', () => {
    const missing = contract
      .checkWebhook('issue_comment', 'created', { action: 'created' })
      .map(({ pointer }) => pointer);

    expect(missing).toEqual(expect.arrayContaining(['/comment', '/issue', '/repository', '/sender']));
  });

  it('names what the payload holds beyond the description', () => {
    const payload = { action: 'created', installation: { id: 1, nod_id: 'x' } };
    const pointers = contract.checkWebhook('issue_comment', 'created', payload).map(({ pointer }) => pointer);

    expect(pointers).toContain('/installation/nod_id');
  });

  it('misses what every account has, though webhooks describe it by its login alone', () => {
    const sender = { login: 'ada', id: 1, node_id: 'U_1', site_admin: false, followers_url: 'x', type: 'User' };
    const pointers = contract
      .checkWebhook('issue_comment', 'created', { action: 'created', sender })
      .map(({ pointer }) => pointer);

    expect(pointers).toEqual(expect.arrayContaining(['/sender/avatar_url', '/sender/html_url']));
    expect(pointers).not.toContain('/sender/site_admin');
  });

  it('misses who did it, for which installation, and what was set', () => {
    const repository = { owner: { type: 'Organization' } };
    const pointers = contract.checkWebhook('issues', 'labeled', { repository }).map(({ pointer }) => pointer);

    expect(pointers).toEqual(
      expect.arrayContaining(['/sender', '/installation', '/organization', '/label', '/repository/visibility']),
    );
    expect(contract.checkWebhook('ping', undefined, {}).map(({ pointer }) => pointer)).not.toContain('/installation');
  });

  it('refuses a webhook that the slice does not hold', () => {
    expect(contract.checkWebhook('issues', 'transmuted', {})).toMatchObject([
      { what: 'webhook', operationId: 'issues.transmuted', value: 'transmuted' },
    ]);
  });
});

describe('the cutting of the descriptions', () => {
  it.each([
    ['a nullable type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'a nullable enum',
      { type: 'string', nullable: true, enum: ['a'] },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      'a nullable reference',
      { nullable: true, allOf: [{ $ref: '#/components/schemas/x' }] },
      { anyOf: [{ type: 'null' }, { allOf: [{ $ref: '#/components/x' }] }] },
    ],
    ['prose', { type: 'string', description: 'd', example: 'e', 'x-github': {} }, { type: 'string' }],
    [
      'a property named like prose',
      { properties: { description: { type: 'string' } }, required: ['description'] },
      { properties: { description: { type: 'string' } }, required: ['description'] },
    ],
  ])('converts %s', (_, from, to) => {
    expect(toJsonSchema(from)).toEqual(to);
  });

  it('takes along what an operation reaches and nothing else', () => {
    const ok = { content: { 'application/json': { schema: { $ref: '#/components/schemas/list' } } } };
    const description = {
      paths: { '/things': { get: { operationId: 'things/list', responses: { '200': ok } } } },
      components: {
        schemas: {
          list: { type: 'array', items: { $ref: '#/components/schemas/thing' } },
          thing: { type: 'object' },
          other: { type: 'object' },
          'basic-error': { type: 'object' },
        },
      },
    };

    const slice = cutRest(description, 'test', ['things/list']);

    expect(Object.keys(slice.components)).toEqual(['basic-error', 'list', 'thing']);
    expect(slice.operations['things/list']?.responses).toEqual({ '200': { $ref: '#/components/list' } });
    expect(() => cutRest(description, 'test', ['things/lost'])).toThrow('test does not describe: things/lost');
  });

  const sdl = `
    "Prose." interface Node { id: ID! other: Int }
    type Query { thing(by: By): Thing, node: Node, hidden: Secret }
    type Thing implements Node { id: ID! other: Int kind: Kind secret: Secret }
    type Secret { id: ID! }
    input By { kind: Kind = BIG, nested: Nested }
    input Nested { name: String }
    enum Kind { BIG }
    enum Unused { ONE }`;

  it('keeps the covered fields with the types of their arguments, and what interfaces ask', () => {
    const cut = buildSchema(cutGraphql(sdl, { Query: ['thing', 'node'], Node: ['id'], Thing: ['kind'] }));

    expect(
      Object.keys(cut.getTypeMap())
        .filter((name) => !name.startsWith('__'))
        .sort(),
    ).toEqual(['Boolean', 'By', 'ID', 'Kind', 'Nested', 'Node', 'Query', 'String', 'Thing']);
    const thing = cut.getType('Thing');
    expect(isObjectType(thing) && Object.keys(thing.getFields())).toEqual(['id', 'kind']);
  });

  it('names every covered field that does not exist or answers what is not covered', () => {
    const coverage = { Query: ['thing', 'ghost'], Thing: ['secret'] };

    expect(() => cutGraphql(sdl, coverage)).toThrow(/no field Query\.ghost[\s\S]*Thing\.secret answers Secret/);
  });
});

describe('the committed slices', () => {
  it('hold exactly the listed operations and webhooks', () => {
    const listed = JSON.parse(readForge('contract/operations.json')) as { rest: string[]; webhooks: string[] };

    expect(Object.keys(restSlice().operations)).toEqual(listed.rest);
    expect(Object.keys(webhookSlice().payloads)).toEqual(listed.webhooks);
  });

  it('hold every covered field of the GraphQL schema', () => {
    const schema = buildSchema(readForge('contract/slices/schema.graphql'));
    const coverage = JSON.parse(readForge('graphql/coverage.json')) as Record<string, string[] | true>;

    const missing = Object.entries(coverage).flatMap(([name, fields]) => {
      const type = schema.getType(name);
      const has: Record<string, unknown> =
        isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields() : {};
      if (type === undefined) return [name];
      if (isUnionType(type)) return [];
      return fields === true
        ? []
        : fields.filter((field) => has[field] === undefined).map((field) => `${name}.${field}`);
    });

    expect(missing).toEqual([]);
  });
});
