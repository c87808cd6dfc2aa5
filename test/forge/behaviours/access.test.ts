import { describe, expect, it } from '@jest/globals';
import type { Permissions } from '../../../src/forge/domain/state.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import { appJwt, call, noon } from '../kernel.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n' },
  roles: { alice: 'write', rita: 'read' },
};

describe('who may not', () => {
  it('is told 404 of a repository that is not theirs, and 403 of a permission that is missing [25]', async () => {
    const world = await DomainWorld.with([shop], { permissions: { contents: 'read' } });

    const stranger = await world.rest('eve', 'GET /repos/acme/shop');
    const bot = await world.rest('bot', 'POST /repos/acme/shop/issues', { title: 'A fault' });

    expect([stranger.status, stranger.body.message]).toEqual([404, 'Not Found']);
    expect([bot.status, bot.body.message]).toEqual([403, 'Resource not accessible by integration']);
    expect(world.breaches()).toEqual([]);
  });

  it('needs push access to see what others may do [25]', async () => {
    const world = await DomainWorld.with([shop]);
    const path = 'GET /repos/acme/shop/collaborators/alice/permission';

    const reader = await world.rest('rita', path);
    const writer = await world.rest('alice', path);

    expect([reader.status, reader.body.message]).toEqual([
      403,
      'Must have push access to view collaborator permission.',
    ]);
    expect([writer.status, writer.body.permission]).toEqual([200, 'write']);
  });

  it('needs to be known to see what others may do in a public repository [25]', async () => {
    const world = await DomainWorld.with([{ ...shop, private: false }]);
    const path = 'GET /repos/acme/shop/collaborators/alice/permission';

    const stranger = await call(world.forge, path);
    const reader = await world.rest('eve', path);

    expect([stranger.status, await stranger.json()]).toMatchObject([401, { message: 'Requires authentication' }]);
    expect([reader.status, (await world.rest('bot', path)).status]).toEqual([403, 200]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a Location', () => {
  const permissions: Permissions = {
    checks: 'write',
    contents: 'write',
    deployments: 'write',
    issues: 'write',
    pull_requests: 'write',
    statuses: 'write',
  };

  it('is on refs, git objects, pull requests, issues, comments, labels, statuses and deployments [24]', async () => {
    const world = await DomainWorld.with([shop], { permissions });
    const sha = world.repo('shop').git.refs.read('refs/heads/main')!;
    await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    const tree = { tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'a' }] };
    const create = async (path: string, body: object) => world.rest('bot', `POST /repos/acme/shop/${path}`, body);

    const answers = [
      await create('git/refs', { ref: 'refs/heads/new', sha }),
      await create('git/blobs', { content: 'a' }),
      await create('git/trees', tree),
      await create('git/commits', { message: 'M', tree: (await create('git/trees', tree)).body.sha }),
      await create('pulls', { title: 'Bump', head: 'bump', base: 'main' }),
      await create('issues', { title: 'A fault' }),
      await create('issues/1/comments', { body: 'Hm' }),
      await create('labels', { name: 'new' }),
      await create(`statuses/${sha}`, { state: 'success' }),
    ];
    const deployment = await create('deployments', { ref: 'main', required_contexts: [] });
    answers.push(deployment, await create(`deployments/${deployment.body.id}/statuses`, { state: 'success' }));

    expect(answers.map(({ status, headers }) => [status, headers.get('location')])).toEqual(
      answers.map(({ body }) => [201, body.url]),
    );
    expect(world.breaches()).toEqual([]);
  });

  it('is not on contents, check runs and tokens [24]', async () => {
    const world = await DomainWorld.with([shop], { permissions });
    const put = { message: 'M', content: 'eAo=' };
    const [installation] = world.forge.state.installations.keys();
    const app = { as: appJwt(noon) };

    const answers = [
      await world.rest('bot', 'PUT /repos/acme/shop/contents/new.txt', put),
      await world.rest('bot', 'POST /repos/acme/shop/check-runs', {
        name: 'lint',
        head_sha: world.repo('shop').git.refs.read('refs/heads/main'),
      }),
      await call(world.forge, `POST /app/installations/${installation}/access_tokens`, app),
    ];

    expect(answers.map(({ status, headers }) => [status, headers.has('location')])).toEqual([
      [201, false],
      [201, false],
      [201, false],
    ]);
    expect(world.breaches()).toEqual([]);
  });
});
