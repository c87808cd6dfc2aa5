import { nodeId } from '../../domain/json/ids.ts';
import { iso } from '../../domain/json/instant.ts';
import { fullNameOf, repoHtml, repoNodeId } from '../../domain/json/repository.ts';
import { labelNamed } from '../../domain/issues/labels.ts';
import { movedTo } from '../../domain/issues/moves.ts';
import { wordingOf } from '../../domain/pulls/messages.ts';
import { canSee, resolveCommit, roleOf } from '../../domain/repos.ts';
import type { Issue, Pull, Repo } from '../../domain/state.ts';
import { entryAt } from '../../git/tree.ts';
import { mustRead } from '../access.ts';
import type { Fields, Graph } from '../graph.ts';
import { GraphqlRefusal } from '../refusal.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';
import { deploymentsField } from './deployments/deployment.ts';
import { releasesFields } from './releases/release.ts';
import { issuesAsked, pullsAsked } from '../thread-filter.ts';
import type { IssueAsked, PullFilter } from '../thread-filter.ts';

export function repositoryFields(graph: Graph, repo: Repo): Fields {
  const { view } = graph;
  return {
    __typename: 'Repository',
    id: repoNodeId(repo),
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: fullNameOf(repo),
    url: repoHtml(repo, view.origin),
    resourcePath: `/${fullNameOf(repo)}`,
    sshUrl: `git@${new URL(view.origin).hostname}:${fullNameOf(repo)}.git`,
    owner: () => graph.actor(repo.owner),
    description: repo.description,
    homepageUrl: null,
    parent: null,
    templateRepository: null,
    stargazerCount: 0,
    forkCount: 0,
    createdAt: iso(repo.createdAt),
    updatedAt: iso(repo.pushedAt),
    pushedAt: iso(repo.pushedAt),
    ...flags(repo),
    ...mergeSettings(repo),
    mergeQueue: ({ branch }: { branch?: string | null }) => graph.mergeQueue(repo, branch ?? repo.defaultBranch),
    viewerPermission: () => permissionOf(graph, repo),
    viewerCanAdminister: () => permissionOf(graph, repo) === 'ADMIN',
    ...gitFields(graph, repo),
    ...threadFields(graph, repo),
    ...releasesFields(graph, repo),
    deployments: deploymentsField(graph, repo, () => repo.deployments),
  };
}

function permissionOf({ view: { caller } }: Graph, repo: Repo): string | null {
  if (caller.kind === 'person')
    return (roleOf(repo, caller.account) ?? (repo.private ? null : 'read'))?.toUpperCase() ?? null;
  return caller.kind === 'installation' && caller.permissions['contents'] === 'write' ? 'WRITE' : 'READ';
}

function flags(repo: Repo): Fields {
  return {
    isArchived: repo.archived,
    isDisabled: false,
    isEmpty: () => repo.git.refs.list('refs/heads/').size === 0,
    isFork: false,
    isLocked: false,
    isPrivate: repo.private,
    isInOrganization: repo.owner.type === 'Organization',
    visibility: repo.private ? 'PRIVATE' : 'PUBLIC',
    hasIssuesEnabled: true,
    hasWikiEnabled: false,
    hasVulnerabilityAlertsEnabled: false,
    hasProjectsEnabled: false,
    hasDiscussionsEnabled: false,
    isTemplate: false,
    isMirror: false,
    isBlankIssuesEnabled: true,
    isSecurityPolicyEnabled: false,
    isUserConfigurationRepository: false,
  };
}

function mergeSettings(repo: Repo): Fields {
  const [first = 'merge'] = repo.mergeMethods;
  const wording = wordingOf(repo);
  return {
    mergeCommitAllowed: repo.mergeMethods.has('merge'),
    squashMergeAllowed: repo.mergeMethods.has('squash'),
    rebaseMergeAllowed: repo.mergeMethods.has('rebase'),
    autoMergeAllowed: repo.autoMergeAllowed,
    deleteBranchOnMerge: repo.deletesMergedHeads ?? false,
    viewerDefaultMergeMethod: first.toUpperCase(),
    mergeCommitTitle: wording.merge_commit_title,
    mergeCommitMessage: wording.merge_commit_message,
    squashMergeCommitTitle: wording.squash_merge_commit_title,
    squashMergeCommitMessage: wording.squash_merge_commit_message,
  };
}

interface RefsAsked extends Paging {
  refPrefix: string;
  query?: string | null;
}

