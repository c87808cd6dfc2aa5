import { describe, expect, it } from '@jest/globals';
import { issueReferences } from '../../../src/core/changelog/references/issue-references.ts';
import { repoName } from '../../../src/core/names.ts';

const home = repoName('acme/web');
const read = (text: string): string[] =>
  issueReferences(text, home).map(({ repo, number, how }) => `${how} ${repo}#${number}`);

describe('the threads that a text names', () => {
  it.each(['close', 'Closes', 'CLOSED', 'fix', 'fixes', 'fixed', 'resolve', 'resolves', 'resolved'])(
    'are closed by %j',
    (keyword) => {
      expect(read(`${keyword} #1`)).toEqual(['closing acme/web#1']);
      expect(read(`${keyword}: #1`)).toEqual(['closing acme/web#1']);
      expect(read(`${keyword}:#1`)).toEqual(['closing acme/web#1']);
    },
  );

  it.each(['Ref', 'refs', 'Part of', 'relates to'])('are told by %j', (keyword) => {
    expect(read(`${keyword} #1`)).toEqual(['told acme/web#1']);
    expect(read(`${keyword}: #1`)).toEqual(['told acme/web#1']);
  });

  it.each([
    ['#12', 'acme/web#12'],
    ['GH-12', 'acme/web#12'],
    ['gh-12', 'acme/web#12'],
    ['acme/api.v2#12', 'acme/api.v2#12'],
    ['https://github.com/acme/api/issues/12', 'acme/api#12'],
    ['http://www.GitHub.com/acme/api/pull/12#issuecomment-1', 'acme/api#12'],
    ['<https://github.com/acme/api/issues/12?x=y>', 'acme/api#12'],
    ['[the bug](https://github.com/acme/api/issues/12)', 'acme/api#12'],
  ])('may be written %s', (form, thread) => {
    expect(read(`Fixes ${form}`)).toEqual([`closing ${thread}`]);
    expect(read(`(${form}), and more`)).toEqual([`mentioned ${thread}`]);
  });

  it.each([
    [
      'one keyword serves one',
      'Fixes #1, #2 and closes #3',
      ['closing acme/web#1', 'mentioned acme/web#2', 'closing acme/web#3'],
    ],
    ['a keyword in bold', '**Fixes** #1', ['closing acme/web#1']],
    ['a list', '- Fixes #1\n- Refs acme/api#2', ['closing acme/web#1', 'told acme/api#2']],
    ['a trailer', 'subject\n\nwords\n\nFixes: #1\nSigned-off-by: A <a@b.c>', ['closing acme/web#1']],
    ['a heading', '## Fixes #1', ['closing acme/web#1']],
    [
      'a word before the keyword',
      'prefix #1 hot-fix #2 suffixes #3',
      ['mentioned acme/web#1', 'mentioned acme/web#2', 'mentioned acme/web#3'],
    ],
    [
      'a negated keyword',
      'Does **not** close #1. This doesn’t fix #2, and never really fixes #3',
      ['mentioned acme/web#1', 'mentioned acme/web#2', 'mentioned acme/web#3'],
    ],
    ['a word between', 'fixes bug #1', ['mentioned acme/web#1']],
    ['another paragraph', 'fixes\n\n#1', ['mentioned acme/web#1']],
    ['code between', 'fixes `x` #1', ['mentioned acme/web#1']],
    ['a table, from which GitHub does not close', '| a |\n|---|\n| fixes #1 |', ['mentioned acme/web#1']],
  ])('mean what they mean on GitHub: %s', (_, text, threads) => {
    expect(read(text)).toEqual(threads);
  });

  it.each([
    ['inline code', '`fixes #1`'],
    ['a fence', '```\nfixes #1\n```'],
    ['an indented block', 'x\n\n    fixes #1'],
    ['a comment', '<!-- fixes #1 -->'],
    ['a comment over lines', 'x <!-- fixes\n#1 --> y'],
    ['a quote', '> fixes #1'],
    ['a fence of tildes', '~~~\nfixes #1\n~~~'],
    ['a fence in a flood of tildes', `~~~\nfixes #1\n~~~\n${'~a~ '.repeat(600)}`],
    ['struck text', '~~fixes #1~~'],
    ['code in HTML', 'a <code>fixes #1</code> b'],
    ['an image', '![fixes #1](x.png)'],
    ['a link that leads elsewhere', '[fixes #1](https://example.com/issues/1)'],
    ['another host', 'fixes https://example.com/acme/web/issues/1'],
    ['the redirect host', 'fixes https://redirect.github.com/acme/web/issues/1'],
    ['a colour', 'color: #141414 and background #111'],
    ['a colour with letters', 'fixes #12ab34'],
    ['a leading zero', 'fixes #000080'],
    ['too many digits', 'fixes #12345678'],
    ['a glued word', 'pre-#12 x#12 #12-x a/b/c#12 #0'],
    ['an entity', '&#12;'],
    ['what we broke ourselves', 'fixes #\u200B12 GH-\u200B1'],
  ])('are none in %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });

  it.each([
    ['quotes within quotes', '> '.repeat(30_000)],
    ['lists within lists', '1. '.repeat(20_000)],
    ['closing brackets', ']'.repeat(60_000)],
    ['brackets over lines', '[a]\n'.repeat(8_000)],
    ['struck words', '~a~ '.repeat(15_000)],
    ['one endless word', 'www.a_'.repeat(10_000)],
  ])('are found in no time beside %s', (_, flood) => {
    const started = performance.now();

    expect(read(`fixes #1\n\n${flood}`)).toEqual(['closing acme/web#1']);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
