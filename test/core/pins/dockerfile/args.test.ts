import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPins, locatePin } from '../../../../src/core/pins/index.ts';
import type { PinMove, PinProblemCode } from '../../../../src/core/pins/index.ts';
import * as dockerfile from './moving.ts';
import { NEW as NEW_DIGEST, NEW_COMMIT as NEW, OLD as DIGEST, OLD_COMMIT as OLD } from './moving.ts';

const rule = { path: 'Dockerfile', arg: 'APP_COMMIT' };
const toNew = { arg: 'APP_COMMIT', to: { commit: NEW } };

const moved = (text: string, move: Partial<PinMove> = {}): string => dockerfile.moved(text, { ...toNew, ...move });
const problemOf = (text: string, move: Partial<PinMove> = {}): ReturnType<typeof dockerfile.problemOf> =>
  dockerfile.problemOf(text, { ...toNew, ...move });

describe('a commit in an ARG of a Dockerfile', () => {
  it.each([
    ['plain', `FROM alpine\nARG APP_COMMIT=@\nRUN build $APP_COMMIT\n`],
    ['in double quotes', `ARG APP_COMMIT="@"\nFROM alpine\n`],
    ['in single quotes', `ARG APP_COMMIT='@'\nFROM alpine\n`],
    ['lower-case instruction', `arg APP_COMMIT=@\nfrom alpine\n`],
    ['among others on one instruction', `ARG A=1 APP_COMMIT=@ B="2 3"\n`],
    ['on a continued line', `ARG A=1 \\\n    # said between\n\n    APP_COMMIT=@ \\\n    B=2\n`],
    ['right before a continuation', `ARG APP_COMMIT=@\\\n  B=2\n`],
    ['right after a continuation', `ARG APP_COMMIT=\\\n@\n`],
    ['with the backtick as escape', '# escape=`\nARG DIR=C:\\ `\n  APP_COMMIT=@\n'],
    ['after another directive', '# syntax=docker/dockerfile:1\n# ESCAPE = `\nARG A=1 `\n  APP_COMMIT=@\n'],
    ['with Windows line ends', `FROM alpine\r\nARG APP_COMMIT=@\r\nRUN x\r\n`],
    ['with a continuation and Windows line ends', `ARG A=1 \\\r\n  APP_COMMIT=@\r\n`],
    ['after a byte order mark', `\uFEFFARG APP_COMMIT=@\n`],
    ['without a final newline', `FROM alpine\nARG APP_COMMIT=@`],
    ['with blanks around it', `  ARG\t  APP_COMMIT=@   \t\n`],
    ['repeated by name in a stage', `ARG APP_COMMIT=@\nFROM alpine\nARG APP_COMMIT\n`],
    ['beside the same value elsewhere', `# ${OLD}\nARG OTHER=${OLD}\nARG APP_COMMIT=@\nLABEL rev=${OLD}\n`],
    ['after a comment that looks like it', `# ARG APP_COMMIT=${OLD}\nARG APP_COMMIT=@\n`],
    ['after a heredoc that looks like it', `RUN <<EOF\nARG APP_COMMIT=${OLD}\nEOF\nARG APP_COMMIT=@\n`],
    [
      'after heredocs with tabs and quotes',
      `COPY <<-"A" <<'B' /x/\n\tARG APP_COMMIT=1\n\tA\nARG APP_COMMIT=2\nB\nARG APP_COMMIT=@\n`,
    ],
    ['after a shift that is no heredoc', `RUN echo $((1<<2)) <<<x\nARG APP_COMMIT=@\n`],
    ['after a comment that says escape too late', '# hello\n# escape=`\nARG A=1 \\\n  APP_COMMIT=@\n'],
    ['in a longer continued RUN', `RUN a && \\\n  ARG APP_COMMIT=${OLD}\nARG APP_COMMIT=@\n`],
  ])('moves where it stands %s, and nothing else changes', (_, template) => {
    expect(moved(template.replace('@', OLD))).toBe(template.replace('@', NEW));
  });

  it('tells where the value stood, by line and by offset', () => {
    const text = `FROM alpine\nARG A=1 \\\n  APP_COMMIT="${OLD}"\n`;

    const result = dockerfile.move(text, toNew);

    const start = text.indexOf(OLD);
    expect(result).toMatchObject({ changes: [{ start, end: start + 40, line: 3, from: OLD, to: NEW }] });
    const at = { line: 3, start, end: start + 40 };
    const parts = [{ holds: 'word', text: OLD, pointer: '/ARG/APP_COMMIT', ...at }];
    expect(locatePin(text, rule)).toEqual({ kind: 'arg', value: OLD, reference: { commit: OLD }, ...at, parts });
  });

  it('fills an empty value', () => {
    expect(moved('ARG APP_COMMIT=""\nARG B=1\n')).toBe(`ARG APP_COMMIT="${NEW}"\nARG B=1\n`);
    expect(moved('ARG APP_COMMIT= B=1\n')).toBe(`ARG APP_COMMIT=${NEW} B=1\n`);
  });

  it('is left alone where it holds the new value already', () => {
    const text = `ARG APP_COMMIT=${NEW}\n`;

    expect(dockerfile.move(text, { ...toNew, from: { commit: OLD } })).toEqual({ text, changes: [] });
  });

  it('moves there and back to the very same bytes, whatever stands around it', () => {
    const line = fc.constantFrom(
      `# ${OLD}`,
      'FROM a AS b\r',
      `RUN echo "${OLD}" \\\n && x`,
      '',
      'ARG B="c d"',
      'ARG APP_COMMIT',
      '\tENV X=é🙂',
      'COPY <<E /x\nARG APP_COMMIT=1\nE',
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (above, below) => {
        const text = [...above, `ARG APP_COMMIT=${OLD}`, ...below].join('\n');

        const there = moved(text);

        expect(there).toHaveLength(text.length);
        expect(moved(there, { to: { commit: OLD }, from: { commit: NEW } })).toBe(text);
      }),
    );
  });
});

