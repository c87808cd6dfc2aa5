import { describe, expect, it } from '@jest/globals';

import {
  checkJoiningFile,
  isJoiningFile,
  joiningFileProblems,
} from '../../../../src/core/pipeline/joining/joining-file.ts';
import { GOOD, told } from '../pipeline-text.ts';

const JOINING = 'pipeline: acme/platform\n';
const KEYS = 'pipeline, component, paths, image, owners, like';

describe('a joining file', () => {
  it('is one line, and has no mistake and no warning', () => {
    expect(checkJoiningFile(JOINING)).toEqual({ problems: [], warnings: [] });
  });

  it.each([
    ['without the pipeline', 'component: payments\n', ['1:1 pipeline: is missing; it takes text.']],
    [
      'with half a repository',
      'pipeline: platform\n',
      ['1:11 pipeline: "platform" is not a repository: write owner/name.'],
    ],
    ['with a list', 'pipeline: [acme/platform]\n', ['1:11 pipeline: takes text, not a list.']],
    [
      'with keys that it does not have',
      `${JOINING}owner: "@ada"\nmerge: when-green\n`,
      [
        `2:1 owner: is not a key that this version reads; it reads ${KEYS}. Did you mean "owners"?`,
        `3:1 merge: is not a key that this version reads; it reads ${KEYS}.`,
      ],
    ],
    [
      'with values that are none',
      `${JOINING}component: Payments\nowners: [ada]\nimage: "a:b:c"\n`,
      [
        '2:12 component: "Payments" is not a name: write lower-case letters, digits and hyphens, beginning with a letter or digit.',
        '3:10 owners[0]: "ada" is neither a person nor a team: write @login or @organisation/team.',
        '4:8 image: "a:b:c" is not the repository of an image: write it as registry.example.com/name, without tag and digest.',
      ],
    ],
    ['that is empty', '', ['1:1 the file is empty; it takes pipeline.']],
    [
      'that is no YAML',
      'pipeline: [',
      ['1:12 Flow sequence in block collection must be sufficiently indented and end with a ].'],
    ],
  ])('%s is told every mistake, with its place', (_, text, expected) => {
    expect(told(joiningFileProblems(text))).toEqual(expected);
  });

  it('has a section of its own in the page', () => {
    expect(joiningFileProblems('pipeline: platform\n').map(({ docs }) => docs)).toEqual([
      'docs/reference/pipeline-file.md#the-joining-file',
    ]);
  });

  it('is warned of what it says and this release does not act on', () => {
    const { problems, warnings } = checkJoiningFile(`${JOINING}component: payments\nlike: service\n`);

    expect(problems).toEqual([]);
    expect(told(warnings)).toEqual([
      '2:1 component: is read, and not carried out by this release: say it in the pipeline file.',
      '3:1 like: is read, and not carried out by this release: say it in the pipeline file.',
    ]);
  });

  it.each([
    [JOINING, true],
    ['"pipeline": acme/platform\n', true],
    ['# joins\npipeline: [\n', true],
    ['pipeline: platform\n', true],
    [GOOD, false],
    [`${JOINING}${GOOD}`, false],
    ['version: 1\n', false],
    ['', false],
  ])('is told from a pipeline file by its key: %j', (text, isJoining) => {
    expect(isJoiningFile(text)).toBe(isJoining);
  });
});
