import { nearest } from '../../errors/nearest.ts';
import { formatOf } from '../formats/format.ts';
import { parseImage, parseRepository } from '../formats/image-reference.ts';
import type { PinKind } from '../found-pin.ts';
import type { Place } from '../pin-file.ts';
import type { PinProblem } from '../problem.ts';
import { linesOfReferences, sayIn, type Named, type Search } from './search.ts';

/** Kinds whose tags and versions are no image's. */
const NAMED: ReadonlySet<PinKind> = new Set(['chart', 'chef', 'git-revision', 'kustomize-remote']);

/** Whether a place refers to an image, and not to a chart, an action, a module or a repository of git. */
export const isOfImage = ({ kind, parts }: Pick<Place, 'kind' | 'parts'>): boolean =>
  !NAMED.has(kind) && parts.every(({ holds }) => holds !== 'word');

/** Every reference to what the rule's `image` names. Those that fix nothing are passed over, unless there is no other. */
export function namedByImage(search: Search): Named | { problem: PinProblem } {
  const { path, image = '' } = search.rule;
  const say = sayIn(search);
  if (formatOf(path) === 'text') {
    const next = 'Name the place by `marker` or `pattern`.';
    return say('not-carried', `${path} is not searched for images: nothing is known of it but its lines. ${next}`);
  }
  const found = placesOfImage(search);
  if ('problem' in found) return found;
  const fixing = found.places.filter(({ parts, refusal }) => parts.length > 0 || refusal !== undefined);
  if (fixing.length === 0) {
    const lines = found.places.map(({ line }) => line);
    return say(
      'no-value',
      `${path} names the image ${image} with neither tag nor digest. Write one there once.`,
      lines,
    );
  }
  const next = 'Name the one that is to move by `pointer` or `marker`, or say by `places` how many there are.';
  return {
    places: fixing,
    isOpen: true,
    tooMany: (count) => `${path} has ${count} references to the image ${image}. ${next}`,
  };
}

function placesOfImage(search: Search): { places: readonly Place[] } | { problem: PinProblem } {
  const { path, image = '' } = search.rule;
  const say = sayIn(search);
  const places = search.file.places();
  const repository = parseRepository(image);
  const isNamed = ({ names }: Place): boolean => repository !== undefined && names.includes(repository);
  // A chart, an action or a module may be called as an image is: it is meant where no image is.
  const images = places.filter((place) => isOfImage(place) && isNamed(place));
  if (images.length > 0) return { places: images };
  const byShortName = placesOfShortName(places, image);
  if (new Set(byShortName.flatMap(({ names }) => names)).size > 1) {
    const lines = byShortName.map(({ line }) => line);
    return say('several', `${path} has the image ${image} of several registries. Name it with its registry.`, lines);
  }
  if (byShortName.length > 0) return { places: byShortName };
  const asWritten = places.filter((place) => place.names.includes(image) || isNamed(place));
  if (asWritten.length > 0) return { places: asWritten };
  if (repository === undefined) {
    const cause = `${JSON.stringify(image)} is no image repository, so ${path} is not searched for it`;
    return say('bad-value', `${cause}. Name it without a tag or digest, like registry.acme.dev/payments.`);
  }
  const near = nearTo(image, places);
  const next = `Name the image as the file does, or add ${image} with a tag and a digest.`;
  const lines = linesOfReferences(search.file);
  const found = `${path} has no reference to the image ${image}.`;
  return say('none', `${found} ${near === undefined ? next : `Did you mean ${near}?`}`, lines);
}

/** Names that are compared with the one that is not there. */
const MOST_COMPARED = 500;

/** The name in the file that was meant: one that ends with the same word, or else the most alike. */
function nearTo(image: string, places: readonly Place[]): string | undefined {
  const names = new Set(places.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const compared = [...names].slice(0, MOST_COMPARED);
  return compared.find((name) => lastOf(name) === lastOf(image)) ?? nearest(image, compared);
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** As it is written beside a registry, where nothing in the file has that name in full. */
function placesOfShortName(places: readonly Place[], image: string): readonly Place[] {
  return parseImage(image)?.hasHost === true ? [] : places.filter(({ shortName }) => shortName === image);
}
