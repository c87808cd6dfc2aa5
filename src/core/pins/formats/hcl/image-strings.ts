/** Whole references to images under keys that say nothing of it: in maps of images, lists, conditions, arguments. */
import type { Place } from '../../pin-file.ts';
import { imagesOfFields } from '../image-fields.ts';
import { parseImage } from '../image-reference.ts';
import { fieldsOfPairs } from './fields.ts';
import { pointerOf, type HclNode } from './tree.ts';
import type { HclFile } from './values.ts';

const HCL = { whole: 'hcl', parts: 'hcl' } as const;
/** A name with a slash in it, and something behind it. */
const LIKE_AN_IMAGE = /^"[\w.:-]+\/[^"]*[:@]/;
/** A network with a port, a port with its protocol, a fraction. */
const NUMBERS = /^[\d.]+\//;
/** Where something else is named like that, an image that is yet to be built, or one that is only told of. */
const OTHERS: ReadonlySet<string> = new Set([
  '/source',
  '/tags',
  '/cache-from',
  '/cache-to',
  '/description',
  '/comment',
  '/note',
]);
const OF_IMAGES = /image/i;
/** Behind a colon alone any other word may be anything: `secret/db:password`. */
const SURELY_A_TAG = /\d|^latest$/;

/** The strings that are images by their form, and not at one of the pointers that have been read already. */
export function imagesOfStrings(
  nodes: readonly HclNode[],
  { file, used }: { file: HclFile; used: ReadonlySet<string> },
): Place[] {
  const pairs = nodes
    .filter((node) => isLikeAnImage(node, file))
    .map((node) => [pointerOf(node), node] as const)
    .filter(([pointer]) => !used.has(pointer));
  const { keys, get } = fieldsOfPairs(pairs, file);
  return keys.flatMap((pointer) => {
    const field = get(pointer);
    const image = parseImage(field?.value.text ?? '');
    if (field === undefined || image === undefined) return [];
    const { tag, digest, hasHost } = image;
    const isSure = digest !== undefined || hasHost || OF_IMAGES.test(pointer) || SURELY_A_TAG.test(tag ?? '');
    const isFixed = tag !== undefined || digest !== undefined;
    return isFixed && isSure
      ? imagesOfFields({ keys: [], get: (key) => (key === 'image' ? field : undefined), kinds: HCL })
      : [];
  });
}

function isLikeAnImage(node: HclNode, { text }: HclFile): boolean {
  if (node.kind !== 'scalar' || (node.form !== 'string' && node.form !== 'filled')) return false;
  const spelled = text.slice(node.start, node.end);
  return LIKE_AN_IMAGE.test(spelled) && !NUMBERS.test(spelled.slice(1)) && !isOfOthers(node);
}

function isOfOthers(node: HclNode): boolean {
  for (let at: HclNode | undefined = node; at !== undefined; at = at.parent) {
    if (OTHERS.has(at.step)) return true;
    const block = at.parent?.kind === 'map' ? at.parent.block : undefined;
    if (block?.type === 'import' && at.step === '/id') return true;
    if (block?.labels[0] === 'docker_image' && at.step === '/name') return true;
  }
  return false;
}
