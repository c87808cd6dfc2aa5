import type { Lane } from '../../../core/pipeline/lanes.ts';
import type { LookRequest } from '../../../ports/github/looks.ts';
import { BRANCH_COMMITS, environmentSelection, environmentVariables } from '../environment.ts';
import { bringsHistories, fileFields, historyFields, pathVariables, pinnedPaths } from './files.ts';
import { branchField, part, type Part } from './part.ts';

const COMMIT = `oid message author { name email user { login } } signature { isValid wasSignedByGitHub }
  committer { email } parents(first: 3) { nodes { oid } }`;

/** The newest commit of a pull request with what was reported on it, our own status by its name: a list may leave it out. */
const JUDGED = `commits(last: 1) { nodes { commit { oid
  status { context(name: "sluice/gates") { state description } }
  statusCheckRollup { contexts(first: 100) { totalCount nodes { __typename
    ... on CheckRun { name status conclusion databaseId checkSuite { id } }
    ... on StatusContext { context state } } } } } } }`;

/** What rulesets ask of a merge; `refUpdateRule` shows classic protection alone. */
const RULES = `... on RequiredStatusChecksParameters { requiredStatusChecks { context } }
  ... on PullRequestParameters { requiredApprovingReviewCount allowedMergeMethods }`;

const REQUIREMENTS = `refUpdateRule { requiredStatusCheckContexts requiredApprovingReviewCount requiresLinearHistory }
  rules(first: 100) { nodes { type parameters { __typename ${RULES} } } }`;

const OPEN = `number id title body isDraft isCrossRepository headRefOid baseRefName mergeable mergeStateStatus reviewDecision
  changedFiles comments(last: 50) { nodes { body author { __typename login } } } ${JUDGED}`;

const PAST = `number state isCrossRepository commits(last: 1) { nodes { commit { ${COMMIT} } } }
  timelineItems(itemTypes: [CLOSED_EVENT], last: 1) { nodes { ... on ClosedEvent { actor { __typename login } } } }`;

const OTHER = `number isCrossRepository headRefName headRefOid baseRefName changedFiles author { __typename login }
  files(first: 100) { nodes { path } } ${JUDGED}`;

/** Everything about the lane's own repository: base, branch, pinned files, pull requests, what GitHub requires. */
export function herePart(request: LookRequest, alias: string): Part {
  const { lane } = request;
  const paths = pinnedPaths(request);
  const isEnvironment = lane.kind === 'environment';
  const base = branchField(lane.base, alias);
  const files = fileFields(alias, paths);
  const histories = bringsHistories(paths) ? historyFields(alias, paths) : '';
  const others = isEnvironment ? othersField(lane, alias) : { field: '', variables: {} };
  const selection = `
    id visibility isArchived mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed
    consent: defaultBranchRef { target { ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { text } } } } } }
    base: ${base.field} { name
      target { ... on Commit { oid tree { oid } ${files} ${histories} ${isEnvironment ? BRANCH_COMMITS : ''} } }
      ${REQUIREMENTS}
      ahead: compare(headRef: $${alias}Head) {
        aheadBy behindBy headTarget { oid } commits(last: 50) { nodes { ${COMMIT} } } } }
    head: ref(qualifiedName: $${alias}HeadRef) { target { ... on Commit { oid ${files} } }
      open: associatedPullRequests(states: [OPEN], first: 20) { nodes { ${OPEN} } } }
    past: pullRequests(headRefName: $${alias}Head, states: [CLOSED, MERGED], last: 30) { nodes { ${PAST} } }
    ${others.field} ${isEnvironment ? environmentSelection(alias) : ''}`;
  const variables = {
    [`${alias}Head`]: lane.head,
    [`${alias}HeadRef`]: `refs/heads/${lane.head}`,
    ...pathVariables(alias, paths),
    ...base.variables,
    ...others.variables,
    ...(isEnvironment ? environmentVariables(alias, lane.stage) : {}),
  };
  return part({ alias, repo: lane.repo, variables, selection });
}

/** The pull requests that changed last: of more than fifty the rest has waited long, and shows again when somebody touches it. */
function othersField({ base }: Lane, alias: string): { field: string; variables: Record<string, string> } {
  const into = base === undefined ? '' : `baseRefName: $${alias}Into, `;
  return {
    field: `others: pullRequests(states: [OPEN], ${into}first: 50, orderBy: { field: UPDATED_AT, direction: DESC }) {
      nodes { ${OTHER} } }`,
    variables: base === undefined ? {} : { [`${alias}Into`]: base },
  };
}
