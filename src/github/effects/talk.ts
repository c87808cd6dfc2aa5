import type { CloseStep, CommentStep, DescribeStep, EditStep } from '../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { GithubClient } from '../client/client.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { MutationDocument } from './mutation-document.ts';
import { doOnce, type OnceOnly } from './once.ts';

/** Replaces what a pull request of ours says of itself. */
export async function describe(
  client: GithubClient,
  step: Pick<DescribeStep, 'pullRequest' | 'title'>,
  body: string,
): Promise<EffectOutcome> {
  const document = new MutationDocument('Describe');
  document.add('described', {
    field: 'updatePullRequest',
    type: 'UpdatePullRequestInput',
    input: { pullRequestId: step.pullRequest.id, title: step.title, body },
    selection: 'pullRequest { id }',
  });
  return run(client, document);
}

/** Leaves a comment, once. */
export function comment(step: CommentStep, body: string, once: OnceOnly): Promise<EffectOutcome> {
  const document = new MutationDocument('Comment');
  document.add('said', {
    field: 'addComment',
    type: 'AddCommentInput',
    input: { subjectId: step.pullRequest.id, body },
    selection: 'clientMutationId',
  });
  return doOnce(once, step.key, (client) => run(client, document));
}

/** Replaces what a comment of ours says. */
export function edit(client: GithubClient, step: EditStep, body: string): Promise<EffectOutcome> {
  const document = new MutationDocument('EditComment');
  document.add('edited', {
    field: 'updateIssueComment',
    type: 'UpdateIssueCommentInput',
    input: { id: step.comment, body },
    selection: 'clientMutationId',
  });
  return run(client, document);
}

/**
 * Says why and closes in one document. What was said before, by the look or by our own notes, is not said again; the closing
 * has no need to be counted, since it sets a state.
 */
export async function close(
  client: GithubClient,
  { step, body, once }: { step: CloseStep; body: string | undefined; once: OnceOnly },
): Promise<EffectOutcome> {
  if (body !== undefined) {
    const said = await doOnce(once, step.key, (sending) => run(sending, closing(step, body)));
    if (said.outcome !== 'already') return said;
  }
  return run(client, closing(step, undefined));
}

function closing({ pullRequest }: CloseStep, body: string | undefined): MutationDocument {
  const document = new MutationDocument('Close');
  if (body !== undefined)
    document.add('said', {
      field: 'addComment',
      type: 'AddCommentInput',
      input: { subjectId: pullRequest.id, body },
      selection: 'clientMutationId',
    });
  document.add('closed', {
    field: 'closePullRequest',
    type: 'ClosePullRequestInput',
    input: { pullRequestId: pullRequest.id },
    selection: 'pullRequest { id }',
  });
  return document;
}

async function run(client: GithubClient, document: MutationDocument): Promise<EffectOutcome> {
  const outcome = await client.graphql<unknown>(document.text(), document.variables(), { write: true });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}
