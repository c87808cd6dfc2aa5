/** What YAML files are made of, as people indent, quote and comment it, with references planted in it. */
import fc from 'fast-check';
import { plant, type Plant } from './planted.ts';

export type Style = 'plain' | 'single' | 'double' | 'folded' | 'literal';

export interface Image extends Plant {
  is: 'image';
  style: Style;
  /** The whole reference under one key, or its parts under keys of their own, in some order. */
  parts?: 'tag first' | 'tag last' | 'joined';
  /** Whether another place of the document uses it: by an alias to the scalar, a merge of its map, an alias to its map. */
  reuse: 'none' | 'alias' | 'merge' | 'copy';
  marker: 'none' | 'behind' | 'above';
}

export type Tree =
  | Image
  | { is: 'text'; inline: string }
  | { is: 'block'; header: string; lines: readonly string[] }
  | { is: 'map'; isFlow: boolean; step: number; entries: readonly Entry[] }
  | { is: 'list'; isFlow: boolean; step: number; isCompact: boolean; items: readonly Entry[] };

export interface Entry {
  key: string;
  above: string;
  behind: string;
  value: Tree;
}

const decoy = 'registry.acme.dev/payments:v1';
const inline = fc.constantFrom(
  `"${decoy}"`,
  decoy,
  "'it''s $& $1'",
  'plain text',
  '"\\u00e9\\n"',
  '1.10',
  '0123',
  'null',
  '2001-01-01',
  '!!str 1',
  '&unused x',
  'é🙂',
  '"#"',
);
const above = fc.constantFrom('', '', '', '\n', '# a comment\n', `# image: ${decoy}\n`, '  # odd\n\n');
const behind = fc.constantFrom('', '', '', ' # a comment', `\t# ${decoy}`, '  ');
const key = fc.constantFrom('k', '"k k"', "'k'", 'é', '🙂', 'a/b~c', '__proto__', '"#k"', 'constructor');
const image: fc.Arbitrary<Image> = fc
  .record({
    plant,
    style: fc.constantFrom<Style>('plain', 'plain', 'single', 'double', 'folded', 'literal'),
    parts: fc.constantFrom(undefined, undefined, 'tag first' as const, 'tag last' as const, 'joined' as const),
    reuse: fc.constantFrom('none', 'none', 'none', 'alias', 'merge', 'copy'),
    marker: fc.constantFrom('none', 'behind', 'above'),
  })
  .map(({ plant, parts, style, reuse, marker }) => ({
    is: 'image',
    ...plant,
    style,
    ...(parts === undefined ? {} : { parts }),
    reuse: parts !== undefined && reuse === 'alias' ? 'none' : reuse,
    marker: parts !== undefined || style === 'folded' || style === 'literal' ? 'none' : marker,
  }));

const { entries } = fc.letrec<{ tree: Tree; entries: Entry[] }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    image,
    inline.map((inline) => ({ is: 'text' as const, inline })),
    fc.record({
      is: fc.constant('block' as const),
      header: fc.constantFrom('|', '|-', '>', '>-', '|+'),
      lines: fc.array(fc.constantFrom(`image: ${decoy}`, '', '# no comment', '  more', 'text: {'), { maxLength: 4 }),
    }),
    fc.record({
      is: fc.constant('map' as const),
      isFlow: fc.boolean(),
      step: fc.integer({ min: 1, max: 5 }),
      entries: tie('entries'),
    }),
    fc.record({
      is: fc.constant('list' as const),
      isFlow: fc.boolean(),
      step: fc.integer({ min: 0, max: 4 }),
      isCompact: fc.boolean(),
      items: tie('entries'),
    }),
  ),
  entries: fc.array(fc.record({ key, above, behind, value: tie('tree') }), { maxLength: 4 }),
}));

export const document: fc.Arbitrary<Document> = fc.record({
  head: fc.constantFrom('', '---\n', '--- # next\n', '%YAML 1.2\n---\n'),
  entries: fc
    .tuple(entries, fc.record({ key, above, behind, value: image }), entries)
    .map(([a, b, c]) => [...a, b, ...c]),
  raw: fc.constantFrom('', '? complex\n: v\n', '? [a, b]\n: {c: d}\n', 'last: |+\n  text\n\n'),
});

export interface Document {
  head: string;
  entries: readonly Entry[];
  raw: string;
}
