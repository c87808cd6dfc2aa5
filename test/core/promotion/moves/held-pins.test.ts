import { describe, expect, it } from '@jest/globals';

import type { LaneComponent } from '../../../../src/core/pipeline/lanes.ts';
import type { PinRule } from '../../../../src/core/pipeline/pipeline.ts';
import { readPins, type PinnedBranch } from '../../../../src/core/promotion/moves/held-pins.ts';
import { image, laneOf, payments } from '../release-facts.ts';

const REPOSITORY = 'registry.acme.dev/payments';
const component: LaneComponent = laneOf('staging', [payments]).components[0]!;

const branchOf = (files: Record<string, string>, more: Partial<PinnedBranch> = {}): PinnedBranch => ({
  where: 'acme/environments main',
  text: (path) => (files[path] === undefined ? { missing: true } : { text: files[path] }),
  ...more,
});

const digestIn = (file: string, more: Partial<PinRule> = {}): PinRule => ({ file, holds: 'digest', ...more });
const listOf = (...images: string[]): string =>
  `spec:\n  containers:\n${images.map((one) => `    - image: ${one}\n`).join('')}`;
const at = (build: string): string => `${REPOSITORY}@${image(build)}`;

describe('the pins of a component', () => {
  it('stand where the file has them, each with the way that the pipeline names it by', () => {
    const files = {
      'apps/payments.yaml': listOf(at('1')),
      'apps/values.yaml': `image:\n  repository: ${REPOSITORY}\n  tag: v1\n  digest: ${image('1')}\n`,
    };

    const held = readPins(
      [digestIn('apps/{component}.yaml'), digestIn('apps/values.yaml', { pointer: '/image/digest' })],
      branchOf(files),
      component,
    );

    expect(held).toMatchObject({
      value: image('1'),
      spots: [
        { file: 'apps/payments.yaml', line: 3, by: 'image' },
        { file: 'apps/values.yaml', line: 4, by: 'pointer', pointer: '/image/digest' },
      ],
    });
  });

  it.each([
    [2, [at('1'), at('1')]],
    [3, [at('1'), at('1'), at('1')]],
  ])('may be %i references in one file, where the pipeline says so', (places, images) => {
    const rule = digestIn('app.yaml', { places });

    expect(readPins([rule], branchOf({ 'app.yaml': listOf(...images) }), component)).toMatchObject({
      value: image('1'),
      spots: images.map((_, index) => ({ file: 'app.yaml', line: 3 + index })),
    });
  });

  it.each([
    ['two references where it says none', {}, [at('1'), at('1')], 'make the pin match exactly one place'],
    ['one reference where it says two', { places: 2 }, [at('1')], 'make the pin match exactly 2 places'],
    [
      'three references where it says two',
      { places: 2 },
      [at('1'), at('1'), at('1')],
      'make the pin match exactly 2 places',
    ],
  ])('are not found by %s', (_, more, images, next) => {
    const read = readPins([digestIn('app.yaml', more)], branchOf({ 'app.yaml': listOf(...images) }), component);

    expect(read).toMatchObject({ reason: { standing: 'blocked', code: 'pin-not-found', next } });
  });

  it('disagree where two references of one pin hold different values, and both are named', () => {
    const files = { 'app.yaml': listOf(at('1'), at('2')) };

    const read = readPins([digestIn('app.yaml', { places: 2 })], branchOf(files), component);

    expect(read).toMatchObject({
      reason: {
        code: 'pins-disagree',
        says: expect.stringMatching(/app\.yaml:3 .*app\.yaml:4 /s),
        next: 'set them to the same digest by hand once',
      },
    });
  });

  it('are not quoted to those who may not read the repository', () => {
    const files = { 'app.yaml': listOf(at('1'), at('2')) };

    const read = readPins([digestIn('app.yaml', { places: 2 })], branchOf(files, { isForeign: true }), component);

    expect(read).toMatchObject({ reason: { code: 'pins-disagree' } });
    expect(JSON.stringify(read)).not.toMatch(/1111|2222/);
  });

  it.each([
    ['alone', `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`],
    ['in one word with its image', `image: ${REPOSITORY}:v1\n`],
  ])('hold no digest where a tag stands %s', (_, text) => {
    expect(readPins([digestIn('app.yaml')], branchOf({ 'app.yaml': text }), component)).toMatchObject({
      reason: { code: 'pin-unknown', says: expect.stringContaining('holds "v1", which is not a digest') },
    });
  });

  it('are found by a pattern in a file that nothing else reads', () => {
    const files = { 'run.sh': `#!/bin/sh\nexec podman run ${at('1')}\n` };
    const rule = digestIn('run.sh', { pattern: `${REPOSITORY}@(?<digest>sha256:[0-9a-f]{64})` });

    expect(readPins([rule], branchOf(files), component)).toMatchObject({
      value: image('1'),
      spots: [{ file: 'run.sh', line: 2, by: 'pattern' }],
    });
  });
});
