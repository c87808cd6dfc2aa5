import type { PinFile, Place, ShapeItem, Unreadable, Value } from '../../pin-file.ts';
import { linesOf } from '../text-file.ts';
import { parseHcl } from './parse.ts';
import { placesIn } from './references.ts';
import { readTokens } from './tokens.ts';
import type { HclToken } from './tokens.ts';
import { editOf, valuesAt, valuesByLine } from './values.ts';
import type { HclFile } from './values.ts';

/** Terraform and other HCL: its references, and its values by their place. */
export function openHcl(text: string): PinFile | Unreadable {
  const tokens = readTokens(text);
  if ('unreadable' in tokens) return tokens;
  const root = parseHcl(text, tokens);
  if ('unreadable' in root) return root;
  const file: HclFile = { text, ...tokens, root, lineOf: linesOf(text) };
  let places: readonly Place[] | undefined;
  let byLine: ((line: number) => Value[]) | undefined;
  return {
    text,
    places: () => (places ??= placesIn(file)),
    values: (pointer) => valuesAt(pointer, file),
    valuesOn: (line) => (byLine ??= valuesByLine(file))(line),
    comments: { behind: ['#', '//', '/*'], above: ['#', '//'] },
    edit: editOf,
    shape: () => shapeOf(file),
  };
}

function shapeOf({ text, tokens, comments }: HclFile): ShapeItem[] {
  const item = (name: string, { start, end }: { start: number; end: number }): ShapeItem => ({
    start,
    end,
    name,
    content: text.slice(start, end),
  });
  return [...tokens.map((token) => item(nameOf(token), token)), ...comments.map((comment) => item('comment', comment))];
}

/** A number may become a string. */
const nameOf = ({ kind }: HclToken): string => (kind === 'number' ? 'string' : kind);
