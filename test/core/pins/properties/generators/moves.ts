/** What has to hold of every move in a generated file: the file is exactly what its generator writes with the new reference. */
import { expect } from '@jest/globals';
import { findPins, rewritePins, type PinMove } from '../../../../../src/core/pins/index.ts';
import { FIRST, heldOf, type Planted, type PlantedFile, type Reference, type ReferenceOf } from './planted.ts';

interface Attempt {
  /** Picks one of the plants. */
  at: number;
  to: Reference;
  /** Everything that another parser sees in a text, by its place. */
  leavesOf: (text: string) => Map<string, string>;
}

const atFirst: ReferenceOf = () => FIRST;

/** `findPins` tells each plant, as what it is, and nothing else. */
export function expectThePlants({ path, planted, write }: PlantedFile): void {
  const found = findPins(write(atFirst), { path }).map(({ image, tag, digest }) => told({ image, tag, digest }));

  const expected = planted.map((plant) => told({ image: plant.image, ...heldOf(plant, FIRST) }));
  expect(found.toSorted()).toEqual(expected.toSorted());
}

interface Told {
  image?: string | undefined;
  tag?: string | undefined;
  digest?: string | undefined;
}

const told = ({ image, tag = '', digest = '' }: Told): string => `${image}:${tag}@${digest}`;

export function expectTheImageMoves(file: PlantedFile, { at, ...attempt }: Attempt): void {
  const { image } = chosen(file.planted, at);

  expectThereAndBack(file, { ...attempt, rule: { image }, isMeant: (plant) => plant.image === image });
}

export function expectThePointerMoves(file: PlantedFile, { at, ...attempt }: Attempt): void {
  const one = chosen(file.planted, at);

  expectThereAndBack(file, { ...attempt, rule: { pointer: one.pointer }, isMeant: (plant) => plant === one });
}

/** Nothing to prove in a file without a marker. */
export function expectTheMarkerMoves(file: PlantedFile, { at, ...attempt }: Attempt): void {
  const marked = file.planted.filter(({ marker }) => marker !== undefined);
  if (marked.length === 0) return;
  const one = chosen(marked, at);

  expectThereAndBack(file, { ...attempt, rule: { marker: one.marker ?? '' }, isMeant: (plant) => plant === one });
}

const chosen = (planted: readonly Planted[], at: number): Planted => planted[at % planted.length] as Planted;

type Rule = Pick<PinMove, 'image' | 'pointer' | 'marker'>;

function expectThereAndBack(
  { path, planted, write }: PlantedFile,
  attempt: Omit<Attempt, 'at'> & { rule: Rule; isMeant: (plant: Planted) => boolean },
): void {
  const { rule, to, isMeant, leavesOf } = attempt;
  const before = write(atFirst);
  const move = (text: string, to: Reference): string => {
    const result = rewritePins(text, { path, ...rule, to });
    if ('problem' in result) throw new Error(`${result.problem.code}: ${result.problem.message}\n${text}`);
    return result.text;
  };

  const after = move(before, to);

  expect(after).toBe(write((_, index) => (isMeant(planted[index] as Planted) ? to : FIRST)));
  const meant = planted.filter(isMeant);
  const [was, is] = [leavesOf(before), leavesOf(after)];
  expect([...is.keys()]).toEqual([...was.keys()]);
  const touched = [...is].filter(([place, leaf]) => was.get(place) !== leaf).map(([place]) => place);
  expect(touched.toSorted()).toEqual(meant.flatMap(({ leaves }) => leaves).toSorted());
  expect(move(after, to)).toBe(after);
  expect(move(after, FIRST)).toBe(before);
}
