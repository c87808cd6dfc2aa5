import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { commitIn, imageWithoutCommit, readReport, type ArtifactReport } from '../../../src/core/artifacts/report.ts';
import { repoName } from '../../../src/core/names.ts';

const COMMIT = '2'.repeat(40);
const DIGEST = `sha256:${'2'.repeat(64)}`;
const GOOD = { v: 1, image: 'registry.acme.dev/payments', digest: DIGEST, commit: COMMIT };

const report = (said: unknown, by: ArtifactReport['by'] = 'report'): ArtifactReport => ({
  id: 'delivery-1',
  by,
  repo: repoName('acme/payments'),
  sender: 'acme-ci',
  said,
});
const wrong = (said: unknown): string => {
  const read = readReport(report(said));
  if (!('wrong' in read)) throw new Error('the report is good');
  return read.wrong;
};

describe('a report of an image', () => {
  it('says which image was built from which commit', () => {
    expect(readReport(report(GOOD))).toEqual({
      built: { image: 'registry.acme.dev/payments', digest: DIGEST, commit: COMMIT },
    });
  });

  it('may name its component, its tag and its version, and what a later release of Sluice reads', () => {
    const more = { component: 'payments', tag: 'v1.2_3', version: '1.2.3-rc.1+build' };

    expect(readReport(report({ ...GOOD, ...more, platform: 'linux/arm64' }))).toEqual({
      built: { image: GOOD.image, digest: DIGEST, commit: COMMIT, ...more },
    });
  });

  it.each<[string, unknown, string]>([
    ['without a version', { ...GOOD, v: undefined }, 'v: takes the number 1'],
    ['of a version to come', { ...GOOD, v: 2 }, 'v: takes the number 1'],
    ['whose version is a text', { ...GOOD, v: '1' }, 'v: takes the number 1'],
    ['whose component is no name', { ...GOOD, component: 'Pay ments' }, 'component: is not the name of a component'],
    [
      'without an image',
      { ...GOOD, image: undefined },
      'image: is missing; it takes the repository that the image was pushed to',
    ],
    [
      'whose image has a digest',
      { ...GOOD, image: `registry.acme.dev/payments@${DIGEST}` },
      'image: is not a repository; write it without tag and digest',
    ],
    ['without a digest', { ...GOOD, digest: undefined }, 'digest: is missing; it takes sha256:…'],
    [
      'whose digest is a tag',
      { ...GOOD, digest: 'latest' },
      'digest: "latest" is not a digest; write sha256: and 64 hexadecimal digits',
    ],
    [
      'whose digest is spelled in capitals',
      { ...GOOD, digest: `sha256:${'A'.repeat(64)}` },
      `digest: "sha256:${'A'.repeat(64)}" is not a digest; write sha256: and 64 hexadecimal digits`,
    ],
    ['whose tag is none', { ...GOOD, tag: '-x' }, 'tag: is not a tag'],
    ['whose version is a sentence', { ...GOOD, version: 'fixes #1 @octocat' }, 'version: is not a version'],
    [
      'without a commit',
      { ...GOOD, commit: undefined },
      'commit: is missing; it takes the full id of the commit that was built',
    ],
    ['whose commit is short', { ...GOOD, commit: '2222222' }, 'commit: "2222222" is not a full commit id'],
  ])('%s is refused with what is wrong', (_, said, says) => {
    expect(wrong(said)).toBe(says);
  });

  it('is refused with everything that is wrong at once', () => {
    expect(wrong({ v: 1, digest: 'x', commit: 'y' }).split('; ')).toEqual([
      'image: is missing',
      'it takes the repository that the image was pushed to',
      'digest: "x" is not a digest',
      'write sha256: and 64 hexadecimal digits',
      'commit: "y" is not a full commit id',
    ]);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'v: 1'],
    ['a list', [GOOD]],
    ['numbers for texts', { v: 1, image: 1, digest: 2, commit: 3, tag: 4, component: 5 }],
    ['an empty image', { ...GOOD, image: '' }],
  ])('that is %s is refused in words of ours', (_, said) => {
    expect(wrong(said)).toMatch(/^(?:the report|[a-z]+): /);
    expect(wrong(said)).not.toMatch(/expected|received|Invalid|Too /);
  });

  it('is read or refused, whatever it holds, and a refusal is one short line', () => {
    const field = fc.oneof(fc.constantFrom<unknown>(1, COMMIT, DIGEST, 'x', '\n', undefined), fc.jsonValue());
    const said = fc.oneof(
      fc.jsonValue(),
      fc.record({ v: field, image: field, digest: field, commit: field, tag: field, version: field, component: field }),
    );

    fc.assert(
      fc.property(said, (foreign) => {
        const read = readReport(report(foreign));
        const said = 'built' in read ? `read ${read.built.digest}` : read.wrong;

        expect(said).toMatch(/^(?:read sha256:[0-9a-f]{64}|[^\n\r]{1,2000})$/);
      }),
      { numRuns: 500 },
    );
  });

  it('that holds seventy thousand characters is refused in a few', () => {
    expect(
      wrong({ ...GOOD, digest: 'x'.repeat(70_000), commit: '\u202e@octocat\n'.repeat(5_000) }).length,
    ).toBeLessThan(1_000);
  });
});

describe('a report that cannot be read', () => {
  it.each<[string, unknown, string | undefined]>([
    ['names its commit all the same', { commit: COMMIT, digest: 'x' }, COMMIT],
    ['names none where its commit is no full id', { commit: '2222222' }, undefined],
    ['names none where it has none', {}, undefined],
    ['names none where it is nothing', null, undefined],
    ['names none where it is a text', COMMIT, undefined],
  ])('%s', (_, said, commit) => {
    expect(commitIn(report(said))).toBe(commit);
  });
});

describe('an image that was pushed', () => {
  const pushed = { v: 1, image: 'ghcr.io/acme/payments', digest: DIGEST, tag: 'v1' };

  it('is asked for its commit where the event names none', () => {
    expect(imageWithoutCommit(report(pushed, 'package'))).toEqual({
      image: 'ghcr.io/acme/payments',
      digest: DIGEST,
      said: pushed,
    });
  });

  it.each<[string, ArtifactReport]>([
    ['names its commit', report({ ...pushed, commit: COMMIT }, 'package')],
    ['names a commit that is none, which is refused', report({ ...pushed, commit: 'x' }, 'package')],
    ['has no digest', report({ ...pushed, digest: 'latest' }, 'package')],
    ['is told by a build, which knows what it built', report(pushed)],
    ['is nothing', report(null, 'package')],
  ])('is not asked where it %s', (_, asked) => {
    expect(imageWithoutCommit(asked)).toBeUndefined();
  });
});
