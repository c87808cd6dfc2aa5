import { isKnown, type Answer } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import type { CommitSha, ComponentName } from '../names.ts';
import type { LaneComponent } from '../pipeline/lanes.ts';
import { rangeQuestion } from '../promotion/questions.ts';
import { shortCommit, shortReference } from '../text/phrases.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import { codeOf } from './held-values.ts';
import type { OpenQuestions } from './open-questions.ts';

/** Why nothing can be said of a component's move: `silent` for good, `unread` for now. */
export type NoRange = { silent: string; component: ComponentName } | { unread: string };

/** A component's pin going from one value to another. */
export interface Moved {
  component: LaneComponent;
  from: string;
  to: string;
  /** What the lineage says that `to` was built from. */
  code?: CommitSha;
}

/** What lies between two pinned values; undefined while questions are open, or where both are of one commit. */
export function changesOf(facts: FollowUpFacts, moved: Moved, open: OpenQuestions): Changelog | NoRange | undefined {
  const ends = codeEnds(facts, moved, open);
  if (ends === undefined || 'unread' in ends || 'silent' in ends) return ends;
  if (ends.from === ends.to) return undefined;
  const { name, code: repo, paths } = moved.component;
  const range = open.answer(rangeQuestion({ repo, paths, style: facts.pipeline.changelog, ...ends }));
  if (range === undefined) return undefined;
  if (!isKnown(range)) return { unread: range.unknown };
  const ids = `${shortCommit(ends.from)} and ${shortCommit(ends.to)}`;
  switch (range.known.classification) {
    case 'unknown-old':
    case 'unknown-new':
      return { component: name, silent: `${repo} does not have both ${ids}` };
    case 'unrelated':
      // Everything that `to` ever took in would count as news.
      return { component: name, silent: `${ids} of ${repo} have no common history` };
    case 'identical':
    case 'forward':
    case 'rollback':
    case 'diverged':
      return range.known;
  }
}

function codeEnds(
  facts: FollowUpFacts,
  { component: { name }, from, to, code }: Moved,
  open: OpenQuestions,
): { from: CommitSha; to: CommitSha } | NoRange | undefined {
  const first = codeOf(facts, { value: from, component: name }, open);
  const second = code === undefined ? codeOf(facts, { value: to, component: name }, open) : { known: code };
  const [start, end] = [endOf(first, from, name), endOf(second, to, name)];
  if (start === undefined || end === undefined) return undefined;
  if (typeof start === 'object') return start;
  return typeof end === 'object' ? end : { from: start, to: end };
}

function endOf(
  answer: Answer<CommitSha | undefined> | undefined,
  value: string,
  component: ComponentName,
): CommitSha | NoRange | undefined {
  if (answer === undefined) return undefined;
  if (!isKnown(answer)) return { unread: answer.unknown };
  return answer.known ?? { component, silent: `nobody can tell what ${shortReference(value)} was built from` };
}
