import { nearest } from '../../errors/nearest.ts';
import type { FoundPin, LocatedPin, PinFile, PinRule } from '../pin-file.ts';
import { candidatesOf } from '../problem.ts';
import type { PinProblem } from '../problem.ts';
import { readReference } from '../reference.ts';
import { findArgs } from './dockerfile.ts';
import type { ArgPlace } from './dockerfile.ts';

/** The `ARG`s of a Dockerfile, whatever the file is called. */
export function openDockerfile(text: string, path: string): PinFile | { problem: PinProblem } {
  const read = findArgs(text);
  if ('unreadable' in read) {
    const message = `${path} cannot be read as a Dockerfile: ${read.unreadable}. Mend it, or name another file.`;
    return { problem: { code: 'unreadable', message, candidates: [] } };
  }
  const { places } = read;
  return {
    locate: (rule) => locateArg(text, rule, places),
    find: () => places.flatMap(foundPin),
    shape: () =>
      places.map(({ arg, value }) => ({
        start: value?.start ?? 0,
        end: value?.end ?? 0,
        name: value === undefined ? `ARG ${arg}` : `ARG ${arg}=`,
        content: value?.text ?? '',
      })),
  };
}

function locateArg(
  text: string,
  { path, arg = '' }: PinRule,
  places: ArgPlace[],
): LocatedPin | { problem: PinProblem } {
  const named = places.filter((place) => place.arg === arg);
  const [place, ...others] = named.filter(({ value }) => value !== undefined);
  if (!place?.value || others.length > 0 || !place.value.isLiteral) {
    return { problem: argProblem({ text, path, arg, places: named.length > 0 ? named : places }) };
  }
  const { text: value, start, end } = place.value;
  const at = { line: place.line, start, end };
  return { value, reference: readReference(value) ?? {}, ...at, parts: [{ holds: 'any', text: value, ...at }] };
}

function foundPin({ arg, line, value }: ArgPlace): FoundPin[] {
  const reference = value?.isLiteral ? readReference(value.text) : undefined;
  return reference ? [{ arg, ...reference, line, pointer: `arg:${arg}`, kind: 'dockerfile' }] : [];
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
