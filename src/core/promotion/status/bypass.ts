import { neutraliseInline } from '../../text/neutralise.ts';
import type { Facts } from '../facts.ts';
import type { Note, Plan, Step } from '../plan-model.ts';
import type { MergedPullRequest, Snapshot } from '../snapshot.ts';

/**
 * Who merges what moves pins without an open `sluice/gates` goes past the gates: nobody is stopped, and it is remembered, in the
 * pull request and in the ledger. What was merged before Sluice saw the environment is nobody's bypass.
 */
export function withBypasses(facts: Facts, here: Snapshot, decided: Plan): Plan {
  const { lane, since } = facts;
  if (lane.kind !== 'environment' || lane.forced === true || since === undefined) return decided;
  const past = here.lately.filter(
    (merged) => merged.at >= since && isBypass(merged) && !merged.said.includes(keyOf(facts, merged)),
  );
  const steps = past.map((merged) => comment(facts, merged));
  const notes = past.map((merged) => noteOf(facts, here, merged));
  return {
    ...decided,
    steps: [...decided.steps, ...steps],
    ...(notes.length === 0 ? {} : { notes: [...(decided.notes ?? []), ...notes] }),
  };
}

function isBypass({ byUs, touchesPins, gates, at }: MergedPullRequest): boolean {
  return touchesPins && !byUs && !(gates?.state === 'success' && gates.at <= at);
}

/** Of each environment whose pins it moves. */
const keyOf = ({ lane }: Pick<Facts, 'lane'>, { number }: MergedPullRequest): string =>
  `bypassed:${lane.stage}:${number}`;

/** What the head said when it was merged. */
const wasMissing = ({ gates, at }: MergedPullRequest): string =>
  gates === undefined || gates.at > at ? 'sluice/gates had not been set yet' : gates.description;

function comment(facts: Facts, merged: MergedPullRequest): Step {
  const { number, id, by } = merged;
  const key = keyOf(facts, merged);
  const model = {
    by: neutraliseInline(by),
    environment: facts.lane.stage,
    missing: neutraliseInline(wasMissing(merged)),
  };
  return { do: 'comment', key, pullRequest: { number, id }, body: { template: 'bypassed', kind: 'said', model, key } };
}

function noteOf({ lane }: Facts, { repo }: Snapshot, merged: MergedPullRequest): Note {
  const { number, by, at, commit } = merged;
  return {
    kind: 'bypassed',
    key: `bypassed:${lane.id}:${repo}#${number}`,
    number,
    facts: { by, at, commit, missing: wasMissing(merged) },
  };
}
