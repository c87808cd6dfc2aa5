import { describe, expect, it } from '@jest/globals';
import { findPins } from '../../../../src/core/pins/index.ts';
import { NEW, OLD, moved, problemOf } from '../examples.ts';

const path = 'compose.yaml';
const image = 'acme/app';
const BOTH = { tag: 'v2', digest: NEW };
const at = (text: string): string => text.replaceAll('v1', 'v2').replaceAll(OLD, NEW);
const service = (written: string): string =>
  `services:\n  web:\n    image: ${written}\n  job: {image: "acme/app:v1"}\n`;

describe('a variable in an image of a Compose file', () => {
  it.each([
    ['a tag', 'acme/app:${TAG:-v1}'],
    ['a tag in quotes', `"acme/app:\${TAG-v1}" # v0`],
    ['a repository and a tag', '${REGISTRY:-docker.io}/acme/app:${TAG:-v1}'],
    ['all of it', '${IMAGE:-acme/app:v1}'],
    ['a repository before a tag', '${REPOSITORY:-acme/app}:v1'],
  ])('moves by what stands in for %s', (_, written) => {
    const text = service(written);
    const pointer = '/services/web/image';

    expect(moved(text, { path, image, to: BOTH })).toBe(at(text));
    expect(moved(text, { path, pointer, to: BOTH })).toBe(text.replace('v1', 'v2'));
    expect(findPins(text, { path })).toMatchObject([{ tag: 'v1', pointer, kind: 'compose' }, { tag: 'v1' }]);
  });

  it.each([
    `acme/app:\${TAG:-v1}@\${DIGEST:-${OLD}}`,
    `acme/app:v1@\${DIGEST:-${OLD}}`,
    `acme/app:\${TAG:-v1@${OLD}}`,
    `acme/app@\${DIGEST:-${OLD}}`,
  ])('moves a tag with its digest: %s', (written) => {
    const text = `services: {web: {image: "${written}"}}\n`;

    expect(moved(text, { path, image, to: BOTH })).toBe(at(text));
    expect(moved(text, { path, pointer: '/services/web/image', to: BOTH })).toBe(at(text));
  });

  it('moves where an alias says it', () => {
    const text = `x-image: &i acme/app:\${TAG:-v1}\nservices:\n  web: {image: *i}\n`;

    expect(moved(text, { path, image, to: BOTH })).toBe(at(text));
  });

  it.each([
    'acme/app:${TAG}',
    'acme/app:$TAG',
    'acme/app@${DIGEST}',
    'acme/app:${TAG:?tell}',
    'acme/app:${MAJOR:-1}.2',
    'acme/app:v${MAJOR:-1}',
    'acme/app:${TAG:-${OTHER}}',
    'acme/app:${TAG:-}',
  ])('is refused, and nothing else of the image moves: %s', (written) => {
    expect(problemOf(service(written), { path, image, to: BOTH })).toMatchObject({
      code: 'not-literal',
      candidates: [{ line: 3 }],
    });
    expect(findPins(service(written), { path })).toMatchObject([{ line: 4 }]);
  });

  it.each(['${IMAGE}', '${REGISTRY}/acme/app', 'acme/app$$', '$', '${', 'acme/${NAME}:v1'])(
    'names nothing in %s',
    (written) => {
      expect(findPins(`services: {web: {image: "${written}"}}\n`, { path, all: true })).toEqual([]);
    },
  );

  it('is looked for in no more time than the text is long', () => {
    const text = `services: {web: {image: "${'${a:-'.repeat(200)}"}, job: {image: "${'${'.repeat(100_000)}"}}\n`;

    expect(findPins(text, { path, all: true })).toEqual([]);
  });
});

describe('a variable in an image elsewhere', () => {
  it.each([
    ['values.yaml', 'image: acme/app:${TAG:-v1}\n'],
    ['values.yaml', 'image: "acme/app:{{ tag }}"\n'],
    ['values.yaml', 'sidecarImage: acme/app:${TAG}\n'],
    ['task.json', '{"image": "acme/app:${TAG}"}'],
    ['.github/workflows/a.yml', 'jobs: {a: {container: {image: "acme/app:${{ matrix.tag }}"}}}\n'],
  ])('makes it a reference that is refused, in %s: %s', (file, text) => {
    expect(problemOf(text, { path: file, image, to: BOTH }).code).toBe('not-literal');
    expect(findPins(text, { path: file })).toEqual([]);
    expect(findPins(text, { path: file, all: true })).toMatchObject([{ image, refusal: expect.any(String) }]);
  });
});
