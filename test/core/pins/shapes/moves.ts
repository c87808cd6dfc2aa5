/** What the tests of references other than images ask of each: it is found, moves by each of its names, and nothing else does. */
import { expect } from '@jest/globals';
import { findPins, rewritePins } from '../../../../src/core/pins/index.ts';
import type { FoundPin, PinMove, PinReference } from '../../../../src/core/pins/index.ts';

export const COMMIT = 'a1b2c3d4e5'.repeat(4);
export const NEXT_COMMIT = '0f1e2d3c4b'.repeat(4);
export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const NEXT_DIGEST = `sha256:${'b'.repeat(64)}`;

type How = Omit<PinMove, 'path' | 'to'>;

/** A file in which `«old|new»` shows each stretch that moves, and what it then holds. */
export interface Shown {
  path: string;
  text: string;
  /** What else names it. */
  image: string;
  to: PinReference;
  found: Partial<FoundPin>;
}

const before = (text: string): string => text.replaceAll(/«([^|»]*)\|[^»]*»/g, '$1');
const after = (text: string): string => text.replaceAll(/«[^|»]*\|([^»]*)»/g, '$1');

/** The text with the pin moved, or the problem's message. */
export function rewritten(text: string, path: string, how: How & { to: PinReference }): string {
  const result = rewritePins(text, { path, ...how });
  return 'problem' in result ? `${result.problem.code}: ${result.problem.message}` : result.text;
}

/** The file holds this one pin; its name and its pointer each move what is shown, and back. */
export function expectTheMove({ path, text, image, to, found }: Shown): void {
  const [old, next] = [before(text), after(text)];
  const pins = findPins(old, { path });
  expect(pins).toEqual([expect.objectContaining(found)]);
  const pointer = pins[0]?.pointer ?? '';
  const back = heldBy(pins[0]);
  for (const how of [{ image }, { pointer }]) {
    expect(rewritten(old, path, { ...how, to })).toBe(next);
    expect(rewritten(next, path, { ...how, to: back })).toBe(old);
  }
}

function heldBy(pin: FoundPin | undefined): PinReference {
  const { tag, digest, commit, version } = pin ?? {};
  if (commit !== undefined) return { commit };
  if (version !== undefined) return { version };
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** The pins of a file by what they are called and hold. */
export const pinsIn = (text: string, path: string): string[] =>
  findPins(text, { path }).map(({ kind, name, image, line, tag, digest, commit, version }) =>
    [kind, name ?? image ?? '-', digest ?? commit ?? tag ?? version, line].join(' '),
  );
