/** Images whose parts stand under keys of one beginning: `imageRepository` and `imageTag`, `sidecar_image` and `sidecar_image_tag`. */
import type { PinKind } from '../../found-pin.ts';
import type { Place } from '../../pin-file.ts';
import type { Field } from '../image-fields.ts';
import { imagesOfVariables } from '../image-variables.ts';

interface Pairs {
  /** The map's own. */
  keys: readonly string[];
  get: (key: string) => Field | undefined;
  kind: PinKind;
}

const FIXING = /[\w-](?:tag|version|digest)$/i;
/** Without the word a repository and its tag may be those of git. */
const OF_IMAGE = /image/i;

/** Keys that fix what `image` or `repository` beside them names, as in any map of an image. */
const ALONE: ReadonlySet<string> = new Set(['tag', 'version', 'digest']);

/** Whether a key may name an image, or fix it, together with another one. */
export const isOfPair = (key: string): boolean => OF_IMAGE.test(key);

/** The references that keys of one beginning make up, whether they are written `image_tag`, `image-tag` or `imageTag`. */
export function imagesOfPairs({ keys, get, kind }: Pairs): Place[] {
  if (!keys.some((key) => FIXING.test(key))) return [];
  const spelled = new Map<string, string | undefined>();
  for (const key of keys) {
    const name = asVariable(key);
    spelled.set(name, spelled.has(name) ? undefined : key);
  }
  const naming = [...spelled.keys()].filter((name) => OF_IMAGE.test(name) || name === 'repository');
  const field = (name: string): Field | undefined => {
    const key = ALONE.has(name) ? undefined : spelled.get(name);
    return key === undefined ? undefined : get(key);
  };
  return imagesOfVariables({ keys: naming, get: field, kind });
}

const asVariable = (key: string): string =>
  key
    .replaceAll('-', '_')
    .replaceAll(/([a-z\d])([A-Z])/g, (_, before: string, letter: string) => `${before}_${letter.toLowerCase()}`);
