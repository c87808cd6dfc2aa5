/** The one place in a YAML file that a rule names. */
import { isCollection } from 'yaml';
import { candidatesOf } from '../../problem.ts';
import type { PinProblem } from '../../problem.ts';
import type { LocatedPin, PinPart } from '../../pin-file.ts';
import { readReference, readTag, writeReference } from '../../reference.ts';
import { parseImage, parseRepository } from '../image-reference.ts';
import { identifyingOf, referenceOf } from './image-place.ts';
import type { ImagePlace } from './image-place.ts';
import type { Refusal, YamlFile, YamlNode } from './documents.ts';
import { readScalar } from './scalars.ts';

/** Where to look: the file, and the references to images in it. */
export interface Searched {
  file: YamlFile;
  places: ImagePlace[];
  path: string;
}

type Located = LocatedPin | { problem: PinProblem };

/** So that a file full of images does not fill a page. */
const MOST_CANDIDATES = 20;
const MARKER = /^[ \t]*,?[ \t]+#[ \t]*sluice:[ \t]*(\S+)[ \t]*\r?$/;

/** The one reference to the image that fixes something. */
export function locateByImage({ file, places, path }: Searched, image: string): Located {
  const repository = parseRepository(image);
  if (repository === undefined) {
    const message = `${JSON.stringify(image)} is no image repository, so ${path} is not searched for it. Name it without a tag or digest, like registry.acme.dev/payments.`;
    return { problem: { code: 'bad-value', message, candidates: [] } };
  }
  const named = places.filter(({ repositories }) => repositories.includes(repository));
  const fixing = named.filter(({ parts, refusal }) => parts.length > 0 || refusal !== undefined);
  const say = problemIn(file);
  if (named.length === 0) {
    const next = `Name the image as the file does, or add ${image} with a tag and a digest.`;
    return say('none', `${path} has no reference to the image ${image}. ${next}`, places);
  }
  const [place, ...others] = fixing;
  if (place === undefined) {
    return say(
      'no-value',
      `${path} names the image ${image} with neither tag nor digest. Write one there once.`,
      named,
    );
  }
  if (others.length > 0) {
    const next = 'Name the one that is to move by `pointer` or `marker`.';
    return say('several', `${path} has ${fixing.length} references to the image ${image}. ${next}`, fixing);
  }
  return pinOf(place, { file, what: `the image ${image} in ${path}` });
}

