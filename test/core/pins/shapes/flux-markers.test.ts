import { describe, expect, it } from '@jest/globals';
import { findPins } from '../../../../src/core/pins/index.ts';
import { DIGEST, NEXT_DIGEST, pinsIn, rewritten } from './moves.ts';

const PATH = 'apps/payments.yaml';
const R = 'registry.acme.dev/payments';
const POLICY = 'flux-system:payments';

/** `$` stands for the policy, `<T>` and `<D>` for the tag and the digest before and after the move. */
const at = (text: string, tag: string, digest = DIGEST): string =>
  text
    .replaceAll('$ns', `{"$imagepolicy": "${POLICY}"}`)
    .replaceAll('$tag', `{"$imagepolicy": "${POLICY}:tag"}`)
    .replaceAll('$name', `{"$imagepolicy": "${POLICY}:name"}`)
    .replaceAll('$digest', `{"$imagepolicy": "${POLICY}:digest"}`)
    .replaceAll('<T>', tag)
    .replaceAll('<D>', digest);

const rows: [string, string, { tag: string; digest?: string }?][] = [
  ['an image', `image: ${R}:<T> # $ns\nother: ${R}x:1.2.10\n`],
  ['an image in quotes with its digest', `image: "${R}:<T>@<D>"   # $ns\n`, { tag: '1.10', digest: NEXT_DIGEST }],
  ['an image in a flow map', `spec: {image: ${R}:<T>} # $ns\n`],
  [
    'an image in a list of flow maps, with CRLF',
    `spec: [{a: b},\r\n  {image: ${R}:<T>}], # $ns\r\n`.replace('],', ']'),
  ],
  ['the tag of an image', `image:\n  repository: ${R} # $name\n  tag: "<T>" # $tag\n`],
  ['the tag of an image whose name is not marked', `image:\n  repository: ${R}\n  tag: "<T>" # $tag\n`],
  ['the name of an image', `image:\n  repository: ${R} # $name\n  tag: "<T>"\n`],
  [
    'all of an image',
    `image:\n  repository: ${R} # $name\n  tag: "<T>" # $tag\n  digest: <D> # $digest\n`,
    { tag: '1.10', digest: NEXT_DIGEST },
  ],
  ['a value without a reference', 'env:\n- name: TAG\n  value: "<T>" # $tag\n'],
  ['the only value of a file', '"<T>" # $tag'],
  ['an image under a key of its own', `env:\n- name: IMAGE\n  value: ${R}:<T> # $ns\n`],
  ['a marker without a blank in it', `image: ${R}:<T> # {"$imagepolicy":"${POLICY}"}\n`],
  ['a marker with many', `image: ${R}:<T> #  { "$imagepolicy" : "${POLICY}" } \n`],
  ['two values', `a: {image: ${R}:<T>} # $ns\nb:\n  image: ${R}:<T> # $ns\n`],
];

describe('the policy of a Flux image marker', () => {
  it.each(rows)('moves %s', (_, template, to = { tag: '1.10' }) => {
    const text = at(template, '1.2.10');

    const next = rewritten(text, PATH, { marker: POLICY, to });

    expect(next).toBe(at(template, to.tag, to.digest));
    expect(
      rewritten(next, PATH, {
        marker: POLICY,
        to: to.digest === undefined ? { tag: '1.2.10' } : { tag: '1.2.10', digest: DIGEST },
      }),
    ).toBe(text);
  });

  it('leaves what another policy marks', () => {
    const text = at(`a: ${R}:1.2.10 # $ns\nb: ${R}:1.2.10 # $ns\n`, '').replace(/payments"\}\n$/, 'other"}\n');

    const next = rewritten(text, PATH, { marker: POLICY, to: { tag: '2' } });

    expect(next).toBe(text.replace('1.2.10', '2'));
  });

  it('lists a value by its pointer', () => {
    const text = at(
      'env:\n- {name: TAG, value: "<T>"} # $tag\n- name: IMAGE\n  value: ' + R + ':<T> # $ns\n',
      '1.2.10',
    );

    expect(findPins(text, { path: PATH })).toEqual([
      expect.objectContaining({ kind: 'flux-marker', pointer: '/env/0/value', line: 2 }),
      expect.objectContaining({ kind: 'flux-marker', pointer: '/env/1/value', tag: '1.2.10', line: 4 }),
    ]);
  });

  it.each([
    ['a comment on a line of its own', 'a:\n  # $tag\n  b: 1.2.10\n'],
    ['a text', 'a: |\n  b: 1.2.10 # $tag\n'],
    ['a folded text', 'a: >-\n  b: 1.2.10 # $tag\nc: d\n'],
    ['quotes', `a: '1.2.10 # $tag'\n`],
    ['the header of a text', 'a: | # $tag\n  1.2.10\n'],
    ['a key', 'a: # $tag\n  b: 1.2.10\n'],
    ['an alias', 'x: &x y\na: *x # $tag\n'],
    ['another comment', 'a: 1.2.10 # see # $tag\n'],
    ['a value, but with no blank before it', 'a: 1.2.10# $tag\n'],
    ['a name alone', `a: ${R} # $name\n`],
    ['a name with a version', `a: ${R}:1.2.10 # $name\n`],
    ['a sentence', 'a: some words # $tag\n'],
    ['a policy without a namespace', 'a: 1.2.10 # {"$imagepolicy": "payments"}\n'],
    ['a policy with too much', 'a: 1.2.10 # {"$imagepolicy": "a:b:c"}\n'],
    ['JSON that has no end', 'a: 1.2.10 # {"$imagepolicy": "a:b"\n'],
    ['an older setter', 'a: 1.2.10 # {"$openapi": "payments"}\n'],
  ])('is not read from %s', (_, text) => {
    expect(pinsIn(at(text, ''), PATH)).toEqual([]);
  });
});
