import { describe, expect, it } from '@jest/globals';

import type { PinPlace } from '../../../../src/core/pipeline/pins/pin-places.ts';
import { pinHolds, writePins } from '../../../../src/core/promotion/moves/write-pins.ts';
import type { Reference } from '../../../../src/core/promotion/moves/reference.ts';
import { openerOf } from '../../../../src/core/pins/open.ts';
import { commit, image } from '../release-facts.ts';

const IMAGE = 'registry.acme.dev/payments';
const place: PinPlace = { address: { path: 'values.yaml', image: IMAGE }, holds: 'digest' };
const to = { value: image('2'), code: commit('2'), tag: 'v2' };
const write = (text: string, pin: PinPlace, reference: Reference = to): ReturnType<typeof writePins> =>
  writePins(text, [{ place: pin, to: reference }], openerOf(text));
const values = (more: string): string => `image:\n  repository: ${IMAGE}\n${more}replicas: 2 # two\n`;

describe('a pin that is written', () => {
  it('gets its tag and its digest from the same image', () => {
    const text = values(`  tag: v1\n  digest: ${image('1')}\n`);

    const written = write(text, place);

    expect(written).toMatchObject({ text: values(`  tag: v2\n  digest: ${image('2')}\n`) });
    expect(pinHolds(text, { place, to })).toBe(false);
    expect('text' in written && pinHolds(written.text, { place, to })).toBe(true);
  });

  it('gets the digest alone where it has no tag', () => {
    expect(write(values(`  digest: ${image('1')}\n`), place)).toMatchObject({
      text: values(`  digest: ${image('2')}\n`),
    });
  });

  it.each([
    ['under a key of its own', values('  tag: v1\n')],
    ['behind its image', `image: ${IMAGE}:v1\n`],
  ])('is refused where it has a tag alone %s, since the stage moves digests', (_, text) => {
    expect(write(text, place)).toMatchObject({ problem: { code: 'tag-only' } });
  });

  it('is shown where it has a tag alone', () => {
    expect(write(`# The shop\nimage: ${IMAGE}:v1 # soon\n`, place)).toMatchObject({
      problem: {
        message:
          'Line 2 holds a tag by itself, and the stage moves digests. Write the digest behind it by hand once, as "tag@sha256:…".',
        candidates: [{ file: 'values.yaml', line: 2, text: `image: ${IMAGE}:v1 # soon` }],
      },
    });
  });

  it.each([
    ['a version where the stage moves digests', 'digest', { pointer: '/version' }, 'version: 1.2.3\n', 'bad-value'],
    ['a version where it moves commits', 'commit', { pointer: '/version' }, 'version: 1.2.3\n', 'bad-value'],
    ['a branch where it moves commits', 'commit', { pointer: '/version' }, 'version: main\n', 'tag-only'],
    ['a commit where it moves digests', 'digest', { pointer: '/at' }, `at: ${commit('1')}\n`, 'bad-value'],
    ['a digest where it moves commits', 'commit', { pointer: '/at' }, `at: ${image('1')}\n`, 'bad-value'],
    ['nothing where it moves digests', 'digest', { pointer: '/at' }, 'at: ""\n', 'no-value'],
    ['nothing where it moves commits', 'commit', { pointer: '/at' }, 'at: ""\n', 'no-value'],
    ['a version by a pattern', 'digest', { pattern: 'v: (?<version>\\S+)' }, 'v: 1.2.3\n', 'bad-value'],
  ] as const)('is refused where it holds %s', (_, holds, by, text, code) => {
    const problem = { code, candidates: [{ line: 1, text: text.trim() }] };

    expect(write(text, { address: { path: 'values.yaml', ...by }, holds })).toMatchObject({ problem });
  });

  it('is every reference that the pipeline counts', () => {
    const text = (build: string): string => `- image: ${IMAGE}@${image(build)}\n- image: ${IMAGE}@${image(build)}\n`;

    expect(write(text('1'), { ...place, address: { ...place.address, places: 2 } })).toMatchObject({
      text: text('2'),
    });
    expect(write(text('1'), place)).toMatchObject({ problem: { code: 'several' } });
  });
});
