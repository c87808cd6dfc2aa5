/** What holds for every format, whatever stands in a file. */
import { expect } from '@jest/globals';
import fc from 'fast-check';
import { rewritePins } from '../../../src/core/pins/index.ts';
import { IMAGE, OLD, moved } from './examples.ts';

/** Of any image. */
export const anyDigest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);

/** The move gives what a person would have written, and the move back the very same bytes. `write` writes the file with a tag and a digest. */
export function expectTheMoveAndBack(
  path: string,
  write: (tag: string, digest: string) => string,
  { tag, digest }: { tag: string; digest: string },
): void {
  const text = write('v1', OLD);

  const there = moved(text, { path, to: { tag, digest } });

  expect(there).toBe(write(tag, digest));
  expect(moved(there, { path, to: { tag: 'v1', digest: OLD }, from: { tag, digest } })).toBe(text);
}

/** Any text of these pieces comes out with nothing but the tag moved, or is refused. */
export function expectTheRestStays(path: string, pieces: readonly string[], before = ''): void {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (some) => {
      const text = before + some.join('');

      const result = rewritePins(text, { path, image: IMAGE, to: { tag: 'v2' } });

      const back = 'problem' in result ? text : result.text.replaceAll('v2', 'v1');
      expect(back).toBe(text);
    }),
  );
}
