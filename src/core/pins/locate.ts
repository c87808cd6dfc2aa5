import { nearest } from '../errors/nearest.ts';
import { findArgs, isDockerfile } from './formats/dockerfile.ts';
import type { ArgPlace } from './formats/dockerfile.ts';
import { candidatesOf } from './problem.ts';
import type { PinProblem } from './problem.ts';
import { readReference } from './reference.ts';

/** How a pipeline names one place in a file: by exactly one of `arg`, `image`, `pointer` and `marker`. */
export interface PinRule {
  path: string;
  /** The name of an `ARG` in a Dockerfile. */
  arg?: string;
  /** The image repository that the file refers to. */
  image?: string;
  /** A path through a document. */
  pointer?: string;
  /** A comment on the line. */
  marker?: string;
}

/** Where a pin's value stands: UTF-16 offsets in the text, without its quotes. */
export interface LocatedPin {
  value: string;
  /** From 1. */
  line: number;
  start: number;
  end: number;
}

/** A reference that a file holds, and the way to name its place in a pipeline. */
export interface FoundPin {
  image?: string;
  arg?: string;
  tag?: string;
  digest?: string;
  commit?: string;
  version?: string;
  line: number;
  /** Names the place inside its format: `arg:NAME`. */
  pointer: string;
  kind: 'dockerfile';
}

/** The one place that a rule names, or why there is not exactly one. Every rewrite goes through here. */
export function locatePin(text: string, rule: PinRule): LocatedPin | { problem: PinProblem } {
  const { path, arg } = rule;
  if (arg === undefined || rule.image !== undefined || rule.pointer !== undefined || rule.marker !== undefined) {
    return { problem: notCarried(rule) };
  }
  const read = findArgs(text);
  if ('unreadable' in read) {
    const message = `${path} cannot be read as a Dockerfile: ${read.unreadable}. Mend it, or name another file.`;
    return { problem: { code: 'unreadable', message, candidates: [] } };
  }
  const named = read.places.filter((place) => place.arg === arg);
  const [place, ...others] = named.filter(({ value }) => value !== undefined);
  if (!place?.value || others.length > 0 || !place.value.isLiteral) {
    return { problem: argProblem({ text, path, arg, places: named.length > 0 ? named : read.places }) };
  }
  const { text: value, start, end } = place.value;
  return { value, line: place.line, start, end };
}

function notCarried({ path, arg, image, pointer, marker }: PinRule): PinProblem {
  const ways = Object.entries({ arg, image, pointer, marker }).filter(([, value]) => value !== undefined);
  const given =
    ways.length === 0 ? 'nothing' : ways.map(([way, value]) => `${way} ${JSON.stringify(value)}`).join(' and ');
  const message = `The pin in ${path} is named by ${given}; this release finds a pin by \`arg\` alone, in a Dockerfile. Name the ARG that holds the value.`;
  return { code: 'not-carried', message, candidates: [] };
}

function argProblem(found: { text: string; path: string; arg: string; places: ArgPlace[] }): PinProblem {
  const { text, path, arg, places } = found;
  const named = places.filter((place) => place.arg === arg);
  const valued = named.filter(({ value }) => value !== undefined);
  const problem = (code: PinProblem['code'], message: string, shown: ArgPlace[]): PinProblem => ({
    code,
    message,
    candidates: candidatesOf(
      text,
      shown.map(({ line }) => line),
    ),
  });
  if (named.length === 0) return problem('none', `${path} has no ARG ${arg}. ${nextFor(arg, places)}`, places);
  if (valued.length === 0) {
    return problem(
      'no-value',
      `ARG ${arg} in ${path} has no value to replace. Give it one: ARG ${arg}=<reference>.`,
      named,
    );
  }
  if (valued.length > 1) {
    const next = 'Keep the value in one place, before the first FROM, and repeat only the name in the stages.';
    return problem('several', `ARG ${arg} has a value in ${valued.length} places of ${path}. ${next}`, valued);
  }
  const next = 'Write the reference out, on one line.';
  return problem('not-literal', `ARG ${arg} in ${path} does not hold its value as plain text. ${next}`, valued);
}

function nextFor(arg: string, others: ArgPlace[]): string {
  if (others.length === 0) return 'It has no ARG at all; add one with a value.';
  const near = nearest(
    arg,
    others.map((place) => place.arg),
  );
  return near === undefined ? 'Name one of its ARGs, or add this one with a value.' : `Did you mean ARG ${near}?`;
}

/** Every place of a file that holds a reference, as far as this release knows its format; none for other files. */
export function findPins(text: string, { path }: { path: string }): FoundPin[] {
  const read = isDockerfile(path) ? findArgs(text) : { places: [] };
  if ('unreadable' in read) return [];
  return read.places.flatMap(({ arg, line, value }): FoundPin[] => {
    const reference = value?.isLiteral ? readReference(value.text) : undefined;
    return reference ? [{ arg, ...reference, line, pointer: `arg:${arg}`, kind: 'dockerfile' }] : [];
  });
}
