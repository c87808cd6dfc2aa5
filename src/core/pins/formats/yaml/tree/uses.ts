/** How often a stretch of the text is used: it moves only with all of its uses. Everything is counted, and no alias expanded. */
import type { Standing, YamlFile, YamlMap, YamlNode, YamlScalar } from '../node.ts';
import { entryOf, ownOf, TWICE } from './merges.ts';

/** Maps that are asked what they merge under one key. Past this the count is higher than any rule can match, and nothing moves. */
const MOST_ASKED = 200;
/** The same for all the keys of a file. */
const MOST_ASKED_IN_FILE = 200_000;
const UNCOUNTED = Number.MAX_SAFE_INTEGER;
const NO_STANDING: Standing = {};
const IS_TWICE: Standing = { refusal: TWICE };
const ASKED = new WeakMap<YamlFile, number>();
const USES = new WeakMap<YamlScalar, number>();

/** How many places a scalar is a part of: its own, those of its aliases, and of every map that merges one of these. */
export function usesOf(scalar: YamlScalar, file: YamlFile): number {
  if (scalar.aliases === undefined && mergersOf(scalar) === undefined) return 1;
  const known = USES.get(scalar);
  if (known !== undefined) return known;
  const counted = countUses(scalar, file);
  USES.set(scalar, counted);
  return counted;
}

function countUses(scalar: YamlScalar, file: YamlFile): number {
  const sites: YamlNode[] = [scalar, ...(scalar.aliases ?? [])];
  if (sites.some((site) => (mergersOf(site)?.length ?? 0) > MOST_ASKED)) return UNCOUNTED;
  const asked = ASKED.get(file) ?? 0;
  const most = Math.min(MOST_ASKED, MOST_ASKED_IN_FILE - asked);
  const budget = { left: most };
  const uses = sites.reduce((sum, site) => sum + 1 + mergedUsesOf(site, budget), 0);
  ASKED.set(file, asked + most - budget.left);
  return budget.left < 0 ? UNCOUNTED : uses;
}

const mergersOf = ({ parent }: YamlNode): YamlMap[] | undefined =>
  parent?.kind === 'map' ? parent.mergedBy : undefined;

/** No more of them than make the count end. */
const fewOf = (maps: readonly YamlMap[] = []): YamlMap[] => maps.slice(0, MOST_ASKED + 1);

/** How many maps say this very node under its key, since they merge the one that it stands in and do not override it. */
function mergedUsesOf(site: YamlNode, budget: { left: number }): number {
  const seen = new Set<YamlMap>();
  const waiting = fewOf(mergersOf(site));
  let uses = 0;
  for (let map = waiting.pop(); map !== undefined && budget.left >= 0; map = waiting.pop()) {
    if (seen.has(map)) continue;
    seen.add(map);
    budget.left -= 1;
    const entry = entryOf(map, String(site.key));
    // What cannot be followed counts as a use, so that the stretch does not move.
    const isUse = entry?.isMerged === true && (entry.value === site || entry.refusal !== undefined);
    if (!isUse) continue;
    uses += 1;
    waiting.push(...fewOf(map.mergedBy));
  }
  return uses;
}

/** What holds of a node since it, or a list or map around it, stands under a key twice. */
export function standingOf(node: YamlNode): Standing {
  if (node.standing !== undefined) return node.standing;
  const { parent, key } = node;
  const isTwice = parent?.kind === 'map' && ownOf(parent, String(key))?.isTwice === true;
  const standing = isTwice ? IS_TWICE : parent === undefined ? NO_STANDING : standingOf(parent);
  if (node.kind !== 'scalar') node.standing = standing;
  return standing;
}

/** Whether an alias or a merge repeats a list or map. */
export function isRepeatedAsWhole(node: YamlNode): boolean {
  if (node.kind !== 'map' && node.kind !== 'list') return false;
  return mergersOf(node) !== undefined || (node.aliases ?? []).some(({ isMerge }) => isMerge !== true);
}
