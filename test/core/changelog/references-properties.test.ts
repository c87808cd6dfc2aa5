import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { issueReferences } from '../../../src/core/changelog/references/issue-references.ts';
import { coAuthorsOf } from '../../../src/core/changelog/references/people.ts';
import { trackerKeysIn, trackerKeysOfBranch } from '../../../src/core/changelog/references/tracker-keys.ts';
import { repoName } from '../../../src/core/names.ts';

const home = repoName('acme/web');
const read = (text: string): string[] =>
  issueReferences(text, home).map(({ repo, number, how }) => `${how} ${repo}#${number}`);

/** HTML sends all that follows to the parser: what is read after it, is read from the syntax tree. */
const readFromTree = (text: string): string[] => read(`<b>x</b>\n\n${text}`);

const SAID = ['fixes #1', 'Fixes: #2', '#3', 'acme/api#4', 'GH-5', 'closes', 'refs', 'word', 'a_b', 'é', '修', '@me'];
const ADDRESSES = [
  'https://github.com/o/r/issues/6',
  '(https://github.com/o/r/pull/7).',
  'www.github.com/o/r/issues/8',
  'https://x.com/a_b',
  'a@b.co',
  '<a@b.co>',
  'fixes@x.co',
];
const MARKS = [
  '`',
  '``',
  '*',
  '**',
  '_',
  '__',
  '~~',
  '[',
  ']',
  '](',
  '[x]',
  ']:',
  '![',
  '<',
  '>',
  '&',
  '&#12;',
  '\\',
  '|',
];
const HTML = ['<b>', '</b>', '<code>', '</code>', '<!--', '-->', '<blockquote>', '</blockquote>'];
const LINES = [
  '- ',
  '* ',
  '1. ',
  '# ',
  '> ',
  '\n',
  '\n',
  '\n\n',
  '\n\n',
  '\n- ',
  '\n# ',
  '\n> ',
  '\n```\n',
  '\n---\n',
  '\n|---|\n',
  '\r\n',
];
const SPACES = [' ', ' ', ' ', '  ', '    ', '\t', '\u00A0', '\n    ', '  \n'];

const anyText = fc
  .array(fc.constantFrom(...SAID, ...ADDRESSES, ...MARKS, ...HTML, ...LINES, ...SPACES, '.', ',', ':', '(', ')'), {
    maxLength: 14,
  })
  .map((pieces) => pieces.join(''));

/** Words that say nothing of threads, and end in the middle of a line or not. */
const around = fc
  .array(fc.constantFrom('words', 'and', 'more', 'a_b', '\n', ' ', ', '), { maxLength: 8 })
  .map((pieces) => pieces.join(''));
const hidden = fc.constantFrom<(inner: string) => string>(
  (inner) => `\`${inner}\``,
  (inner) => `\`\`\`\`${inner}\`\`\`\``,
  (inner) => `\n\n\`\`\`text\n${inner}\n\`\`\`\n\n`,
  (inner) => `\n\n~~~\n${inner}\n~~~\n\n`,
  (inner) => `\n\n    ${inner}\n\n`,
  (inner) => `\n\n> ${inner}\n\n`,
  (inner) => `<!-- ${inner} -->`,
  (inner) => `\n\n<!--\n\n${inner}\n\n-->\n\n`,
  (inner) => `<code>${inner}</code>`,
  (inner) => `\n\n<pre>\n\n${inner}\n\n</pre>\n\n`,
  (inner) => `\n\n<blockquote>\n\n${inner}\n\n</blockquote>\n\n`,
  (inner) => `~~${inner}~~`,
);

