import type { Instant } from '../../core/names.ts';
import type { CloseStep, CommentStep, DescribeStep } from '../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { Intentions } from '../../ports/store/intentions.ts';
import type { GithubClient } from '../client/client.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { MutationDocument } from './mutation-document.ts';

export async function describe(client: GithubClient, step: DescribeStep, body: string): Promise<EffectOutcome> {
  const document = new MutationDocument('Describe');
  document.add('described', {
    field: 'updatePullRequest',
    type: 'UpdatePullRequestInput',
    input: { pullRequestId: step.pullRequest.id, title: step.title, body },
    selection: 'pullRequest { id }',
  });
  return run(client, document);
}

/** What a comment needs to be said once: the intention that was written down, and when the look began that found it missing. */
export interface OnceOnly {
  intentions: Intentions;
  scope: string;
  now: Instant;
  lookedAt: Instant;
  settle: number;
}

/**
 * A comment has no unique key at GitHub (promise 6): the try is written down first; after an unknown outcome the key rests
 * for the settle time, and is repeated only when a look that began later did not find the comment.
 */
export async function comment(
  client: GithubClient,
  { step, body, once }: { step: CommentStep; body: string; once: OnceOnly },
): Promise<EffectOutcome> {
  const document = new MutationDocument('Comment');
  document.add('said', {
    field: 'addComment',
    type: 'AddCommentInput',
    input: { subjectId: step.pullRequest.id, body },
    selection: 'clientMutationId',
  });
  return sayOnce(client, document, { ...once, key: step.key });
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
    const said = await sayOnce(client, closing(step, body), { ...once, key: step.key });
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

async function sayOnce(
  client: GithubClient,
  document: MutationDocument,
  { intentions, scope, key, now, lookedAt, settle }: OnceOnly & { key: string },
): Promise<EffectOutcome> {
  const scoped = `${scope}:${key}`;
  const { last, done } = await intentions.recall(scoped);
  if (done) return { outcome: 'already' };
  if (last !== undefined && lookedAt < last + settle) {
    return { outcome: 'later', until: last + settle, because: 'the last try may still show' };
  }
  await intentions.intend(scoped, now);
  const outcome = await run(client, document);
  if (outcome.outcome === 'done') await intentions.done(scoped, now);
  return outcome;
}

async function run(client: GithubClient, document: MutationDocument): Promise<EffectOutcome> {
  const outcome = await client.graphql<unknown>(document.text(), document.variables(), { write: true });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}
