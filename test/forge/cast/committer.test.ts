import { expect, it } from '@jest/globals';
import { personIn } from '../deployments/deploying.ts';
import { DomainWorld } from '../domain-world.ts';

const files = { 'pins/a.txt': 'one\n', 'pins/b.txt': 'one\n', 'gone.txt': 'kept\n' };
const shop = { fullName: 'acme/shop', files, roles: { alice: 'write' } as const };

async function textAt(world: DomainWorld, path: string): Promise<string | undefined> {
  const { status, body } = await world.rest('alice', `GET /repos/acme/shop/contents/${path}`);
  return status === 200 ? Buffer.from(body.content, 'base64').toString() : undefined;
}

it('a revert takes back what one commit changed and nothing that came after', async () => {
  const world = await DomainWorld.with([shop]);
  const alice = personIn(world, 'alice');
  const change = { branch: 'release', title: 'Release', body: '', path: 'pins/a.txt', text: 'two\n' };
  const number = await alice.proposes('acme/shop', change);
  await alice.commits('acme/shop', { branch: 'release', path: 'new.txt', text: 'new\n', message: 'And more' });
  const merged = await alice.merges('acme/shop', number, 'merge');
  await alice.commits('acme/shop', { branch: 'main', path: 'pins/b.txt', text: 'two\n', message: 'Other' });
  world.heard();

  const reverted = await alice.revertsCommit('acme/shop', merged);

  const texts = [];
  for (const path of ['pins/a.txt', 'new.txt', 'pins/b.txt', 'gone.txt']) texts.push(await textAt(world, path));
  expect(texts).toEqual(['one\n', undefined, 'two\n', 'kept\n']);
  const { commit, parents, files: touched } = await world.done('alice', `GET /repos/acme/shop/commits/${reverted}`);
  expect(commit.message).toBe(`Revert "Merge pull request #1 from acme/release"\n\nThis reverts commit ${merged}.`);
  expect(parents).toHaveLength(1);
  expect(touched.map(({ filename }: { filename: string }) => filename)).toEqual(['new.txt', 'pins/a.txt']);
  expect(world.heard()).toEqual(['push']);
  expect(world.breaches()).toEqual([]);
});

it('a branch that is deleted is gone, and its pull request is closed', async () => {
  const world = await DomainWorld.with([shop]);
  const alice = personIn(world, 'alice');
  const change = { branch: 'release', title: 'Release', body: '', path: 'pins/a.txt', text: 'two\n' };
  const number = await alice.proposes('acme/shop', change);

  await alice.deletesBranch('acme/shop', 'release');

  await expect(alice.tipOf('acme/shop', 'release')).rejects.toThrow('404');
  await expect(alice.reopens('acme/shop', number)).rejects.toThrow('has been deleted');
});

it('issues and pull requests are closed and opened again', async () => {
  const world = await DomainWorld.with([shop]);
  const alice = personIn(world, 'alice');
  const change = { branch: 'release', title: 'Release', body: '', path: 'pins/a.txt', text: 'two\n' };
  const numbers = [await alice.proposes('acme/shop', change), await alice.opensIssue('acme/shop', 'A fault')];
  world.heard();

  for (const number of numbers) {
    await alice.closes('acme/shop', number);
    await alice.reopens('acme/shop', number);
  }

  expect(world.heard()).toEqual(['pull_request.closed', 'pull_request.reopened', 'issues.closed', 'issues.reopened']);
  expect(world.breaches()).toEqual([]);
});
