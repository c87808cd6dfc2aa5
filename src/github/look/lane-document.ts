import { fillPlaceholders, type Lane } from '../../core/pipeline/pipeline.ts';
import type { LookRequest } from '../../ports/github/looks.ts';
import { split } from '../repo-parts.ts';

/** A GraphQL document of aliased parts; every value is a variable, so that no text can change the query. */
export interface LookDocument {
  text: string;
  variables: Record<string, string>;
}

/** One aliased part of a look. */
export interface Part {
  alias: string;
  repo: string;
  declare: string[];
  variables: Record<string, string>;
  selection: string;
}

/** As many commits of a pinned file's past as it takes to see a move and its revert among other edits. */
export const FILE_HISTORY = 10;

const BLOB = 'mode object { ... on Blob { oid text isBinary isTruncated byteSize } }';
const COMMIT = `oid message author { name email user { login } } signature { isValid wasSignedByGitHub }
  committer { email } parents(first: 3) { nodes { oid } }`;
const CONTEXTS = `__typename
  ... on CheckRun { name status conclusion databaseId checkSuite { id } }
  ... on StatusContext { context state }`;

/** What rulesets ask of a merge; `refUpdateRule` shows classic protection alone. */
const RULES = `... on RequiredStatusChecksParameters { requiredStatusChecks { context } }
  ... on PullRequestParameters { requiredApprovingReviewCount allowedMergeMethods }`;

/** One change of a file: the text it left, and the text its first parent had. `path` is the variable's name. */
export const fileChange = (path: string): string => `oid author { name user { login } }
  file(path: $${path}) { object { ... on Blob { text } } }
  parents(first: 1) { nodes { file(path: $${path}) { object { ... on Blob { text } } } } }`;

/** The paths whose pins a lane moves. */
export function pinnedPaths({ lane, pins }: LookRequest): string[] {
  const paths = lane.components.flatMap((component) => pins.map((pin) => fillPlaceholders(pin.file, component.name)));
  return [...new Set(paths)];
}

/** Everything about the lane's own repository: base, branch, pinned files, pull requests, what GitHub requires. */
export function herePart(request: LookRequest, alias: string): Part {
  const { lane } = request;
  const paths = pinnedPaths(request);
  const variables: Record<string, string> = {
    [`${alias}Head`]: lane.head,
    [`${alias}HeadRef`]: `refs/heads/${lane.head}`,
  };
  for (const [index, path] of paths.entries()) variables[`${alias}P${index}`] = path;
  const base = baseSelection(lane, alias, variables);
  const files = paths.map((_, index) => `f${index}: file(path: $${alias}P${index}) { ${BLOB} }`).join('\n');
  const histories = paths
    .map((_, index) => {
      const path = `${alias}P${index}`;
      return `h${index}: history(first: ${FILE_HISTORY}, path: $${path}) { pageInfo { hasNextPage } nodes { ${fileChange(path)} } }`;
    })
    .join('\n');
  const selection = `
    id visibility isArchived mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
    consent: defaultBranchRef { target { ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { text } } } } } }
    base: ${base} { name
      target { ... on Commit { oid tree { oid } ${files} ${histories} } }
      refUpdateRule { requiredStatusCheckContexts requiredApprovingReviewCount requiresLinearHistory }
      rules(first: 100) { nodes { type parameters { __typename ${RULES} } } }
      ahead: compare(headRef: $${alias}Head) {
        aheadBy behindBy headTarget { oid } commits(last: 50) { nodes { ${COMMIT} } } } }
    head: ref(qualifiedName: $${alias}HeadRef) { target { ... on Commit { oid ${files} } }
    open: associatedPullRequests(states: [OPEN], first: 20) { nodes {
      number id title body isDraft isCrossRepository headRefOid baseRefName mergeable mergeStateStatus reviewDecision changedFiles
      comments(last: 50) { nodes { body author { __typename login } } }
      commits(last: 1) { nodes { commit { oid statusCheckRollup { contexts(first: 100) { totalCount nodes { ${CONTEXTS} } } } } } } } } }
    past: pullRequests(headRefName: $${alias}Head, states: [CLOSED, MERGED], last: 30) { nodes {
      number state isCrossRepository
      commits(last: 1) { nodes { commit { ${COMMIT} } } }
      timelineItems(itemTypes: [CLOSED_EVENT], last: 1) { nodes { ... on ClosedEvent { actor { __typename login } } } } } }`;
  return part({ alias, repo: lane.repo, variables, selection });
}

function baseSelection(lane: Lane, alias: string, variables: Record<string, string>): string {
  if (lane.base === undefined) return 'defaultBranchRef';
  variables[`${alias}Base`] = `refs/heads/${lane.base}`;
  return `ref(qualifiedName: $${alias}Base)`;
}

/** The newest commit of a code repository. */
export function sourcePart(repo: string, alias: string): Part {
  return part({
    alias,
    repo,
    variables: {},
    selection: `visibility defaultBranchRef { name target { oid
    ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { text } } } } } }`,
  });
}

/** Which pipeline file is on the default branch now. */
export function policyPart(repo: string, alias: string): Part {
  const selection = 'defaultBranchRef { target { oid ... on Commit { file(path: ".github/sluice.yml") { oid } } } }';
  return part({ alias, repo, variables: {}, selection });
}

/** The pipeline file itself, with the commit it was read at. */
export function pipelineFilePart(repo: string, alias: string): Part {
  const selection = `defaultBranchRef { target { oid
    ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { oid text isTruncated } } } } } }`;
  return part({ alias, repo, variables: {}, selection });
}

function part({ alias, repo, variables, selection }: Omit<Part, 'declare'>): Part {
  const { owner, name } = split(repo);
  const all: Record<string, string> = { ...variables, [`${alias}O`]: owner, [`${alias}N`]: name };
  return { alias, repo, declare: Object.keys(all).map((key) => `$${key}: String!`), variables: all, selection };
}

/** Joins parts into one query. */
export function joinParts(operation: string, parts: Part[]): LookDocument {
  const declared = parts.flatMap((one) => one.declare).join(', ');
  const fields = parts.map(
    ({ alias, selection }) => `${alias}: repository(owner: $${alias}O, name: $${alias}N) { ${selection} }`,
  );
  return {
    text: `query ${operation}(${declared}) {\n${fields.join('\n')}\n}`,
    variables: Object.assign({}, ...parts.map((one) => one.variables)) as Record<string, string>,
  };
}
