import { describe, expect, it } from '@jest/globals';

import { notCarried } from '../../../src/core/pipeline/not-carried.ts';
import { changedIn, EVERY_KEY, GOOD, pipeline, told, warnings, WHOLE } from './pipeline-text.ts';

const LOST = 'has no build, so its images are learned from reports alone; a lost report cannot be asked for again.';
const CLOSED = 'not carried out by this release: the stage stays closed.';

describe('what a pipeline asks for and this release does not do', () => {
  const partsOf = (text: string): Record<string, string[]> =>
    Object.fromEntries(pipeline(text).stages.map((stage) => [stage.name, notCarried(stage)]));

  it('is nothing for stages that build and describe', () => {
    expect(partsOf(GOOD)).toEqual({ docker: [] });
  });

  it('is named stage by stage', () => {
    expect(partsOf(WHOLE)).toEqual({
      docker: [],
      manifest: [],
      staging: [],
      demo: ['release: schedule'],
      production: ['merge: after-approval', 'release: schedule', 'gates: soak', 'gates: approvals', 'gates: window'],
    });
    expect(partsOf(EVERY_KEY)).toEqual({
      images: [],
      manifest: [],
      blue: [
        'verify: soak',
        'copy: snapshot',
        'together',
        'deployments: per-component',
        'deployed-by: workflow',
        'deployed-by: status',
      ],
      green: ['from: any of several stages', 'gates: approvals', 'gates: window'],
    });
  });

  it('is named for stages of any kind', () => {
    const text = changedIn(GOOD, 'merge: when-green', 'merge: after-approval');

    expect(partsOf(text)).toEqual({ docker: ['merge: after-approval'] });
  });

  it('names several stages that all have to have proven a reference', () => {
    const text = changedIn(WHOLE, 'from: staging', 'from: { all: [staging, manifest] }');

    expect(partsOf(text)).toMatchObject({ demo: ['from: all of several stages', 'release: schedule'] });
  });

  it('leaves a stage open where only nobody can force', () => {
    const text = changedIn(WHOLE, 'release: on-change', 'force: ["@acme/release-managers"]');

    expect(partsOf(text)).toMatchObject({ staging: [] });
    expect(told(warnings(text))).toContain(
      '33:5 stages.staging.force: is read, and not carried out by this release: nobody can force a release.',
    );
  });
});

describe('the warnings of a pipeline', () => {
  it('are none where everything is carried out', () => {
    expect(warnings(GOOD)).toEqual([]);
  });

  it('tell which images can be lost, and each key that is not carried out, in the order of the file', () => {
    expect(told(warnings(WHOLE))).toEqual([
      `9:3 components.ledger: ${LOST}`,
      `10:3 components.web: ${LOST}`,
      `42:5 stages.demo.release: schedule is read, and ${CLOSED}`,
      `51:5 stages.production.release: schedule is read, and ${CLOSED}`,
      `53:5 stages.production.merge: after-approval is read, and ${CLOSED}`,
      `54:5 stages.production.gates: soak, approvals and window are read, and ${CLOSED}`,
      '58:5 stages.production.force: is read, and not carried out by this release: nobody can force a release.',
    ]);
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
