import { isKnown } from '../answer.ts';
import type { Changelog } from '../changelog/changelog-model.ts';
import type { CommitSha, ComponentName, RepoName } from '../names.ts';
import { shortCommit } from '../text/phrases.ts';
import { answerTo, type Facts, type Question, type Snapshot, type Source } from './facts.ts';
import { readPins, type HeldPins, type PinPlace } from './held-pins.ts';
import { findSetter, type PinSetter } from './pin-setter.ts';
import type { Reason } from './plan-model.ts';

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

/** A pipeline of one owner must not carry what is private to another out of its walls, unless that repository has joined. */
function closedToPipeline(source: Source, { lane }: Facts, component: ComponentName): Reason | undefined {
  const sameOwner = ownerOf(source.repo) === ownerOf(lane.pipeline) && ownerOf(source.repo) === ownerOf(lane.repo);
  const joined = 'to' in source.consent && source.consent.to === lane.pipeline;
  if (source.audience === 'public' || sameOwner || joined) return undefined;
  return {
    about: component,
    standing: 'blocked',
    code: 'source-not-joined',
    says: `${source.repo} is private, belongs to another owner, and has not joined ${lane.pipeline}`,
    next: `commit .github/sluice.yml with "pipeline: ${lane.pipeline}" to its ${source.branch}`,
  };
}

const ownerOf = (repo: RepoName): string => (repo.split('/')[0] ?? '').toLowerCase();

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
  const setter = readSetter(moving, held);
  const range = readRange(moving, held);
  const questions = [setter, range].flatMap((part) => ('question' in part ? [part.question] : []));
  if (questions.length > 0) return { state: 'asks', questions };
  if ('reason' in setter) return stays(setter.reason);
  if ('reason' in range) return stays(range.reason);
  if ('question' in setter || 'question' in range) throw new Error('a question was not asked');
  return moveOver(moving, held, { setter: setter.known, changelog: range.known });
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
function readSetter({ facts, here, component }: Moving, held: HeldPins): Part<PinSetter> {
  const [{ path }] = held.pins;
  const seen = here.files.find((file) => file.path === path)?.history;
  const near = seen === undefined ? undefined : findSetter(seen, held);
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
  const far = findSetter(answer.known, held);
  if (far !== undefined) return { known: far };
  return {
    reason: {
      ...unread(`it lies further back than ${answer.known.changes.length} changes of the file`).reason,
      standing: 'blocked',
      next: 'move the pin by hand once; Sluice carries on from there',
    },
  };
}

function moveOver(moving: Moving, held: HeldPins, over: { setter: PinSetter; changelog: Changelog }): Move {
  const { component, source, here } = moving;
  const { setter, changelog } = over;
  const obstacle = backwards(component, source, changelog) ?? rolledBack({ component, here, held, ...over });
  if (obstacle !== undefined) return stays(obstacle);
  const { value: from, pins } = held;
  return { state: 'moves', entry: { component, source, from, to: source.tip, since: setter.commit, changelog, pins } };
}

/** Promise 1: forward only. A diverged reference is proposed, and the merge is left to a person. */
function backwards(component: ComponentName, source: Source, changelog: Changelog): Reason | undefined {
  const [from, to] = [shortCommit(changelog.from), shortCommit(changelog.to)];
  if (changelog.classification === 'rollback') {
    return {
      about: component,
      standing: 'blocked',
      code: 'would-move-back',
      says: `the pin holds ${from}, which is newer than ${to}, the newest commit of ${source.repo} ${source.branch}; nothing moves back`,
    };
  }
  if (changelog.classification === 'unknown-old') {
    return {
      about: component,
      standing: 'blocked',
      code: 'pin-unknown',
      says: `the pin holds ${from}, which ${source.repo} does not have`,
      next: `set it by hand to a commit of ${source.repo} once; Sluice carries on from there`,
    };
  }
  if (changelog.classification === 'unknown-new') {
    return {
      about: component,
      standing: 'waiting',
      code: 'source-unknown',
      says: `${source.repo} does not show ${to} yet`,
    };
  }
  return undefined;
}

interface Over {
  component: ComponentName;
  here: Snapshot;
  held: HeldPins;
  setter: PinSetter;
  changelog: Changelog;
}

/** A pin that held a newer value before was moved back on purpose: it stays back until a person moves it. */
function rolledBack({ component, here, held, setter, changelog }: Over): Reason | undefined {
  const { previous } = setter;
  if (previous === undefined || !changelog.commits.includes(previous)) return undefined;
  const [from, to, commit] = [previous, held.value, setter.commit].map(shortCommit);
  return {
    about: component,
    standing: 'blocked',
    code: 'rolled-back',
    says: `${setter.author} moved ${here.repo} back from ${from} to ${to} in ${commit}; it is held there`,
    next: 'move the pin forward by a pull request of your own, and Sluice carries on from there',
  };
}

const stays = (reason: Reason): Move => ({ state: 'stays', reason });
