import { matchesOf, type Group, type PatternMatch } from '../formats/pattern.ts';
import { linesOf } from '../formats/text-file.ts';
import { isDigest } from '../../names.ts';
import type { PartKind, PinFile, PinPart, Place, Refusal, Value } from '../pin-file.ts';
import { nameOfPin } from '../pin-rule.ts';
import type { PinProblem } from '../problem.ts';
import { readTag, writeReference } from '../reference.ts';
import { isScalar } from './by-pointer.ts';
import { linesOfPlace } from './place-index.ts';
import { linesOfReferences, sayIn, type Named, type Search } from './search.ts';

const NO_REFERENCE: Refusal = {
  why: 'what its groups find is not what they are called',
  next: 'Make each group find the whole of a tag, a digest (sha256:…), a commit id or a version.',
};

/** What the named groups of a regular expression match, in a text of any format. */
export function namedByPattern(search: Search): Named | { problem: PinProblem } {
  const { file, rule } = search;
  const { path, pattern = '' } = rule;
  const what = nameOfPin(rule);
  // One more than there should be tells that there are too many.
  const most = (rule.places ?? 1) + 1;
  const found = matchesOf(pattern, { text: file.text, most });
  if ('mistake' in found) return sayIn(search)('bad-value', `${what} ${found.mistake}.`);
  if (found.matches.length === 0) {
    const next = `Try it on the text of the file; ^ and $ stand for the ends of a line.`;
    return sayIn(search)('none', `${what} matches nothing. ${next}`, linesOfReferences(file));
  }
  const lineOf = linesOf(file.text);
  const halved = found.matches.filter((match) => isHalf(match, file.text));
  if (halved.length > 0) {
    const cause = 'finds one half of a tag and a digest that stand together, and they move together';
    const lines = halved.flatMap((match) => match.map(({ start }) => lineOf(start)));
    return sayIn(search)('bad-value', `${what} ${cause}. Catch both: ${BOTH}.`, lines);
  }
  const touched = file.places().filter(isTouchedBy(found.matches));
  const lonely = touched.filter((place) => !isCaughtBy(found.matches, place));
  if (lonely.length > 0) {
    const cause = 'finds a part of a reference that has its tag and its digest in two places, and they move together';
    const next = 'Catch both, or name it by `image` or `pointer`.';
    return sayIn(search)('bad-value', `${what} ${cause}. ${next}`, lonely.flatMap(linesOfPlace));
  }
  return {
    places: found.matches.map((match) => placeOfMatch({ file, touched }, match, lineOf)),
    tooMany: () =>
      `${what} matches more than one place of ${path}. Make it say more of what stands around the one that is meant.`,
  };
}

const BOTH = '(?<tag>[\\w.-]+)@(?<digest>sha256:[0-9a-f]{64})';
/** More than the longest tag, or the beginning of a digest. */
const NEAR = 200;
/** The rest of a tag, and a digest right behind it. */
const DIGEST_BEHIND = /^[\w.-]{0,128}@[a-z][a-z\d+._-]{0,31}:[\da-f]{32}/i;
const TAG_BEFORE = /:\w[\w.-]{0,127}@$/;

/** Whether what a match leaves alone is the other half of what it finds: the tag's digest, or the digest's tag. */
function isHalf(match: PatternMatch, text: string): boolean {
  const [only, ...others] = match;
  if (only === undefined || others.length > 0) return false;
  return only.group === 'digest'
    ? TAG_BEFORE.test(text.slice(Math.max(only.start - NEAR, 0), only.start))
    : DIGEST_BEHIND.test(text.slice(only.end, only.end + NEAR));
}

interface Stretch {
  start: number;
  end: number;
}

const meets =
  (one: Stretch) =>
  (other: Stretch): boolean =>
    one.start < other.end && other.start < one.end;

/** Whether a place has a part in what matches catch. The more text there is, the fewer the matches: see `matchesOf`. */
const isTouchedBy =
  (matches: readonly PatternMatch[]) =>
  ({ parts }: Pick<Place, 'parts'>): boolean =>
    parts.some((part) => matches.some((match) => match.some(meets(part))));

/** Whether matches catch something of each of its parts. */
const isCaughtBy = (matches: readonly PatternMatch[], { parts }: Place): boolean =>
  parts.every((part) => isTouchedBy(matches)({ parts: [part] }));

function placeOfMatch(
  { file, touched }: { file: PinFile; touched: readonly Place[] },
  match: PatternMatch,
  lineOf: (offset: number) => number,
): Place {
  const known = touched.find((place) => place.refusal !== undefined && isTouchedBy([match])(place))?.refusal;
  const parts = match.map(({ group, ...found }) => {
    const { start, end } = withoutQuotes(found, file.text);
    const [line, text] = [lineOf(start), file.text.slice(start, end)];
    const value = file.valuesOn(line).filter(isScalar).find(isAround({ start, end }));
    return { part: partAt({ holds: HOLDS[group], text, line, start, end }, value), isRight: IS[group](text) };
  });
  const refusal = parts.every(({ isRight }) => isRight) ? known : NO_REFERENCE;
  return {
    kind: 'value',
    names: [],
    pointers: [],
    line: lineOf(match[0]?.start ?? 0),
    parts: parts.map(({ part }) => part).toSorted((a, b) => a.start - b.start),
    ...(refusal === undefined ? {} : { refusal }),
  };
}

/** A group that finds a value with its quotes means the value: quotes may come and go with what it needs. */
function withoutQuotes({ start, end }: { start: number; end: number }, text: string): { start: number; end: number } {
  const isQuoted = end - start > 2 && /["']/.test(text[start] ?? '') && text[start] === text[end - 1];
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

const HOLDS: Record<Group, PartKind> = { tag: 'tag', digest: 'digest', commit: 'word', version: 'word' };
const IS: Record<Group, (text: string) => boolean> = {
  tag: (text) => readTag(text)?.tag === text,
  digest: isDigest,
  commit: (commit) => writeReference({ commit }) !== undefined,
  version: (version) => writeReference({ version }) !== undefined,
};

const isAround =
  (stretch: { start: number; end: number }) =>
  ({ start, end }: Value): boolean =>
    start <= stretch.start && stretch.end <= end;

/** A stretch as the format knows it: a value that it stands in may be shared, or need quotes afterwards. */
function partAt(stretch: Omit<PinPart, 'pointer'>, value: Value | undefined): PinPart {
  const { pointer = `line:${stretch.line}`, plain, uses } = value ?? {};
  return { ...stretch, pointer, ...(plain === undefined ? {} : { plain }), ...(uses === undefined ? {} : { uses }) };
}
