import { isKnown, unknown } from '../../answer.ts';
import type { Changelog } from '../../changelog/changelog-model.ts';
import type { CommitSha, ComponentName } from '../../names.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { shortCommit, shortReference } from '../../text/phrases.ts';
import { answerTo, type Facts, type Question, type RangeQuestion, type Snapshot, type Source } from '../facts.ts';
import type { Reason } from '../plan-model.ts';
import { readPins, type HeldPins, type PinnedBranch } from './held-pins.ts';
import {
  backwards,
  closedToPipeline,
  olderBuild,
  rejectedBefore,
  rolledBack,
  type ReplacedValue,
} from './obstacles.ts';
import { offerOf, type Offer } from './offers.ts';
import type { PinPlace } from './pin-places.ts';
import { findSetters, type PinSetter } from './pin-setter.ts';
import { ofArtifact, resolveReference, type Reference, type ResolvedReference } from './reference.ts';
import { unreadable } from './unreadable.ts';
import { unwritable } from './write-pins.ts';

/** One component's move in one lane. */
export interface Entry {
  component: ComponentName;
  source: Source;
  from: Reference;
  to: Reference;
  /** The commit on the stage's branch that set `from`: a move made again after a rollback is a new one. */
  since: CommitSha;
  changelog: Changelog;
  pins: PinPlace[];
  /** What is newer at the source and does not come along yet. */
  lacks?: string;
}

export type Move =
  { state: 'moves'; entry: Entry } | { state: 'stays'; reason: Reason } | { state: 'asks'; questions: Question[] };

/** Decides for each component of the lane, independently: one that is stuck never holds the others. */
export function decideMoves(facts: Facts, here: Snapshot): Move[] {
  return facts.lane.components.map((component) => {
    const source = facts.sources.get(component.name);
    if (source === undefined || !isKnown(source)) {
      const why = source ?? unknown('it was not looked at');
      return { state: 'stays', reason: unreadable(component.name, 'source', { where: component.code, why }) };
    }
    const closed = closedToPipeline(source.known, facts, component.name);
    if (closed !== undefined) return { state: 'stays', reason: closed };
    return decideMove({ facts, here, component, source: source.known });
  });
}

interface Moving {
  facts: Facts;
  here: Snapshot;
  component: LaneComponent;
  source: Source;
}

function decideMove(moving: Moving): Move {
  const { facts, here, component } = moving;
  const held = readPins(facts.policy.pins, baseOf(here), component);
  if ('reason' in held) return { state: 'stays', reason: held.reason };
  const offered = offerOf(moving);
  if ('reason' in offered) return { state: 'stays', reason: offered.reason };
  if ('question' in offered) return { state: 'asks', questions: [offered.question] };
  const { offer } = offered;
  if (held.value === offer.value) return { state: 'stays', reason: upToDate(here, component, offer) };
  return decideBetween(moving, held, offer);
}

/** The files of the lane's own repository as its base holds them. */
export function baseOf({ repo, base, files }: Snapshot): PinnedBranch {
  return {
    where: `${repo} ${base.name}`,
    text(path) {
      const file = files.find((candidate) => candidate.path === path);
      if (file?.unreadable !== undefined) return { unreadable: file.unreadable };
      return file?.base === undefined ? { missing: true } : { text: file.base };
    },
  };
}

function upToDate({ repo }: Snapshot, component: LaneComponent, { value, where, lacks }: Offer): Reason {
  const says = `${repo} already holds ${shortReference(value)}, ${where}`;
  return {
    about: component.name,
    standing: lacks === undefined ? 'resting' : 'waiting',
    code: lacks === undefined ? 'up-to-date' : 'newer-not-ready',
    says: lacks === undefined ? says : `${says}; ${lacks}`,
  };
}

/** A part of the facts: known, still to be asked for, or the reason why it cannot be had. */
type Part<T> = { known: T } | { questions: Question[] } | { reason: Reason };

function decideBetween(moving: Moving, held: HeldPins, offer: Offer): Move {
  const from = resolve(moving, held, 'the pin');
  const to =
    offer.artifact === undefined
      ? resolve(moving, offer, offer.where)
      : { known: ofArtifact(offer.artifact, offer.tag) };
  const setters = readSetters(moving, held);
  const range = 'known' in from && 'known' in to ? readRange(moving, from.known, to.known) : undefined;
  const replaced = 'known' in setters ? readReplaced(moving, setters.known, offer) : undefined;
  const rejected = 'known' in to ? readRejected(moving, to.known, offer) : undefined;
  const parts = [from, to, setters, range, replaced, rejected].filter((part) => part !== undefined);
  const questions = parts.flatMap((part) => ('questions' in part ? part.questions : []));
  if (questions.length > 0) return { state: 'asks', questions };
  const stuck = parts.find((part) => 'reason' in part);
  if (stuck !== undefined) return { state: 'stays', reason: stuck.reason };
  const back = knownOf(rejected);
  if (back !== undefined) return { state: 'stays', reason: back };
  return moveOver(moving, held, {
    from: knownOf(from),
    to: knownOf(to),
    setters: knownOf(setters),
    changelog: knownOf(range),
    replaced: knownOf(replaced),
    ...(offer.lacks === undefined ? {} : { lacks: offer.lacks }),
  });
}

function knownOf<T>(part: Part<T> | undefined): T {
  if (part === undefined || !('known' in part)) throw new Error('a question was not asked');
  return part.known;
}

