import { describe, expect, it } from '@jest/globals';

import { repoName } from '../../../../src/core/names.ts';
import { standingOf } from '../../../../src/core/promotion/standing-of.ts';
import type { Standing } from '../../../../src/core/promotion/standing.ts';
import { id } from '../facts.ts';
import { image, payments, releaseFacts } from '../release-facts.ts';

const IMAGE = 'registry.acme.dev/payments';
const nothing = { steps: [], reasons: [] };

function standingWith(...others: string[]): Standing {
  const text = `pinned:\n  image: ${IMAGE}@${image('1')}\n${others.map((one, index) => `other${index}:\n  image: ${one}\n`).join('')}`;
  const pins = [{ file: 'staging/{component}.yaml', pointer: '/pinned/image', holds: 'digest' as const }];
  return standingOf(releaseFacts({ components: [payments], held: { payments: text }, policy: { pins } }), nothing);
}

const straysIn = (standing: Standing): unknown => standing.components[0]?.strays;

describe('what refers to the image of a component beside its pin', () => {
  it('is a stray where it holds another digest, another tag or a tag alone', () => {
    const standing = standingWith(`${IMAGE}@${image('2')}`, `${IMAGE}:v1@${image('3')}`, `${IMAGE}:v1`);

    expect(straysIn(standing)).toEqual([
      { file: 'staging/payments.yaml', line: 4, holds: image('2') },
      { file: 'staging/payments.yaml', line: 6, holds: image('3') },
      { file: 'staging/payments.yaml', line: 8, holds: 'v1' },
    ]);
  });

  it.each([
    ['what the pin holds', `${IMAGE}@${image('1')}`],
    ['the same under a tag', `${IMAGE}:v1@${image('1')}`],
    ['nothing', IMAGE],
    ['another image', 'registry.acme.dev/ledger:v1'],
    ['an image of the same name elsewhere', 'registry.other.dev/payments:v1'],
  ])('is none where it holds %s', (_, other) => {
    expect(straysIn(standingWith(other))).toBeUndefined();
  });

  it('is listed ten times at most', () => {
    expect(straysIn(standingWith(...Array.from({ length: 12 }, () => `${IMAGE}:v1`)))).toHaveLength(10);
  });
});

describe('where a pin stands', () => {
  it('is kept with the commit that was read, and outlives a look that saw nothing', () => {
    const standing = standingWith();
    const blind = { ...releaseFacts({ components: [payments] }), here: { unknown: 'GitHub answered 502' } };

    expect(standing).toMatchObject({
      base: id('b'),
      components: [{ pins: [{ file: 'staging/payments.yaml', line: 2, by: 'pointer', pointer: '/pinned/image' }] }],
    });
    expect(standingOf(blind, nothing, standing)).toMatchObject({
      base: id('b'),
      components: standing.components,
    });
  });

  it('is not told of a repository that has not joined', () => {
    const facts = releaseFacts({
      components: [payments],
      here: { repo: repoName('other/environments'), consent: { none: '' } },
    });

    const standing = standingOf(facts, nothing);

    expect(standing).not.toHaveProperty('base');
    expect(standing.components).toEqual([{ name: 'payments', code: 'acme/payments' }]);
  });
});
