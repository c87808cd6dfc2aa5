import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { liveThings } from '../../src/core/text/live-things.ts';
import { neutraliseInline, neutraliseSentence, neutraliseTitle } from '../../src/core/text/neutralise.ts';

const ZWSP = '\u200B';

/** Pieces that act on GitHub, or change how text is read, glued in any order. */
const piece = fc.constantFrom(
  '@octocat',
  '@acme/team',
  '@',
  '#1',
  '#',
  '1',
  'GH-1',
  'gh-',
  'acme/web#12',
  'fixes ',
  'Closes: ',
  'resolve',
  ' ',
  '\n',
  '\r\n',
  '\t',
  'https://github.com/acme/web/issues/1',
  'http://www.GitHub.com/acme/web/pull/2#x',
  'https://github.com/a/b/discussions/3',
  'github.com/a/b/issues/1',
  'https://redirect.github.com/a/b/issues/1',
  'www.github.com/a/b/issues/1',
  'mailto:a@b.co',
  'https://',
  'a@b.co',
  '<!-- sluice:v1 key=a kind=b -->',
  '<!--',
  '-->',
  '<b>',
  '</details>',
  '<img src=x>',
  '<',
  '>',
  '&#64;octocat',
  '&commat;',
  '&num;1',
  '&',
  '`',
  '``',
  '```',
  '\\',
  '*',
  '**',
  '_',
  '~~',
  '[',
  ']',
  '(',
  ')',
  '![a](b)',
  '[a](https://github.com/a/b/issues/1)',
  '[a]: https://github.com/a/b/issues/1',
  '[^1]',
  '|',
  '---',
  '===',
  '- ',
  '+ ',
  '1. ',
  '> ',
  '# ',
  '    ',
  '$a$',
  '$',
  ':',
  '!',
  '\u200B',
  '\u200D',
  '\u202E',
  '\u2066',
  '\uFEFF',
  '\u0000',
  '\u0007',
  '\u2028',
  '\uD83D',
  '🙂',
  'é',
  'ＡＢ',
  '\u{E0041}',
  'word',
  '.',
  '/',
  '-',
  '"',
  "'",
  'x',
);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
);

/** Where templates put foreign text. */
const places: [string, (inline: string) => string, string[]][] = [
  ['on a line of its own', (inline) => inline, []],
  ['in a list', (inline) => `- ${inline}\n- ${inline}`, []],
  ['in a table', (inline) => `| a | b |\n|---|---|\n| ${inline} | ${inline} |`, []],
  ['after a keyword', (inline) => `fixes ${inline}`, []],
  ['after an at sign of ours', (inline) => `(${inline})1 ${inline}octocat`, []],
  ['in a heading', (inline) => `### ${inline}`, []],
  ['under a line', (inline) => `above\n${inline}`, []],
  ['as the name of a link', (inline) => `[${inline}](https://example.com/x)`, []],
  [
    'in a summary',
    (inline) => `<details><summary>${inline}</summary>\n\nx\n</details>`,
    ['<details>', '<summary>', '</summary>', '</details>'],
  ],
];

