import { describe, expect, it } from '@jest/globals';
import { findPins, locatePin } from '../../../../src/core/pins/index.ts';
import type { PinProblemCode } from '../../../../src/core/pins/index.ts';
import { IMAGE, NEW, OLD, move, moved, problemOf } from '../examples.ts';

const path = 'task-definition.json';
const BOTH = { tag: 'v2', digest: NEW };
const WHOLE = `${IMAGE}:v1@${OLD}`;

describe('an image in a JSON file', () => {
  it.each([
    ['a task definition of ECS', `{"containerDefinitions": [{"name": "web", "image": "${WHOLE}"}]}\n`],
    ['a file indented by tabs', `{\n\t"a": {\n\t\t"image": "${WHOLE}",\n\t\t"x": [1, 2.50, true, null]\n\t}\n}\n`],
    ['a file without blanks', `{"image":"${WHOLE}","n":-1.5e3}`],
    ['a file with blanks everywhere', ` [ { "image" : "${WHOLE}" , "x" : [ ] } ] \n\n`],
    ['a file with Windows line ends', `{\r\n  "image": "${WHOLE}"\r\n}\r\n`],
    ['a file after a byte order mark', `\uFEFF{"image": "${WHOLE}"}\n`],
    ['parts of its own', `{"image": {"tag": "v1", "repository": "${IMAGE}", "digest": "${OLD}"}}`],
    ['parts with a registry', `{"registry": "registry.acme.dev", "repository": "payments", "tag": "v1@${OLD}"}`],
    [
      'a file with escapes elsewhere',
      `{"\\u0061\\"{": "\\\\", "b\\n": "]\\"[", "image": "${WHOLE}", "é🙂": "\\ud83d"}`,
    ],
    ['a file with what JSON allows and YAML does not', `{"a": "\u007F\\/", "image": "${WHOLE}", "b": "x: y # z"}`],
    ['a file with keys of prototypes', `{"__proto__": {"image": "${WHOLE}"}, "constructor": {"toString": 1}}`],
    ['two places', `[{"image": "${WHOLE}"}, {"image": "${WHOLE}"}]`],
  ])('moves in %s, and nothing else changes', (_, text) => {
    const expected = text.replaceAll('v1', 'v2').replaceAll(OLD, NEW);

    const after = moved(text, { path, image: IMAGE, to: BOTH });

    expect(after).toBe(expected);
    expect(moved(after, { path, image: IMAGE, to: { tag: 'v1', digest: OLD }, from: BOTH })).toBe(text);
  });

  it('is found with its pointer', () => {
    const text = `{"a/b": [{"image": "nginx:1.25"}, {"image": "busybox"}],\n "web": {"repository": "acme/web", "tag": "2.0"}}`;

    expect(findPins(text, { path })).toEqual([
      { image: 'nginx', tag: '1.25', line: 1, pointer: '/a~1b/0/image', kind: 'json' },
      { image: 'acme/web', tag: '2.0', line: 2, pointer: '/web/tag', kind: 'json' },
    ]);
    expect(locatePin(text, { path, pointer: '/web/tag' })).toEqual(locatePin(text, { path, image: 'acme/web' }));
  });

  it('takes a tag that looks like a number as it is, between the quotes that are there', () => {
    expect(moved('{"repository": "a/b", "tag": "1.9"}', { path, pointer: '/tag', to: { tag: '1.10' } })).toBe(
      '{"repository": "a/b", "tag": "1.10"}',
    );
  });

  it('moves any value by its pointer', () => {
    expect(moved('{"deploy": {"v": "1.2.3"}}', { path, pointer: '/deploy/v', to: { version: '1.3.0' } })).toBe(
      '{"deploy": {"v": "1.3.0"}}',
    );
    expect(moved('{"v": ""}', { path, pointer: '/v', to: { version: '1.3.0' } })).toBe('{"v": "1.3.0"}');
  });

  it.each([
    ['not-literal', '{"v": 1.5}', '/v'],
    ['not-literal', '{"v": true}', '/v'],
    ['not-literal', '{"image": "a/b", "tag": 15}', '/tag'],
    ['not-literal', '{"v": "\\u0076\\u0031"}', '/v'],
    ['not-literal', '{"v": ["v1"]}', '/v'],
    ['no-value', '{"v": null}', '/v'],
    ['several', '{"v": "v1", "v": "v1"}', '/v'],
    ['not-literal', '{"a": {}, "a": {"image": "x:v1"}}', '/a/image'],
    ['none', '{"__proto__": "v1"}', '/constructor'],
    ['none', '{}', '/__proto__'],
  ] satisfies [PinProblemCode, string, string][])('is %s: %s at %s', (code, text, pointer) => {
    expect(problemOf(text, { path, pointer, to: { tag: 'v2' } }).code).toBe(code);
  });

  it.each([
    ['no JSON', `{"image": "${WHOLE}",}`],
    ['YAML', `image: ${WHOLE}\n`],
    ['JSON with comments', `// x\n{"image": "${WHOLE}"}`],
    ['empty', ''],
    ['cut off', `{"image": "${WHOLE}"`],
    ['nested too deeply', `${'['.repeat(100_000)}{"image": "${WHOLE}"}${']'.repeat(100_000)}`],
  ])('is not looked for in a file that is %s', (_, text) => {
    expect(move(text, { path, image: IMAGE, to: BOTH })).toMatchObject({ problem: { code: 'unreadable' } });
    expect(findPins(text, { path })).toEqual([]);
  });

  it('is not marked: a comment is no JSON', () => {
    const text = `{"a": "v1", "b": "# sluice: payments"}`;

    expect(problemOf(text, { path, marker: 'payments', to: { tag: 'v2' } }).code).toBe('none');
  });
});
