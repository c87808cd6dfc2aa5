/**
 * The markers of Flux's image automation: `tag: 1.0.0 # {"$imagepolicy": "flux-system:payments:tag"}` (fluxcd.io, "Configure image
 * updates"). The policy becomes a name of the place; a marked value that no other reference has is a place of its own.
 */
import type { Place, ScalarValue } from '../../pin-file.ts';
import { partOf, placeOfFields } from '../bare-value.ts';
import { parseImage } from '../image-reference.ts';
import type { YamlFile, YamlScalar } from './node.ts';
import { scalarOf } from './tree/scalars.ts';

/** A scalar, and the policy that a comment behind it names. */
interface Marked {
  value: ScalarValue;
  policy: string;
  /** What of the image the scalar holds; all of it if absent. */
  holds?: string;
}

const KEY = '$imagepolicy';
const COMMENT =
  /^[ \t,\]}]*[ \t]#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([^"\\:\s]+:[^"\\:\s]+)(?::(tag|name|digest))?"[ \t]*\}[ \t]*\r?$/;

/** The places with the policies that mark them, and the marked values that are none of them. */
export function withPolicies(places: Place[], file: YamlFile): Place[] {
  if (!file.text.includes(KEY)) return places;
  const marked = markedIn(file);
  const policies = new Map(marked.map(({ value, policy }) => [value.pointer, policy]));
  const taken = new Set(places.flatMap(({ pointers }) => pointers));
  const lone = marked.filter(({ value, holds }) => holds !== 'name' && !taken.has(value.pointer)).flatMap(loneOf);
  return [...places.map((place) => withPolicy(place, policies)), ...lone].toSorted((a, b) => a.line - b.line);
}

/** What marks a tag or a digest comes before what marks the name. */
function withPolicy(place: Place, policies: ReadonlyMap<string, string>): Place {
  const pointers = [...place.parts.map(({ pointer }) => pointer), ...place.pointers];
  const policy = pointers.map((pointer) => policies.get(pointer)).find((found) => found !== undefined);
  return policy === undefined ? place : { ...place, policy };
}

function loneOf({ value, policy, holds }: Marked): Place[] {
  const part = partOf(value);
  if (part === undefined) return [];
  const image = holds === undefined ? parseImage(value.text) : undefined;
  const name = value.text.slice(0, image?.fixedAt ?? 0).replace(/[:@]$/, '');
  const about = { kind: 'flux-marker' as const, policy, names: [], ...(image && { name, names: [image.repository] }) };
  return [placeOfFields(about, { named: { value }, fixed: { parts: [part] } })];
}

function markedIn(file: YamlFile): Marked[] {
  const { text } = file;
  const scalars = file.nodes.filter((node) => node.kind === 'scalar');
  const marked: Marked[] = [];
  for (let at = text.indexOf(KEY); at >= 0;) {
    const lineEnd = endOfLine(text, at);
    const node = lastBefore(scalars, lineEnd);
    const found = node && markedBy(file, node, { start: text.lastIndexOf('\n', at) + 1, end: lineEnd });
    if (found) marked.push(found);
    at = text.indexOf(KEY, lineEnd);
  }
  return marked;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** No scalar begins in a comment, so that the last one on a line is what a comment there stands behind. */
function lastBefore(scalars: readonly YamlScalar[], offset: number): YamlScalar | undefined {
  let [low, high] = [0, scalars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scalars[middle] as YamlScalar).start < offset) low = middle + 1;
    else high = middle;
  }
  return scalars[low - 1];
}

function markedBy(file: YamlFile, node: YamlScalar, line: { start: number; end: number }): Marked | undefined {
  const value = scalarOf(node, file);
  if (value.outerEnd < line.start || value.outerEnd > line.end) return undefined;
  const [, policy, holds] = COMMENT.exec(file.text.slice(value.outerEnd, line.end)) ?? [];
  return policy === undefined ? undefined : { value, policy, ...(holds === undefined ? {} : { holds }) };
}
