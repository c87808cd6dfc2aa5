import { readCommit } from '../../git/commit.ts';
import type { Commit, Person } from '../../git/commit.ts';
import { diffTrees } from '../../git/diff.ts';
import { fileHistory, reachable } from '../../git/history.ts';
import type { Oid } from '../../git/storage.ts';
import { entryAt } from '../../git/tree.ts';
import { accountByEmail, accountOf, webFlow } from '../../domain/accounts.ts';
import { commitNodeId } from '../../domain/json/commit.ts';
import { iso } from '../../domain/json/instant.ts';
import { fullNameOf } from '../../domain/json/repository.ts';
import { pullsWith } from '../../domain/pulls/associated.ts';
import { splitMessage } from '../../domain/pulls/messages.ts';
import type { Repo } from '../../domain/state.ts';
import { mustRead } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { userFields } from './actor.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';
import { deploymentsField } from './deployments/deployment.ts';
import { entryFields, objectFields } from './git-object.ts';
import { statusesFields, suitesOf } from './rollup.ts';

export function commitFields(graph: Graph, repo: Repo, oid: Oid): Fields {
  const { objects } = repo.git;
  const commit = readCommit(objects, oid);
  const { title, body } = splitMessage(commit.message);
  const resourcePath = `/${fullNameOf(repo)}/commit/${oid}`;
  const author = () => personFields(graph, commit.author);
  return {
    __typename: 'Commit',
    id: commitNodeId(repo, oid),
    ...objectFields(graph, repo, oid),
    url: graph.view.origin + resourcePath,
    resourcePath,
    message: commit.message,
    messageHeadline: title,
    messageBody: body,
    authoredDate: iso(commit.author.at),
    committedDate: iso(commit.committer.at),
    pushedDate: null,
    committedViaWeb: commit.signed,
    authoredByCommitter: commit.author.email === commit.committer.email,
    author,
    authors: (paging: Paging) => connection('authors', [commit.author], { paging, node: author }),
    committer: () => personFields(graph, commit.committer),
    signature: () => signatureFields(graph, commit),
    tree: () => graph.object(repo, commit.tree),
    file: ({ path }: { path: string }) => {
      const entry = entryAt(objects, commit.tree, path);
      return entry === undefined ? null : entryFields(graph, repo, { entry, path });
    },
    changedFilesIfAvailable: () => changedFiles(repo, commit),
    ...listFields(graph, repo, commit),
    ...checkFields(graph, repo, oid),
  };
}

function changedFiles(repo: Repo, { tree, parents: [parent] }: Commit): number {
  const { objects } = repo.git;
  return diffTrees(objects, parent === undefined ? undefined : readCommit(objects, parent).tree, tree).length;
}

interface HistoryAsked extends Paging {
  path?: string | null;
  since?: string | null;
  until?: string | null;
}

function listFields(graph: Graph, repo: Repo, commit: Commit): Fields {
  const { objects } = repo.git;
  const node = (one: { oid: Oid }) => graph.commit(repo, one.oid);
  return {
    parents: (paging: Paging) =>
      connection('parents', commit.parents, { paging, node: (oid) => graph.commit(repo, oid) }),
    history: ({ path, since, until, ...paging }: HistoryAsked) => {
      const all = typeof path === 'string' ? fileHistory(objects, commit.oid, path) : reachable(objects, commit.oid);
      const from = typeof since === 'string' ? Date.parse(since) : -Infinity;
      const to = typeof until === 'string' ? Date.parse(until) : Infinity;
      const commits = all.filter(({ committer }) => committer.at >= from && committer.at <= to);
      return connection('history', commits, { paging, node });
    },
    associatedPullRequests: (paging: Paging) => {
      mustRead(graph.view, repo, 'pull_requests');
      const pulls = pullsWith(graph.view.state, repo, commit.oid);
      return connection('associatedPullRequests', pulls, { paging, node: (pull) => graph.pull(repo, pull) });
    },
  };
}

function checkFields(graph: Graph, repo: Repo, oid: Oid): Fields {
  return {
    statusCheckRollup: () => graph.rollup(repo, oid),
    status: () => statusesFields(graph, repo, oid),
    deployments: deploymentsField(graph, repo, () => repo.deployments.filter(({ sha }) => sha === oid)),
    checkSuites: (paging: Paging) => {
      mustRead(graph.view, repo, 'checks');
      return connection('checkSuites', suitesOf(graph, repo, oid), { paging, node: (suite) => suite });
    },
  };
}

function personFields({ view }: Graph, { name, email, at }: Person): Fields {
  return {
    name,
    email,
    date: iso(at),
    avatarUrl: `${view.origin}/avatars/u/e`,
    user: () => {
      const account = accountByEmail(view.state, email);
      // A bot is no user: GitHub answers null for every App.
      return account === undefined || account.type === 'Bot' ? null : userFields(view, account);
    },
  };
}

/** The forge vouches for every signature it finds: only it signs. */
function signatureFields({ view }: Graph, commit: Commit): Fields | null {
  if (!commit.signed) return null;
  const signer = accountOf(view.state, 'web-flow');
  return {
    __typename: 'GpgSignature',
    email: webFlow.email,
    isValid: true,
    keyId: 'B5690EEEBB952194',
    payload: `tree ${commit.tree}\n\n${commit.message}`,
    signature: '-----BEGIN PGP SIGNATURE-----',
    signer: signer === undefined ? null : userFields(view, signer),
    state: 'VALID',
    wasSignedByGitHub: true,
    verifiedAt: iso(commit.committer.at),
  };
}
