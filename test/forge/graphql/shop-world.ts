import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n', 'run.sh': 'true\n' },
  labels: ['ready'],
  roles: { alice: 'write', rita: 'read' },
};
const secret: RepoSpec = { fullName: 'acme/secret', files: { 'a.txt': 'a\n' }, roles: { tom: 'write' } };

export const zero = '0'.repeat(40);
export const base64 = (text: string) => Buffer.from(text).toString('base64');
export const tip = (world: DomainWorld, branch = 'main') => world.repo('shop').git.refs.read(`refs/heads/${branch}`);

/** A branch, a commit on it and its pull request in one document, as a bot that counts its calls sends it. */
export const open = `mutation($repo: ID!, $name: String!, $branch: String!, $at: GitObjectID!, $files: FileChanges!, $body: String!) {
  a: createRef(input: {repositoryId: $repo, name: $name, oid: $at}) { ref { id name } }
  b: createCommitOnBranch(input: {branch: {repositoryNameWithOwner: "acme/shop", branchName: $branch}, expectedHeadOid: $at,
    message: {headline: "Bump", body: "Why: because"}, fileChanges: $files}) { commit { oid author { name email user { login } } signature { isValid wasSignedByGitHub state } } }
  c: createPullRequest(input: {repositoryId: $repo, baseRefName: "main", headRefName: $branch, title: "Bump", body: $body})
    { pullRequest { id number headRefOid mergeable mergeStateStatus author { login __typename } } }
}`;

export async function opened(world: DomainWorld, { branch = 'bump', text = 'two\n', body = '' } = {}) {
  const { repository } = await world.query('bot', '{ repository(owner: "acme", name: "shop") { id } }');
  const files = { additions: [{ path: 'pin.txt', contents: base64(text) }] };
  const at = tip(world);
  return world.query('bot', open, { repo: repository.id, name: `refs/heads/${branch}`, branch, at, files, body });
}

export const withShop = async (more: Partial<RepoSpec> = {}, options = {}) =>
  DomainWorld.with([{ ...shop, ...more }, secret], options);
