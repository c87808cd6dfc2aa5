import { describe, expect, it } from '@jest/globals';

import { documentMakesContent, routeMakesContent } from '../../../src/core/traffic/content.ts';

const repo = '/repos/{owner}/{repo}';
const mutation = (...fields: string[]): string =>
  `mutation Do {\n${fields.map((field, index) => `  a${index}: ${field}(input: $a${index}) { clientMutationId }`).join('\n')}\n}`;

describe('a REST write', () => {
  it.each([
    [`POST ${repo}/issues`, true],
    [`POST ${repo}/issues/{issue_number}/comments`, true],
    [`POST ${repo}/pulls`, true],
    [`PUT ${repo}/pulls/{pull_number}/merge`, true],
    [`POST ${repo}/pulls/{pull_number}/requested_reviewers`, true],
    [`POST ${repo}/pulls/{pull_number}/reviews`, true],
    [`POST ${repo}/pulls/{pull_number}/comments/{comment_id}/replies`, true],
    [`POST ${repo}/commits/{commit_sha}/comments`, true],
    ['POST /repos/acme/payments/issues/7/comments', true],
    [`PATCH ${repo}/issues/{issue_number}`, false],
    [`PATCH ${repo}/issues/comments/{comment_id}`, false],
    [`POST ${repo}/issues/{issue_number}/labels`, false],
    [`DELETE ${repo}/issues/{issue_number}/labels/{name}`, false],
    [`POST ${repo}/labels`, false],
    [`POST ${repo}/statuses/{sha}`, false],
    [`POST ${repo}/deployments`, false],
    [`POST ${repo}/deployments/{deployment_id}/statuses`, false],
    [`POST ${repo}/git/commits`, false],
    [`POST ${repo}/git/trees`, false],
    ['POST /app/hook/deliveries/{delivery_id}/attempts', false],
  ])('%s makes content: %s', (route, makes) => {
    expect(routeMakesContent(route)).toBe(makes);
  });
});

describe('a mutation', () => {
  it.each([
    [['createPullRequest'], true],
    [['createIssue'], true],
    [['addComment'], true],
    [['requestReviews'], true],
    [['addPullRequestReview'], true],
    [['mergePullRequest'], true],
    [['createRef', 'createCommitOnBranch', 'createPullRequest'], true],
    [['addLabelsToLabelable', 'addComment', 'addComment'], true],
    [['createRef', 'createCommitOnBranch'], false],
    [['updateRefs'], false],
    [['updatePullRequest'], false],
    [['updateIssueComment'], false],
    [['closePullRequest'], false],
    [['closeIssue'], false],
    [['addLabelsToLabelable', 'removeLabelsFromLabelable'], false],
    [['enqueuePullRequest'], false],
    [['enablePullRequestAutoMerge'], false],
  ])('%j makes content: %s', (fields, makes) => {
    expect(documentMakesContent(mutation(...fields))).toBe(makes);
  });
});
