import { describe, expect, it } from '@jest/globals';

import { changedIn, EVERY_KEY, GOOD, told, warnings, WHOLE } from './pipeline-text.ts';

const LOST = 'has no build, so its images are learned from reports alone; a lost report cannot be asked for again.';

describe('the warnings of a pipeline', () => {
  it('are none where everything is carried out', () => {
    expect(warnings(GOOD)).toEqual([]);
  });

  it('tell which images can be lost, in the order of the file', () => {
    expect(told(warnings(WHOLE))).toEqual([`9:3 components.ledger: ${LOST}`, `10:3 components.web: ${LOST}`]);
  });

  it('tell of rules about issues that are not carried out', () => {
    expect(told(warnings(EVERY_KEY)).at(-1)).toBe(
      '59:3 issues.closed-by-merge: reopen-until is read, and not carried out by this release: closed issues are left closed.',
    );
  });

  it('do not tell of images where a prefab says what builds them', () => {
    expect(told(warnings(EVERY_KEY)).filter((line) => line.includes(LOST))).toEqual([]);
  });

  it('do not tell of images that no stage pins', () => {
    const text = changedIn(GOOD, '{ code: acme/payments }', '{ code: acme/payments, image: acme.dev/payments }');

    expect(warnings(text)).toEqual([]);
  });

  it('carry a kind and the section that explains them', () => {
    const [first] = warnings(WHOLE);

    expect(first).toMatchObject({
      code: 'PIPELINE_REPORTS_ALONE',
      docs: 'docs/reference/pipeline-file.md#components',
    });
  });
});
