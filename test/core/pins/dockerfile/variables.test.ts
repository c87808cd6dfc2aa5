import { describe, expect, it } from '@jest/globals';
import { findPins } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblemCode } from '../../../../src/core/pins/index.ts';
import { NEW, NEW_COMMIT, OLD, OLD_COMMIT, moved, problemOf } from './moving.ts';

const BOTH = { tag: '1.23', digest: NEW };

describe('an image that an ARG fills', () => {
  it.each([
    ['its tag', 'ARG GO=1.22\nFROM golang:${GO}\n', { tag: '1.23' }, '1.22', '1.23'],
    ['its tag without braces', 'ARG GO=1.22\nFROM golang:$GO AS build\n', { tag: '1.23' }, '1.22', '1.23'],
    ['its tag in quotes', 'ARG GO="1.22"\nFROM "golang:${GO}"\n', { tag: '1.23' }, '1.22', '1.23'],
    ['its digest', `ARG D=${OLD}\nFROM golang@$D\n`, { digest: NEW }, OLD, NEW],
    ['tag and digest', `ARG GO=1.22@${OLD}\nFROM golang:$GO\n`, BOTH, `1.22@${OLD}`, `1.23@${NEW}`],
    ['all of it', `ARG BASE=golang:1.22@${OLD}\nFROM \${BASE}\n`, BOTH, `1.22@${OLD}`, `1.23@${NEW}`],
    ['its registry', 'ARG HUB=docker.io\nFROM $HUB/library/golang:1.22\n', { tag: '1.23' }, '1.22', '1.23'],
    ['a prefix that is empty', 'ARG HUB=\nFROM ${HUB}golang:1.22\n', { tag: '1.23' }, '1.22', '1.23'],
    ['a suffix that is empty', 'ARG X=""\nFROM golang:1.22$X\n', { tag: '1.23' }, '1.22', '1.23'],
    ['through another ARG', 'ARG GO=1.22\nARG BASE=golang:$GO\nFROM $BASE\n', { tag: '1.23' }, '1.22', '1.23'],
    ['a default in place', 'FROM golang:${GO:-1.22}\n', { tag: '1.23' }, '1.22', '1.23'],
    ['a default in place of an ARG without value', 'ARG GO\nFROM golang:${GO-1.22}\n', { tag: '1.23' }, '1.22', '1.23'],
    ['a default in place of an empty ARG', 'ARG GO=\nFROM golang:${GO:-1.22}\n', { tag: '1.23' }, '1.22', '1.23'],
    ['a value before the default', 'ARG GO=1.22\nFROM golang:${GO:-1.0}\n', { tag: '1.23' }, '1.22', '1.23'],
    ['what RUN uses too', 'ARG GO=1.22\nFROM golang:$GO\nARG GO\nRUN echo 1 $GO\n', { tag: '1.23' }, '1.22', '1.23'],
    [
      'an ARG of a stage has no part in it',
      'ARG GO=1.22\nFROM golang:$GO\nARG X=1.0\n',
      { tag: '1.23' },
      '1.22',
      '1.23',
    ],
  ])('moves where the variable is %s', (_, text, to, before, after) => {
    const there = moved(text, { image: 'golang', to });

    expect(there).toBe(text.replace(before, after));
  });

  it('moves in two ARGs, one for the tag and one for the digest', () => {
    const text = `ARG D=${OLD}\nARG T=1.22\nFROM golang:$T@$D\n`;

    expect(moved(text, { image: 'golang', to: BOTH })).toBe(text.replace(OLD, NEW).replace('1.22', '1.23'));
  });

  it('moves once for all references to it', () => {
    const text = 'ARG GO=1.22\nFROM golang:$GO AS a\nFROM docker.io/library/golang:${GO} AS b\n';

    expect(moved(text, { image: 'golang', to: { tag: '1.23' } })).toBe(text.replace('1.22', '1.23'));
  });

  it('moves by the name of the ARG too, whatever it feeds', () => {
    const text = `ARG V=${OLD_COMMIT}\nFROM acme/a:$V\nFROM acme/b:$V\n`;

    expect(moved(text, { arg: 'V', to: { commit: NEW_COMMIT } })).toBe(text.replace(OLD_COMMIT, NEW_COMMIT));
  });

  it('keeps its name where the ARG is named, whatever that looks like', () => {
    const text = `ARG BASE=nginx@${OLD}\nFROM $BASE\n`;

    expect(moved(text, { arg: 'BASE', to: { tag: '1.23', digest: NEW } })).toBe(text.replace(OLD, NEW));
  });

  it('moves by the pointer of its FROM and by that of the ARG', () => {
    const text = 'ARG GO=1.22\nFROM golang:$GO\n';

    const there = ['/FROM/0', '/ARG/GO'].map((pointer) => moved(text, { pointer, to: { tag: '1.23' } }));

    expect(there).toEqual(Array.from({ length: 2 }, () => text.replace('1.22', '1.23')));
  });

  it('is found by its FROM, once', () => {
    expect(findPins('ARG GO=1.22\nARG HUB=quay.io\nFROM $HUB/acme/go:$GO\n', { path: 'Dockerfile' })).toEqual([
      { image: 'quay.io/acme/go', arg: 'GO', tag: '1.22', line: 1, pointer: '/ARG/GO', kind: 'dockerfile' },
    ]);
  });

  it('is found by what follows a registry that nobody knows', () => {
    const text = 'ARG HUB\nFROM ${HUB}/acme/go:1.22\n';

    const there = ['acme/go', '${HUB}/acme/go'].map((image) => moved(text, { image, to: { tag: '1.23' } }));

    expect(there).toEqual(Array.from({ length: 2 }, () => text.replace('1.22', '1.23')));
  });
});

