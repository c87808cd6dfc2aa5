import type { TellStep } from '../../core/environments/follow-up-model.ts';
import type { LabelRef } from '../../core/issues/issue-state.ts';
import { LISTED_MS } from '../../core/listed.ts';
import type { Instant } from '../../core/names.ts';
import type { Message } from '../../core/promotion/plan-model.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import type { Render } from '../../ports/templates.ts';
import type { GithubClient } from '../client/client.ts';
import { failureSentence } from '../client/outcome.ts';
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
 * Changes one issue. GitHub goes on after a mutation that failed and takes nothing back, so that each document needs the one
 * before it to have succeeded as a whole: a label goes when its successor is there, and the status comment, which says what the
 * issue was told, is written last. Whatever failed is done again. New comments are counted, edits and labels set a state.
 */
export async function tell(client: GithubClient, { step, render, once }: ToTell): Promise<EffectOutcome> {
  const add = await madeLabels(client, step, once);
  if ('outcome' in add) return add;
  for (const document of [arrival(step, add.ids), departure(step)]) {
    const changed = await run(client, document);
    if (changed.outcome !== 'done' && changed.outcome !== 'already') return changed;
  }
  return say(client, { step, render, once });
}

/** The labels to come, and the closing. */
function arrival({ issue, close }: TellStep, add: string[]): MutationDocument {
  const document = new MutationDocument('Relabel');
  if (add.length > 0)
    document.add('labelled', {
      field: 'addLabelsToLabelable',
      type: 'AddLabelsToLabelableInput',
      input: { labelableId: issue.id, labelIds: add },
      selection: 'clientMutationId',
    });
  if (close)
    document.add('closed', {
      field: 'closeIssue',
      type: 'CloseIssueInput',
      input: { issueId: issue.id, stateReason: 'COMPLETED' },
      selection: 'clientMutationId',
    });
  return document;
}

function departure({ issue, remove }: TellStep): MutationDocument {
  const document = new MutationDocument('Unlabel');
  const removed = remove.flatMap(({ id }) => id ?? []);
  if (removed.length > 0)
    document.add('unlabelled', {
      field: 'removeLabelsFromLabelable',
      type: 'RemoveLabelsFromLabelableInput',
      input: { labelableId: issue.id, labelIds: removed },
      selection: 'clientMutationId',
    });
  return document;
}

async function say(client: GithubClient, toTell: ToTell): Promise<EffectOutcome> {
  const { step, render, once } = toTell;
  if (step.status !== undefined && step.status.id === undefined) return sayFirst(toTell, step.status.body);
  if (step.status !== undefined && !(await mayEdit(once, step.status.body)))
    return { outcome: 'conflict', because: 'another release has told it meanwhile' };
  if (step.announce === undefined) return run(client, comments(step, { render, withNew: false }));
  const told = await doOnce(once, step.key, (sending) => run(sending, comments(step, { render, withNew: true })));
  return told.outcome === 'already' ? run(client, comments(step, { render, withNew: false })) : told;
}

/**
 * GitHub compares nothing when a comment is edited: whoever read it before another release wrote into it would take that
 * release's row out again. Of two who read the same, one alone may write.
 */
async function mayEdit({ intentions, clock, scope, turn }: OnceOnly, { key }: Message): Promise<boolean> {
  const edits = `${scope}:edit:${key}`;
  const { last } = await intentions.recall(edits);
  if (last !== undefined && turn.lookedAt < last) return false;
  return intentions.attempt(edits, clock.now(), last);
}

/**
 * An issue has one status comment, and releases of two environments may both find none: it is made under its own key, and
 * whoever comes second looks again and edits it. One that a person deleted is made again by the next release.
 */
async function sayFirst({ step, render, once }: ToTell, { key }: Message): Promise<EffectOutcome> {
  const make = (sending: GithubClient): Promise<EffectOutcome> =>
    run(sending, comments(step, { render, withNew: true }));
  const made = await doOnce(once, key, make);
  if (made.outcome !== 'already') return made;
  const { last = 0 } = await once.intentions.recall(`${once.scope}:${key}`);
  if (once.turn.lookedAt < last + LISTED_MS) return { outcome: 'conflict', because: 'another release has told it' };
  return doOnce(once, step.key, make);
}

/** `withNew`: whether comments are made besides those that are edited. */
function comments(step: TellStep, { render, withNew }: { render: Render; withNew: boolean }): MutationDocument {
  const document = new MutationDocument('Tell');
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

const newComment = ({ issue }: TellStep, body: string): Mutation => ({
  field: 'addComment',
  type: 'AddCommentInput',
  input: { subjectId: issue.id, body },
  selection: 'clientMutationId',
});

/** The ids of the labels to add; those that the repository lacks are made first. */
async function madeLabels(
  client: GithubClient,
  step: TellStep,
  { clock, settle }: OnceOnly,
): Promise<{ ids: string[] } | EffectOutcome> {
  const ids: string[] = [];
  for (const label of step.add) {
    const id = label.id ?? (await makeLabel(client, step, label));
    if (typeof id !== 'string') return unmade(id, clock.now() + settle);
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
  if (made.failed.kind !== 'invalid') return outcomeOfFailure(made.failed);
  // An issue before this one had it made.
  const found = await client.request<{ node_id: string }>('GET /repos/{owner}/{repo}/labels/{name}', where);
  if (!('failed' in found)) return found.ok.node_id;
  const { failed } = found;
  if (failed.kind === 'unavailable' && failed.withheld === undefined)
    return { outcome: 'unknown-outcome', because: failureSentence(failed) };
  return outcomeOfFailure(failed.kind === 'missing' ? made.failed : failed);
}

/** A label that may have been made, or may be there, is found the next time: nothing else has happened, and no ground has moved. */
const unmade = (outcome: EffectOutcome, until: Instant): EffectOutcome =>
  outcome.outcome === 'unknown-outcome' ? { outcome: 'later', until, because: outcome.because, alone: true } : outcome;

async function run(client: GithubClient, document: MutationDocument): Promise<EffectOutcome> {
  if (document.isEmpty) return { outcome: 'already' };
  const outcome = await client.graphql<unknown>(document.text(), document.variables(), { write: true });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}
