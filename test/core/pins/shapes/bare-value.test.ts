import { describe, expect, it } from '@jest/globals';
import { partOf, placeOfFields } from '../../../../src/core/pins/formats/bare-value.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const IMAGE = 'registry.acme.dev:5000/payments';

const scalar = (text: string) => ({
  text,
  pointer: '/a',
  line: 2,
  start: 10,
  end: 10 + text.length,
  outerEnd: 11 + text.length,
});

describe('a value by its own form', () => {
  it.each([
    ['', 'any', ''],
    [DIGEST, 'digest', DIGEST],
    [`v1@${DIGEST}`, 'tag@digest', `v1@${DIGEST}`],
    ['a'.repeat(40), 'word', 'a'.repeat(40)],
    ['1.10', 'word', '1.10'],
    ['latest', 'word', 'latest'],
    ['1.0.0+build.7', 'word', '1.0.0+build.7'],
    [`${IMAGE}:1.10`, 'tag', '1.10'],
    [`${IMAGE}@${DIGEST}`, 'digest', DIGEST],
    [`${IMAGE}:v1@${DIGEST}`, 'tag@digest', `v1@${DIGEST}`],
  ])('%s is %s', (text, holds, moves) => {
    expect(partOf(scalar(text))).toEqual({
      holds,
      text: moves,
      line: 2,
      start: 10 + text.length - moves.length,
      end: 10 + text.length,
      pointer: '/a',
    });
  });

  it.each([
    IMAGE,
    'a b',
    '~> 1.2',
    '^1.2',
    '{{ tag }}',
    'x'.repeat(200),
    '{}',
    'sha256:abc'.repeat(2),
    'https://acme.dev',
    'a1'.repeat(32),
    'A1'.repeat(32),
  ])('%s is no reference', (text) => {
    expect(partOf(scalar(text))).toBeUndefined();
  });

  it('keeps what else is known of the scalar', () => {
    const plain = { start: 10, end: 13 };

    expect(partOf({ ...scalar('1.0'), plain, uses: 2 })).toMatchObject({ plain, uses: 2 });
  });
});

describe('a place of two fields', () => {
  const named = { value: { ...scalar('payments'), pointer: '/name' } };
  const held = { value: scalar('1.0') };
  const fixed = { parts: [partOf(held.value)].filter((part) => part !== undefined) };
  const about = { kind: 'chart', name: 'payments', names: ['payments'] } as const;
  const refusal = { why: 'a key on the way to it stands twice', next: 'Keep one of the two.' };

  it('goes by the pointers of both', () => {
    const place = placeOfFields(about, { named, held, fixed });

    expect(place).toEqual({ ...about, line: 2, pointers: ['/name', '/a'], ...fixed });
  });

  it('cannot be moved where the field cannot', () => {
    expect(placeOfFields(about, { named, held: { ...held, refusal }, fixed }).refusal).toBe(refusal);
    expect(placeOfFields(about, { named, held: { value: { ...held.value, refusal } }, fixed }).refusal).toBe(refusal);
  });

  it('that fixes nothing has nothing to refuse', () => {
    expect(placeOfFields(about, { named, held: { ...held, refusal }, fixed: { parts: [] } }).refusal).toBeUndefined();
  });
});
