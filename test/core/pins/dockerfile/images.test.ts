import { describe, expect, it } from '@jest/globals';
import { findPins } from '../../../../src/core/pins/index.ts';
import { NEW, OLD, moved } from './moving.ts';

const IMAGE = 'registry.acme.dev:5000/base/go';
const TO = { tag: '2.0', digest: NEW };
const FROM = { tag: '1.0', digest: OLD };
/** In each shape below `@` stands for the image with its tag and digest. */
const filled = (shape: string, { tag, digest }: typeof TO): string =>
  shape.replaceAll('@', `${IMAGE}:${tag}@${digest}`);

const SHAPES: [what: string, text: string, pointer: string][] = [
  ['FROM', 'FROM @\n', '/FROM/0'],
  ['FROM of a named stage', 'FROM @ AS build\nFROM build\n', '/FROM/0'],
  ['FROM of a later stage', 'FROM alpine as a\nRUN x\nFROM @ as b\n', '/FROM/1'],
  ['FROM with a platform', 'FROM --platform=$BUILDPLATFORM @ AS build\n', '/FROM/0'],
  ['FROM in small letters', '  from\t@ as build \n', '/FROM/0'],
  ['FROM in quotes', 'FROM "@" AS build\n', '/FROM/0'],
  ['FROM over several lines', 'FROM \\\n  --platform=linux/amd64 \\\n\n  @\\\n  AS build\n', '/FROM/0'],
  ['FROM with the backtick as escape', '# escape=`\nFROM `\n  @ `\n  AS build\n', '/FROM/0'],
  ['FROM with Windows line ends', 'FROM @ AS build\r\nRUN x\r\n', '/FROM/0'],
  ['FROM over several lines with Windows line ends', 'FROM \\\r\n  @ \\\r\n  AS build\r\n', '/FROM/0'],
  ['FROM after a byte order mark', '\uFEFFFROM @\n', '/FROM/0'],
  ['FROM without a final newline', 'FROM @', '/FROM/0'],
  ['FROM after a heredoc', 'FROM alpine\nRUN <<E\nFROM nothing:1\nE\nFROM @\n', '/FROM/1'],
  ['COPY', 'FROM alpine\nCOPY --from=@ /bin/x /bin/\n', '/COPY/0'],
  ['COPY with other flags', 'FROM alpine\nCOPY a b\nCOPY --link --chown=1:1 --from="@" /x /y\n', '/COPY/1'],
  ['COPY over several lines', 'FROM alpine\nCOPY --link \\\n  --from=@ \\\n  /x /y\n', '/COPY/0'],
  ['COPY that is put off', 'FROM alpine\nONBUILD COPY --from=@ /x /y\n', '/COPY/0'],
  ['RUN', 'FROM alpine\nRUN --mount=type=bind,from=@,target=/t make\n', '/RUN/0'],
  ['RUN with the image last', 'FROM alpine\nRUN true\nRUN --mount=target=/t,from=@ make\n', '/RUN/1'],
  ['RUN in quotes', `FROM alpine\nRUN --mount='type=cache,"from=@",target=/t' make\n`, '/RUN/0'],
  ['RUN with mounts of the build itself', 'FROM a AS b\nRUN --mount=from=b --mount=FROM=@ make\n', '/RUN/0'],
  ['RUN that is put off', 'FROM alpine\nONBUILD RUN --mount=from=@ make\n', '/RUN/0'],
  ['the syntax directive', '# syntax=@\nFROM alpine\n', '/syntax'],
  ['the syntax directive behind a shebang', '#!/usr/bin/env x\n# SYNTAX = @ more\nFROM alpine\n', '/syntax'],
];

