import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPins } from '../../../src/core/pins/index.ts';
import { anyDigest, expectTheRestStays, expectTheMoveAndBack } from './any-text.ts';
import { at, IMAGE, NEW, OLD, moved, problemOf } from './examples.ts';

const path = 'deploy/.env';
const to = { tag: 'v2', digest: NEW };

const images: [string, string][] = [
  ['a whole reference', `PAYMENTS_IMAGE=${IMAGE}:<T>@<D>\nHOST=localhost:6379\n`],
  ['a reference with a digest under any key', `APP=${IMAGE}:<T>@<D>`],
  ['a reference in double quotes with a comment', `APP_IMAGE = "${IMAGE}:<T>@<D>"  # ${OLD}\n`],
  ['a reference in single quotes', `export APP_IMAGE='${IMAGE}:<T>@<D>'\n`],
  ['a reference with a comment', `A=1\n\n# APP_IMAGE=${IMAGE}:v0\nAPP_IMAGE=${IMAGE}:<T>@<D> # why\n`],
  ['a name and a tag', `P_IMAGE=${IMAGE}\nNOTE="two\nlines"\nP_TAG=<T>@<D>\n`],
  ['a name, a tag and a digest', `P_DIGEST=<D>\nP_IMAGE_REPOSITORY=${IMAGE}\nP_IMAGE_TAG="<T>"\n`],
  ['a registry beside the name', `P_REGISTRY=registry.acme.dev\nP_REPO=payments\nP_VERSION=<T>\nP_DIGEST=<D>\n`],
  ['no prefix', `IMAGE_NAME=${IMAGE}\nTAG=<T>@<D>\n`],
];

