import { describe, expect, it } from '@jest/globals';

import { known } from '../../../../src/core/answer.ts';
import type { Changelog } from '../../../../src/core/changelog/changelog-model.ts';
import { DEFAULT_STYLE } from '../../../../src/core/changelog/changelog-style.ts';
import { describeForReading } from '../../../../src/core/changelog/describe/describe-changelog.ts';
import { changeGroups } from '../../../../src/core/page/changelog/change-groups.ts';
import { loadTemplates, loadTexts } from '../../../../src/templates.ts';
import { changelogOf, factsOf, id, listed, listedCommit, onlyStep, planned } from '../../promotion/facts.ts';
import { planOf, releaseFacts } from '../../promotion/release-facts.ts';

const WEB = 'https://github.com';
const render = loadTemplates();
const texts = loadTexts();

const named = (closes: string[], tells: string[] = [], mentioned: string[] = []) => ({
  issues: [...closes, ...tells, ...mentioned].toSorted(),
  closes,
  tells,
});

/** Changes of a public repository that name issues of `acme/nightfall`, which not everybody may read. */
const range: Partial<Changelog> = {
  pullRequests: [
    listed({ ...named(['acme/nightfall#14', 'acme/payments#3', 'acme/nightfall#15']), number: 9, title: 'Retry' }),
    listed({ ...named([], ['acme/nightfall#16', 'acme/web#4', 'acme/nightfall#18']), number: 8, title: 'Count' }),
    listed({
      ...named(['acme/nightfall#14', 'acme/nightfall#15'], [], ['acme/nightfall#17']),
      number: 7,
      title: 'Log',
    }),
  ],
  directCommits: [
    listedCommit({
      ...named(['acme/payments#3', 'acme/nightfall#14'], ['acme/nightfall#16'], ['acme/nightfall#17']),
      commit: id('5'),
      subject: 'Round',
    }),
    listedCommit({ ...named(['acme/nightfall#15']), commit: id('6'), subject: 'Take the cache back' }),
  ],
  reverted: [{ commit: id('6'), subject: 'Take the cache back', author: 'ada', reverts: [2], what: 'older' }],
  issues: [
    { ref: 'acme/nightfall#14', how: 'closing', closing: true, private: true },
    { ref: 'acme/nightfall#15', how: 'closing', closing: true, private: true },
    { ref: 'acme/nightfall#16', how: 'told', closing: false, private: true },
    { ref: 'acme/nightfall#17', how: 'mentioned', closing: false, private: true },
    { ref: 'acme/nightfall#18', how: 'told', closing: false, private: true, title: 'The nightfall' },
    { ref: 'acme/payments#3', how: 'closing', closing: true, title: 'Lost transfers' },
    { ref: 'acme/web#4', how: 'told', closing: false },
  ],
};

const lane = (): string => render(onlyStep(planned(factsOf({ changelog: range })), 'publish').body);

const release = (): string =>
  render(
    onlyStep(
      planOf(releaseFacts(), (question) =>
        question.ask === 'range'
          ? known(changelogOf({ ...range, repo: question.repo, from: question.from, to: question.to }))
          : undefined,
      ),
      'publish',
    ).body,
  );

const read = (): string =>
  texts('changelog', describeForReading(changelogOf(range), { web: WEB, style: DEFAULT_STYLE }));

const page = (): string => JSON.stringify(changeGroups(changelogOf(range), { web: WEB, style: DEFAULT_STYLE }));

describe('an issue of another repository that not everybody may read', () => {
  it.each([
    ["a lane's pull request", lane],
    ['a release', release],
    ['the text of the command', read],
    ['the page', page],
  ])('stands in no text of %s, nor does its repository', (_, text) => {
    expect(text()).not.toMatch(/nightfall|[^\d]1[45678]\b/i);
    expect(text()).toContain('that not everybody may read');
  });

  it('is counted in a body beside those that are named', () => {
    const lines = lane()
      .split('\n')
      .filter((line) => line.startsWith('- '))
      .map((line) => line.replaceAll('&#8203;', '').replace(/\]\([^)]*\)/g, ']'));

    expect(lines).toEqual([
      '- Retry ([#9]) by ada · issues [#3] and 2 that not everybody may read',
      '- Count ([#8]) by ada · see [acme/web#4] and 2 that not everybody may read',
      '- Log ([#7]) by ada · 2 issues that not everybody may read',
      '- Round ([`5555555`]) by ada · issues [#3] and 1 that not everybody may read · 1 issue that not everybody may read',
      '- Take the cache back ([`6666666`]) by ada, takes back [#2] · 1 issue that not everybody may read',
    ]);
  });

  it('is counted on the page', () => {
    const changes = changeGroups(changelogOf(range), { web: WEB, style: DEFAULT_STYLE }).flatMap((one) => one.changes);

    expect(changes.map(({ issues, unnamed }) => [...issues.map(({ name }) => name), unnamed])).toEqual([
      ['acme/payments#3', '2 issues that not everybody may read'],
      ['acme/web#4', '2 issues that not everybody may read'],
      ['2 issues that not everybody may read'],
      ['acme/payments#3', '2 issues that not everybody may read'],
      ['1 issue that not everybody may read'],
    ]);
  });
});
