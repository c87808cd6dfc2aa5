/** What a map says under a key, by itself or through the maps that it merges. */
import type { Refusal } from '../../../pin-file.ts';
import type { YamlAlias, YamlMap, YamlNode } from '../node.ts';

/** What a map says under a key. */
export interface Entry {
  value: YamlNode;
  /** It stands in another map, which this one merges. */
  isMerged: boolean;
  refusal?: Refusal;
}

interface Own {
  value: YamlNode;
  isTwice: boolean;
}

/** Maps that are looked through for one key: whoever merges more than these merges in circles, or means no good. */
const MOST_MERGED = 16;
const TANGLED: Refusal = {
  why: 'the maps that are merged there (<<) merge too many others',
  next: 'Write the values out where they are used.',
};
/** Entries. */
const SMALL = 16;
const KEYS = new WeakMap<YamlMap, Map<string, Own>>();

/** Why nothing under a key that stands twice is moved: readers differ in which of the two they take. */
export const TWICE: Refusal = { why: 'a key on the way to it stands twice', next: 'Keep one of the two.' };

/** What a map itself says under a key. Most maps are so small that to look is quicker than to remember. */
export function ownOf(map: YamlMap, key: string): Own | undefined {
  if (map.entries.length > SMALL) return keysOf(map).get(key);
  let own: Own | undefined;
  for (const entry of map.entries) {
    if (entry.key === key) own = { value: entry.value, isTwice: own !== undefined };
  }
  return own;
}

/** A map's values by their own keys, the last one where a key stands twice; read once a map. */
export function keysOf(map: YamlMap): ReadonlyMap<string, Own> {
  const known = KEYS.get(map);
  if (known !== undefined) return known;
  const keys = new Map<string, Own>();
  for (const { key, value } of map.entries) keys.set(key, { value, isTwice: keys.has(key) });
  KEYS.set(map, keys);
  return keys;
}

/** What a map says under a key, or else what the maps say that it merges. A tangle of merges reads as the merge itself, refused. */
export function entryOf(map: YamlMap, key: string): Entry | undefined {
  const own = ownOf(map, key);
  if (own !== undefined) return { value: own.value, isMerged: false, ...(own.isTwice ? { refusal: TWICE } : {}) };
  const [merge, another] = map.merges ?? [];
  if (merge === undefined) return undefined;
  const found = lookUpMerged(map, key, { left: MOST_MERGED });
  if (found === 'tangled') return { value: merge, isMerged: true, refusal: TANGLED };
  if (found === undefined) return undefined;
  const isTwice = found.isTwice || another !== undefined;
  return { value: found.value, isMerged: true, ...(isTwice ? { refusal: TWICE } : {}) };
}

function lookUpMerged(map: YamlMap, key: string, budget: { left: number }): Own | 'tangled' | undefined {
  for (const merge of map.merges ?? []) {
    for (const item of merge.kind === 'list' ? merge.items : [merge]) {
      budget.left -= 1;
      const merged = targetOf(item);
      // Readers differ in whether an alias may stand for the whole list.
      if (budget.left < 0 || merged?.kind === 'list') return 'tangled';
      if (merged?.kind !== 'map') continue;
      const found = ownOf(merged, key) ?? lookUpMerged(merged, key, budget);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** What a node is: an alias is what it stands for. */
export const targetOf = (node: YamlNode): Exclude<YamlNode, YamlAlias> | undefined =>
  node.kind === 'alias' ? node.target : node;
