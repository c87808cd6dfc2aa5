import { describe, expect, it } from '@jest/globals';

import { DEFAULT_STYLE } from '../../../src/core/changelog/changelog-style.ts';
import { describeForReading } from '../../../src/core/changelog/describe/describe-changelog.ts';
import type { Changelog } from '../../../src/core/changelog/index.ts';
import { changeGroups } from '../../../src/core/page/changelog/change-groups.ts';
import { repoName } from '../../../src/core/names.ts';
import { commit, issue, issues, pull, read } from './stories.ts';

const WEB = 'https://github.com';

/** `closes`, `tells` and, of the rest, `names`: what each change says of its issues, newest change first. */
const saidOf = ({ pullRequests, directCommits }: Changelog): string[][] =>
  [...pullRequests, ...directCommits].map(({ issues, closes, tells }) => [
    ...closes.map((ref) => `closes ${ref}`),
    ...tells.map((ref) => `tells ${ref}`),
    ...issues.filter((ref) => ![...closes, ...tells].includes(ref)).map((ref) => `names ${ref}`),
  ]);

/** The lines of the text, without the addresses of its links. */
const lines = (log: Changelog): string[] =>
  describeForReading(log, { web: WEB, style: DEFAULT_STYLE })
    .sections.flatMap((section) => section.lines)
    .map((line) => line.replace(/\]\([^)]*\)/g, ']').replaceAll('&#8203;', ''));

/** Each line of the page with its issues, `+` where it closes one, and its keys. */
const onPage = (log: Changelog): string[] =>
  changeGroups(log, { web: WEB, style: DEFAULT_STYLE })
    .flatMap(({ changes }) => changes)
    .map(({ title, issues, keys }) =>
      [
        title,
        ...issues.map(({ name, closing }) => `${closing ? '+' : ''}${name}`),
        ...keys.map(({ name }) => name),
      ].join(' '),
    );

describe('an issue that several changes name', () => {
  const told = {
    commits: [commit('4', 'Mention it: #5'), commit('3', 'three'), commit('2', 'two'), commit('1', 'one')],
    pullRequests: {
      '3': [pull(52, { title: 'Cover', body: 'Refs #5' })],
      '2': [pull(51, { title: 'Explain', body: 'This does not fix #5, it only documents it.' })],
      '1': [pull(50, { title: 'Round', body: 'Fixes #5' })],
    },
    issues: [issue(5)],
  };

  it('is closed by the range, and by none of them that does not say so itself', async () => {
    const log = await read(told);

    expect(issues(log)).toEqual(['closing acme/web#5']);
    expect(saidOf(log)).toEqual([
      ['tells acme/web#5'],
      ['names acme/web#5'],
      ['closes acme/web#5'],
      ['names acme/web#5'],
    ]);
  });

  it("is told in each line by that change's own word, and not where it is only mentioned", async () => {
    const log = await read(told);

    expect(lines(log)).toEqual([
      '- Cover ([#52]) by ada · see [#5]',
      '- Explain ([#51]) by ada',
      '- Round ([#50]) by ada · issue [#5]',
      '- Mention it: &#35;5 ([`4444444`]) by ada',
    ]);
    expect(onPage(log)).toEqual(['Cover acme/web#5', 'Explain', 'Round +acme/web#5', 'Mention it: #5']);
  });

  it('is closed and not told besides by a change that names it by both addresses, before and after it moved', async () => {
    const log = await read({
      commits: [commit('1', 'Refs #1, fixes acme/api#9')],
      issues: {
        'acme/web#1': issue(9, { repo: repoName('acme/api') }),
        'acme/api#9': issue(9, { repo: repoName('acme/api') }),
      },
    });

    expect(saidOf(log)).toEqual([['closes acme/api#9']]);
  });
});

describe('the issues and keys of a commit that no pull request brought', () => {
  const told = {
    commits: [commit('1', 'Round\n\nFixes #5, refs #6, see #7. PAY-12')],
    issues: [5, 6, 7].map((n) => issue(n)),
  };

  it('are its own, as those of a pull request are', async () => {
    const log = await read(told, { trackers: ['PAY'] });

    expect(saidOf(log)).toEqual([['closes acme/web#5', 'tells acme/web#6', 'names acme/web#7']]);
    expect(log.directCommits[0]?.trackerKeys).toEqual(['PAY-12']);
  });

  it('stand in its line', async () => {
    const log = await read(told, { trackers: ['PAY'] });

    expect(lines(log)).toEqual(['- Round ([`1111111`]) by ada · issue [#5] · see [#6] · PAY-12']);
    expect(onPage(log)).toEqual(['Round +acme/web#5 acme/web#6 PAY-12']);
  });

  it('stand in its line where it takes back something older too', async () => {
    const log = await read({
      commits: [commit('2', 'Revert "Cache (#3)"\n\nFixes #5', ['1'])],
      issues: [issue(5)],
    });

    expect(log.reverted).toMatchObject([{ what: 'older' }]);
    expect(lines(log)).toEqual([
      '- Revert &#34;Cache (&#35;3)&#34; ([`2222222`]) by ada, takes back [#3] · issue [#5]',
    ]);
    expect(onPage(log)).toEqual(['Revert "Cache (#3)" +acme/web#5']);
  });
});
