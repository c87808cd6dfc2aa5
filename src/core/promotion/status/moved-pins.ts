import { isKnown } from '../../answer.ts';
import type { ComponentName } from '../../names.ts';
import type { Facts } from '../facts.ts';
import { readPins, type PinnedBranch } from '../moves/held-pins.ts';
import { baseOf, headOf } from '../moves/own-branch.ts';
import { branchOf } from '../offers/texts.ts';
import { answerTo, type TextQuestion } from '../questions.ts';
import type { OtherPullRequest, Snapshot } from '../snapshot.ts';

/** A pin that somebody's pull request moves, and where to. */
export interface MovedPin {
  component: ComponentName;
  /** Undefined: the pin cannot be read there any more. */
  to?: string;
}

export type MovedPins = { pins: MovedPin[] } | { questions: TextQuestion[] } | { unread: string };

/** The pins of the stage that a pull request moves, by the text of its head. */
export function movedBy(
  { lane, policy, answers }: Facts,
  here: Snapshot,
  { head, number }: OtherPullRequest,
): MovedPins {
  const question: TextQuestion = {
    ask: 'text',
    repo: here.repo,
    commit: head,
    paths: here.files.map(({ path }) => path),
  };
  const answer = answerTo(answers, question);
  if (answer === undefined) return { questions: [question] };
  if (!isKnown(answer)) return { unread: `what #${number} moves could not be read: ${answer.unknown}` };
  const there = branchOf(`${here.repo}#${number}`, (path) => answer.known[path], answer.known);
  return { pins: movedBetween({ lane, policy }, baseOf(here), there) };
}

/** The pins of the stage that the lane's own branch moves, whoever pushed that. */
export const movedOnBranch = (facts: Facts, here: Snapshot): MovedPin[] =>
  movedBetween(facts, baseOf(here), headOf(here, facts.lane.head));

function movedBetween(
  { lane, policy }: Pick<Facts, 'lane' | 'policy'>,
  base: PinnedBranch,
  there: PinnedBranch,
): MovedPin[] {
  return lane.components.flatMap((component): MovedPin[] => {
    const [from, to] = [base, there].map((branch) => readPins(policy.pins, branch, component));
    if (from === undefined || to === undefined) return [];
    if ('reason' in to) return 'reason' in from ? [] : [{ component: component.name }];
    return 'value' in from && from.value === to.value ? [] : [{ component: component.name, to: to.value }];
  });
}