const ends: [string, (text: string) => string][] = [
  ['', (text) => text],
  [' with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  [' after a byte order mark', (text) => `\uFEFF${text}`],
];

describe('moving a pin in an .env file', () => {
  it.each(images.flatMap(([name, text]) => ends.map(([end, as]) => ({ name: name + end, text: as(text) }))))(
    'moves $name, and back by the pointer that is found',
    ({ text }) => {
      const after = moved(at(text, 'v1', OLD), { path, to });

      expect(after).toBe(at(text, 'v2', NEW));
      const pin = findPins(after, { path }).find(({ image }) => image === IMAGE);
      expect(pin).toMatchObject({ kind: 'env', tag: 'v2', digest: NEW });
      expect(moved(after, { path, pointer: pin?.pointer ?? '', to: { tag: 'v1', digest: OLD } })).toBe(
        at(text, 'v1', OLD),
      );
    },
  );

  it('finds a value by its key where that says what it is, and it has the form', () => {
    const text = `APP_VERSION=1.2.3\nTAG=v7\nGIT_SHA=${'c'.repeat(40)}\nGIT_REF=v1.2\nA_DIGEST=${OLD}\nB_TAG=blue\nC_VERSION=\nSTAGE=v1\n`;

    const pins = findPins(text, { path });

    expect(pins.map(({ pointer }) => pointer)).toEqual(['/APP_VERSION', '/TAG', '/GIT_SHA', '/GIT_REF', '/A_DIGEST']);
  });

  it.each([
    ['a tag and a digest', 'APP_TAG=<T>\nX=1\nAPP_DIGEST=<D>\n'],
    ["an image's tag and a digest", 'APP_DIGEST=<D>\nAPP_IMAGE_TAG="<T>"\nAPP_VERSION=1.2.3\n'],
    ['a version and a digest', 'APP_VERSION=<T>\nAPP_SHA=<D>\n'],
    ['no prefix', 'DIGEST=<D>\nTAG=<T>\n'],
    ['a whole reference with its digest beside it', 'APP_TAG=v0\nAPP_IMAGE=a/b:<T>\nAPP_DIGEST=<D>\n'],
  ])('moves %s together, whichever is named', (_, text) => {
    const before = at(text, 'v1', OLD);
    const keys = text
      .split('\n')
      .filter((line) => /<[TD]>/.test(line))
      .map((line) => line.split('=')[0] ?? '');

    const found = findPins(before, { path }).filter(({ digest, tag }) => digest !== undefined || tag === 'v1');

    expect(found).toMatchObject([{ kind: 'env', tag: 'v1', digest: OLD }]);
    for (const key of keys) {
      expect(moved(before, { path, pointer: `/${key}`, to })).toBe(at(text, 'v2', NEW));
      expect(problemOf(before, { path, pointer: `/${key}`, to: { tag: 'v2' } }).code).toBe('bad-value');
      const marked = before.replace(new RegExp(`^${key}=.*$`, 'm'), '$& # sluice: p');
      expect(moved(marked, { path, marker: 'p', to })).toBe(marked.replace('v1', 'v2').replace(OLD, NEW));
    }
  });

  it('moves the whole reference by its image with the digest beside it', () => {
    const text = `APP_IMAGE=${IMAGE}:v1\nAPP_DIGEST=${OLD}\n`;

    expect(moved(text, { path, to })).toBe(`APP_IMAGE=${IMAGE}:v2\nAPP_DIGEST=${NEW}\n`);
  });

  it('leaves a tag to itself beside a digest of something else, or none', () => {
    const text = `A_TAG=v1\nB_DIGEST=${OLD}\nC_TAG=v1\nC_DIGEST=\nD_TAG=v1\nD_SHA=${'c'.repeat(40)}\n`;

    const pins = findPins(text, { path });

    expect(pins.map(({ pointer }) => pointer)).toEqual(['/A_TAG', '/B_DIGEST', '/C_TAG', '/D_TAG', '/D_SHA']);
  });

  it.each(['SHA', 'APP_TAG', 'APP_VERSION', 'APP'])('writes nothing over 64 hexadecimal digits in %s', (key) => {
    const text = `${key}=${'1'.repeat(64)}\n`;

    expect(findPins(text, { path })).toEqual([]);
    expect(problemOf(text, { path, pointer: `/${key}`, to: { tag: 'v2' } }).message).toContain('without its algorithm');
  });

  it.each([
    ['behind a value', 'A=v1\nB=v1 # sluice: p\n'],
    ['above a value', 'A=v1\n# sluice: p\nB=v1\n'],
    ['behind quotes', 'A=v1\nB="v1" # sluice: p\n'],
  ])('a marker %s names it', (_, text) => {
    expect(moved(text, { path, marker: 'p', to: { version: 'v2' } })).toBe(text.replace(/v1(?="? #|\n$)/, 'v2'));
  });

  it.each([
    ['an address with a port', 'REDIS=localhost:6379\nHOST=redis:6379\n'],
    ['a text over several lines', `A="\nAPP_IMAGE=${IMAGE}:v1\n"\n`],
    ['a comment', `# APP_IMAGE=${IMAGE}:v1\n`],
    ['a line that sets nothing', `APP_IMAGE ${IMAGE}:v1\nexport APP_IMAGE\n`],
  ])('%s is no pin', (_, text) => {
    expect(findPins(text, { path })).toEqual([]);
  });

  it.each([
    ['a tag that is filled in', `APP_IMAGE=${IMAGE}:\${TAG:-v1}\n`, 'filled into it'],
    ['a value with a quote inside', `P_IMAGE=${IMAGE}\nP_TAG=v"1"\n`, 'neither'],
    ['a key that stands twice', `P_IMAGE=${IMAGE}\nP_TAG=v1\nP_TAG=v3\n`, 'twice'],
  ])('%s is not moved', (_, text, why) => {
    const { code, message } = problemOf(text, { path, to: { tag: 'v2' } });

    expect(code).toBe('not-literal');
    expect(message).toContain(why);
  });

  it('a quote without an end makes the file unreadable, and the line is said', () => {
    const { code, message } = problemOf('A=1\nB="x\nC=2\n', { path, pointer: '/A', to });

    expect(code).toBe('unreadable');
    expect(message).toContain('a quote in it has no end (line 2)');
  });

  it('changes nothing else in any file, and moves back to the very same bytes', () => {
    const around = fc.constantFrom(
      `NOTE=${OLD}`,
      `# P_IMAGE=${IMAGE}:v1`,
      'A="x # y"  # z',
      "B='it is \\n'",
      'C="two\n lines = 3"',
      '',
      'D = $& $1 é🙂',
      'export E',
      'WEB_IMAGE=registry.acme.dev/web:v1',
      '__proto__=v1',
    );
    const pin = fc.constantFrom(
      (tag: string, digest: string) => `P_IMAGE="${IMAGE}:${tag}@${digest}" # why`,
      (tag: string, digest: string) => `export P_IMAGE=${IMAGE}:${tag}@${digest}`,
      (tag: string, digest: string) => `P_TAG='${tag}@${digest}'\nP_IMAGE=${IMAGE}`,
    );
    const file = fc.record({
      above: fc.array(around),
      below: fc.array(around),
      pin,
      eol: fc.constantFrom('\n', '\r\n'),
    });
    fc.assert(
      fc.property(file, fc.stringMatching(/^\w[\w.-]{0,20}$/), anyDigest, ({ above, below, pin, eol }, tag, digest) => {
        const write = (tag: string, digest: string): string =>
          [...above, pin(tag, digest), ...below].join('\n').replaceAll('\n', eol);

        expectTheMoveAndBack(path, write, { tag, digest });
      }),
    );
  });

  it('never fails but by a problem, whatever the text', () => {
    expectTheRestStays(path, [
      'A_IMAGE=',
      'A_TAG=',
      '"',
      "'",
      '\\',
      '$',
      '${',
      '#',
      ' ',
      '\n',
      '\r',
      IMAGE,
      ':v1',
      'export ',
    ]);
  });
});
