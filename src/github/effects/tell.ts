import type { TellStep } from '../../core/environments/follow-up-model.ts';
import type { LabelRef } from '../../core/issues/issue-state.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { Render } from '../../ports/templates.ts';
import type { GithubClient } from '../client/client.ts';
import { split } from '../repo-parts.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { MutationDocument, type Mutation } from './mutation-document.ts';
import { doOnce, type OnceOnly } from './once.ts';

/** A quiet grey, for a label that the repository lacks. */
const NEW_LABEL_COLOUR = 'd4d8dd';

interface ToTell {
  step: TellStep;
  render: Render;
  once: OnceOnly;
}

/**
 * Changes one issue in one document. Its fields run in order and are not rolled back, so the status comment goes last: it says
 * what the issue was told, and whatever failed before it is done again. New comments are counted, edits and labels set a state.
 */
export async function tell(client: GithubClient, { step, render, once }: ToTell): Promise<EffectOutcome> {
  const add = await madeLabels(client, step);
  if ('outcome' in add) return add;
  const saysNew = step.announce !== undefined || (step.status !== undefined && step.status.id === undefined);
  if (!saysNew) return run(client, documentOf(step, { add: add.ids, render, withNew: false }));
  const told = await doOnce(once, step.key, () =>
    run(client, documentOf(step, { add: add.ids, render, withNew: true })),
  );
  return told.outcome === 'already' ? run(client, documentOf(step, { add: add.ids, render, withNew: false })) : told;
}

interface Told {
  add: string[];
  render: Render;
  /** Whether comments are made besides those that are edited. */
  withNew: boolean;
}

function documentOf(step: TellStep, { add, render, withNew }: Told): MutationDocument {
  const document = new MutationDocument('Tell');
  changeLabels(document, step, add);
  if (step.close)
    document.add('closed', {
      field: 'closeIssue',
      type: 'CloseIssueInput',
      input: { issueId: step.issue.id, stateReason: 'COMPLETED' },
      selection: 'clientMutationId',
    });
  if (withNew && step.announce !== undefined) document.add('announced', newComment(step, render(step.announce)));
  if (step.status?.id !== undefined)
    document.add('status', {
      field: 'updateIssueComment',
      type: 'UpdateIssueCommentInput',
      input: { id: step.status.id, body: render(step.status.body) },
      selection: 'clientMutationId',
    });
  else if (withNew && step.status !== undefined) document.add('status', newComment(step, render(step.status.body)));
  return document;
}

function changeLabels(document: MutationDocument, { issue, remove }: TellStep, add: string[]): void {
  const removed = remove.flatMap(({ id }) => id ?? []);
  if (add.length > 0)
    document.add('labelled', {
      field: 'addLabelsToLabelable',
      type: 'AddLabelsToLabelableInput',
      input: { labelableId: issue.id, labelIds: add },
      selection: 'clientMutationId',
    });
  if (removed.length > 0)
    document.add('unlabelled', {
      field: 'removeLabelsFromLabelable',
      type: 'RemoveLabelsFromLabelableInput',
      input: { labelableId: issue.id, labelIds: removed },
      selection: 'clientMutationId',
    });
}

const newComment = ({ issue }: TellStep, body: string): Mutation => ({
  field: 'addComment',
  type: 'AddCommentInput',
  input: { subjectId: issue.id, body },
  selection: 'clientMutationId',
});

/** The ids of the labels to add; those that the repository lacks are made first. */
async function madeLabels(client: GithubClient, step: TellStep): Promise<{ ids: string[] } | EffectOutcome> {
  const ids: string[] = [];
  for (const label of step.add) {
    const id = label.id ?? (await makeLabel(client, step, label));
    if (typeof id !== 'string') return id;
    ids.push(id);
  }
  return { ids };
}

async function makeLabel(
  client: GithubClient,
  { repo }: TellStep,
  { name }: LabelRef,
): Promise<string | EffectOutcome> {
  const { owner, name: repoName } = split(repo);
  const where = { owner, repo: repoName, name };
  const made = await client.request<{ node_id: string }>('POST /repos/{owner}/{repo}/labels', {
    ...where,
    color: NEW_LABEL_COLOUR,
  });
  if (!('failed' in made)) return made.ok.node_id;
  if (made.failed.kind !== 'invalid') return unmade(outcomeOfFailure(made.failed));
  // An issue before this one had it made.
  const found = await client.request<{ node_id: string }>('GET /repos/{owner}/{repo}/labels/{name}', where);
  return 'failed' in found ? outcomeOfFailure(made.failed) : found.ok.node_id;
}

/** A label that may have been made is found the next time: nothing else has happened. */
const unmade = (outcome: EffectOutcome): EffectOutcome =>
  outcome.outcome === 'unknown-outcome' ? { outcome: 'conflict', because: outcome.because } : outcome;

async function run(client: GithubClient, document: MutationDocument): Promise<EffectOutcome> {
  if (document.isEmpty) return { outcome: 'already' };
  const outcome = await client.graphql<unknown>(document.text(), document.variables(), { write: true });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}
