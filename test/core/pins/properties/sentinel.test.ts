/** Every reference of a tree is bumped and bumped back: exactly what was meant may move, and nothing may stay behind. */
import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { findPins, rewritePins } from '../../../../src/core/pins/index.ts';
import type {
  FoundPin,
  HeldReference,
  PinChange,
  PinKind,
  PinReference,
  RewrittenPins,
} from '../../../../src/core/pins/index.ts';
import { corpusRewrites, hasCorpus, unless } from './generators/corpus.ts';
import { exampleTree } from './generators/example-tree.ts';

/** Another reference of the same kind. Its tag is a version too, and no reader of YAML takes it for a number. */
const BUMPED = { tag: '97.98.99', digest: `sha256:${'f'.repeat(64)}`, commit: 'e'.repeat(40), version: '97.98.99' };

/** All kinds of pins; a comment makes one of a `value`. */
const KINDS: readonly PinKind[] = [
  ...(['action', 'arg', 'chart', 'chef', 'compose', 'dockerfile', 'env', 'flux-marker', 'git-revision'] as const),
  ...(['hcl', 'helm-values', 'json', 'kubernetes', 'kustomization', 'kustomize-remote', 'template', 'value'] as const),
];

interface SourceFile {
  path: string;
  text: string;
}

const heldBy = ({ tag, digest, commit, version }: FoundPin): PinReference => {
  if (commit !== undefined) return { commit };
  if (version !== undefined) return { version };
  return { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
};

const bump = (held: HeldReference): PinReference =>
  Object.fromEntries(Object.keys(held).map((key) => [key, BUMPED[key as keyof typeof BUMPED]]));

const bumped = (pin: FoundPin): FoundPin => ({ ...pin, ...bump(heldBy(pin)) });

function expectMoved(result: RewrittenPins): { text: string; changes: PinChange[] } {
  if ('problem' in result) throw new Error(`${result.problem.code}: ${result.problem.message}`);
  return result;
}

/** The text with these stretches blanked out, and whether they held what the changes say. */
const without = (text: string, stretches: readonly { start: number; end: number }[]): string =>
  stretches.toReversed().reduce((left, { start, end }) => `${left.slice(0, start)}\0${left.slice(end)}`, text);

/** Where the changes stand in the text that they made. */
function landed(changes: readonly PinChange[]): { start: number; end: number }[] {
  let grown = 0;
  return changes.map(({ start, end, to }) => {
    const at = start + grown;
    grown += to.length - (end - start);
    return { start: at, end: at + to.length };
  });
}

function expectOnlyChanged(before: string, { text, changes }: { text: string; changes: PinChange[] }): void {
  expect(changes.map(({ start, end }) => before.slice(start, end))).toEqual(changes.map(({ from }) => from));
  expect(changes.map(({ start }) => before.slice(0, start).split('\n').length)).toEqual(
    changes.map(({ line }) => line),
  );
  expect(landed(changes).map(({ start, end }) => text.slice(start, end))).toEqual(changes.map(({ to }) => to));
  expect(without(text, landed(changes))).toBe(without(before, changes));
  expect(text.split('\n').length).toBe(before.split('\n').length);
}

/** A tag that stood there as a number has got its quotes on the way, and keeps them. */
function expectBack(back: string, before: string, changes: readonly PinChange[]): void {
  const quoted = changes.reduceRight((text, { start, end, from }) => {
    const isNumber = typeof load(from) !== 'string' && from !== '';
    return isNumber ? `${text.slice(0, start)}"${from}"${text.slice(end)}` : text;
  }, before);
  expect([before, quoted]).toContain(back);
}

function bumpOne({ path, text }: SourceFile, index: number): void {
  const pins = findPins(text, { path });
  const pin = pins[index] as FoundPin;
  const held = heldBy(pin);

  const there = expectMoved(rewritePins(text, { path, pointer: pin.pointer, to: bump(held), from: held }));

  expectOnlyChanged(text, there);
  expect(findPins(there.text, { path })).toEqual(pins.toSpliced(index, 1, bumped(pin)));
  const back = expectMoved(rewritePins(there.text, { path, pointer: pin.pointer, to: held, from: bump(held) }));
  expectBack(back.text, text, there.changes);
}

/** Docker's defaults left out: `nginx` is `docker.io/library/nginx`. */
const comparable = (image: string): string => image.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');

function bumpImage({ path, text }: SourceFile, image: string): void {
  const pins = findPins(text, { path });
  const isMeant = (pin: FoundPin): boolean => pin.image !== undefined && comparable(pin.image) === comparable(image);
  const { tag, digest } = BUMPED;

  const there = expectMoved(rewritePins(text, { path, image, to: { tag, digest } }));

  expectOnlyChanged(text, there);
  expect(findPins(there.text, { path })).toEqual(pins.map((pin) => (isMeant(pin) ? bumped(pin) : pin)));
}

const MOST_TOLD = 20;

/** What went wrong, reference by reference: one failure must not hide the others. */
function failuresOf(attempts: readonly { name: string; attempt: () => void }[]): string[] {
  const failures = attempts.flatMap(({ name, attempt }) => {
    try {
      attempt();
      return [];
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  const more = failures.length - MOST_TOLD;
  return more > 0 ? [...failures.slice(0, MOST_TOLD), `and ${more} more`] : failures;
}

const pinsIn = (files: readonly SourceFile[]): { file: SourceFile; pin: FoundPin; index: number }[] =>
  files.flatMap((file) => findPins(file.text, file).map((pin, index) => ({ file, pin, index })));

const imagesIn = (file: SourceFile): string[] => [
  ...new Set(findPins(file.text, file).flatMap(({ image }) => (image === undefined ? [] : [image]))),
];

const bumpsOf = (files: readonly SourceFile[]): { name: string; attempt: () => void }[] =>
  pinsIn(files).map(({ file, pin, index }) => ({
    name: `${file.path} ${pin.pointer}`,
    attempt: () => bumpOne(file, index),
  }));

const imageBumpsOf = (files: readonly SourceFile[]): { name: string; attempt: () => void }[] =>
  files.flatMap((file) =>
    imagesIn(file).map((image) => ({ name: `${file.path} ${image}`, attempt: () => bumpImage(file, image) })),
  );

describe('the references of an invented tree', () => {
  const files = [...exampleTree].map(([path, text]) => ({ path, text }));

  it('are of every kind that a file can tell', () => {
    const kinds = new Set(pinsIn(files).map(({ pin }) => pin.kind));

    expect([...kinds].toSorted()).toEqual(KINDS);
  });

  it('move one by one, each leaving every other as it was, and move back to the very same bytes', () => {
    expect(failuresOf(bumpsOf(files))).toEqual([]);
  });

  it('move together where they are of one image, and nothing else moves', () => {
    expect(failuresOf(imageBumpsOf(files))).toEqual([]);
  });
});

describe('the references in public repositories', () => {
  const played = hasCorpus ? it : it.skip;
  const rows = corpusRewrites().flatMap(({ path, before, after }) => [before, after].map((text) => ({ path, text })));
  const files = [...new Map(rows.map((file) => [`${file.path}\n${file.text}`, file])).values()];

  played(`move one by one, each leaving every other as it was, and move back to the very same bytes${unless}`, () => {
    const bumps = bumpsOf(files);

    expect(bumps.length).toBeGreaterThan(files.length);
    expect(failuresOf(bumps)).toEqual([]);
  });

  played(`move together where they are of one image, and nothing else moves${unless}`, () => {
    expect(failuresOf(imageBumpsOf(files))).toEqual([]);
  });
});