/** The code that earlier values of the pin stood for. What nobody can name was set by hand and says nothing about back or forth. */
function readReplaced(moving: Moving, setters: PinSetter[], offer: Offer): Part<ReplacedValue[]> {
  const read = setters.flatMap((setter): { setter: PinSetter; value: string; resolved: ResolvedReference }[] => {
    const { previous: value } = setter;
    if (value === undefined) return [];
    const isOffered = value === offer.value;
    return [
      {
        setter,
        value,
        resolved: isOffered ? { nameless: '' } : resolveReference(moving.facts, moving.component, { value }),
      },
    ];
  });
  // All at once, or a pin that went back and forth would take a round for each.
  const questions = read.flatMap(({ resolved }) => ('question' in resolved ? [resolved.question] : []));
  if (questions.length > 0) return { questions };
  const unread = read.find(({ resolved }) => 'unknown' in resolved);
  if (unread !== undefined) return resolve(moving, { value: unread.value }, 'the pin before') as { reason: Reason };
  return {
    known: read.map(({ setter, value, resolved }) => ({
      setter,
      value,
      ...('known' in resolved ? { code: resolved.known.code } : {}),
    })),
  };
}

/** Whether the place before has been moved back from what it proved; what nobody can name says nothing about back or forth. */
function readRejected(moving: Moving, to: Reference, { merged: value, where }: Offer): Part<Reason | undefined> {
  if (value === undefined) return { known: undefined };
  const merged = resolveReference(moving.facts, moving.component, { value });
  if ('nameless' in merged) return { known: undefined };
  if (!('known' in merged)) return resolve(moving, { value }, where) as Exclude<Part<Reference>, { known: Reference }>;
  const range = readRange(moving, to, merged.known);
  if (!('known' in range)) return range;
  const isBack = range.known.classification === 'rollback';
  return { known: isBack ? rejectedBefore(moving.component, to, merged.known) : undefined };
}

function resolve({ facts, component }: Moving, held: { value: string; tag?: string }, where: string): Part<Reference> {
  const resolved = resolveReference(facts, component, held);
  if ('known' in resolved) return resolved;
  if ('question' in resolved) return { questions: [resolved.question] };
  const { name: about } = component;
  const value = shortReference(held.value);
  if ('unknown' in resolved) {
    const says = `what ${value} (${where}) was built from could not be read: ${resolved.unknown}`;
    return { reason: { about, standing: 'waiting', code: 'artifact-unknown', says } };
  }
  const says = `${where} holds ${value}: ${resolved.nameless}`;
  const next =
    'report it by a sluice-artifact dispatch from the repository that builds it, build images with the label org.opencontainers.image.revision, or set the pin by hand to an image that Sluice knows';
  return { reason: { about, standing: 'blocked', code: 'artifact-unknown', says, next } };
}

function readRange(
  { facts, component, source }: Moving,
  { code: from }: Reference,
  { code: to }: Reference,
): Part<Changelog> {
  if (from === to) return { known: nothingBetween(source, from) };
  const paths = component.paths === undefined ? {} : { paths: component.paths };
  const question: RangeQuestion = { ask: 'range', repo: source.repo, from, to, ...paths };
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { questions: [question] };
  if (isKnown(answer)) return answer;
  const says = `what lies between ${shortCommit(from)} and ${shortCommit(to)} of ${source.repo} could not be read: ${answer.unknown}`;
  return { reason: { about: component.name, standing: 'waiting', code: 'range-unknown', says } };
}

/** The same code, built again. */
const nothingBetween = ({ repo }: Source, commit: CommitSha): Changelog => ({
  repo,
  from: commit,
  to: commit,
  classification: 'identical',
  commits: [],
  pullRequests: [],
  issues: [],
  directCommits: [],
  removed: [],
  reverted: [],
});

/** The look saw the newest changes of the file; a pin that rests while its file is edited is asked for further back. */
function readSetters({ facts, here, component }: Moving, held: HeldPins): Part<[PinSetter, ...PinSetter[]]> {
  const { path } = held.pins[0].address;
  const seen = here.files.find((file) => file.path === path)?.history;
  const near = seen === undefined ? undefined : findSetters(seen, held);
  if (near !== undefined) return { known: near };
  const question = { ask: 'history' as const, repo: here.repo, path, tip: here.base.tip };
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { questions: [question] };
  const unread = (why: string): Reason => ({
    about: component.name,
    standing: 'waiting',
    code: 'pin-history-unknown',
    says: `who set the pin in ${path} could not be read: ${why}`,
  });
  if (!isKnown(answer)) return { reason: unread(answer.unknown) };
  const far = findSetters(answer.known, held);
  if (far !== undefined) return { known: far };
  return {
    reason: {
      ...unread(`it lies further back than ${answer.known.changes.length} changes of the file`),
      standing: 'blocked',
      next: 'move the pin by hand once; Sluice carries on from there',
    },
  };
}

interface Over {
  from: Reference;
  to: Reference;
  setters: [PinSetter, ...PinSetter[]];
  changelog: Changelog;
  replaced: ReplacedValue[];
  lacks?: string;
}

function moveOver(moving: Moving, held: HeldPins, over: Over): Move {
  const { facts, component, source, here } = moving;
  const { setters, changelog, replaced, lacks, ...references } = over;
  const obstacle =
    backwards({ component: component.name, source, changelog, ...references }) ??
    olderBuild({ component, upstream: facts.upstream.get(component.name), changelog, ...references }) ??
    rolledBack({ component: component.name, here, replaced, changelog, ...references }) ??
    unwritable({ component: component.name, here, pins: held.pins, to: references.to });
  if (obstacle !== undefined) return { state: 'stays', reason: obstacle };
  return {
    state: 'moves',
    entry: {
      component: component.name,
      source,
      ...references,
      since: setters[0].commit,
      changelog,
      pins: held.pins,
      ...(lacks === undefined ? {} : { lacks }),
    },
  };
}
