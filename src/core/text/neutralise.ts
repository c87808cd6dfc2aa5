/**
 * Foreign text (titles, subjects, names) made harmless before it is put into a text of ours. GitHub looks for mentions and
 * references after it has decoded entities, so an entity alone does not break them: a zero-width space in the middle does.
 */

const BREAK = '\u200B';
const WRITTEN_BREAK = '&#8203;';

/** Directions and invisible characters that make a text read differently from what it holds. Emoji need U+200C and U+200D. */
const INVISIBLE =
  /[\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;
const CONTROL = /\p{Cc}/gu;

const GITHUB_THREAD = /https?:\/\/(?:www\.)?github\.com(?=(?:\/[\w.-]+){2}\/(?:issues|pull|pulls|discussions)\/\d)/gi;
const REDIRECT = 'https://redirect.github.com';
/** The middle of what would become a link by itself. */
const LINK = /(?<=:)(?=\/\/)|(?<=(?:mailto|xmpp):)|(?<=www)(?=\.)/gi;
/** Numbers (`#1`, `owner/repo#1`, `GH-1`) and mentions; every `@` and `#`, since other text may follow where ours ends. */
const REFERENCE = /[@#]|GH-(?=\d)/gi;

/** What is Markdown or HTML wherever it stands. Entities, for they hold in Markdown and inside raw HTML alike. */
const STRUCTURE = /[\\`*_[\]<>&|~$"#]/g;
/** What is Markdown at a line's start only: lists, rules, underlines of headings. */
const LINE_START = /^(?:[-+=:]|\d+[.)])/;

/** In titles: directives that GitHub Actions obeys in a commit message, and trailers that would claim something. */
const SKIPS_CHECKS = /\[(skip|ci|no|actions) (ci|skip|actions)\]|\*\*\*NO_CI\*\*\*/gi;
const TRAILER = /^([a-z]+(?:-[a-z]+)*-by|sluice-[a-z-]+|skip-checks|change-id|release-as)(\s*:)/i;

const entity = (character: string): string => `&#${character.codePointAt(0)};`;

/** Of so many characters for each that is shown, the rest is invisible, or a flood. */
const READ_FOR_ONE = 20;

/** One line, without control and direction characters, at most `max` code points. */
function clean(foreign: string, max: number): string {
  const read = foreign.slice(0, max * READ_FOR_ONE);
  const line = read.toWellFormed().replace(INVISIBLE, '').replace(CONTROL, ' ').replace(/\s+/gu, ' ').trim();
  if (line.length <= max) return line;
  const points = Array.from(line);
  if (points.length <= max) return line;
  const kept = points.slice(0, Math.max(0, max - 1)).join('');
  return `${kept.trimEnd()}…`;
}

/**
 * One line of foreign text to stand anywhere inside our Markdown, a link's name or a raw HTML element included: it shows as it
 * was written, and nothing in it acts. Addresses are text, not links: what follows a link in a body would be read as part of
 * it, entities and all, and a link inside a link's name breaks the outer one.
 */
export function neutraliseInline(foreign: string, max = 200): string {
  return clean(foreign, max)
    .replace(LINK, BREAK)
    .replace(REFERENCE, (found) => found + BREAK)
    .replace(STRUCTURE, entity)
    .replaceAll(BREAK, WRITTEN_BREAK)
    .replace(LINE_START, (start) => start.slice(0, -1) + entity(start.slice(-1)));
}

/**
 * A sentence of ours that names things: what stands between backticks is shown as code, in which nothing acts, and the rest like
 * foreign text. A lone backtick makes none, nor do several in a row, which pair otherwise than they stand.
 */
export function neutraliseSentence(sentence: string, max = 500): string {
  const cut = sentence.length <= max ? sentence : `${sentence.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
  const parts = cut.split('`');
  if (parts.length % 2 === 0 || sentence.includes('``')) return neutraliseInline(sentence, max);
  return parts
    .map((part, index) => (index % 2 === 1 ? `\`${part.replace(/[\r\n<>]/g, ' ')}\`` : spaced(part, max)))
    .join('');
}

/** The neutraliser trims; the spaces between code and words stay. */
const spaced = (part: string, max: number): string =>
  `${/^\s/.test(part) ? ' ' : ''}${neutraliseInline(part, max)}${/\s$/.test(part) && part.trim() !== '' ? ' ' : ''}`;

/** Foreign text for a pull request's title or a commit's subject, which are no Markdown: readable, one line, nothing acts. */
export function neutraliseTitle(foreign: string, max = 200): string {
  return clean(foreign, max)
    .replace(GITHUB_THREAD, REDIRECT)
    .replace(REFERENCE, (found) => found + BREAK)
    .replace(SKIPS_CHECKS, (found) => found.slice(0, 2) + BREAK + found.slice(2))
    .replace(TRAILER, (_, key: string, colon: string) => key + BREAK + colon);
}
