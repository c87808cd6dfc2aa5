import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { commitSha, repoName } from '../../src/core/names.ts';
import { githubGrants } from '../../src/github/grants.ts';
import { githubTrees } from '../../src/github/trees.ts';
import { json, rig, stubServer, type Stub } from './client-stub.ts';

let stub: Stub;
beforeEach(async () => {
  stub = await stubServer();
});
afterEach(() => stub.close());

const REPO = repoName('acme/manifests');
const COMMIT = commitSha('a'.repeat(40));
const owner = { login: 'acme', type: 'Organization' };
const granted = { permissions: { issues: 'read' }, events: ['push'] };

/** Answers by the path's end; what is not scripted is missing. */
function answers(byEnd: Record<string, unknown>): void {
  stub.script = ({ path }, response) => {
    const [bare = ''] = path.split('?');
    const found = Object.entries(byEnd).find(([end]) => bare.endsWith(end));
    if (found === undefined) json(response, 404, { message: 'Not Found' });
    else json(response, 200, found[1]);
  };
}

describe('what GitHub says of the App', () => {
  it('is its registration and what each installation has granted; a suspended one is left out', async () => {
    const installation = { id: 7, account: owner, ...granted, suspended_at: null };
    const suspended = {
      id: 8,
      account: { login: 'ada', type: 'User' },
      ...granted,
      suspended_at: '2026-03-01T00:00:00Z',
    };
    answers({ '/app/installations': [installation, suspended], '/app': { slug: 'sluice', owner, ...granted } });

    const acme = { login: 'acme', isOrganisation: true };
    expect(await githubGrants(rig(stub.url).github).read()).toEqual({
      known: {
        slug: 'sluice',
        registered: { ...granted, owner: acme },
        installations: [{ id: 7, account: acme, ...granted }],
      },
    });
  });

  it('is unknown as a whole while its installations cannot be listed', async () => {
    answers({ '/app': { slug: 'sluice', owner, ...granted } });

    expect(await githubGrants(rig(stub.url).github).read()).toEqual({
      unknown: 'not found at GitHub (404): Not Found',
    });
  });

  it.each([
    [
      { url: 'https://sluice.example.com/api/github/webhooks' },
      { known: 'https://sluice.example.com/api/github/webhooks' },
    ],
    [{ url: '' }, { known: undefined }],
  ])('has the address of its webhooks: %j', async (config, url) => {
    answers({ '/app/hook/config': config });

    expect(await githubGrants(rig(stub.url).github).webhookUrl()).toEqual(url);
  });
});

describe('the files below a directory', () => {
  const tree = { oid: COMMIT, tree: { oid: COMMIT }, d0: { oid: 'b'.repeat(40), type: 'tree' } };
  const entries = [
    { path: 'base', type: 'tree' },
    { path: 'base/k.yaml', type: 'blob' },
    { path: 'vendored', type: 'commit' },
  ];
  const listing = (truncated: boolean) => ({
    '/installation': { id: 7 },
    '/graphql': { data: { tree: { object: tree } } },
    [`/git/trees/${'b'.repeat(40)}`]: { truncated, tree: entries },
  });

  it('are its files alone, by their whole path', async () => {
    answers(listing(false));

    const below = await githubTrees(rig(stub.url).github).filesBelow(REPO, COMMIT, ['apps/ledger']);

    expect(below).toEqual({ known: new Map([['apps/ledger', ['apps/ledger/base/k.yaml']]]) });
  });

  it('are unknown where GitHub lists them in part', async () => {
    answers(listing(true));

    expect(await githubTrees(rig(stub.url).github).filesBelow(REPO, COMMIT, ['apps/ledger'])).toEqual({
      unknown: expect.stringMatching(/^apps\/ledger of acme\/manifests at aaaaaaa: it has too many files/),
    });
  });

  it('are not asked for where no directory is', async () => {
    expect(await githubTrees(rig(stub.url).github).filesBelow(REPO, COMMIT, [])).toEqual({ known: new Map() });
    expect(stub.seen).toEqual([]);
  });
});