function gitFields(graph: Graph, repo: Repo): Fields {
  const { view } = graph;
  const read = <A, T>(field: (asked: A) => T) => {
    return (asked: A) => {
      mustRead(view, repo, 'contents');
      return field(asked);
    };
  };
  return {
    defaultBranchRef: read(() => graph.ref(repo, `refs/heads/${repo.defaultBranch}`)),
    ref: read(({ qualifiedName }: { qualifiedName: string }) => refNamed(graph, repo, qualifiedName)),
    refs: read(({ refPrefix, query, ...paging }: RefsAsked) => {
      const names = [...repo.git.refs.list(refPrefix).keys()].filter((name) =>
        name.slice(refPrefix.length).includes(query ?? ''),
      );
      return connection('refs', names, { paging, node: (name) => graph.ref(repo, name) });
    }),
    object: read(({ oid, expression }: { oid?: string | null; expression?: string | null }) => {
      const found = typeof oid === 'string' ? oid : evaluate(repo, expression ?? '');
      return found === undefined ? null : graph.object(repo, found);
    }),
  };
}

function refNamed(graph: Graph, repo: Repo, name: string): Fields | null {
  const candidates = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`];
  for (const candidate of candidates) {
    const ref = graph.ref(repo, candidate);
    if (ref !== null) return ref;
  }
  return null;
}

/** `revision` or `revision:path`, as git writes it. */
function evaluate(repo: Repo, expression: string): string | undefined {
  const colon = expression.indexOf(':');
  if (colon < 0) return resolveCommit(repo, expression) ?? (/^[0-9a-f]{40}$/.test(expression) ? expression : undefined);
  const commit = resolveCommit(repo, expression.slice(0, colon) || 'HEAD');
  return commit === undefined ? undefined : entryAt(repo.git.objects, commit, expression.slice(colon + 1))?.oid;
}

function threadFields(graph: Graph, repo: Repo): Fields {
  const { view } = graph;
  const numbered = (kind: Issue['kind'] | Pull['kind'] | 'any', number: number) => {
    const issue = repo.issues.get(number);
    if (issue !== undefined && (kind === 'any' || issue.kind === kind)) return graph.thread(repo, issue);
    const there = kind === 'pull' ? undefined : transferredFrom(graph, repo, number);
    if (there !== undefined) return there;
    const type = { issue: 'an Issue', pull: 'a PullRequest', any: 'an issue or pull request' }[kind];
    throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to ${type} with the number of ${number}.`);
  };
  return {
    pullRequest: ({ number }: { number: number }) => {
      mustRead(view, repo, 'pull_requests');
      return numbered('pull', number);
    },
    issue: ({ number }: { number: number }) => {
      mustRead(view, repo, 'issues');
      return numbered('issue', number);
    },
    issueOrPullRequest: ({ number }: { number: number }) => {
      mustRead(view, repo, 'issues', 'pull_requests');
      return numbered('any', number);
    },
    pullRequests: (asked: PullFilter & Paging) => {
      mustRead(view, repo, 'pull_requests');
      return connection('pullRequests', pullsAsked(repo, asked), {
        paging: asked,
        node: (pull) => graph.pull(repo, pull),
      });
    },
    issues: (asked: IssueAsked & Paging) => {
      mustRead(view, repo, 'issues');
      return connection('issues', issuesAsked(repo, asked), {
        paging: asked,
        node: (issue) => graph.issue(repo, issue),
      });
    },
    ...labelFields(graph, repo),
  };
}

/** An issue that had this number here, where it is now; to who cannot see that place it is gone. */
function transferredFrom(graph: Graph, repo: Repo, number: number): Fields | undefined {
  const now = movedTo(repo, number);
  const issue = now?.repo.issues.get(now.number);
  if (now === undefined || issue === undefined || !canSee(now.repo, graph.view.caller)) return undefined;
  mustRead(graph.view, now.repo, 'issues');
  return graph.thread(now.repo, issue);
}

function labelFields(graph: Graph, repo: Repo): Fields {
  return {
    label: ({ name }: { name: string }) => {
      const label = labelNamed(repo, name);
      return label === undefined ? null : graph.label(repo, label);
    },
    labels: (asked: Paging & { query?: string | null }) => {
      const query = (asked.query ?? '').toLowerCase();
      const labels = [...repo.labels.values()].filter(({ name }) => name.toLowerCase().includes(query));
      return connection('labels', labels, { paging: asked, node: (label) => graph.label(repo, label) });
    },
  };
}

export function refNodeId(repo: Repo, name: string): string {
  return nodeId('REF', repo.id, name);
}
