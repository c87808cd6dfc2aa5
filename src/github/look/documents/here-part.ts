import type { Lane } from '../../../core/pipeline/lanes.ts';
import type { LookRequest } from '../../../ports/github/looks.ts';
import { BRANCH_COMMITS } from '../snapshot/branch-commits.ts';
import { deploymentsSeen, environmentSelection, environmentVariables } from '../environment.ts';
import { bringsHistories, fileFields, historyFields, pathVariables, pinnedPaths } from './files.ts';
import { branchField, part, type Part } from './part.ts';
import { COMMIT, MERGED, OPEN, OTHER, PAST } from './pull-request-fields.ts';

/** What rulesets ask of a merge; `refUpdateRule` shows classic protection alone. */
const RULES = `... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context } }
  ... on PullRequestParameters { requiredApprovingReviewCount allowedMergeMethods }`;

/** What GitHub asks of a merge into a branch. */
export const REQUIREMENTS = `refUpdateRule { requiredStatusCheckContexts requiredApprovingReviewCount requiresLinearHistory }
  rules(first: 100) { nodes { type parameters { __typename ${RULES} } } }`;

/** Everything about the lane's own repository: base, branch, pinned files, pull requests, what GitHub requires. */
export function herePart(request: LookRequest, alias: string): Part {
  const { lane } = request;
  const paths = pinnedPaths(request);
  const isEnvironment = lane.kind === 'environment';
  const base = branchField(lane.base, alias);
  const files = fileFields(alias, paths);
  const histories = bringsHistories(paths) ? historyFields(alias, paths) : '';
  const into = isEnvironment ? intoField(lane, alias) : { field: '', variables: {} };
  const selection = `
    id visibility isArchived mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed autoMergeAllowed
    consent: defaultBranchRef { target { ... on Commit { file(path: ".github/sluice.yml") { object { ... on Blob { text } } } } } }
    base: ${base.field} { name
      target { ... on Commit { oid tree { oid } ${files} ${histories} ${isEnvironment ? BRANCH_COMMITS : ''} } }
      ${REQUIREMENTS}
      ahead: compare(headRef: $${alias}Head) {
        aheadBy behindBy headTarget { oid } commits(last: 50) { nodes { ${COMMIT} } } } }
    head: ref(qualifiedName: $${alias}HeadRef) { target { ... on Commit { oid ${files} } }
      open: associatedPullRequests(states: [OPEN], first: 10) { nodes { ${OPEN} } } }
    past: pullRequests(headRefName: $${alias}Head, states: [CLOSED, MERGED], last: 30) { nodes { ${PAST} } }
    ${into.field} ${isEnvironment ? environmentSelection(alias, deploymentsSeen(lane.components.length)) : ''}`;
  const variables = {
    [`${alias}Head`]: lane.head,
    [`${alias}HeadRef`]: `refs/heads/${lane.head}`,
    ...pathVariables(alias, paths),
    ...base.variables,
    ...into.variables,
    ...(isEnvironment ? environmentVariables(alias, lane.stage) : {}),
  };
  return part({ alias, repo: lane.repo, variables, selection });
}

/**
 * The pull requests that changed last: of more than thirty open ones the rest has waited long, and shows again when somebody touches
 * it. A merge touches its pull request, so that the newest merges are among those that changed last.
 */
function intoField({ base }: Lane, alias: string): { field: string; variables: Record<string, string> } {
  const into = base === undefined ? '' : `baseRefName: $${alias}Into, `;
  const order = 'orderBy: { field: UPDATED_AT, direction: DESC }';
  return {
    field: `others: pullRequests(states: [OPEN], ${into}first: 30, ${order}) { nodes { ${OTHER} } }
    lately: pullRequests(states: [MERGED], ${into}first: 10, ${order}) { nodes { ${MERGED} } }`,
    variables: base === undefined ? {} : { [`${alias}Into`]: base },
  };
}
