import { labelNamed } from '../domain/issues/labels.ts';
import { fullNameOf } from '../domain/json/repository.ts';
import { canSee } from '../domain/repos.ts';
import type { Issue, Pull, Repo } from '../domain/state.ts';
import type { Fields, Graph, View } from './graph.ts';
import { connection } from './nodes/connection.ts';
import type { Paging } from './nodes/connection.ts';
import { grantedOn } from './access.ts';
import { stateOf } from './thread-filter.ts';

interface SearchAsked extends Paging {
  query: string;
  type: string;
}

interface Found {
  repo: Repo;
  issue: Issue | Pull;
}

/** Says whether something fits one qualifier of a search. */
type Qualifier = (found: Found, value: string, view: View) => boolean;

const isLogin = (login: string, value: string, view: View): boolean =>
  login.toLowerCase() === (value === '@me' ? view.caller.account.login : value).toLowerCase();

const isState: Qualifier = ({ issue }, value) => {
  if (value === 'issue' || value === 'pr') return (issue.kind === 'pull') === (value === 'pr');
  if (value === 'open' || value === 'closed') return issue.state === value;
  if (value === 'merged' || value === 'unmerged') return (stateOf(issue) === 'MERGED') === (value === 'merged');
  if (value === 'draft') return issue.kind === 'pull' && issue.draft;
  return value === 'locked' && issue.locked;
};

/** Those that gh and people write most; GitHub has some forty. */
const qualifiers: Record<string, Qualifier> = {
  repo: ({ repo }, value) => fullNameOf(repo).toLowerCase() === value.toLowerCase(),
  org: ({ repo }, value) => repo.owner.login.toLowerCase() === value.toLowerCase(),
  is: isState,
  type: isState,
  state: isState,
  author: ({ issue }, value, view) => isLogin(issue.author.login, value, view),
  assignee: ({ issue }, value, view) => issue.assignees.some(({ login }) => isLogin(login, value, view)),
  label: ({ repo, issue }, value) => issue.labels.has(labelNamed(repo, value)?.id ?? -1),
  head: ({ issue }, value) => issue.kind === 'pull' && issue.head.startsWith(value),
  base: ({ issue }, value) => issue.kind === 'pull' && issue.base.startsWith(value),
  'review-requested': ({ issue }, value, view) =>
    issue.kind === 'pull' &&
    issue.reviewRequests.some((one) => 'account' in one && isLogin(one.account.login, value, view)),
};

/** Only an order or a hint about which index to use. */
const ignored = new Set(['sort', 'archived', 'in']);

/** A word of a search: `name:value`, `-name:value`, `name:"some words"`, or a text to look for. */
function termsOf(query: string): { name?: string; value: string; isNot: boolean }[] {
  return [...query.matchAll(/(-?)(?:([a-z-]+):)?(?:"([^"]*)"|(\S+))/g)].map(([, not, name, quoted, bare]) => ({
    ...(name !== undefined && { name }),
    value: quoted ?? bare ?? '',
    isNot: not === '-',
  }));
}

function hasText({ issue }: Found, text: string): boolean {
  return `${issue.title}\n${issue.body ?? ''}`.toLowerCase().includes(text.toLowerCase());
}

/** Of a qualifier the forge does not know GitHub's own answer is unconfirmed; here it fits nothing, so that it is noticed. */
function fits(found: Found, query: string, view: View): boolean {
  return termsOf(query).every(({ name, value, isNot }) => {
    if (name === undefined) return hasText(found, value) !== isNot;
    if (ignored.has(name)) return true;
    return (qualifiers[name]?.(found, value, view) ?? false) !== isNot;
  });
}

function mayFind(view: View, { repo, issue }: Found): boolean {
  const granted = grantedOn(view.caller, repo);
  return (
    granted === 'all' || !repo.private || granted?.[issue.kind === 'pull' ? 'pull_requests' : 'issues'] !== undefined
  );
}

/** Issues and pull requests that fit a search, the newest first. */
export function searchFields(graph: Graph): Fields {
  const { view } = graph;
  return {
    search: ({ query, type, ...paging }: SearchAsked) => {
      const repos = [...view.state.repos.values()].filter((repo) => canSee(repo, view.caller));
      const found =
        type === 'REPOSITORY' || type === 'USER' || type === 'DISCUSSION'
          ? []
          : repos
              .flatMap((repo) => [...repo.issues.values()].map((issue) => ({ repo, issue })))
              .filter((one) => mayFind(view, one) && fits(one, query, view))
              .sort((a, b) => b.issue.createdAt - a.issue.createdAt || b.issue.id - a.issue.id);
      const node = ({ repo, issue }: Found) => graph.thread(repo, issue);
      return {
        ...connection('search', found, { paging, node }),
        __typename: 'SearchResultItemConnection',
        issueCount: found.length,
        repositoryCount: 0,
      };
    },
  };
}