describe('a pin that cannot be moved', () => {
  it('says which ARGs there are when the one it looks for is none of them', () => {
    const text = `ARG BASE=alpine\nFROM $BASE\nARG OTHER=1 AP_COMMIT=${OLD}\n`;

    expect(problemOf(text)).toEqual({
      code: 'none',
      message: 'Dockerfile has no ARG APP_COMMIT. Did you mean ARG AP_COMMIT?',
      candidates: [
        { file: 'Dockerfile', line: 1, text: 'ARG BASE=alpine' },
        { file: 'Dockerfile', line: 3, text: `ARG OTHER=1 AP_COMMIT=${OLD}` },
      ],
    });
  });

  it('says so when there is no ARG at all', () => {
    expect(problemOf('FROM alpine\n')).toMatchObject({ code: 'none', candidates: [] });
  });

  it('lists the places when several stages give it a value', () => {
    const text = `FROM a\nARG APP_COMMIT=${OLD}\nFROM b\nARG APP_COMMIT=${OLD}\n`;

    const problem = problemOf(text);

    expect(problem.code).toBe('several');
    expect(problem.message).toContain('ARG APP_COMMIT has a value in 2 places of Dockerfile');
    expect(problem.candidates.map(({ line }) => line)).toEqual([2, 4]);
  });

  it.each([
    ['no-value', 'ARG APP_COMMIT\n', {}],
    ['not-literal', 'ARG APP_COMMIT=${OTHER}\n', {}],
    ['not-literal', 'ARG APP_COMMIT=a"b"c\n', {}],
    ['not-literal', `ARG APP_COMMIT=${OLD.slice(0, 20)}\\\n${OLD.slice(20)}\n`, {}],
    ['moved', `ARG APP_COMMIT=${'d'.repeat(40)}\n`, { from: { commit: OLD } }],
    ['bad-value', `ARG APP_COMMIT=${OLD}\n`, { to: { commit: 'main' } }],
    ['bad-value', `ARG APP_COMMIT=${OLD}\n`, { to: { version: '1 && rm' } }],
    ['bad-value', `ARG APP_COMMIT=${OLD}\n`, { to: {} }],
    ['bad-value', `ARG APP_COMMIT=1.2@${DIGEST}\n`, { to: { tag: '1.3' } }],
    ['unreadable', `RUN <<EOF\nARG APP_COMMIT=${OLD}\n`, {}],
    ['unreadable', `# escape=x\nARG APP_COMMIT=${OLD}\n`, {}],
    ['unreadable', `ARG APP_COMMIT=${OLD}\n\0`, {}],
    ['unreadable', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n', {}],
  ] satisfies [PinProblemCode, string, Partial<PinMove>][])('is %s: %j %j', (code, text, move) => {
    expect(problemOf(text, move).code).toBe(code);
  });
});

describe('other references in an ARG', () => {
  it('moves a tag and its digest together', () => {
    const text = `ARG TAG=1.2@${DIGEST}\n`;
    const digest = NEW_DIGEST;

    const next = moved(text, { arg: 'TAG', to: { tag: '1.3', digest }, from: { digest: DIGEST } });

    expect(next).toBe(`ARG TAG=1.3@${digest}\n`);
    expect(problemOf(text, { arg: 'TAG', to: { tag: '1.3', digest }, from: { tag: '1.1' } }).code).toBe('moved');
  });

  it('moves a version and a lone digest', () => {
    expect(moved('ARG V=1.2.3\n', { arg: 'V', to: { version: '1.3.0+b.1' }, from: { version: '1.2.3' } })).toBe(
      'ARG V=1.3.0+b.1\n',
    );
    expect(moved('ARG D=\n', { arg: 'D', to: { digest: DIGEST } })).toBe(`ARG D=${DIGEST}\n`);
  });
});

describe('the pins of a file', () => {
  it('are the ARGs whose value is a reference', () => {
    const text = `ARG MODE=fast\nARG GO=1.22.4 APP_COMMIT=${OLD}\nFROM x\nARG D=${DIGEST}\nARG T="1.0@${DIGEST}"\nARG E=$GO\nARG F\n`;

    expect(findPins(text, { path: 'images/api.Dockerfile' })).toEqual([
      { arg: 'GO', version: '1.22.4', line: 2, pointer: '/ARG/GO', kind: 'arg' },
      { arg: 'APP_COMMIT', commit: OLD, line: 2, pointer: '/ARG/APP_COMMIT', kind: 'arg' },
      { arg: 'D', digest: DIGEST, line: 4, pointer: '/ARG/D', kind: 'arg' },
      { arg: 'T', tag: '1.0', digest: DIGEST, line: 5, pointer: '/ARG/T', kind: 'arg' },
    ]);
  });

  it('are none in files that cannot be read', () => {
    expect(findPins(`RUN <<E\nARG A=${OLD}`, { path: 'Dockerfile.dev' })).toEqual([]);
  });
});

describe('an ARG that holds one half of a tag and a digest', () => {
  const apart = (tag: string, digest: string): string => `ARG T=${tag}\nARG D=${digest}\nFROM a:\${T}@\${D}\n`;
  const to = { tag: 'v2', digest: NEW_DIGEST };

  it.each(['T', 'D'])('moves with the other half: %s', (arg) => {
    expect(moved(apart('v1', DIGEST), { arg, to })).toBe(apart('v2', NEW_DIGEST));
    const text = `${apart('v1', DIGEST)}FROM a:$T@$D AS b\n`;
    expect(moved(text, { arg, to })).toBe(text.replace('v1', 'v2').replace(DIGEST, NEW_DIGEST));
  });

  it.each([
    [`ARG T=v1\nFROM a:$T@${DIGEST}\n`, 'T'],
    [`ARG D=${DIGEST}\nFROM a:v1@$D\n`, 'D'],
    [`ARG I=a:v1\nFROM $I@${DIGEST}\n`, 'I'],
  ])('moves with what the image says itself: %j', (text, arg) => {
    expect(moved(text, { arg, to })).toBe(text.replace('v1', 'v2').replace(DIGEST, NEW_DIGEST));
    expect(locatePin(text, { path: 'Dockerfile', arg })).toMatchObject({ reference: { tag: 'v1', digest: DIGEST } });
  });

  it.each([{ tag: 'v2' }, { digest: NEW_DIGEST }])('does not move alone: %j', (half) => {
    for (const arg of ['T', 'D']) {
      expect(problemOf(apart('v1', DIGEST), { arg, to: half }).message).toContain('which move together. Give both.');
    }
  });

  it.each([
    ['an image that takes only one', `${apart('v1', DIGEST)}FROM b:$T\n`],
    ['another digest', `ARG T=v1\nFROM a:$T@${DIGEST} AS x\nFROM a:$T@${DIGEST}\n`],
    ['a tag in pieces', `ARG T=v1\nFROM a:$T-slim@${DIGEST}\n`],
    ['a digest that is not in the file', 'ARG T=v1\nARG D\nFROM a:$T@$D\n'],
  ])('is refused beside %s', (_, text) => {
    for (const move of [{ arg: 'T' }, { arg: undefined, pointer: '/ARG/T' }] as Partial<PinMove>[]) {
      expect(problemOf(text, { ...move, to })).toMatchObject({ code: expect.stringMatching(/not-literal|several/) });
    }
  });

  it('moves by itself where no digest stands beside it', () => {
    const text = 'ARG T=v1\nFROM a:$T-slim\nFROM b:$T\n';

    expect(moved(text, { arg: 'T', to: { tag: 'v2' } })).toBe(text.replace('v1', 'v2'));
  });
});

describe('the version of a package, with its epoch', () => {
  it('is no image', () => {
    const text = 'ARG GIT_APT_VERSION=1:2.53.0-1ubuntu1\nFROM a:v1\n';

    expect(problemOf(text, { arg: 'GIT_APT_VERSION', to: { tag: 'v2' } }).code).toBe('not-literal');
    expect(findPins(text, { path: 'Dockerfile', all: true })).toMatchObject([{ image: 'a' }]);
  });
});