describe('foreign text in our Markdown', () => {
  it.each(places)('holds nothing live %s', (_, place, ours) => {
    fc.assert(
      fc.property(hostile, (foreign) => {
        expect(liveThings(place(neutraliseInline(foreign)), ours)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('keeps every mention, number and thread of it apart, read by eye as well', () => {
    fc.assert(
      fc.property(hostile, (foreign) => {
        const decoded = neutraliseInline(foreign).replace(/&#(\d+);/g, (_, code: string) =>
          String.fromCodePoint(Number(code)),
        );

        expect(decoded).not.toMatch(
          /@[^\u200B]|#[^\u200B]|GH-\d|https?:\/\/|www\.|[\n\r\0\u202A-\u202E\u2066-\u2069]/i,
        );
        expect(neutraliseInline(foreign)).not.toMatch(/[<>`*_[\]|\\~$"]/);
      }),
      { numRuns: 120 },
    );
  });

  it.each([
    ['plain words stay', 'Add retries (again), 100% faster!', 'Add retries (again), 100% faster!'],
    ['a mention', 'thanks @octocat', 'thanks @&#8203;octocat'],
    ['a number', 'fixes #12', 'fixes &#35;&#8203;12'],
    ['GH-12', 'closes GH-12', 'closes GH-&#8203;12'],
    ['a comment', '<!-- x -->', '&#60;!-- x --&#62;'],
    ['a thread', 'see https://github.com/acme/web/pull/7.', 'see https:&#8203;//github.com/acme/web/pull/7.'],
    ['an address without a scheme', 'www.example.com', 'www&#8203;.example.com'],
    ['another address', 'see https://example.com', 'see https:&#8203;//example.com'],
    ['lines and blanks', ' a\n\n  b\t', 'a b'],
    ['a list at the start', '- a', '&#45; a'],
    ['a number at the start', '12. a', '12&#46; a'],
    ['directions', 'abc\u202Edef', 'abcdef'],
    ['half a character', 'a\uD83D', 'a\uFFFD'],
  ])('shows as it was written: %s', (_, foreign, written) => {
    expect(neutraliseInline(foreign)).toBe(written);
  });

  it('is cut between characters, never within one, before it is escaped', () => {
    expect(neutraliseInline('🙂🙂🙂', 2)).toBe('🙂…');
    expect(neutraliseInline('<<<<', 3)).toBe('&#60;&#60;…');
    expect(neutraliseInline('abc', 3)).toBe('abc');
  });
});

it.each([
  '```@octocat` x ```',
  '`a` ```fixes #1` x ``',
  '``` `@acme/team` closes GH-1 ` ``',
  '`@octocat',
  'x `` @octocat ``',
])('in a sentence of ours nothing acts, however the backticks of %j pair', (sentence) => {
  expect(liveThings(neutraliseSentence(sentence))).toEqual([]);
});

describe('foreign text in a title or a subject', () => {
  it.each([
    ['a conventional subject', 'feat(web): add retries', 'feat(web): add retries'],
    ['code', 'use `x` & <y>', 'use `x` & <y>'],
    ['a mention', 'thanks @octocat', `thanks @${ZWSP}octocat`],
    ['a keyword and a number', 'Fix the leak, fixes #12 (#13)', `Fix the leak, fixes #${ZWSP}12 (#${ZWSP}13)`],
    [
      'a keyword and an address',
      'closes https://github.com/a/b/issues/1',
      'closes https://redirect.github.com/a/b/issues/1',
    ],
    [
      'a directive to skip checks',
      'docs [skip ci] [CI SKIP] ***NO_CI***',
      `docs [s${ZWSP}kip ci] [C${ZWSP}I SKIP] **${ZWSP}*NO_CI***`,
    ],
    ['a trailer of ours', 'x\nSluice-Lane: a', 'x Sluice-Lane: a'],
    ['a trailer at the start', 'Sluice-Entry: web code=1', `Sluice-Entry${ZWSP}: web code=1`],
    ['a co-author', 'Co-authored-by: A <a@b>', `Co-authored-by${ZWSP}: A <a@${ZWSP}b>`],
  ])('reads as it was written, and does nothing: %s', (_, foreign, title) => {
    expect(neutraliseTitle(foreign)).toBe(title);
  });

  it('is one line without a live mention, number, thread or direction, whatever it was', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), (foreign, max) => {
        const title = neutraliseTitle(foreign, max);

        expect(title).not.toMatch(
          /@[^\u200B]|#[^\u200B]|GH-\d|https?:\/\/(?:www\.)?github\.com\/[\w.-]+\/[\w.-]+\/(?:issues|pull)\/\d|[\n\r\0\u202A-\u202E\u2066-\u2069]/i,
        );
      }),
    );
  });
});

describe('the proof', () => {
  it.each([
    ['hi @octocat', ['mention @octocat']],
    ['**@acme/team**', ['mention @acme/team']],
    ['&#64;octocat and &commat;hubot', ['mention @octocat', 'mention @hubot']],
    ['\\@octocat', ['mention @octocat']],
    ['see #12 and acme/web#3, GH-4', ['reference #12', 'reference acme/web#3', 'reference GH-4']],
    ['Fixes #12', ['closing Fixes #12']],
    ['closes: acme/web#1', ['closing closes: acme/web#1']],
    [
      '**fixes** https://github.com/a/b/issues/1',
      ['closing fixes https://github.com/a/b/issues/1', 'backlink https://github.com/a/b/issues/1'],
    ],
    ['[x](https://github.com/a/b/pull/1)', ['backlink https://github.com/a/b/pull/1']],
    ['[x]\n\n[x]: https://github.com/a/b/pull/1', ['backlink https://github.com/a/b/pull/1']],
    ['a <b>bold</b>', ['html <b>', 'html </b>']],
    ['<!-- sluice:v1 key=a kind=b -->', ['html <!-- sluice:v1 key=a kind=b -->']],
    ['<div>\n@octocat fixes #1\n</div>', ['mention @octocat', 'closing fixes #1', 'html <div>', 'html </div>']],
    ['<div>&#64;octocat</div>', ['mention @octocat', 'html <div>', 'html </div>']],
    ['![x](https://example.com/y.png)', ['image x']],
    ['| a |\n|---|\n| @octocat |', ['mention @octocat']],
    ['`@octocat fixes #1`\n\n```\n@octocat <b>\n```', []],
    ['me@example.com, C#, #x', []],
  ])('finds what acts in %j', (markdown, live) => {
    expect(liveThings(markdown)).toEqual(live);
  });

  it('lets pass what a body was meant to hold, a marker once', () => {
    const marker = '<!-- sluice:v1 key=a kind=b -->';

    expect(liveThings(`@acme/payments ${marker} #1 ![b](c)`, ['@acme/payments', marker, '#1', 'b'])).toEqual([]);
    expect(liveThings(`${marker}\n\n${marker}`, [marker])).toEqual([`html ${marker}`]);
  });
});
