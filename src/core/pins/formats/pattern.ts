/** A person's own regular expression, run by RE2: whatever it says, its time grows with the text and not faster. */
import { RE2JS } from 're2js';

const GROUPS = ['tag', 'digest', 'commit', 'version'] as const;
export type Group = (typeof GROUPS)[number];

/** One match: where each of its groups stands, those that took no part left out. */
export type PatternMatch = { group: Group; start: number; end: number }[];

const LONGEST = 1000;
/** States times characters times searches. The slowest text for a pattern costs about a second of it. */
const MOST_STEPS = 30_000_000;
/** What a match fixes: one thing, or a tag and its digest. */
const COMBINATIONS: ReadonlySet<string> = new Set(['tag', 'digest', 'tag digest', 'commit', 'version']);

/** Why a text is no pattern of a pin, completing "the pattern …"; undefined for one that is. */
export function patternMistake(pattern: string): string | undefined {
  const read = readPattern(pattern);
  return 'mistake' in read ? read.mistake : undefined;
}

/** What a pattern says, or why it says nothing. */
type ReadPattern = { regex: RE2JS; groups: readonly Group[] } | { mistake: string };

/** A rule is looked for in text after text, and twice in each that it moves. */
const LAST_READ = new Map<string, ReadPattern>();
const MOST_KEPT = 16;

function readPattern(pattern: string): ReadPattern {
  const known = LAST_READ.get(pattern);
  if (known !== undefined) return known;
  const read = readAnew(pattern);
  const [oldest] = LAST_READ.keys();
  if (LAST_READ.size >= MOST_KEPT && oldest !== undefined) LAST_READ.delete(oldest);
  LAST_READ.set(pattern, read);
  return read;
}

function readAnew(pattern: string): ReadPattern {
  if (pattern.length > LONGEST) return { mistake: `has more than ${LONGEST} characters` };
  const regex = compile(pattern);
  if (typeof regex === 'string') return { mistake: `is no regular expression of RE2: ${regex}` };
  const names = Object.keys(regex.namedGroups());
  const groups = GROUPS.filter((group) => names.includes(group));
  const all = GROUPS.map((group) => `(?<${group}>…)`).join(', ');
  const other = names.find((name) => !groups.some((group) => group === name));
  if (other !== undefined) return { mistake: `has a group ${other}; what moves stands in one of ${all}` };
  if (groups.length === 0) return { mistake: `has none of the groups ${all}, which say what moves` };
  return { regex, groups };
}

function compile(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern, RE2JS.MULTILINE);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The flag stands before the pattern that RE2 shows.
    return message.replace('error parsing regexp: ', '').replace('`(?m)', '`');
  }
}

/** The matches of a pattern in a text, at most `most` of them, or what is wrong with it there, completing "the pattern …". */
export function matchesOf(
  pattern: string,
  { text, most }: { text: string; most: number },
): { matches: PatternMatch[] } | { mistake: string } {
  const read = readPattern(pattern);
  if ('mistake' in read) return read;
  const { regex, groups } = read;
  // Each search may have to look at the rest of the text; the last one finds nothing.
  if ((most + 1) * regex.programSize() * text.length > MOST_STEPS) {
    return {
      mistake: `would take too long in a text of ${text.length} characters; make it shorter, with smaller counts in {…}`,
    };
  }
  const matcher = regex.matcher(text);
  const matches: PatternMatch[] = [];
  while (matches.length < most && matcher.find()) {
    const match = groups.flatMap((group) => {
      const [start, end] = [matcher.start(group), matcher.end(group)];
      return start < 0 ? [] : [{ group, start, end }];
    });
    const mistake = mistakeOf(match);
    if (mistake !== undefined) return { mistake };
    matches.push(match);
  }
  return { matches };
}

function mistakeOf(match: PatternMatch): string | undefined {
  const names = match.map(({ group }) => group).join(' ');
  if (match.some(({ start, end }) => start === end))
    return 'finds nothing in one of its groups; make the group find a text';
  if (names === '') return 'matches without any of its groups; make one of them take part in each match';
  if (!COMBINATIONS.has(names))
    return `finds ${names.replaceAll(' ', ' and ')} at once; a tag and a digest go together, nothing else does`;
  const [first, second] = match.toSorted((a, b) => a.start - b.start);
  return first && second && second.start < first.end
    ? 'has one of its groups inside the other; put them side by side'
    : undefined;
}
