/** The images that an Argo CD Application sets for Helm (`helm.parameters`) and for kustomize (`kustomize.images`). */
import type { Place, Refusal } from '../../../pin-file.ts';
import { partOf, placeOfFields } from '../../bare-value.ts';
import { imagesOfFields, type Field } from '../../image-fields.ts';
import type { YamlFile, YamlList, YamlNode } from '../node.ts';
import { fieldOf } from '../tree/entries.ts';
import { imageFrom } from './image-from.ts';
import { ownField } from './path.ts';

/** By the last piece of their names. */
type Parameters = Map<string, Field>;

const KINDS = { whole: 'helm-values', parts: 'helm-values' } as const;
const TWICE: Refusal = { why: 'a parameter of its name stands twice', next: 'Keep one of the two.' };

/** The images that the parameters of one source make up: `image.repository` beside `image.tag`. */
export function parametersIn(node: YamlNode, file: YamlFile): Place[] {
  if (node.kind !== 'list' || node.key !== 'parameters' || node.parent?.key !== 'helm') return [];
  return [...groupsOf(node, file)].flatMap(imagesOfGroup);
}

/** The parameters by what stands before the last dot of their names. */
function groupsOf(list: YamlList, file: YamlFile): Map<string, Parameters> {
  const groups = new Map<string, Parameters>();
  for (const item of list.items) {
    if (item.kind !== 'map') continue;
    const name = fieldOf(item, 'name', file)?.value.text ?? '';
    const value = fieldOf(item, 'value', file);
    if (value === undefined) continue;
    const last = name.lastIndexOf('.') + 1;
    const group = groups.get(name.slice(0, last)) ?? new Map<string, Field>();
    const key = name.slice(last);
    groups.set(name.slice(0, last), group.set(key, group.has(key) ? { ...value, refusal: TWICE } : value));
  }
  return groups;
}

function imagesOfGroup([prefix, group]: [string, Parameters]): Place[] {
  const get = (name: string): Field | undefined => group.get(name);
  const key = prefix.split('.').at(-2) ?? '';
  const images = imagesOfFields({ keys: [...group.keys()], get, kinds: KINDS, key });
  if (images.length > 0) return images;
  return ['tag', 'digest'].flatMap((name) => namelessOf(get(name)));
}

/** A tag of the repository that the chart's own values name. */
function namelessOf(named: Field | undefined): Place[] {
  const part = named && partOf(named.value);
  if (!named || !part || part.holds === 'any') return [];
  return [placeOfFields({ kind: KINDS.parts, names: [] }, { named, fixed: { parts: [part] } })];
}

/** What kustomize is told to put in an image's place: `payments=registry.acme.dev/payments:v1`. */
export function replacedImagesIn(node: YamlNode, file: YamlFile): Place[] {
  const list = node.parent;
  if (list?.kind !== 'list' || list.key !== 'images' || list.parent?.key !== 'kustomize') return [];
  const named = ownField(node, file);
  if (named === undefined) return [];
  const { text } = named.value;
  const from = text.indexOf('=') + 1;
  const replaced = text.slice(0, Math.max(0, from - 1));
  return imageFrom(named, from, { kind: 'kustomization', replaced });
}
