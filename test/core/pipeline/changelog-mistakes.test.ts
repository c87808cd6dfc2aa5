import { describe, expect, it } from '@jest/globals';

import { DEFAULT_STYLE } from '../../../src/core/changelog/changelog-style.ts';
import { GOOD, lines, pipeline, problems } from './pipeline-text.ts';

const FEATURES = '{ title: Features, types: [feat] }';

/** The good pipeline with a changelog, whose first line is the fourteenth of the file. */
const withChangelog = (text: string): string => `${GOOD}changelog:\n${text}\n`;
const withKinds = (...kinds: string[]): string =>
  withChangelog(`  kinds:\n${kinds.map((kind) => `    - ${kind}`).join('\n')}`);
const withTracker = (project: string, url: string): string =>
  withChangelog(`  trackers: { ${project}: ${JSON.stringify(url)} }`);

describe('the kinds of changes', () => {
  it("are Sluice's own where the file has none, trackers or not", () => {
    expect(pipeline(withTracker('PAY', 'https://jira.acme.dev/browse/{key}')).changelog).toEqual({
      kinds: DEFAULT_STYLE.kinds,
      trackers: [{ project: 'PAY', url: 'https://jira.acme.dev/browse/{key}' }],
    });
  });

  it("are the file's alone, in its order, where it has some", () => {
    const { changelog } = pipeline(withKinds('{ title: Fixes, labels: [bug] }', FEATURES));

    expect(changelog.kinds).toEqual([
      { title: 'Fixes', labels: ['bug'], types: [] },
      { title: 'Features', labels: [], types: ['feat'] },
    ]);
  });

  it.each<[what: string, text: string, expected: string[]]>([
    [
      'a key that it does not have',
      withKinds('{ title: Features, type: [feat] }'),
      [
        '15:26 changelog.kinds[0].type: is not a key that this version reads; it reads title, labels, types, breaking. Did you mean "types"?',
      ],
    ],
    ['no title', withKinds('{ types: [feat] }'), ['15:7 changelog.kinds[0].title: is missing; it takes text.']],
    [
      'nothing to tell its changes by',
      withKinds('{ title: Features }'),
      ['15:7 changelog.kinds[0]: takes no change: write labels, types or breaking: true.'],
    ],
    [
      'the title of another',
      withKinds(FEATURES, '{ title: features, labels: [feature] }'),
      ['16:16 changelog.kinds[1].title: "features" is the title of an earlier kind; write both as one kind.'],
    ],
    [
      "a heading of Sluice's own for a title",
      withKinds(FEATURES, '{ title: reverted, labels: [revert] }'),
      ['16:16 changelog.kinds[1].title: "reverted" is a heading of Sluice\'s own; write another.'],
    ],
    [
      'a title of more than 80 characters',
      withKinds(`{ title: ${'x'.repeat(81)}, types: [feat] }`),
      [expect.stringMatching(/^15:16 changelog\.kinds\[0\]\.title: .*is longer than 80 characters\.$/) as never],
    ],
    [
      'a type with its colon',
      withKinds('{ title: Features, types: ["feat:"] }'),
      [
        '15:34 changelog.kinds[0].types[0]: "feat:" is not a type of Conventional Commits: write the word before the colon alone, in lower case, such as feat.',
      ],
    ],
    [
      'no label in its list',
      withKinds('{ title: Features, labels: [] }'),
      ['15:34 changelog.kinds[0].labels: is an empty list: name at least one.'],
    ],
    [
      'a label that GitHub would not take',
      withKinds(`{ title: Features, labels: [${'x'.repeat(51)}] }`),
      [expect.stringMatching(/is not a label: write 1 to 50 characters\.$/) as never],
    ],
    [
      'breaking: false',
      withKinds('{ title: Breaking, breaking: false }'),
      ['15:36 changelog.kinds[0].breaking: takes true, not false.'],
    ],
  ])('tell of %s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('are twenty at most', () => {
    const kinds = Array.from({ length: 21 }, (_, n) => `{ title: Kind ${n}, labels: [l${n}] }`);

    expect(pipeline(withKinds(...kinds.slice(1))).changelog.kinds).toHaveLength(20);
    expect(lines(withKinds(...kinds))).toEqual(['15:5 changelog.kinds: has more than 20 kinds.']);
  });
});

describe('a tracker', () => {
  it.each([
    'https://jira.acme.dev/browse/{key}',
    'https://tracker.acme.dev:8443/?issue={key}#top',
    'https://linear.app/acme/issue/{key}/x',
  ])('leads to %s', (url) => {
    expect(pipeline(withTracker('PAY', url)).changelog.trackers).toEqual([{ project: 'PAY', url }]);
  });

  it.each([
    ['http://jira.acme.dev/browse/{key}', /is not the address of a tracker/],
    ['javascript:alert({key})', /is not the address of a tracker/],
    ['jira.acme.dev/browse/{key}', /is not the address of a tracker/],
    ['https://{key}.acme.dev/', /is not the address of a tracker/],
    ['https://ada:secret@jira.acme.dev/{key}', /is not the address of a tracker/],
    ['https://jira.acme.dev/{key}) [x](https://elsewhere.dev/', /is not the address of a tracker/],
    ['https://jira.acme.dev/{project}/{key}', /is not the address of a tracker/],
    ['https://jira.acme.dev/browse/', /does not say where the key goes: write \{key\} in it, once/],
    ['https://jira.acme.dev/{key}/{key}', /does not say where the key goes: write \{key\} in it, once/],
  ])('does not lead to %s', (url, expected) => {
    expect(lines(withTracker('PAY', url))).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ['pay', ' Did you mean "PAY"?'],
    ['P', ''],
    ['PAY-12', ''],
    ['2PAY', ''],
  ])('is not told by the project %s', (project, hint) => {
    expect(lines(withTracker(project, 'https://jira.acme.dev/browse/{key}'))).toEqual([
      `14:15 changelog.trackers.${project}: is not the key of a project: write two or more capital letters, digits or _, beginning with a letter, such as PAY.${hint}`,
    ]);
  });

  it('is told of in the section of the page that explains it', () => {
    expect(problems(withTracker('pay', 'https://jira.acme.dev/{key}'))).toMatchObject([
      { docs: 'docs/reference/pipeline-file.md#changelog' },
    ]);
  });
});
