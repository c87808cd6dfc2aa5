import { isKnown, known, unknown, type Answer } from '../answer.ts';
import { isCommitSha, isDigest, type CommitSha, type ComponentName } from '../names.ts';
import type { TextQuestion } from '../promotion/questions.ts';
import { pinPlaces, valueIn, type PinPlace } from '../pipeline/pins/pin-places.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import type { OpenQuestions } from './open-questions.ts';

/**
 * What a component's pin held at a commit of the environment's branch, where a text has to be read for it; undefined as known:
 * it held nothing. Undefined: it is asked.
 */
export function heldAt(
  facts: FollowUpFacts,
  { commit, component }: { commit: CommitSha; component: ComponentName },
  open: OpenQuestions,
): Answer<string | undefined> | undefined {
  const place = leadingPlace(facts, component);
  if (place === undefined) return unknown(`${component} is no longer in ${facts.lane.stage}`);
  const answer = open.answer(textQuestion(facts, commit));
  if (answer === undefined) return undefined;
  if (!isKnown(answer)) return answer;
  return known(valueIn(answer.known[place.address.path], place, answer.known));
}

/** What the release set the component's pin to: as its lineage has it, else as its merge commit holds it. */
export function valueSet(
  facts: FollowUpFacts,
  component: ComponentName,
  open: OpenQuestions,
): Answer<string | undefined> | undefined {
  const { entries, merged } = facts.release;
  const entry = entries.find((candidate) => candidate.component === component);
  const holds = leadingPlace(facts, component)?.holds ?? (entry?.digest === undefined ? 'commit' : 'digest');
  const value = holds === 'digest' ? entry?.digest : entry?.code;
  return value === undefined ? heldAt(facts, { commit: merged.commit, component }, open) : known(value);
}

/** A digest says more than the commit beside it: where a stage pins both, the digest counts. */
function leadingPlace({ lane, stage }: FollowUpFacts, name: ComponentName): PinPlace | undefined {
  const component = lane.components.find((candidate) => candidate.name === name);
  const places = component === undefined ? [] : pinPlaces(stage.pins, component);
  return places.find(({ holds }) => holds === 'digest') ?? places[0];
}

/** All files of the release in one question, so that every component asks the same. */
function textQuestion({ lane, stage, release }: FollowUpFacts, commit: CommitSha): TextQuestion {
  const moved = new Set(release.entries.map(({ component }) => component));
  const paths = lane.components
    .filter(({ name }) => moved.has(name))
    .flatMap((component) => pinPlaces(stage.pins, component).map(({ address }) => address.path));
  return { ask: 'text', repo: lane.repo, commit, paths: [...new Set(paths)].sort() };
}

/**
 * The code commit that a pinned value stands for; undefined as known: nobody can tell what the image was built from.
 * Undefined: it is asked.
 */
export function codeOf(
  facts: FollowUpFacts,
  { value, component }: { value: string; component: ComponentName },
  open: OpenQuestions,
): Answer<CommitSha | undefined> | undefined {
  if (isCommitSha(value)) return known(value);
  const built = facts.artifacts.find((artifact) => artifact.component === component && artifact.digest === value);
  if (built !== undefined) return known(built.source);
  if (!isDigest(value)) return known(undefined);
  const answer = open.answer({ ask: 'artifact', repo: facts.lane.pipeline, component, digest: value });
  return answer === undefined || !isKnown(answer) ? answer : known(answer.known?.source);
}
