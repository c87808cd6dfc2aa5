import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { isAlias, isCollection, isMap, isPair, isScalar, parse, parseAllDocuments } from 'yaml';
import { findPins } from '../../../../src/core/pins/index.ts';
import { IMAGE, moved } from '../examples.ts';
import { reference } from './generators/planted.ts';
import {
  expectTheImageMoves,
  expectTheMarkerMoves,
  expectThePointerMoves,
  expectThePlants,
} from './generators/moves.ts';
import { yamlFile } from './generators/yaml-file.ts';

/** Every leaf of the file by its pointer, as the `yaml` package reads it: with its style, anchor, tag and comments. */
function leavesOf(text: string): Map<string, string> {
  const leaves = new Map<string, string>();
  const documents = parseAllDocuments(text, { version: '1.2', uniqueKeys: false });
  if (!Array.isArray(documents)) throw new Error('there is no document');
  const walk = (node: unknown, pointer: string): void => {
    if (isCollection(node)) {
      const { anchor, tag, flow, comment, commentBefore } = node;
      leaves.set(`${pointer}/`, JSON.stringify({ anchor, tag, flow, comment, commentBefore }));
      node.items.forEach((item, index) => {
        const key = isPair(item) ? item.key : undefined;
        const name = isScalar(key) ? String(key.value) : `(${index})`;
        if (key !== undefined) walk(key, `${pointer}(${index})`);
        walk(isPair(item) ? item.value : item, `${pointer}/${isMap(node) ? escaped(name) : index}`);
      });
    } else if (isScalar(node)) {
      const { value, source, type, anchor, tag, comment, commentBefore } = node;
      leaves.set(pointer, JSON.stringify({ text: source ?? value, type, anchor, tag, comment, commentBefore }));
    } else leaves.set(pointer, isAlias(node) ? `*${node.source}` : 'nothing');
  };
  documents.forEach(({ contents, errors }, index) => {
    if (errors.length > 0) throw new Error(`the generated file is no YAML: ${errors[0]?.message}\n${text}`);
    walk(contents, documents.length > 1 ? `#${index}` : '');
  });
  return leaves;
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

describe('any YAML file', () => {
  it('tells every reference that was planted in it, and no other', () => {
    fc.assert(fc.property(yamlFile, (file) => expectThePlants(file)));
  });

  it('has every reference to an image moved together, and moves back to the very same bytes', () => {
    fc.assert(
      fc.property(yamlFile, fc.nat(), reference, (file, at, to) => expectTheImageMoves(file, { at, to, leavesOf })),
    );
  });

  it('has one reference moved by its pointer, with what an alias repeats of it, and nothing else', () => {
    fc.assert(
      fc.property(yamlFile, fc.nat(), reference, (file, at, to) => expectThePointerMoves(file, { at, to, leavesOf })),
    );
  });

  it('has one reference moved by a comment, behind it or above it, and nothing else', () => {
    fc.assert(
      fc.property(yamlFile, fc.nat(), reference, (file, at, to) => expectTheMarkerMoves(file, { at, to, leavesOf })),
    );
  });
});

describe('a tag that looks like something else in YAML', () => {
  it('stays the string that it is, for readers of YAML 1.1 and 1.2', () => {
    const numeric = fc.stringMatching(/^[\d_][\da-fE_.xXoO-]{0,8}$/);
    fc.assert(
      fc.property(numeric, (tag) => {
        const text = moved(`image: {repository: ${IMAGE}, tag: v1}\n`, { to: { tag } });

        expect(findPins(text, { path: 'values.yaml' })).toMatchObject([{ tag }]);
        const readings = [
          parse(text, { version: '1.1' }),
          parse(text),
          load(text),
          load(text, { schema: YAML11_SCHEMA }),
        ];
        expect(readings).toEqual(readings.map(() => ({ image: { repository: IMAGE, tag } })));
      }),
    );
  });
});
