import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { parse } from 'yaml';
import { findPins, rewritePins } from '../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, moved } from './examples.ts';

/** What may stand around a pin, as a list's item or a document's key. */
const around = fc.constantFrom(
  'a: {x: [1, 2,\n    3]}',
  `note: "${IMAGE}:v1@${OLD}"`,
  `# image: ${IMAGE}:v1@${OLD}`,
  'text: |\n   image: x\n\n   # no comment\n  ',
  'folded: >-\n  a\n  b',
  "q: 'it''s'   # $& $1",
  'é🙂: ü',
  '',
  '"k": !!str 1',
  'n: 0123',
  '? complex\n: v',
  'other: {image: "registry.acme.dev/web:v1"}',
  'anchor: &a [1]\nalias: *a',
);
const pin = fc.constantFrom(
  (tag: string, digest: string) => `image: ${IMAGE}:${tag}@${digest}`,
  (tag: string, digest: string) => `pin:\n    image: "${IMAGE}:${tag}@${digest}" # the one`,
  (tag: string, digest: string) => `pin: {digest: ${digest}, repository: ${IMAGE}, tag: '${tag}'}`,
  (tag: string, digest: string) => `pin:\n  tag: ${tag}@${digest}\n  repository: ${IMAGE}`,
  (tag: string, digest: string) => `pin:\n- image: >-\n    ${IMAGE}:${tag}@${digest}`,
);
/** Such as stay strings without quotes. */
const tag = fc.stringMatching(/^v[\w.-]{0,20}$/);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);
const file = fc.record({
  above: fc.array(around),
  below: fc.array(around),
  pin,
  eol: fc.constantFrom('\n', '\r\n'),
  start: fc.constantFrom('', '\uFEFF', '---\n'),
  end: fc.constantFrom('', '\n', '\n\n\n'),
});

describe('moving a pin in any YAML file', () => {
  it('changes its tag and its digest and no other character, and moves back to the very same bytes', () => {
    fc.assert(
      fc.property(file, tag, digest, ({ above, below, pin, eol, start, end }, tag, digest) => {
        const write = (tag: string, digest: string): string =>
          (start + [...above, pin(tag, digest), ...below].join('\n') + end).replaceAll('\n', eol);
        const text = write('v1', OLD);

        const there = moved(text, { to: { tag, digest } });

        expect(there).toBe(write(tag, digest));
        expect(moved(there, { to: { tag, digest } })).toBe(there);
        expect(moved(there, { to: { tag: 'v1', digest: OLD }, from: { tag, digest } })).toBe(text);
      }),
    );
  });

  it('keeps a tag the string that it is, for readers of YAML 1.1 and 1.2', () => {
    const numeric = fc.stringMatching(/^[\deE_][\da-fE_.xXoO-]{0,8}$/);
    fc.assert(
      fc.property(numeric, (tag) => {
        const text = moved(`image: {repository: ${IMAGE}, tag: v1}\n`, { to: { tag } });

        expect(findPins(text, { path: 'values.yaml' })).toMatchObject([{ tag }]);
        const readings = [
          parse(text, { version: '1.1' }),
          parse(text),
          load(text),
          load(text, { schema: YAML11_SCHEMA }),
        ];
        expect(readings).toEqual(readings.map(() => ({ image: { repository: IMAGE, tag } })));
      }),
    );
  });

  it('never fails but by a problem, and leaves every text alone that it cannot read', () => {
    const piece = fc.constantFrom(
      'image: ',
      IMAGE,
      ':v1',
      `@${OLD}`,
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '"',
      "'",
      '&a ',
      '*a',
      '<<: ',
      '|',
      '#',
      '---\n',
      '? ',
      '\t',
      '\r',
      'tag: 1.0',
      'repository: ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');

        const result = rewritePins(text, { path: 'a.yaml', image: IMAGE, to: { tag: 'v2', digest: NEW } });

        expect('problem' in result ? result.problem.message : result.text).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});
