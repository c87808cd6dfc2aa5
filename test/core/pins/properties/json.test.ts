import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonFile } from './generators/json-file.ts';
import { expectThePlants, expectTheImageMoves, expectThePointerMoves } from './generators/moves.ts';
import { reference } from './generators/planted.ts';

/** Every value of the file by its pointer, as `JSON.parse` reads it, in its order. */
function leavesOf(text: string): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, pointer: string): void => {
    if (typeof value !== 'object' || value === null) {
      leaves.set(pointer, JSON.stringify(value));
      return;
    }
    leaves.set(`${pointer}/`, Array.isArray(value) ? 'a list' : 'a map');
    for (const [key, below] of Object.entries(value)) {
      walk(below, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  };
  walk(JSON.parse(text.replace('\uFEFF', '')), '');
  return leaves;
}

describe('any JSON file', () => {
  it('tells every reference that was planted in it, and no other', () => {
    fc.assert(fc.property(jsonFile, (file) => expectThePlants(file)));
  });

  it('has every reference to an image moved together, and moves back to the very same bytes', () => {
    fc.assert(
      fc.property(jsonFile, fc.nat(), reference, (file, at, to) => expectTheImageMoves(file, { at, to, leavesOf })),
    );
  });

  it('has one reference moved by its pointer, and nothing else', () => {
    fc.assert(
      fc.property(jsonFile, fc.nat(), reference, (file, at, to) => expectThePointerMoves(file, { at, to, leavesOf })),
    );
  });
});
