/** The references in HCL: images, modules and charts, and variables whose name says what they hold. */
import type { Place } from '../../pin-file.ts';
import { imagesOfFields } from '../image-fields.ts';
import { digestsWithTags, imagesOfVariables, placeOfVariable, withoutCovered } from '../image-variables.ts';
import { withoutFillers } from '../template/holes.ts';
import { fieldsOf, fieldsOfPairs } from './fields.ts';
import type { HclFields } from './fields.ts';
import { imagesOfStrings } from './image-strings.ts';
import { chartOf, moduleOf, settingsOf } from './modules.ts';
import type { HclMap } from './tree.ts';
import { nodesOf } from './values.ts';
import type { HclFile } from './values.ts';

const HCL = { whole: 'hcl', parts: 'hcl' } as const;
/** Beside an image's name they belong to it already. */
const PLAIN: ReadonlySet<string> = new Set(['registry', 'tag', 'version', 'digest']);
const URI = /(?:^|_)image_ur[il]$/;
/** Reading the keys of every map for nothing would take most of the time. */
const TELLING = /image|name|repo|registry|tag|version|digest|commit|sha|ref|source|chart/i;

/** Every reference in the file, in its order. */
export function placesIn(file: HclFile): Place[] {
  const nodes = nodesOf(file);
  const maps = [file.root, ...nodes.filter((node) => node.kind === 'map')];
  const told = [...maps.flatMap((map) => placesOfMap(map, file)), ...placesOfFields(defaultsOf(file))];
  const used = new Set(told.flatMap(({ pointers }) => pointers));
  return [...told, ...imagesOfStrings(nodes, { file, used })]
    .map((place) => withoutFillers(place, file.text))
    .toSorted((a, b) => a.line - b.line || (a.parts[0]?.start ?? 0) - (b.parts[0]?.start ?? 0));
}

function placesOfMap(map: HclMap, file: HclFile): Place[] {
  if (!map.attributes.some(({ key }) => TELLING.test(key)) && map.blocks.length === 0) return [];
  const fields = fieldsOf(map, file);
  if (isImage(map)) {
    const named = { keys: [], get: (key: string) => (key === 'image' ? fields.get('name') : undefined) };
    return imagesOfFields({ ...named, kinds: HCL });
  }
  const [charts, modules] = [chartOf(fields), moduleOf(fields)];
  const read = [
    ...(charts.length > 0 ? ['chart', 'version', 'repository'] : []),
    ...(modules.length > 0 ? ['source', 'version'] : []),
  ];
  const settings = fields.get('chart') === undefined ? [] : settingsOf(map, file).flatMap(placesOfFields);
  return [...charts, ...modules, ...settings, ...placesOfFields(without(fields, read))];
}

/** What Terraform's Docker provider pulls; an image that it builds is no reference. */
const isImage = ({ block, blocks }: HclMap): boolean =>
  ((block?.type === 'resource' && block.labels[0] === 'docker_image') ||
    (block?.type === 'data' && ['docker_image', 'docker_registry_image'].includes(block.labels[0] ?? ''))) &&
  !blocks.some((inner) => inner.block?.type === 'build');

const without = ({ keys, get }: HclFields, left: readonly string[]): HclFields => ({
  keys: keys.filter((key) => !left.includes(key)),
  get: (key) => (left.includes(key) ? undefined : get(key)),
});

/** `variable "image_tag" { default = "v1" }` is a field `image_tag` of the file. */
function defaultsOf(file: HclFile): HclFields {
  const variables = file.root.blocks.flatMap(({ block, attributes }) => {
    const value = attributes.find(({ key }) => key === 'default')?.value;
    const name = block?.type === 'variable' ? block.labels[0] : undefined;
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return fieldsOfPairs(variables, file);
}

function placesOfFields(fields: HclFields): Place[] {
  const { keys, get } = fields;
  const uris = keys
    .filter((key) => URI.test(key))
    .map((uri) => ({ keys: [], get: (key: string) => (key === 'image' ? get(uri) : undefined) }));
  const images = [
    ...[fields, ...uris].flatMap((each) => imagesOfFields({ ...each, kinds: HCL })),
    ...imagesOfVariables({ ...without(fields, [...PLAIN]), kind: 'hcl' }),
  ];
  const pairs = digestsWithTags({ ...fields, kind: 'hcl' }, pointersOfFixed(images));
  const named = [...withoutCovered(images, pairs), ...pairs];
  const used = pointersOfFixed(named);
  // A version in a lock file belongs to the hashes beside it.
  const isLocked = keys.includes('hashes');
  const alone = isLocked ? [] : keys.flatMap((key) => placeOfField(key, fields, used));
  return [...named, ...alone];
}

/** What fixes a part of something has its place. */
const pointersOfFixed = (places: readonly Place[]): ReadonlySet<string> =>
  new Set(places.filter(({ parts, refusal }) => parts.length > 0 || refusal).flatMap(({ pointers }) => pointers));

function placeOfField(key: string, { get }: HclFields, used: ReadonlySet<string>): Place[] {
  const field = get(key);
  return field === undefined || used.has(field.value.pointer) ? [] : placeOfVariable(key, field, 'hcl');
}