describe('the reading of foreign texts', () => {
  it('finds without a parser what the syntax tree holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(read(text)).toEqual(readFromTree(text));
      }),
      { numRuns: 1_500 },
    );
  });

  it('never reads code, comments, quotes and struck text, and always what stands beside them', () => {
    const inner = fc.constantFrom(
      'fixes #1',
      'Closes acme/api#2',
      'refs GH-3',
      'resolves https://github.com/o/r/issues/4',
    );
    fc.assert(
      fc.property(around, hidden, inner, around, (before, hide, thread, after) => {
        expect(read(`x${before}${hide(thread)}${after}\n\nfixes #99`)).toEqual(['closing acme/web#99']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('shows nothing that is hidden where it leaves out most of a text that is too long', () => {
    const filler = fc
      .tuple(
        fc.constantFrom('a *b* `c`\n\n', '- a_b\n\n', 'a\n\n', '<b>x</b>\n\n', '[x](y) '),
        fc.constantFrom(30, 300, 1_000),
      )
      .map(([piece, times]) => piece.repeat(times));
    const inner = fc.constantFrom('fixes #1', 'Fixes #1\n\nFixes #1', 'a\n\nfixes #1\n\nb');
    const hide = fc.constantFrom<(inner: string) => string>(
      (inner) => `\n\n\`\`\`text\n${inner}\n\`\`\`\n\n`,
      (inner) => `\n\n~~~\n${inner}\n~~~\n\n`,
      (inner) => `\n\n<!--\n\n${inner}\n\n-->\n\n`,
      (inner) => `\n\n<pre>\n\n${inner}\n\n</pre>\n\n`,
      (inner) => `\n\n<blockquote>\n\n${inner}\n\n</blockquote>\n\n`,
      (inner) => `\n\nx\n\n    ${inner.replaceAll('\n', '\n    ')}\n\n`,
      (inner) => `\n\n> ${inner.replaceAll('\n', '\n> ')}\n\n`,
      (inner) =>
        `\n\n[${inner.split('\n', 1)[0] ?? ''}][x]\n\n${'a_b *c*\n\n'.repeat(500)}[x]: https://example.com\n\n`,
    );
    fc.assert(
      fc.property(filler, hide, fc.tuple(inner, filler, inner), filler, (before, hide, pieces, after) => {
        expect(read(`x ${before}\n\n${hide(pieces.join('\n\n'))}${after}\n\nrefs #99`)).not.toContain(
          'closing acme/web#1',
        );
      }),
      { numRuns: 80 },
    );
  }, 30_000);

  it.each([
    ['at its beginning', `fixes #1\n\n${'a *b* c\n\n'.repeat(3_000)}`],
    ['at its end', `${'a *b* c #2\n\n'.repeat(3_000)}The last.\n\nFixes #1`],
    ['at its end, in one paragraph', `Add\n\n${'a *b* c #2 '.repeat(3_000)}\n\nFixes #1`],
  ])('finds what stands in a text that is too long %s', (_, text) => {
    expect(read(text)).toContain('closing acme/web#1');
  });

  it.each([
    '* ',
    '<a ',
    '_a ',
    '\t',
    'a *b* c_d_ ',
    '<a\n',
    'a\tb\n',
    '1. a\n\n   b\n\n',
    '`a` ',
    '&amp; ',
    '* a\n',
    '*a* #9\n\n',
  ])(
    'takes a moment for fifty floods of %j around a reference',
    (piece) => {
      const flood = `Add\n\n${piece.repeat(Math.floor(65_000 / piece.length))}#9\n\nrefs #9`;
      const before = process.cpuUsage();

      for (let each = 0; each < 50; each += 1) read(flood);

      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000_000).toBeLessThan(5);
    },
    30_000,
  );

  it.each([
    ['quotes within quotes', '> '],
    ['lists within lists', '1. '],
    ['a long list', '- a\n'],
    ['underlined headings', 'a\n=\n'],
    ['closing brackets', ']'],
    ['brackets over lines', '[a]\n'],
    ['definitions', '[a]: b\n'],
    ['struck words', '~a~ '],
    ['unbalanced stars', '**a* '],
    ['one endless word', 'www.a_'],
    ['addresses', 'https://github.com/a/b/issues/'],
    ['backticks', '``a` '],
    ['open tags', '<a "'],
    ['open comments', '<!--'],
    ['tags of quotes', '<s>'],
    ['keywords', 'fixes '],
    ['negations', 'not really '],
    ['spaces', ' '],
    ['lines', '\n '],
    ['keys', 'PAY-12-'],
    ['co-authors', 'Co-authored-by: '],
  ])('takes no longer for a flood of %s', (_, piece) => {
    const flood = piece.repeat(Math.floor(65_000 / piece.length));
    // Measured in time of the processor: whatever else runs beside the tests does not count.
    const before = process.cpuUsage();

    expect(read(`fixes #1\n\n${flood}`)).toContain('closing acme/web#1');
    trackerKeysIn(`PAY-1\n\n${flood}`, ['PAY']);
    trackerKeysOfBranch(flood, ['PAY']);
    coAuthorsOf(flood);

    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000_000).toBeLessThan(5);
  });
});
