/** What the generators plant into the files that they invent, so that a test knows every reference in them. */
import fc from 'fast-check';

export interface Reference {
  tag: string;
  digest: string;
}

export interface Plant {
  image: string;
  holds: 'tag' | 'digest' | 'both';
}

/** A plant in its file: the ways to name it there. */
export interface Planted extends Plant {
  pointer: string;
  /** Where another parser sees what it holds. */
  leaves: readonly string[];
  marker?: string;
}

export interface PlantedFile {
  path: string;
  /** In the order of the file. */
  planted: readonly Planted[];
  /** The file with these references in the places of the plants. */
  write: (referenceOf: ReferenceOf) => string;
}

export type ReferenceOf = (plant: Planted, index: number) => Reference;

/** Where every plant begins. */
export const FIRST: Reference = { tag: 'v1', digest: `sha256:${'a'.repeat(64)}` };

/** Names that end alike, with a port, and without a host. */
const images = ['registry.acme.dev/payments', 'registry.acme.dev:5000/team/payments', 'payments', 'nginx'];

export const plant: fc.Arbitrary<Plant> = fc.record({
  image: fc.constantFrom(...images),
  holds: fc.constantFrom('tag', 'digest', 'both'),
});

/** Another reference; its tag stays a string without quotes. */
export const reference: fc.Arbitrary<Reference> = fc.record({
  tag: fc.stringMatching(/^v[\w.-]{1,20}$/).filter((tag) => tag !== FIRST.tag),
  digest: fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
});

/** What a plant adds to its image in one text. */
export function suffixOf({ holds }: Plant, { tag, digest }: Reference): string {
  if (holds === 'both') return `:${tag}@${digest}`;
  return holds === 'tag' ? `:${tag}` : `@${digest}`;
}

/** What a plant holds of a reference, as `findPins` tells it. */
export function heldOf({ holds }: Plant, { tag, digest }: Reference): Partial<Reference> {
  return { ...(holds === 'digest' ? {} : { tag }), ...(holds === 'tag' ? {} : { digest }) };
}

/** How the bytes of a file begin and end, and its lines. */
export interface Frame {
  eol: '\n' | '\r\n';
  start: '' | '\uFEFF';
  end: string;
}

export const frame: fc.Arbitrary<Frame> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  start: fc.constantFrom('', '\uFEFF'),
  end: fc.constantFrom('', '\n', '\n\n\n'),
});

export const framed = (text: string, { eol, start, end }: Frame): string =>
  start + (text.replace(/\n+$/, '') + end).replaceAll('\n', eol);

/** Shows the file's text where a property fails. */
export const shown = (file: PlantedFile): PlantedFile =>
  Object.assign(file, { [fc.toStringMethod]: () => `${file.path}:\n${file.write(() => FIRST)}` });
