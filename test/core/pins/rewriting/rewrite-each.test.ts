import { describe, expect, it } from '@jest/globals';

import { openerOf } from '../../../../src/core/pins/open.ts';
import { rewriteEach, type PinMove } from '../../../../src/core/pins/rewrite.ts';

const path = 'app.yaml';
const move = (name: string, tag: string): PinMove => ({ path, image: `acme/${name}`, to: { tag } });
const text = 'a: {image: acme/web:v1}\nb: {image: acme/api:v1} # two\n';

describe('several moves of one file', () => {
  it('are written at once, in the order of the file', () => {
    expect(rewriteEach(text, [move('api', 'v20'), move('web', 'v3')])).toEqual({
      text: 'a: {image: acme/web:v3}\nb: {image: acme/api:v20} # two\n',
      changes: [
        { start: 20, end: 22, line: 1, from: 'v1', to: 'v3' },
        { start: 44, end: 46, line: 2, from: 'v1', to: 'v20' },
      ],
    });
  });

  it('are one change where they move one place to the same', () => {
    expect(rewriteEach(text, [move('web', 'v2'), { path, pointer: '/a/image', to: { tag: 'v2' } }])).toMatchObject({
      text: text.replace('web:v1', 'web:v2'),
      changes: [{ to: 'v2' }],
    });
  });

  it('are none where there are none', () => {
    expect(rewriteEach(text, [])).toEqual({ text, changes: [] });
  });

  it('take a text that is open already, and its shape is told once', () => {
    const open = openerOf(text);
    const file = open({ path });
    if ('problem' in file) throw new Error(file.problem.message);

    expect(open(move('web', 'v2'))).toBe(file);
    expect(file.shape()).toBe(file.shape());
    expect(rewriteEach(text, [move('web', 'v2')], open)).toMatchObject({ text: text.replace('web:v1', 'web:v2') });
  });

  it('are all of them or none, and the problem is told of the first that has one', () => {
    expect(rewriteEach(text, [move('web', 'v2'), move('db', 'v2'), move('cache', 'v2')])).toMatchObject({
      problem: { code: 'none' },
      index: 1,
    });
  });

  it.each([
    ['one place to different values', [move('web', 'v2'), move('api', 'v2'), { ...move('web', 'v3') }]],
    [
      'one empty value to different ones',
      [move('web', 'v2'), { path, pointer: '/c', to: { tag: 'x' } }, { path, pointer: '/c', to: { tag: 'y' } }],
    ],
  ])('that move %s are refused', (_, moves) => {
    expect(rewriteEach(`${text}c: ""\n`, moves)).toMatchObject({
      problem: { code: 'not-literal', message: expect.stringContaining('two different values') },
      index: 2,
    });
  });
});

describe('a move after which the file is not what it should be', () => {
  it('is refused where its place does not hold the new value afterwards', () => {
    const once: PinMove = { path, pattern: 'api:(?<version>v1)\\b', to: { version: 'v2' } };

    expect(rewriteEach(text, [move('web', 'v2'), once])).toMatchObject({
      problem: {
        code: 'not-literal',
        message: expect.stringContaining('cannot be moved: its place would not hold the new value afterwards. Move it'),
        candidates: [{ line: 2 }],
      },
      index: 1,
    });
  });

  it.each([
    ['holds something else as well', 'c: &k-1.0.0 x\n', '&k-(?<version>[\\d.]+)', 'change more of the file than that'],
    ['cannot be read any more', 'c: "\\x41"\n', 'x(?<version>41)', 'could not be read any more'],
  ])('is told from those beside it where the file then %s', (_, more, pattern, why) => {
    const moves = [move('web', 'v2'), { path, pattern, to: { version: '1.0.1' } }, move('api', 'v2')];

    expect(rewriteEach(text + more, moves)).toMatchObject({
      problem: { code: 'not-literal', message: expect.stringContaining(why), candidates: [{ line: 3 }] },
      index: 1,
    });
  });
});
