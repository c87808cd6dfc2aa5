import type { Commit, Person } from '../../git/commit.ts';
import { readCommit } from '../../git/commit.ts';
import { diffTrees } from '../../git/diff.ts';
import type { Oid } from '../../git/storage.ts';
import { accountByEmail } from '../accounts.ts';
import type { ForgeState, Repo } from '../state.ts';
import { accountJson } from './account.ts';
import { nodeId } from './ids.ts';
import { iso } from './instant.ts';
import { repoApi, repoHtml } from './repository.ts';

export function commitNodeId(repo: Repo, oid: Oid): string {
  return nodeId('C', repo.id, oid);
}

const signature = '-----BEGIN PGP SIGNATURE-----\n\nZm9yZ2U=\n-----END PGP SIGNATURE-----\n';

function verificationJson(commit: Commit) {
  if (!commit.signed) return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  const payload = `tree ${commit.tree}\n\n${commit.message}`;
  return { verified: true, reason: 'valid', signature, payload, verified_at: iso(commit.committer.at) };
}

function personJson(person: Person) {
  return { name: person.name, email: person.email, date: iso(person.at) };
}

/** A commit as a part of what runs on it. */
export function headCommitJson({ oid, tree, message, author, committer }: Commit) {
  const person = ({ name, email }: Person) => ({ name, email });
  return {
    id: oid,
    tree_id: tree,
    message,
    timestamp: iso(committer.at),
    author: person(author),
    committer: person(committer),
  };
}

/** A commit as the git database endpoints answer it. */
export function gitCommitJson(repo: Repo, commit: Commit, origin: string) {
  const api = repoApi(repo, origin);
  const html = repoHtml(repo, origin);
  return {
    sha: commit.oid,
    node_id: commitNodeId(repo, commit.oid),
    url: `${api}/git/commits/${commit.oid}`,
    html_url: `${html}/commit/${commit.oid}`,
    author: personJson(commit.author),
    committer: personJson(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    verification: verificationJson(commit),
  };
}

/** A commit as repository endpoints and the `status` webhook carry it. */
export function commitJson(state: ForgeState, repo: Repo, commit: Commit, origin: string) {
  const api = repoApi(repo, origin);
  const html = repoHtml(repo, origin);
  const account = (person: Person) => {
    const known = accountByEmail(state, person.email);
    return known === undefined ? null : accountJson(known, origin);
  };
  return {
    sha: commit.oid,
    node_id: commitNodeId(repo, commit.oid),
    url: `${api}/commits/${commit.oid}`,
    html_url: `${html}/commit/${commit.oid}`,
    comments_url: `${api}/commits/${commit.oid}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.oid}`,
      author: personJson(commit.author),
      committer: personJson(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification: verificationJson(commit),
    },
    author: account(commit.author),
    committer: account(commit.committer),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/commit/${sha}` })),
  };
}

/** A commit as the `push` webhook lists it, with the paths it touches. */
export function pushCommitJson(state: ForgeState, repo: Repo, commit: Commit, origin: string) {
  const { objects } = repo.git;
  const [parent] = commit.parents;
  const before = parent === undefined ? undefined : readCommit(objects, parent).tree;
  const paths = { added: [] as string[], removed: [] as string[], modified: [] as string[] };
  for (const { path, status } of diffTrees(objects, before, commit.tree)) paths[status].push(path);
  const person = (one: Person) => {
    const username = accountByEmail(state, one.email)?.login;
    return { ...personJson(one), ...(username !== undefined && { username }) };
  };
  return {
    id: commit.oid,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: iso(commit.committer.at),
    url: `${repoHtml(repo, origin)}/commit/${commit.oid}`,
    author: person(commit.author),
    committer: person(commit.committer),
    ...paths,
  };
}
