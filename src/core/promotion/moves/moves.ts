import { isKnown } from '../../answer.ts';
import type { Changelog } from '../../changelog/changelog-model.ts';
import type { CommitSha, ComponentName } from '../../names.ts';
import { shortCommit } from '../../text/phrases.ts';
import { answerTo, type Facts, type Question, type Snapshot, type Source } from '../facts.ts';
import { readPins, type HeldPins, type PinPlace } from './held-pins.ts';
import { backwards, closedToPipeline, rolledBack } from './obstacles.ts';
import { findSetters, type PinSetter } from './pin-setter.ts';
import type { Reason } from '../plan-model.ts';

/** One component's move in one lane. */
export interface Entry {
  component: ComponentName;
  source: Source;
  from: CommitSha;
  to: CommitSha;
  /** The commit on the stage's branch that set `from`: a move made again after a rollback is a new one. */
  since: CommitSha;
  changelog: Changelog;
  pins: PinPlace[];
}

export type Move =
  { state: 'moves'; entry: Entry } | { state: 'stays'; reason: Reason } | { state: 'asks'; questions: Question[] };

/** Decides for each component of the lane, independently: one that is stuck never holds the others. */
export function decideMoves(facts: Facts, here: Snapshot): Move[] {
  return facts.lane.components.map((component) => {
    const source = facts.sources.get(component.name);
    if (source === undefined || !isKnown(source)) {
      const why = source === undefined ? 'it was not looked at' : source.unknown;
      return stays({
        about: component.name,
        standing: 'waiting',
        code: 'source-unknown',
        says: `${component.code} could not be read: ${why}`,
      });
    }
    const closed = closedToPipeline(source.known, facts, component.name);
    if (closed !== undefined) return stays(closed);
    return decideMove({ facts, here, component: component.name, source: source.known });
  });
}

interface Moving {
  facts: Facts;
  here: Snapshot;
  component: ComponentName;
  source: Source;
}

function decideMove(moving: Moving): Move {
  const { facts, here, component, source } = moving;
  const held = readPins(facts.policy.pins, here, component);
  if ('reason' in held) return stays(held.reason);
  if (held.value === source.tip) {
    const says = `${here.repo} already holds ${shortCommit(source.tip)}, the newest commit of ${source.repo} ${source.branch}`;
    return stays({ about: component, standing: 'resting', code: 'up-to-date', says });
  }
  const setter = readSetters(moving, held);
  const range = readRange(moving, held);
  const questions = [setter, range].flatMap((part) => ('question' in part ? [part.question] : []));
  if (questions.length > 0) return { state: 'asks', questions };
  if ('reason' in setter) return stays(setter.reason);
  if ('reason' in range) return stays(range.reason);
  if ('question' in setter || 'question' in range) throw new Error('a question was not asked');
  return moveOver(moving, held, { setters: setter.known, changelog: range.known });
}

/** A part of the facts: known, still to be asked for, or the reason why it cannot be had. */
type Part<T> = { known: T } | { question: Question } | { reason: Reason };

function readRange({ facts, component, source }: Moving, { value: from }: HeldPins): Part<Changelog> {
  const question: Question = { ask: 'range', repo: source.repo, from, to: source.tip };
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { question };
  if (isKnown(answer)) return answer;
  const says = `what lies between ${shortCommit(from)} and ${shortCommit(source.tip)} of ${source.repo} could not be read: ${answer.unknown}`;
  return { reason: { about: component, standing: 'waiting', code: 'range-unknown', says } };
}

/** The look saw the newest changes of the file; a pin that rests while its file is edited is asked for further back. */
function readSetters({ facts, here, component }: Moving, held: HeldPins): Part<[PinSetter, ...PinSetter[]]> {
  const [{ path }] = held.pins;
  const seen = here.files.find((file) => file.path === path)?.history;
  const near = seen === undefined ? undefined : findSetters(seen, held);
  if (near !== undefined) return { known: near };
  const question: Question = { ask: 'history', repo: here.repo, path, tip: here.base.tip };
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { question };
  const unread = (why: string): { reason: Reason } => ({
    reason: {
      about: component,
      standing: 'waiting',
      code: 'pin-history-unknown',
      says: `who set the pin in ${path} could not be read: ${why}`,
    },
  });
  if (!isKnown(answer)) return unread(answer.unknown);
  const far = findSetters(answer.known, held);
  if (far !== undefined) return { known: far };
  return {
    reason: {
      ...unread(`it lies further back than ${answer.known.changes.length} changes of the file`).reason,
      standing: 'blocked',
      next: 'move the pin by hand once; Sluice carries on from there',
    },
  };
}

function moveOver(
  moving: Moving,
  held: HeldPins,
  over: { setters: [PinSetter, ...PinSetter[]]; changelog: Changelog },
): Move {
  const { component, source, here } = moving;
  const { setters, changelog } = over;
  const obstacle = backwards(component, source, changelog) ?? rolledBack({ component, here, held, ...over });
  if (obstacle !== undefined) return stays(obstacle);
  const { value: from, pins } = held;
  return {
    state: 'moves',
    entry: { component, source, from, to: source.tip, since: setters[0].commit, changelog, pins },
  };
}

const stays = (reason: Reason): Move => ({ state: 'stays', reason });
