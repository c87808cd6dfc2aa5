import { describe, expect, it } from '@jest/globals';
import { DomainWorld } from '../domain-world.ts';

/** What PyGithub, octokit.rb and gh do that GitHub's description does not have, or has in its prose alone. */

const repo = '/repos/acme/shop';

async function shop(): Promise<DomainWorld> {
  return DomainWorld.with([
    { fullName: 'acme/shop', files: { 'pin.txt': 'one\n' }, labels: ['ready', 'done'], roles: { alice: 'write' } },
  ]);
}

describe('older ways of asking', () => {
  it('a ref is read where it was before 2019, and without a name all of them are', async () => {
    const world = await shop();
    const described = await world.done('alice', `GET ${repo}/git/ref/heads/main`);

    expect(await world.done('alice', `GET ${repo}/git/refs/heads/main`)).toEqual(described);
    expect(await world.done('alice', `GET ${repo}/git/refs/`)).toEqual([described]);
    expect(await world.done('alice', `GET ${repo}/git/refs`)).toEqual([described]);
    expect((await world.rest('alice', `GET ${repo}/git/refs/heads/other`)).status).toBe(404);
    expect(world.breaches()).toEqual([]);
  });

  it('labels come as a bare list too', async () => {
    const world = await shop();
    await world.done('alice', `POST ${repo}/issues`, { title: 'An issue' });

    const added = await world.done('alice', `POST ${repo}/issues/1/labels`, ['ready']);
    const set = await world.done('alice', `PUT ${repo}/issues/1/labels`, ['done']);

    expect([added, set].map((labels) => labels.map(({ name }: { name: string }) => name))).toEqual([
      ['ready'],
      ['done'],
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('a list of labels that holds no labels is refused all the same', async () => {
    const world = await shop();
    await world.done('alice', `POST ${repo}/issues`, { title: 'An issue' });

    expect((await world.rest('alice', `POST ${repo}/issues/1/labels`, [7])).status).toBe(422);
    expect(new Set(world.breaches().map((breach) => breach.split(' ', 3).join(' ')))).toEqual(
      new Set(['request issues/add-labels /labels/0', 'request issues/add-labels ']),
    );
  });

  it('people see their own addresses, an installation has none', async () => {
    const world = await shop();

    const [email] = await world.done('alice', 'GET /user/emails');

    expect(email).toMatchObject({ email: expect.stringMatching(/@users\.noreply\.github\.com$/), primary: true });
    expect((await world.rest('bot', 'GET /user/emails')).status).toBe(403);
    expect(world.breaches()).toEqual([]);
  });

  it('one query asks the state of an issue or of a pull request, though their types differ', async () => {
    const world = await shop();
    await world.done('alice', `POST ${repo}/issues`, { title: 'An issue' });
    const both = '... on Issue { state } ... on PullRequest { state }';

    const { repository } = await world.query(
      'alice',
      `{ repository(owner: "acme", name: "shop") { issueOrPullRequest(number: 1) { ${both} } } }`,
    );

    expect(repository.issueOrPullRequest).toEqual({ state: 'OPEN' });
  });

  it('one name for two different fields stays an error', async () => {
    const world = await shop();

    const { errors } = await world.graphql('alice', '{ repository(owner: "acme", name: "shop") { a: name a: id } }');

    expect(errors?.[0]?.message).toMatch(/conflict because "name" and "id" are different fields/);
    expect(world.breaches()).toEqual([expect.stringMatching(/^request graphql:repository /)]);
  });
});
