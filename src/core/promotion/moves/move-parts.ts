import { isKnown } from '../../answer.ts';
import type { Changelog } from '../../changelog/changelog-model.ts';
import { emptyChangelog } from '../../changelog/empty-changelog.ts';
import type { LaneComponent } from '../../pipeline/lanes.ts';
import { shortCommit, shortReference } from '../../text/phrases.ts';
import type { Facts, Source } from '../facts.ts';
import type { Offer } from '../offers/offers.ts';
import type { Reason } from '../plan-model.ts';
import { answerTo, rangeQuestion, type Question } from '../questions.ts';
import type { Stance } from '../release/stance.ts';
import type { Snapshot } from '../snapshot.ts';
import type { HeldPins } from './held-pins.ts';
import { rejectedBefore, type ReplacedValue } from './obstacles.ts';
import { findSetters, type PinSetter } from './pin-setter.ts';
import { resolveReference, type Reference, type ResolvedReference } from './reference.ts';

/** One component whose move is decided. */
export interface Moving {
  facts: Facts;
  here: Snapshot;
  component: LaneComponent;
  source: Source;
  stance: Stance;
}

/** A part of the facts: known, still to be asked for, or the reason why it cannot be had. */
export type Part<T> = { known: T } | { questions: Question[] } | { reason: Reason };

/** Of a part that an earlier check has shown to be known. */
export function knownOf<T>(part: Part<T> | undefined): T {
  if (part === undefined || !('known' in part)) throw new Error('a question was not asked');
  return part.known;
}

/** The code that earlier values of the pin stood for. What nobody can name was set by hand and says nothing about back or forth. */
export function readReplaced(moving: Moving, setters: PinSetter[], offer: Offer): Part<ReplacedValue[]> {
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
export function readRejected(moving: Moving, to: Reference, { merged: value, where }: Offer): Part<Reason | undefined> {
  if (value === undefined) return { known: undefined };
  const merged = resolveReference(moving.facts, moving.component, { value });
  if ('nameless' in merged) return { known: undefined };
  if (!('known' in merged)) return resolve(moving, { value }, where) as Exclude<Part<Reference>, { known: Reference }>;
  const range = readRange(moving, to, merged.known);
  if (!('known' in range)) return range;
  const isBack = range.known.classification === 'rollback';
  return { known: isBack ? rejectedBefore(moving.component, to, merged.known) : undefined };
}

/** The code that a value stands for. `where`: in whose words. */
export function resolve(
  { facts, component }: Moving,
  held: { value: string; tag?: string },
  where: string,
): Part<Reference> {
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

/** What lies between two references. */
export function readRange(
  { facts, component, source }: Moving,
  { code: from }: Reference,
  { code: to }: Reference,
): Part<Changelog> {
  if (from === to) return { known: emptyChangelog(source.repo, from) };
  const { repo } = source;
  const question = rangeQuestion({ repo, paths: component.paths, style: facts.policy.changelog, from, to });
  const answer = answerTo(facts.answers, question);
  if (answer === undefined) return { questions: [question] };
  if (isKnown(answer)) return answer;
  const says = `what lies between ${shortCommit(from)} and ${shortCommit(to)} of ${source.repo} could not be read: ${answer.unknown}`;
  return { reason: { about: component.name, standing: 'waiting', code: 'range-unknown', says } };
}

/** The look saw the newest changes of the file; a pin that rests while its file is edited is asked for further back. */
export function readSetters({ facts, here, component }: Moving, held: HeldPins): Part<[PinSetter, ...PinSetter[]]> {
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
