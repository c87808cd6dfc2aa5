/** The cookbooks that a Chef environment allows: `"payments": "= 1.2.3"`. Only one that leaves no choice is a pin. */
import type { Place } from '../../../pin-file.ts';
import { placeOfFields, stretchOf } from '../../bare-value.ts';
import type { YamlFile, YamlNode } from '../node.ts';
import { isAt, ownField } from './path.ts';

/** Without an operator it is `=` (Chef::VersionConstraint). */
const EXACT = /^(=? *)(\d+\.\d+(?:\.\d+)?)$/;

/** The versions of cookbooks that an environment fixes. */
export function cookbooksIn(node: YamlNode, file: YamlFile): Place[] {
  const named = isAt(node, 'cookbook_versions', '*') ? ownField(node, file) : undefined;
  if (named === undefined) return [];
  const [, operator = '', version] = EXACT.exec(named.value.text) ?? [];
  const within = { start: operator.length, end: named.value.text.length };
  const parts = version === undefined ? [] : [stretchOf(named.value, 'word', within)];
  const name = String(node.key);
  return [placeOfFields({ kind: 'chef', name, names: [name] }, { named, fixed: { parts } })];
}
