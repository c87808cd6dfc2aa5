import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';

import { quoted } from '../../errors/catalogue.ts';
import { textProblem, type Path, type PipelineProblem, type Place } from '../problem.ts';

/** A YAML file's value, with the place of everything in it. */
export interface ReadYaml {
  value: unknown;
  /** Where a path stands in the text: its value, its key, or the nearest parent that exists. */
  place(path: Path, atKey: boolean): Place;
}

/** Each alias repeats what it names, so that a small file of aliases to aliases could fill the memory. */
const MOST_ALIASES = 20;

/** Reads one YAML document, or says why it cannot be read; it never throws, however deep or wrong the text. */
export function readYaml(text: string): ReadYaml | { problems: PipelineProblem[] } {
  const lines = new LineCounter();
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    // Its own search for keys that stand twice takes time by the square of their number.
    const document = parseDocument(text, {
      lineCounter: lines,
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    const wrong = [...document.errors, ...document.warnings];
    const depth = wrong.find((error) => error.code === 'RESOURCE_EXHAUSTION');
    if (depth !== undefined) return { problems: [tooDeep(at(depth.pos[0]))] };
    if (wrong.length > 0) return { problems: wrong.map((error) => syntaxProblem(error, at(error.pos[0]))) };
    const misused = findMisuse(document, at);
    if (misused.length > 0) return { problems: misused };
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, place: (path, atKey) => placeOf(document, { path, atKey, at }) };
  } catch (error) {
    // Deep nesting ends in a RangeError rather than a YAMLParseError (CVE-2026-33532 and its kin).
    return {
      problems: [
        error instanceof RangeError ? tooDeep() : textProblem('UNREADABLE', 'its aliases repeat too much of it'),
      ],
    };
  }
}

const tooDeep = (at?: { line: number; column: number }): PipelineProblem =>
  textProblem('UNREADABLE', 'is nested too deeply', at);

function syntaxProblem(
  error: Document.Parsed['errors'][number],
  at: { line: number; column: number },
): PipelineProblem {
  if (error.code === 'MULTIPLE_DOCS')
    return textProblem('SYNTAX', 'a second document begins here; a pipeline file is one', at);
  return textProblem('SYNTAX', error.message.replace(/\.$/, ''), at);
}

/** Keys that stand twice in one map, of which a reader would see one; aliases that name nothing before them. */
function findMisuse(
  document: Document.Parsed,
  at: (offset: number) => { line: number; column: number },
): PipelineProblem[] {
  const problems: PipelineProblem[] = [];
  const anchors = new Set<string>();
  const findTwice = (map: YAMLMap): void => {
    const seen = new Set<string>();
    for (const { key } of map.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      if (seen.has(name))
        problems.push(
          textProblem('DUPLICATE_KEY', `the key ${quoted(name)} stands here a second time`, at(key.range?.[0] ?? 0)),
        );
      seen.add(name);
    }
  };
  visit(document, (_, node) => {
    if (isMap(node)) findTwice(node);
    if (isAlias(node) && !anchors.has(node.source)) {
      problems.push(
        textProblem('SYNTAX', `${quoted(`*${node.source}`)} names no anchor before it`, at(node.range?.[0] ?? 0)),
      );
    } else if (isNode(node) && node.anchor !== undefined) anchors.add(node.anchor);
  });
  return problems;
}

function placeOf(
  document: Document,
  wanted: { path: Path; atKey: boolean; at(offset: number): { line: number; column: number } },
): Place {
  const { path, atKey } = wanted;
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length), atKey && length === path.length);
    if (!node?.range) continue;
    const spelled = length === path.length && isScalar(node) && node.value !== null ? node.source : undefined;
    return { ...wanted.at(node.range[0]), ...(spelled === undefined ? {} : { got: spelled }) };
  }
  return { line: 1, column: 1 };
}

function nodeAt(document: Document, path: Path, atKey: boolean): Node | undefined {
  if (path.length === 0) return document.contents ?? undefined;
  if (!atKey) return document.getIn(path, true) as Node | undefined;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const last = path.at(-1);
  return parent.items.find((item) => isScalar(item.key) && String(item.key.value) === last)?.key as Node | undefined;
}
