import type { CommitSha, RepoName } from '../../../core/names.ts';
import { part, type Part } from '../../look/documents/part.ts';

/** A GraphQL document; every value that others wrote is a variable, so that no text can change the query. */
export interface HistoryDocument {
  text: string;
  variables: Record<string, string>;
}

const PLACE = 'nameWithOwner isPrivate';
const ISSUE = `number title repository { ${PLACE} }`;

/** How much of a commit's lists is asked for: what has more is asked for again, wide. */
interface Breadth {
  pullRequests: number;
  issues: number;
}

const USUAL: Breadth = { pullRequests: 10, issues: 20 };
/** As much as GitHub gives on one page. */
const WIDE: Breadth = { pullRequests: 100, issues: 100 };

const fragments = ({ pullRequests, issues }: Breadth): string => `fragment Landed on PullRequest {
  number title body merged mergedAt headRefName author { __typename login } mergeCommit { oid }
  baseRepository { ${PLACE} } labels(first: 20) { nodes { name } }
  closingIssuesReferences(first: ${issues}) { totalCount nodes { ${ISSUE} } } }
fragment Brought on Commit { oid associatedPullRequests(first: ${pullRequests}) { totalCount nodes { ...Landed } } }`;
const LATELY = `lately: pullRequests(states: MERGED, orderBy: { field: UPDATED_AT, direction: DESC }, first: 10) {
  nodes { ...Landed } }`;
const COMMIT = `...Brought message committedDate authoredDate author { name email user { login } }
  parents(first: 10) { nodes { oid } }`;

const declared = (parts: Part[]): string => parts.flatMap(({ declare }) => declare).join(', ');
const variablesOf = (parts: Part[]): Record<string, string> =>
  Object.assign({}, ...parts.map(({ variables }) => variables)) as Record<string, string>;
const fields = (parts: Part[]): string =>
  parts
    .map(({ alias, selection }) => `${alias}: repository(owner: $${alias}O, name: $${alias}N) { ${selection} }`)
    .join('\n');

/** One page of the history behind `to`. */
export interface PageAsked {
  repo: RepoName;
  from: CommitSha;
  to: CommitSha;
  /** Folders and files of which is asked what stands there at each commit. */
  roots: string[];
  /** Commits on the page, at most a hundred. */
  size: number;
  /** Whether GitHub counts the commits behind both, by which a page is proved to hold the whole range. */
  counts: boolean;
  /** The cursor that the page before ended with. */
  after?: string;
}

/**
 * Pages of several histories, each `r<index>`, with the pull requests and issues of every commit. Of a commit and itself is only
 * asked whether it is there.
 */
export function pagesDocument(pages: PageAsked[]): HistoryDocument {
  const parts = pages.map(pagePart);
  const brought = pages.some(({ from, to }) => from !== to) ? `\n${fragments(USUAL)}` : '';
  return {
    text: `query Range(${declared(parts)}) {\n${fields(parts)}\n}${brought}`,
    variables: variablesOf(parts),
  };
}

function pagePart({ repo, from, to, roots, size, after, counts }: PageAsked, index: number): Part {
  const alias = `r${index}`;
  if (from === to) {
    const selection = `from: object(oid: $${alias}F) { __typename }`;
    return part({ alias, repo, variables: {}, commits: { [`${alias}F`]: from }, selection });
  }
  const places = roots.map((_, root) => `f${root}: file(path: $${alias}P${root}) { oid }`).join(' ');
  const named = roots.flatMap((root, place) => [
    [`${alias}P${place}`, root] as const,
    [`${alias}E${place}`, `${to}:${root}`] as const,
    [`${alias}B${place}`, `${from}:${root}`] as const,
  ]);
  const ends = roots.map(
    (_, root) =>
      `e${root}: object(expression: $${alias}E${root}) { oid } b${root}: object(expression: $${alias}B${root}) { oid }`,
  );
  const total = counts ? 'totalCount' : '';
  const cursor = after === undefined ? '' : `, after: $${alias}A`;
  return part({
    alias,
    repo,
    variables: { ...Object.fromEntries(named), ...(after === undefined ? {} : { [`${alias}A`]: after }) },
    commits: { [`${alias}F`]: from, [`${alias}T`]: to },
    selection: `to: object(oid: $${alias}T) { __typename ... on Commit { history(first: ${size}${cursor}) {
      ${total} pageInfo { hasNextPage endCursor } nodes { ${COMMIT} ${places} } } } }
      from: object(oid: $${alias}F) { __typename ${counts ? '... on Commit { history(first: 1) { totalCount } }' : ''} }
      ${ends.join(' ')} ${LATELY}`,
  });
}

/** What is asked of one repository besides ranges: pull requests of commits, and threads by number. */
export interface FactsAsked {
  repo: RepoName;
  commits: CommitSha[];
  threads: number[];
}

/** Commits are `c<index>` of their repository `r<index>`, threads `t<number>`. `isWide`: lists as long as GitHub gives them. */
export function factsDocument(asked: FactsAsked[], isWide = false): HistoryDocument {
  const parts = asked.map(factsPart);
  const brought = asked.some(({ commits }) => commits.length > 0) ? `\n${fragments(isWide ? WIDE : USUAL)}` : '';
  return {
    text: `query RangeFacts(${declared(parts)}) {\n${fields(parts)}\n}${brought}`,
    variables: variablesOf(parts),
  };
}

function factsPart({ repo, commits, threads }: FactsAsked, index: number): Part {
  const alias = `r${index}`;
  const named = commits.map((commit, place) => [`${alias}C${place}`, commit] as const);
  return part({
    alias,
    repo,
    variables: {},
    commits: Object.fromEntries(named),
    selection: [
      ...commits.map((_, place) => `c${place}: object(oid: $${alias}C${place}) { ...Brought }`),
      ...(commits.length === 0 ? [] : [LATELY]),
      ...threads.map(threadField),
    ].join('\n'),
  });
}

const threadField = (number: number): string =>
  `t${number}: issueOrPullRequest(number: ${number}) { __typename ... on Issue { ${ISSUE} } ... on PullRequest { ${ISSUE} } }`;
