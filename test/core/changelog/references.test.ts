import { describe, expect, it } from '@jest/globals';
import { issueReferences } from '../../../src/core/changelog/references/issue-references.ts';
import { repoName } from '../../../src/core/names.ts';

const home = repoName('acme/web');
const read = (text: string, host?: string): string[] =>
  issueReferences(text, home, host).map(({ repo, number, how }) => `${how} ${repo}#${number}`);

describe('the threads that a text names', () => {
  it.each(['close', 'Closes', 'CLOSED', 'fix', 'fixes', 'fixed', 'resolve', 'resolves', 'resolved'])(
    'are closed by %j',
    (keyword) => {
      expect(read(`${keyword} #1`)).toEqual(['closing acme/web#1']);
      expect(read(`${keyword}: #1`)).toEqual(['closing acme/web#1']);
      expect(read(`${keyword}:#1`)).toEqual(['closing acme/web#1']);
      expect(read(`${keyword}\n#1`)).toEqual(['closing acme/web#1']);
    },
  );

  it.each(['Ref', 'refs', 'References', 'Part of', 'relates to', 'Related to'])('are told by %j', (keyword) => {
    expect(read(`${keyword} #1`)).toEqual(['told acme/web#1']);
    expect(read(`${keyword}: #1`)).toEqual(['told acme/web#1']);
  });

  it.each([
    'See',
    'Contributes to',
    'Fixes issue',
    'Fixed by',
    'prefix',
    'hot-fix',
    'pre-fix',
    'suffixes',
    '@fixes',
    'fixing',
  ])('are only mentioned after %j', (words) => {
    expect(read(`${words} #1`)).toEqual(['mentioned acme/web#1']);
  });

  it.each([
    ['#12', 'acme/web#12'],
    ['GH-12', 'acme/web#12'],
    ['gh-12', 'acme/web#12'],
    ['**#12**', 'acme/web#12'],
    ['acme/api.v2#12', 'acme/api.v2#12'],
    ['https://github.com/acme/api/issues/12', 'acme/api#12'],
    ['HTTPS://GITHUB.COM/acme/api/Issues/12', 'acme/api#12'],
    ['http://www.GitHub.com/acme/api/issues/12#issuecomment-1', 'acme/api#12'],
    ['www.github.com/acme/api/issues/12', 'acme/api#12'],
    ['https://github.com/acme/api/issues/12?from=https://github.com/acme/api/issues/3', 'acme/api#12'],
    ['<https://github.com/acme/api/issues/12?x=y>', 'acme/api#12'],
    ['[#12](https://github.com/acme/api/issues/12)', 'acme/api#12'],
    ['[**acme/api#12**](https://github.com/acme/api/issues/12#issuecomment-1)', 'acme/api#12'],
    ['[gh-12](https://github.com/acme/api/issues/12)', 'acme/api#12'],
    ['[https://github.com/acme/api/issues/12](https://github.com/acme/api/issues/12)', 'acme/api#12'],
  ])('may be written %s', (form, thread) => {
    expect(read(`Fixes ${form}`)).toEqual([`closing ${thread}`]);
    expect(read(`It is so. Fixes ${form}.`)).toEqual([`closing ${thread}`]);
    expect(read(`(${form}), and more`)).toEqual([`mentioned ${thread}`]);
  });

  it('may be written as links by label, wherever the label is defined', () => {
    expect(
      read(
        'Fixes [#1][bug] and closes [#2]\n\n[bug]: https://github.com/acme/api/issues/1\n[#2]: https://github.com/acme/web/issues/2',
      ),
    ).toEqual(['closing acme/api#1', 'closing acme/web#2']);
  });

  it.each([
    ['words', 'fix [a regression](https://github.com/acme/api/issues/12)'],
    ['words by label', 'fix [a regression][#12]\n\n[#12]: https://github.com/acme/api/issues/12'],
    ['its title', 'Fixes [#12: the door](https://github.com/acme/api/issues/12)'],
    ['another thread', 'Fixes [#3](https://github.com/acme/api/issues/12)'],
    ['code', 'Fixes [`#12`](https://github.com/acme/api/issues/12)'],
    ['anything in HTML', 'Fixes <a href="https://github.com/acme/api/issues/12">#12</a>'],
    ['words, and told', 'Part of [the plan](https://github.com/acme/api/issues/12)'],
  ])('are only mentioned by a link that is called %s', (_, text) => {
    expect(read(text)).toEqual(['mentioned acme/api#12']);
  });

  it('are mentioned by a link whose label nobody defined', () => {
    expect(read('fix [a regression][#12]')).toEqual(['mentioned acme/web#12']);
  });

  it('lie on the server that the text is of', () => {
    const text = 'fixes https://ghes.acme.dev/acme/api/issues/1, fixes https://github.com/acme/api/issues/2, fixes #3';

    expect(read(text)).toEqual(['closing acme/api#2', 'closing acme/web#3']);
    expect(read(text, 'ghes.acme.dev')).toEqual(['closing acme/api#1', 'closing acme/web#3']);
    expect(read(text, 'GHES.acme.dev')).toEqual(['closing acme/api#1', 'closing acme/web#3']);
    expect(read(text)).toEqual(['closing acme/api#2', 'closing acme/web#3']);
  });

  it('lie on a server with a port', () => {
    const text =
      'fixes https://ghes.acme-x.dev:8443/acme/api/issues/1, fixes https://ghes.acme-x.dev/acme/api/issues/2';

    expect(read(text, 'ghes.acme-x.dev:8443')).toEqual(['closing acme/api#1']);
  });

  it.each([
    ['does not close'],
    ['Does **not** close'],
    ["doesn't fix"],
    ['doesn’t fix'],
    ['doesnt fix'],
    ['wont fix'],
    ["won't fully resolve"],
    ['never really fixes'],
    ['does not yet completely fix'],
    ['no longer closes'],
    ['is not meant to close'],
    ['fails to fix'],
    ['rather than fix'],
    ['without resolved'],
    ['is not part of'],
    ['does not in any way fix'],
    ['is why you should please not let GitHub close'],
    ['does not, by itself, fix'],
    ['was supposed to fix'],
    ['was meant to fix'],
    ['tried to fix'],
    ['hardly fixes'],
    ['barely fixes'],
    ['reverts the change that fixed'],
    ['should not be merged before we resolve'],
    ['is nothing that I do not think really fixes'],
    ['does not\nclose'],
    ['is broken and\n  does not fully\n  fix'],
  ])('are only mentioned by what is negated: %s', (words) => {
    expect(read(`This ${words} #1`)).toEqual(['mentioned acme/web#1']);
  });

  it.each([
    ['It did not work. Fixes'],
    ['This not only fixes'],
    ['No longer crashes. Fixes'],
    ['It does not crash; fixes'],
    ['It does not crash but fixes'],
    ['It did not work, however it now fixes'],
    ['Do not crash, fixes'],
    ['Do not crash (fixes'],
    ['Do not crash - fixes'],
    ['It does not crash and fixes'],
    ['Do not crash\nFixes'],
    ['It was not found in any of the nine places that we looked at. This fixes'],
    ['Not that it matters to many of those who use it it fixes'],
    ['Note: fixes'],
    ['The knot fixes'],
    ['does not\n\nfixes'],
    ['does not\n- fixes'],
    ['does not\n    * fixes'],
    ['does not\n2. fixes'],
    ['does not<br><br>fixes'],
    ['does not\n• fixes'],
  ])('are closed where nothing is negated: %s', (words) => {
    expect(read(`${words} #1`)).toEqual(['closing acme/web#1']);
  });

  it.each(['Closes #1 and does not touch x', 'Fixes #1, not by itself', 'Fixes #1 but did not close #2'])(
    'are closed whatever is negated behind them: %s',
    (text) => {
      expect(read(text)[0]).toBe('closing acme/web#1');
    },
  );

  it.each(['https://github.com/acme/api/pull/12/files', '[#12](https://github.com/acme/api/pull/12)'])(
    'are only mentioned by an address of a pull request: %s',
    (address) => {
      expect(read(`Fixes ${address}`)).toEqual(['mentioned acme/api#12']);
    },
  );

  it('are only mentioned where a trailer names the pull request that landed', () => {
    expect(read('Fix the door (#3)\n\nCloses #60 from bob/door.\n\nFixes #61 from the list')).toEqual([
      'mentioned acme/web#3',
      'mentioned acme/web#60',
      'closing acme/web#61',
    ]);
  });

  it.each([
    [
      'one keyword serves one',
      'Fixes #1, #2 and closes #3, resolves #4',
      ['closing acme/web#1', 'mentioned acme/web#2', 'closing acme/web#3', 'closing acme/web#4'],
    ],
    ['a line that begins with a number', '#12 broke it', ['mentioned acme/web#12']],
    ['a subject', 'web: fix the door (#12)', ['mentioned acme/web#12']],
    ['a repository glued to a bracket', '(acme/api#1)', ['mentioned acme/api#1']],
    ['a word of a script without spaces', '修复#12', ['mentioned acme/web#12']],
    [
      'trailers',
      'subject\r\n\r\nFixes: #1\r\nCloses: https://github.com/acme/api/issues/2\r\nResolves: acme/api#3\r\nSigned-off-by: A <a@b.c>',
      ['closing acme/web#1', 'closing acme/api#2', 'closing acme/api#3'],
    ],
    [
      'the body of a squash',
      'web: more doors (#9)\n\n* fix the door (#7)\n\n  Fixes #1\n\n* paint it\n    and closes #2\n* refs #3',
      ['mentioned acme/web#9', 'mentioned acme/web#7', 'closing acme/web#1', 'closing acme/web#2', 'told acme/web#3'],
    ],
  ])('are read from commit messages: %s', (_, text, threads) => {
    expect(read(text)).toEqual(threads);
  });

  it.each([
    ['another host', 'fixes https://example.com/acme/web/issues/1'],
    ['the redirect host', 'fixes https://redirect.github.com/acme/web/issues/1'],
    ['an address within another', 'https://web.archive.org/web/https://github.com/acme/web/issues/1'],
    ['a discussion', 'fixes https://github.com/acme/web/discussions/1'],
    ['a heading of the same page', '[1](#1)'],
    ['a colour', 'color: #141414 and background #111'],
    ['a colour of words', 'fixes the border color of #111'],
    ['a colour with letters', 'fixes #12ab34'],
    ['a leading zero', 'fixes #000080'],
    ['too many digits', 'fixes #12345678'],
    ['a glued word', 'pre-#12 x#12 é#12 #12-x a/b/c#12 #0'],
    ['an entity', '&#12;'],
    ['what we broke ourselves', 'fixes #\u200B12 GH-\u200B1'],
    ['what others broke by a comment', 'fixes #<!-- -->12'],
  ])('are none in %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });

  it('may have few digits where a colour is spoken of', () => {
    expect(read('fixes the color #12')).toEqual(['mentioned acme/web#12']);
  });
});
