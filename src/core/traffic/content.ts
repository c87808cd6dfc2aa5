/**
 * What counts against GitHub's limits of content: requests that make something people are notified of. GitHub names no list
 * ("content-generating requests", https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api); this is the part of
 * what Octokit's throttling plugin slows down for it (`triggers-notification-paths`) that is about pull requests and issues.
 */
const ROUTES = [
  /^POST \/repos\/[^/]+\/[^/]+\/issues$/,
  /^\w+ \/repos\/[^/]+\/[^/]+\/issues\/[^/]+\/comments$/,
  /^\w+ \/repos\/[^/]+\/[^/]+\/commits\/[^/]+\/comments$/,
  /^POST \/repos\/[^/]+\/[^/]+\/pulls$/,
  /^\w+ \/repos\/[^/]+\/[^/]+\/pulls\/[^/]+\/(?:comments|merge|requested_reviewers|reviews)$/,
  /^\w+ \/repos\/[^/]+\/[^/]+\/pulls\/[^/]+\/comments\/[^/]+\/replies$/,
  /^POST \/repos\/[^/]+\/[^/]+\/releases$/,
];

/** The same by GraphQL. */
const MUTATIONS =
  /\b(?:addComment|addDiscussionComment|addPullRequestReview\w*|createDiscussion|createIssue|createPullRequest|mergePullRequest|requestReviews\w*|submitPullRequestReview)\s*\(/;

/** Whether a REST write makes content; `route` is a template or filled in. */
export const routeMakesContent = (route: string): boolean => ROUTES.some((pattern) => pattern.test(route));

/** Whether one of a document's mutations makes content; GitHub counts requests, so the document counts once. */
export const documentMakesContent = (document: string): boolean => MUTATIONS.test(document);