describe('an image in a Dockerfile', () => {
  it.each(SHAPES)('moves in %s by its name, and back to the very same bytes', (_, shape) => {
    const text = filled(shape, FROM);

    const there = moved(text, { image: IMAGE, to: TO, from: FROM });

    expect(there).toBe(filled(shape, TO));
    expect(moved(there, { image: IMAGE, to: FROM, from: TO })).toBe(text);
  });

  it.each(SHAPES)('moves in %s by its pointer', (_, shape, pointer) => {
    expect(moved(filled(shape, FROM), { pointer, to: TO })).toBe(filled(shape, TO));
  });

  it.each([
    ['a tag alone', ':1.0', { tag: '2.0' }, ':2.0'],
    ['a digest alone', `@${OLD}`, { digest: NEW }, `@${NEW}`],
    ['a digest alone, whatever tag comes with it', `@${OLD}`, { tag: '2.0', digest: NEW }, `@${NEW}`],
    ['a tag that looks like a number', ':1.10', { tag: '1.20' }, ':1.20'],
  ])('keeps what fixes it: %s', (_, before, to, after) => {
    expect(moved(`FROM golang${before}\n`, { image: 'golang', to })).toBe(`FROM golang${after}\n`);
  });

  it('moves everywhere at once, and no other image does', () => {
    const text = `# syntax=acme/x:1\nFROM acme/x:1 AS a\nFROM acme/x-y:1\nFROM quay.io/acme/x:1\nCOPY --from=docker.io/acme/x:1 a b\n`;

    const next = moved(text, { image: 'acme/x', to: { tag: '2' } });

    expect(next).toBe(
      `# syntax=acme/x:2\nFROM acme/x:2 AS a\nFROM acme/x-y:1\nFROM quay.io/acme/x:1\nCOPY --from=docker.io/acme/x:2 a b\n`,
    );
  });

  it('moves by a marker alone on the line above, also between continued lines', () => {
    const text = `# sluice: base\nFROM a:1\nRUN --mount=from=b:1 \\\n  # sluice: tools\n  --mount=from=c:1 make\n`;

    expect(moved(text, { marker: 'base', to: { tag: '2' } })).toBe(text.replace('a:1', 'a:2'));
    expect(moved(text, { marker: 'tools', to: { tag: '2' } })).toBe(text.replace('c:1', 'c:2'));
  });

  it('is found wherever it stands, with the way to it', () => {
    const text = `# syntax=docker/dockerfile:1.7\nFROM golang:1.22 AS build\nFROM scratch\nCOPY --from=build a b\nCOPY --from=busybox@${OLD} a b\nRUN --mount=from=a:1 --mount=from=b:2 x\n`;

    expect(findPins(text, { path: 'Dockerfile' })).toEqual([
      { image: 'docker/dockerfile', tag: '1.7', line: 1, pointer: '/syntax', kind: 'dockerfile' },
      { image: 'golang', tag: '1.22', line: 2, pointer: '/FROM/0', kind: 'dockerfile' },
      { image: 'busybox', digest: OLD, line: 5, pointer: '/COPY/1', kind: 'dockerfile' },
      { image: 'a', tag: '1', line: 6, pointer: '/RUN/0/0', kind: 'dockerfile' },
      { image: 'b', tag: '2', line: 6, pointer: '/RUN/0/1', kind: 'dockerfile' },
    ]);
  });

  it.each([
    ['a stage of the file', 'FROM a:1 AS Nginx\nFROM nginx\nCOPY --from=NGINX a b\nRUN --mount=from=nginx x\n'],
    ['a stage that comes later', 'FROM a:1\nCOPY --from=nginx a b\nFROM a:2 AS nginx\n'],
    ['the number of a stage', 'FROM a:1\nCOPY --from=0 a b\n'],
    ['nothing at all', 'FROM scratch\n'],
    ['a comment', '# FROM nginx:1\n#FROM nginx:1\n   # FROM nginx:1\nFROM a:1\n'],
    ['a comment between continued lines', 'RUN a \\\n# FROM nginx:1\n  && b\n'],
    ['a directive that comes too late', '# hello\n# syntax=nginx:1\nFROM a:1\n'],
    ['a directive after an empty line', '\n# syntax=nginx:1\nFROM a:1\n'],
    ['the body of a heredoc', 'RUN <<E\nFROM nginx:1\nCOPY --from=nginx:1 a b\nE\n'],
    ['a command', 'RUN docker pull nginx:1 && echo "FROM nginx:1"\nCMD ["nginx:1"]\n'],
    ['a continued command', 'RUN a \\\n  FROM nginx:1\n'],
    ['what follows the flags', 'COPY a --from=nginx:1 b\nRUN make --mount=from=nginx:1\n'],
    ['a flag of another name', 'ADD --from=nginx:1 a b\nCOPY --fromage=nginx:1 a b\nRUN --mount=frontfrom=nginx:1 x\n'],
    ['a label', 'LABEL image=nginx:1\nENV IMAGE=nginx:1\n'],
  ])('is not %s', (_, text) => {
    const pins = findPins(text, { path: 'Dockerfile' });

    expect(pins.filter(({ image }) => image === 'nginx')).toEqual([]);
  });
});
