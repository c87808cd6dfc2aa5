import { known, unknown, type Answer } from '../core/answer.ts';
import type { CommitSha, RepoName } from '../core/names.ts';
import type { FilesBelow } from '../core/tidy/belongings.ts';
import type { Trees } from '../ports/github/trees.ts';
import type { GithubClient } from './client/client.ts';
import type { GithubClients } from './client/clients.ts';
import { failureSentence } from './client/outcome.ts';
import { clientFor } from './installation-groups.ts';
import { part } from './look/documents/part.ts';
import { nodesOf, type Maybe } from './look/raw.ts';
import { readParts } from './look/read-parts.ts';
import { split } from './repo-parts.ts';

const ALIAS = 'tree';

/** Lists directories, and says who changed a file. */
export function githubTrees(clients: GithubClients): Trees {
  return {
    filesBelow: (repo, commit, directories) => filesBelow(clients, { repo, commit, directories }),
    lastAuthor: (repo, commit, path) => lastAuthor(clients, { repo, commit, path }),
  };
}

interface Asked {
  repo: RepoName;
  commit: CommitSha;
  directories: string[];
}

type RawEntries = Record<string, Maybe<{ oid: string; type: string }>>;

async function filesBelow(clients: GithubClients, asked: Asked): Promise<Answer<FilesBelow>> {
  const { repo, commit, directories } = asked;
  if (directories.length === 0) return known(new Map());
  const trees = await treesOf(clients, asked);
  if ('unknown' in trees) return trees;
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const below = new Map<string, string[]>();
  for (const [directory, tree] of trees.known) {
    const files = await listTree(client.known, { repo, tree });
    if ('unknown' in files) return unknown(`${directory} of ${repo} at ${commit.slice(0, 7)}: ${files.unknown}`);
    below.set(
      directory,
      files.known.map((path) => `${directory}/${path}`),
    );
  }
  return known(below);
}

/** The tree ids of those of the directories that the commit has. */
async function treesOf(
  clients: GithubClients,
  { repo, commit, directories }: Asked,
): Promise<Answer<Map<string, string>>> {
  const fields = directories.map((_, index) => `d${index}: file(path: $${ALIAS}D${index}) { oid type }`);
  const asked = part({
    alias: ALIAS,
    repo,
    commits: { [`${ALIAS}C`]: commit },
    variables: Object.fromEntries(directories.map((path, index) => [`${ALIAS}D${index}`, path])),
    selection: `object(oid: $${ALIAS}C) { oid ... on Commit { tree { oid } ${fields.join('\n')} } }`,
  });
  const answer = (await readParts(clients, 'Directories', [asked])).get(ALIAS) ?? unknown('it was not asked for');
  if ('unknown' in answer) return answer;
  const { object } = answer.known as { object: Maybe<RawEntries> };
  if (!object?.['tree']) return unknown(`${repo} does not show the commit ${commit.slice(0, 7)}`);
  const found = directories.flatMap((path, index): [string, string][] => {
    const entry = object[`d${index}`];
    return entry?.type === 'tree' ? [[path, entry.oid]] : [];
  });
  return known(new Map(found));
}

/** Files only: a submodule below is nothing that a deleted file takes along. */
async function listTree(
  client: GithubClient,
  { repo, tree }: { repo: RepoName; tree: string },
): Promise<Answer<string[]>> {
  const { owner, name } = split(repo);
  const listed = await client.request<{ truncated: boolean; tree: { path: string; type: string }[] }>(
    'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    { owner, repo: name, tree_sha: tree, recursive: '1' },
  );
  if ('failed' in listed) return unknown(failureSentence(listed.failed));
  if (listed.ok.truncated) return unknown('it has too many files for GitHub to list');
  return known(listed.ok.tree.filter(({ type }) => type === 'blob').map(({ path }) => path));
}

interface RawAuthors {
  object: Maybe<{
    tree?: unknown;
    history?: { nodes: Maybe<Maybe<{ author: Maybe<{ name: Maybe<string>; user: Maybe<{ login: string }> }> }>[]> };
  }>;
}

async function lastAuthor(
  clients: GithubClients,
  { repo, commit, path }: { repo: RepoName; commit: CommitSha; path: string },
): Promise<Answer<string | undefined>> {
  const asked = part({
    alias: ALIAS,
    repo,
    commits: { [`${ALIAS}C`]: commit },
    variables: { [`${ALIAS}P`]: path },
    selection: `object(oid: $${ALIAS}C) { oid ... on Commit { tree { oid }
      history(first: 1, path: $${ALIAS}P) { nodes { author { name user { login } } } } } }`,
  });
  const answer = (await readParts(clients, 'LastAuthor', [asked])).get(ALIAS) ?? unknown('it was not asked for');
  if ('unknown' in answer) return answer;
  const { object } = answer.known as RawAuthors;
  if (!object?.history) return unknown(`${repo} does not show the commit ${commit.slice(0, 7)}`);
  const author = nodesOf(object.history)[0]?.author;
  return known(author?.user?.login ?? author?.name ?? undefined);
}