describe('an image that an ARG fills, and that cannot be moved', () => {
  it.each([
    ['part of its tag is the ARG', 'ARG GO=1.22\nFROM golang:${GO}-alpine\n', 'put together from several pieces'],
    ['its tag has a suffix', 'ARG X=-alpine\nFROM golang:1.22$X\n', 'put together from several pieces'],
    ["its tag goes over a line's end", 'FROM golang:1.\\\n22\n', 'put together from several pieces'],
    ['its tag has quotes inside', 'FROM golang:1".22"\n', 'put together from several pieces'],
    ['the ARG has no value', 'ARG GO\nFROM golang:$GO\n', 'has no value in the file'],
    ['there is no such ARG', 'FROM golang:${GO}\n', 'has no value in the file'],
    ['the digest has no value', 'ARG D\nFROM golang:1.22@$D\n', 'has no value in the file'],
    ['the ARG comes too late', 'FROM a\nARG GO=1.22\nFROM golang:$GO\n', 'has no value in the file'],
    ['the ARG has two values', 'ARG GO=1.22\nARG GO=1.23\nFROM golang:$GO\n', 'has a value in several places'],
    ['the builder sets it', 'ARG TARGETARCH=x\nFROM golang:1-$TARGETARCH\n', 'is set by the builder'],
    ['it is more than a variable', 'ARG GO=1\nFROM golang:${GO:+1.22}\n', 'does more than name a value and a default'],
    ['its default is a variable', 'FROM golang:${GO:-${TAG:-1}}\n', 'does more than name a value and a default'],
    ['it names itself too', 'ARG V=golang\nFROM $V:$V\n', 'goes into it twice'],
    ['COPY has a variable', 'ARG GO=1.22\nFROM a\nCOPY --from=golang:$GO a b\n', 'BuildKit fills no variables there'],
    [
      'RUN has a variable',
      'ARG GO=1.22\nFROM a\nRUN --mount=from=golang:$GO,target=$X x\n',
      'BuildKit fills no variables',
    ],
    ['another image has the same ARG', 'ARG V=1\nFROM golang:$V\nFROM alpine:$V\n', 'another image takes it as well'],
    [
      'a part of another tag has the same ARG',
      'ARG V=1\nFROM golang:$V\nFROM alpine:$V-slim\n',
      'something else in the file repeats',
    ],
  ])('says why where %s', (_, text, why) => {
    const { code, message, candidates } = problemOf(text, { image: 'golang', to: BOTH });

    expect(code).toBe('not-literal');
    expect(message).toContain(why);
    expect(candidates.every(({ text: line }) => text.includes(line))).toBe(true);
  });

  it.each([
    ['none', `ARG GO='$X'\nFROM golang:$GO\n`, { image: 'golang' }],
    ['none', 'FROM builder\n', { pointer: '/FROM/1' }],
    ['none', 'FROM a:1 AS b\nFROM b\n', { pointer: '/FROM/1' }],
    ['no-value', 'FROM golang\n', { image: 'golang' }],
    ['no-value', 'ARG GO=\nFROM golang:$GO\n', { image: 'golang' }],
    ['not-literal', 'FROM $BASE\n', { pointer: '/FROM/0' }],
    ['not-literal', 'FROM a:1 AS x\nFROM $BASE\n', { pointer: '/FROM/1' }],
    ['bad-value', 'ARG D= GO=1\nFROM golang:1@sha256:abc\n', { image: 'golang:1' }],
  ] satisfies [PinProblemCode, string, Partial<PinMove>][])('is %s: %j %j', (code, text, how) => {
    expect(problemOf(text, { to: BOTH, ...how }).code).toBe(code);
  });
});

describe('values that a pointer or a marker names', () => {
  it.each([
    ['ENV', 'FROM a\nENV A=1 APP_VERSION="1.2.3" B=2\n', '/ENV/APP_VERSION'],
    ['ENV in its old form', 'FROM a\nENV APP_VERSION 1.2.3\n', '/ENV/APP_VERSION'],
    [
      'ENV over several lines',
      'FROM a\nENV A=1 \\\n # sluice: it\n  APP_VERSION=1.2.3 \\\n  B=2\n',
      '/ENV/APP_VERSION',
    ],
    ['LABEL', 'FROM a\nLABEL "org.acme/version"=1.2.3\n', '/LABEL/org.acme~1version'],
    ['a second ENV', 'FROM a\nENV V=0.1.0\nFROM b\nENV V=1.2.3\n', '/ENV/V/1'],
    ['a second ARG', 'ARG V=0.1.0\nFROM b\nARG V=1.2.3\n', '/ARG/V/1'],
  ])('move in %s', (_, text, pointer) => {
    const to = { version: '1.2.4' };

    expect(moved(text, { pointer, to })).toBe(text.replace('1.2.3', '1.2.4'));
    const marked = text.includes('sluice') ? text : text.replace(/^(?=.*1\.2\.3)/m, '# sluice: it\n');
    expect(moved(marked, { marker: 'it', to })).toBe(marked.replace('1.2.3', '1.2.4'));
  });
});
