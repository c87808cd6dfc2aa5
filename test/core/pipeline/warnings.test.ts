import { describe, expect, it } from '@jest/globals';

import { notCarried } from '../../../src/core/pipeline/not-carried.ts';
import { changedIn, EVERY_KEY, GOOD, pipeline, told, warnings, WHOLE } from './pipeline-text.ts';

const LOST = 'has no build, so its images are learned from reports alone; a lost report cannot be asked for again.';

describe('what a pipeline asks for and this release does not do', () => {
  const partsOf = (text: string): Record<string, string[]> =>
    Object.fromEntries(pipeline(text).stages.map((stage) => [stage.name, notCarried(stage)]));

  it('is nothing for stages that build and describe', () => {
    expect(partsOf(GOOD)).toEqual({ docker: [] });
  });

  it('is nothing for a whole way to production', () => {
    expect(partsOf(WHOLE)).toEqual({ docker: [], manifest: [], staging: [], demo: [], production: [] });
  });

  it('is named stage by stage, signal by signal', () => {
    expect(partsOf(EVERY_KEY)).toEqual({
      images: [],
      manifest: [],
      blue: ['deployed-by: workflow', 'deployed-by: status'],
      green: [],
    });
  });
});

describe('the warnings of a pipeline', () => {
  it('are none where everything is carried out', () => {
    expect(warnings(GOOD)).toEqual([]);
  });

  it('tell which images can be lost, in the order of the file', () => {
    expect(told(warnings(WHOLE))).toEqual([`9:3 components.ledger: ${LOST}`, `10:3 components.web: ${LOST}`]);
  });

  it('tell of each key that is not carried out, with what it asks for', () => {
    expect(told(warnings(EVERY_KEY))[0]).toMatch(
      /^\d+:\d+ stages\.blue\.deployed-by: workflow and status are read, and not carried out by this release: the stage stays closed\.$/,
    );
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
