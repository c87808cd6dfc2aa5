import { describe, expect, it } from '@jest/globals';

import { contradictedBy } from '../../../src/core/artifacts/image-origin.ts';
import { commitSha, type Digest } from '../../../src/core/names.ts';

const [BUILT, CODE, OTHER] = ['b', 'c', 'd'].map((letter) => commitSha(letter.repeat(40)));
const said = {
  image: 'registry.acme.dev/payments',
  digest: `sha256:${'2'.repeat(64)}` as Digest,
  commit: BUILT!,
  source: CODE!,
};

describe('an image is believed to be built from a commit', () => {
  it.each([
    ['when it says nothing of itself, and nothing is known of it', {}],
    ['when it is labelled with that commit', { label: BUILT }],
    ['when its label says so, whatever was known', { label: BUILT, first: OTHER }],
    ['when it is labelled with the code in it', { label: CODE }],
    ['when it is known to be', { first: BUILT }],
  ])('%s', (_, known) => {
    expect(contradictedBy({ ...said, ...known })).toBeUndefined();
  });
});

describe('an image is not believed to be built from a commit', () => {
  it.each([
    [
      'when its label names another',
      { label: OTHER },
      'registry.acme.dev/payments sha256:2222222 says of itself that it was built from ddddddd, not from bbbbbbb',
    ],
    [
      'when its label names another, even if it is known to be',
      { label: OTHER, first: BUILT },
      'registry.acme.dev/payments sha256:2222222 says of itself that it was built from ddddddd, not from bbbbbbb',
    ],
    [
      'when it is known to be built from another',
      { first: OTHER },
      'registry.acme.dev/payments sha256:2222222 is known as built from ddddddd, not from bbbbbbb; an image never changes',
    ],
    [
      'when it is known from another, and its label names the code alone',
      { first: OTHER, label: CODE },
      'registry.acme.dev/payments sha256:2222222 is known as built from ddddddd, not from bbbbbbb; an image never changes',
    ],
  ])('%s', (_, known, says) => {
    expect(contradictedBy({ ...said, ...known })).toBe(says);
  });
});
