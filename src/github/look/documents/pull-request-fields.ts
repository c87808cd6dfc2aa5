/*
 * What a look selects of pull requests. GitHub refuses a query that may bring more than 500,000 nodes and counts every connection
 * as full (GraphQL reference, node limit): twenty-five environments in one read have to stay well below it, which a test counts.
 */

/** A commit with what tells whose it is. */
export const COMMIT = `oid message committedDate author { name email user { login } }
  signature { isValid wasSignedByGitHub } committer { user { login } } parents(first: 3) { nodes { oid } }`;

/** A status of our own name: whoever may write can set one, so that it counts by who did. */
export const OUR_STATUS = 'state description createdAt creator { __typename login }';

/** The newest commit of a pull request with what was reported on it, our own status by its name: a list may leave it out. */
const JUDGED = `commits(last: 1) { nodes { commit { oid
  status { context(name: "sluice/gates") { ${OUR_STATUS} } }
  statusCheckRollup { contexts(first: 100) { totalCount nodes { __typename
    ... on CheckRun { name status conclusion databaseId checkSuite { id } }
    ... on StatusContext { context state } } } } } } }`;

/** The commit that a merge queue made of the pull request and those before it; GitHub makes it a while after the entry. */
const QUEUE_HEAD = `headCommit { oid status { context(name: "sluice/gates") { ${OUR_STATUS} } } }`;

const reviews = (first: number): string => `latestOpinionatedReviews(first: ${first}) { nodes {
  state submittedAt authorCanPushToRepository author { __typename login } commit { oid } } }`;

/** The labels of a pull request, and who put them on: GitHub says so in the timeline alone. */
export const LABELS = `labels(first: 50) { nodes { name createdAt updatedAt } }
  labelled: timelineItems(itemTypes: [LABELED_EVENT], last: 50) { nodes {
    ... on LabeledEvent { createdAt actor { __typename login } label { name } } } }`;

/** The lane's own pull request. */
export const OPEN = `number id title body isDraft isCrossRepository headRefOid baseRefName mergeable mergeStateStatus reviewDecision
  changedFiles isMergeQueueEnabled autoMergeRequest { enabledAt } mergeQueueEntry { id ${QUEUE_HEAD} } ${reviews(50)} ${LABELS}
  asked: timelineItems(itemTypes: [REVIEW_REQUESTED_EVENT], last: 50) { nodes {
    ... on ReviewRequestedEvent { requestedReviewer { __typename ... on Team { combinedSlug } } } } }
  comments(last: 50) { nodes { fullDatabaseId body author { __typename login } } } ${JUDGED}`;

/** An ended one of the lane. */
export const PAST = `number state isCrossRepository commits(last: 1) { nodes { commit { ${COMMIT} } } }
  timelineItems(itemTypes: [CLOSED_EVENT], last: 1) { nodes { ... on ClosedEvent { actor { __typename login } } } }`;

/** Whose its commits are. */
const MADE = `made: commits(last: 100) { totalCount nodes { commit {
    author { email user { login } } committer { user { login } } signature { isValid wasSignedByGitHub } } } }`;

/** The last head of any pull request as the gates of a stage judge it. */
export const HEAD = `headRefOid ${reviews(100)} ${MADE} ${JUDGED}`;

/** Somebody else's, into the same base. */
export const OTHER = `number isCrossRepository headRefName headRefOid baseRefName changedFiles author { __typename login }
  mergeQueueEntry { id ${QUEUE_HEAD} } files(first: 100) { nodes { path changeType } } ${reviews(20)}
  ${MADE} ${JUDGED}`;

/** One that was merged into the base. */
export const MERGED = `number id headRefOid baseRefName changedFiles mergedAt mergedBy { __typename login } mergeCommit { oid }
  files(first: 100) { nodes { path changeType } } comments(last: 50) { nodes { body author { __typename login } } }
  commits(last: 1) { nodes { commit { oid status { context(name: "sluice/gates") { ${OUR_STATUS} } } } } }`;
