/** JSON files with blanks, tabs, line ends and escapes wherever JSON takes them, and references planted in them. */
import fc from 'fast-check';
import { FIRST, frame, framed, plant, shown, suffixOf } from './planted.ts';
import type { Plant, Planted, PlantedFile, Reference, ReferenceOf } from './planted.ts';

interface Image extends Plant {
  is: 'image';
  /** The whole reference under one key, or its parts under keys of their own, in this order. */
  parts?: 'tag first' | 'tag last';
}

type Tree =
  | Image
  | { is: 'text'; text: string }
  | { is: 'map'; entries: readonly Entry[] }
  | { is: 'list'; items: readonly Entry[] };

interface Entry {
  key: string;
  gaps: readonly [string, string, string];
  value: Tree;
}

const decoy = 'registry.acme.dev/payments:v1';
const gap = fc.constantFrom('', '', ' ', '\n', '\t', '\n    ', ' \n\t ');
/** As JSON spells them; the escape is a `k`. */
const key = fc.constantFrom('k', '\\u006b', '\\"', 'a/b~c', '🙂', '__proto__', 'constructor', '#', '$&');
const text = fc.constantFrom(
  '"plain"',
  `"${decoy}"`,
  `"image: ${decoy}"`,
  `"{\\"image\\": \\"${decoy}\\"}"`,
  '"\\ud83d\\ude42 \\/ \\\\"',
  '"# no comment // none"',
  '1.10',
  '-0e+5',
  'true',
  'null',
  '12345678901234567890',
  '{}',
  '[ ]',
);
const image: fc.Arbitrary<Image> = fc
  .record({ plant, parts: fc.constantFrom(undefined, 'tag first' as const, 'tag last' as const) })
  .map(({ plant, parts }) => ({ is: 'image', ...plant, ...(parts === undefined ? {} : { parts }) }));

const { entries } = fc.letrec<{ entries: Entry[]; tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((text) => ({ is: 'text' as const, text })),
    image,
    tie('entries').map((entries) => ({ is: 'map' as const, entries })),
    tie('entries').map((items) => ({ is: 'list' as const, items })),
  ),
  entries: fc.array(fc.record({ key, gaps: fc.tuple(gap, gap, gap), value: tie('tree') }), { maxLength: 4 }),
}));

/** A file whose root is a map or a list, with a plant at least. */
export const jsonFile: fc.Arbitrary<PlantedFile> = fc
  .record({
    path: fc.constantFrom('task.json', 'ecs/Service.JSON'),
    isList: fc.boolean(),
    entries: fc.tuple(entries, fc.record({ key, gaps: fc.tuple(gap, gap, gap), value: image }), entries),
    frame,
  })
  .map(({ path, isList, entries: [above, one, below], frame }) => {
    const all = [...above, one, ...below];
    const root: Tree = isList ? { is: 'list', items: all } : { is: 'map', entries: all };
    const written = (referenceOf: ReferenceOf): { text: string; planted: Planted[] } => {
      const planted: Planted[] = [];
      const text = write(root, { pointer: '', planted, referenceOf });
      return { text, planted };
    };
    const { planted } = written(() => FIRST);
    return shown({ path, planted, write: (referenceOf) => framed(written(referenceOf).text, frame) });
  });

interface At {
  pointer: string;
  planted: Planted[];
  referenceOf: ReferenceOf;
}

function write(tree: Tree, at: At): string {
  const { pointer } = at;
  if (tree.is === 'text') return tree.text;
  if (tree.is === 'image') return writeImage(tree, at);
  if (tree.is === 'list') {
    const items = tree.items.map(
      ({ gaps: [a, b], value }, index) => a + write(value, { ...at, pointer: `${pointer}/${index}` }) + b,
    );
    return `[${items.join(',')}]`;
  }
  const entries = tree.entries.map(({ key, gaps: [a, b, c], value }, index) => {
    const written = `"${key}${key.startsWith('_') && index === 0 ? '' : index}"`;
    const name = JSON.parse(written) as string;
    const below = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return `${a}${written}${b}:${c}${write(value, { ...at, pointer: below })}${a}`;
  });
  return `{${entries.join(',')}}`;
}

function writeImage(image: Image, { pointer, planted, referenceOf }: At): string {
  const parts = partsOf(image);
  const one: Planted = {
    image: image.image,
    holds: image.holds,
    pointer: `${pointer}/${parts.at(-1)?.key ?? ''}`,
    leaves: parts.filter(({ key }) => key !== 'repository').map(({ key }) => `${pointer}/${key}`),
  };
  planted.push(one);
  const reference = referenceOf(one, planted.length - 1);
  return `{ ${parts.map(({ key, textOf }) => `"${key}": "${textOf(reference)}"`).join(', ')} }`;
}

/** The keys of an image's map, in its order. */
function partsOf(image: Image): { key: string; textOf: (reference: Reference) => string }[] {
  const { image: name, holds, parts } = image;
  if (parts === undefined) return [{ key: 'image', textOf: (reference) => name + suffixOf(image, reference) }];
  const repository = { key: 'repository', textOf: () => name };
  const tag = { key: 'tag', textOf: ({ tag }: Reference) => tag };
  const digest = { key: 'digest', textOf: ({ digest }: Reference) => digest };
  const held = [...(holds === 'digest' ? [] : [tag]), ...(holds === 'tag' ? [] : [digest])];
  return parts === 'tag first' ? [...held, repository] : [repository, ...held];
}
