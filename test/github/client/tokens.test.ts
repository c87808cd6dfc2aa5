import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { repoName } from '../../../src/core/names.ts';
import { tokenClients } from '../../../src/github/client/token-clients.ts';
import { cloneAccess } from '../../../src/github/clone-access.ts';
import { json, rig, stubServer, type Stub } from '../client-stub.ts';

const PAYMENTS = repoName('acme/payments');
const SECRET = 'ghp_a-token-of-grace';
const getIssue = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
const issue = { owner: 'acme', repo: 'payments', issue_number: 1 };

let stub: Stub;

beforeEach(async () => {
  stub = await stubServer();
});
afterEach(() => stub.close());

const answersInstallation = (): void => {
  stub.script = (_, response) => json(response, 200, { id: 42 });
};

describe("a person's token", () => {
  const clients = (path = '') => tokenClients({ baseUrl: `${stub.url}${path}`, token: SECRET, version: '1.2.3' });

  it('speaks for every repository, with no installation looked up and none minted', async () => {
    const github = clients();
    const installation = await github.installationFor('acme/payments');
    if ('unknown' in installation || installation.known === undefined) throw new Error('nobody speaks for it');
    const client = await github.installation(installation.known);

    await client.request(getIssue, issue);
    await client.graphql('query Look { viewer { login } }');

    expect(stub.mints).toEqual([]);
    expect(stub.seen.map(({ path }) => path)).toEqual(['/repos/acme/payments/issues/1', '/graphql']);
    expect(stub.seen.map(({ headers }) => headers.authorization)).toEqual([`token ${SECRET}`, `token ${SECRET}`]);
    expect(await github.installation(7)).toBe(client);
  });

  it('reaches an Enterprise Server under /api/v3, and its GraphQL beside that', async () => {
    const client = await clients('/api/v3').installation(0);

    await client.request(getIssue, issue);
    await client.graphql('query Look { viewer { login } }');

    expect(stub.seen.map(({ path }) => path)).toEqual(['/api/v3/repos/acme/payments/issues/1', '/api/graphql']);
  });

  it('that GitHub refuses is said to be refused, and never shown', async () => {
    stub.script = (_, response) => json(response, 401, { message: `Bad credentials ${SECRET}` });

    const outcome = await (await clients().installation(0)).request(getIssue, issue);

    expect(outcome).toEqual({ failed: { kind: 'unauthorised', message: 'Bad credentials [redacted]' } });
  });

  it.each([`${SECRET}\nit`, `${SECRET} `, 'g\u0440h_a-token-of-grace', '', undefined])(
    'is refused before anything is sent where it cannot be one (%j), and never shown',
    (token) => {
      const made = (): unknown => tokenClients({ baseUrl: stub.url, token: token as string, version: '1' });

      expect(made).toThrow(TypeError);
      expect(made).toThrow(
        /^token is missing, or has a space, a line end or a letter that no token has; give it alone\.$/,
      );
    },
  );

  it('ends the work of whoever can do nothing without it', async () => {
    const refusal = (message: string): Error => new RangeError(message);
    const client = await tokenClients({ baseUrl: stub.url, token: SECRET, version: '1', refusal }).installation(0);
    stub.script = (_, response) => json(response, 401, { message: 'Bad credentials' });

    await expect(client.request(getIssue, issue)).rejects.toThrow(new RangeError('Bad credentials'));
    await expect(client.graphql('query Look { viewer { login } }')).rejects.toThrow(new RangeError('Bad credentials'));

    stub.script = (_, response) => json(response, 404, { message: 'Not Found' });
    expect(await client.request(getIssue, issue)).toMatchObject({ failed: { kind: 'missing' } });
  });
});

describe('access to a clone', () => {
  it('is the address where people read GitHub, and a token that may read that repository and nothing else', async () => {
    answersInstallation();
    const { github } = rig(stub.url);

    const access = await cloneAccess(github, 'https://ghes.acme.dev').of(PAYMENTS);

    expect(access).toEqual({ known: { url: 'https://ghes.acme.dev/acme/payments.git', token: 'ghs_stub.token-1' } });
    expect(stub.mints.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([
      ['/app/installations/42/access_tokens', { repositories: ['payments'], permissions: { contents: 'read' } }],
    ]);
  });

  it('keeps its token, apart from the one that the API is used with', async () => {
    answersInstallation();
    const { github } = rig(stub.url);
    const access = cloneAccess(github, 'https://github.com');

    await access.of(PAYMENTS);
    await access.of(PAYMENTS);
    await (await github.installation(42)).request(getIssue, issue);

    expect(stub.mints.map(({ body }) => body)).toEqual([expect.stringContaining('contents'), '']);
  });

  it('is unknown where the App is not installed, and where GitHub mints nothing', async () => {
    stub.script = (_, response) => json(response, 404, { message: 'Not Found' });
    const absent = await cloneAccess(rig(stub.url).github, 'https://github.com').of(PAYMENTS);
    answersInstallation();
    stub.mint = (_, response) => json(response, 422, { message: 'The permissions requested are not granted' });
    const refused = await cloneAccess(rig(stub.url).github, 'https://github.com').of(PAYMENTS);

    expect(absent).toEqual({ unknown: 'the App is not installed on acme/payments', lasting: true });
    expect(refused).toEqual({ unknown: expect.stringContaining('The permissions requested are not granted') });
  });

  it("with a person's token is that token", async () => {
    const github = tokenClients({ baseUrl: stub.url, token: SECRET, version: '1.2.3' });

    expect(await cloneAccess(github, 'https://github.com').of(PAYMENTS)).toEqual({
      known: { url: 'https://github.com/acme/payments.git', token: SECRET },
    });
  });
});