/** The value that a JSON pointer leads to; a part of an image's reference stands for all of it. */
export function locateByPointer(searched: Searched, pointer: string): Located {
  const { file, path } = searched;
  const what = `the pointer ${JSON.stringify(pointer)} in ${path}`;
  const say = problemIn(file);
  const isSplit = file.nodes.some((found) => found.pointer.startsWith('#'));
  if (isSplit && !pointer.startsWith('#')) {
    const next = 'Begin with the one that is meant, from 0: #0/….';
    return say('several', `${what} names no document, and there are several. ${next}`, []);
  }
  const asked = isSplit ? pointer : pointer.replace(/^#0(?=\/|$)/, '');
  const found = file.nodes.filter((candidate) => candidate.pointer === asked);
  const [first] = found;
  if (first === undefined) {
    const next = 'Write keys and list positions from 0, each after a slash: /spec/containers/0/image.';
    return say('none', `${what} leads nowhere. ${next}`, []);
  }
  if (found.length > 1) {
    return say(
      'several',
      `${what} leads to ${found.length} values, since a key stands twice. Keep one.`,
      linesOf(found, file),
    );
  }
  return locateNode(searched, first, what);
}

/** The value with the comment `# sluice: <marker>` behind it on its line. */
export function locateByMarker(searched: Searched, marker: string): Located {
  const { file, path } = searched;
  const what = `the marker ${JSON.stringify(marker)} in ${path}`;
  const marked = file.nodes.filter(({ node }) => {
    const isBlock = isCollection(node) && node.flow !== true;
    const end = node.range?.[1] ?? 0;
    // A block scalar ends with its last line.
    return !isBlock && file.text[end - 1] !== '\n' && markerAfter(file.text, end) === marker;
  });
  const say = problemIn(file);
  const [first, ...others] = marked;
  if (first === undefined) {
    return say('none', `${what} stands on no value's line. Write "# sluice: <name>" behind the value.`, []);
  }
  if (others.length > 0) {
    return say('several', `${what} stands on ${marked.length} lines. Keep it on one.`, linesOf(marked, file));
  }
  return locateNode(searched, first, what);
}

function markerAfter(text: string, offset: number): string | undefined {
  const end = text.indexOf('\n', offset);
  return MARKER.exec(text.slice(offset, end < 0 ? text.length : end))?.[1];
}

function locateNode({ file, places }: Searched, found: YamlNode, what: string): Located {
  const { node, pointer } = found;
  const say = problemIn(file);
  const within = places.filter(({ parts, namedAt }) =>
    [...namedAt, ...parts.map((part) => part.pointer)].some(
      (at) => at === pointer || (isCollection(node) && at.startsWith(`${pointer}/`)),
    ),
  );
  const [place, ...others] = within;
  if (others.length > 0) return say('several', `${what} covers ${within.length} references. Name one of them.`, within);
  if (place !== undefined) return pinOf(place, { file, what });
  const scalar = readScalar(node, file, found.anchors);
  const at = [{ line: file.lineOf(node.range?.[0] ?? 0) }];
  if (scalar === undefined) return say('not-literal', `${what} leads to no single value. Lead it to one.`, at);
  const refusal = found.refusal ?? scalar.refusal;
  if (refusal !== undefined) return say('not-literal', refusalOf(what, refusal), at);
  if (scalar.text === '' && scalar.plain !== undefined) {
    return say('no-value', `${what} leads to no value. Write one there once.`, at);
  }
  const { refusal: _, ...rest } = scalar;
  const word = wordOf(rest);
  if (word === undefined) {
    return say('not-literal', `${what} leads to a text that is no reference. Write one there once.`, at);
  }
  return pinOf({ parts: [word], line: rest.line }, { file, what });
}

/** A value that no key tells the meaning of, by its own form. */
function wordOf(scalar: Omit<PinPart, 'holds'>): PinPart | undefined {
  const { text, start } = scalar;
  if (text === '') return { ...scalar, holds: 'any' };
  const { tag, digest } = readReference(text) ?? {};
  if (digest !== undefined) return { ...scalar, holds: tag === undefined ? 'digest' : 'tag@digest' };
  // Every commit and every tag has the form of a version.
  if (writeReference({ version: text }) !== undefined) return { ...scalar, holds: 'word' };
  const image = parseImage(text);
  if (image === undefined || image.fixedAt === text.length) return undefined;
  const holds = image.digest === undefined ? 'tag' : image.tag === undefined ? 'digest' : 'tag@digest';
  return { ...scalar, holds, text: text.slice(image.fixedAt), start: start + image.fixedAt };
}

function pinOf(
  { parts, refusal, line: from }: { parts: PinPart[]; refusal?: Refusal; line: number },
  { file, what }: { file: YamlFile; what: string },
): Located {
  const say = problemIn(file);
  if (refusal !== undefined) return say('not-literal', refusalOf(what, refusal), [{ line: from }, ...parts]);
  const part = identifyingOf(parts);
  if (part === undefined)
    return say('no-value', `${what} has neither tag nor digest. Write one there once.`, [{ line: from }]);
  const { line, start, end, text, holds } = part;
  const isWord = holds === 'any' || holds === 'word';
  const reference = isWord ? (readReference(text) ?? readTag(text) ?? {}) : referenceOf(parts);
  return { value: reference.digest ?? text, reference, line, start, end, parts };
}

const refusalOf = (what: string, { why, next }: Refusal): string => `${what} cannot be moved: ${why}. ${next}`;

const linesOf = (nodes: YamlNode[], file: YamlFile): { line: number }[] =>
  nodes.map(({ node }) => ({ line: file.lineOf(node.range?.[0] ?? 0) }));

/** Says a problem with the lines that show it; a message that begins with a small letter is made a sentence. */
const problemIn =
  ({ text }: YamlFile) =>
  (code: PinProblem['code'], says: string, at: { line: number }[]): { problem: PinProblem } => {
    const message = says.replace(/^the /, 'The ');
    const lines = at.map(({ line }) => line).slice(0, MOST_CANDIDATES);
    return { problem: { code, message, candidates: candidatesOf(text, lines) } };
  };
