import { describe, expect, it } from '@jest/globals';
import { issueReferences } from '../../../src/core/changelog/references/issue-references.ts';
import { repoName } from '../../../src/core/names.ts';

const home = repoName('acme/web');
const read = (text: string): string[] =>
  issueReferences(text, home).map(({ repo, number, how }) => `${how} ${repo}#${number}`);

describe('the Markdown in which threads are named', () => {
  it.each([
    ['inline code', '`fixes #1`'],
    ['code in more backticks', '``fixes ` #1``'],
    ['a fence', '```\nfixes #1\n```'],
    ['a fence that nobody closed', '```\n\nfixes #1'],
    ['a fence of tildes', '~~~\nfixes #1\n~~~'],
    ['a fence in a flood of tildes', `~~~\nfixes #1\n~~~\n${'~a~ '.repeat(600)}`],
    ['a fence in a list', '- x\n\n  ```\n  fixes #1\n  ```'],
    ['an indented block', 'x\n\n    fixes #1'],
    ['an indented block at the very beginning', '\n    fixes #1'],
    ['a comment', '<!-- fixes #1 -->'],
    ['a comment over lines', 'x <!-- fixes\n#1 --> y'],
    ['a comment over paragraphs', '<!-- a template\n\nfixes #1\n\n-->'],
    ['a quote', '> fixes #1'],
    ['a line that goes on with a quote', '> x\nfixes #1'],
    ['a quote in a list', '- x\n  > fixes #1'],
    ['struck text', '~~fixes #1~~'],
    ['an image', '![fixes #1](x.png)'],
    ['a link that leads elsewhere', '[fixes #1](https://example.com/issues/1)'],
    ['code in HTML', 'a <code>fixes #1</code> b'],
    ['preformatted HTML', '<pre>\n\nfixes #1\n\n</pre>'],
    ['a quote in HTML over paragraphs', '<blockquote>\n\nfixes #1\n\n</blockquote>'],
    ['struck HTML over paragraphs', '<del>\n\nfixes #1\n\n</del>'],
    ['an attribute', '<img alt="fixes #1">'],
    [
      'a dependency bot’s list of commits',
      '<details>\n<ul>\n<li>fixes <a href="https://example.com/1">#1</a></li>\n</ul>\n</details>',
    ],
  ])('holds none in %s', (_, text) => {
    expect(read(text)).toEqual([]);
  });

  it.each([
    ['bold', '**Fixes** #1'],
    ['bold HTML', '<b>Fixes</b> #1'],
    ['a list', '- Fixes #1'],
    ['a list in a list', '- x\n    - Fixes #1'],
    ['a numbered list', '1. Fixes #1'],
    ['a task', '- [x] Fixes #1'],
    ['a heading', '## Fixes #1'],
    ['an underlined heading', 'Fixes #1\n==='],
    ['a footnote', 'x[^1]\n\n[^1]: Fixes #1'],
    ['a folded part', '<details>\n<summary>More</summary>\n\nFixes #1\n\n</details>'],
    ['a folded part without a blank line', '<details>\n<summary>More</summary>\nFixes #1\n</details>'],
    ['what follows a quote in HTML', '<blockquote>\n\nx\n\n</blockquote>\n\nFixes #1'],
    ['what follows code that nobody closed', 'a <code>b\n\nFixes #1'],
    ['what follows a comment', '<!-- which one? -->\nFixes #1'],
    ['what a template asks for', 'Fixes <!-- number of the issue --> #1'],
    ['a line that goes on indented', 'this\n    fixes #1'],
  ])('is read in %s', (_, text) => {
    expect(read(text)).toEqual(['closing acme/web#1']);
  });

  it.each([
    ['a table, from which GitHub does not close', '| a |\n|---|\n| fixes #1 |'],
    ['a table in HTML', '<table><tr><td>fixes #1</td></tr></table>'],
    ['code between', 'fixes `x` #1'],
    ['a comment glued between', 'fixes<!-- x --> #1'],
    ['another paragraph', 'fixes\n\n#1'],
    ['another item', '- fixes\n- #1'],
  ])('parts a keyword from its thread by %s', (_, text) => {
    expect(read(text)).toEqual(['mentioned acme/web#1']);
  });
});

it('reads a paragraph of a list that is indented by a tab', () => {
  expect(read('- fixes #1\n\n\tfixes #2')).toEqual(['closing acme/web#1', 'closing acme/web#2']);
});

describe('the end of a description that is too long to be parsed', () => {
  const long = (middle: string): string => `${middle}\n\n${'- a line of a log: *1*\n'.repeat(1_200)}\n\nFixes #5`;

  it.each([
    ['comments of a template', '<!-- say why --> Because. <!-- say how -->'],
    ['a fence that ends', '```sh\nnpm test\n```'],
    ['a fence that ends with more ticks', '~~~\nnpm test\n~~~~~'],
    ['tags that end', '<pre>x</pre> and <code>y</code>'],
  ])('is read behind %s', (_, middle) => {
    expect(read(long(middle))).toEqual(['closing acme/web#5']);
  });

  it.each([
    ['a comment that does not end', '<!-- say why'],
    ['a fence that does not end', '```sh\nnpm test'],
    ['a fence in an item that does not end', '- ~~~\n  npm test'],
    ['what may be a comment in code', '`<!--` then\n\n```\nx -->\n'],
    ['a tag that does not end', '<blockquote>\n\nthey said'],
    ['a declaration', '<![CDATA[ x'],
  ])('is not read behind %s', (_, middle) => {
    expect(read(long(middle))).toEqual([]);
  });
});
