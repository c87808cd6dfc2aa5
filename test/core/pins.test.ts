import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findPins, locatePin, rewritePins } from '../../src/core/pins/index.ts';
import type { PinMove, PinProblem } from '../../src/core/pins/index.ts';

const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);
const DIGEST = `sha256:${'c'.repeat(64)}`;
const rule = { path: 'Dockerfile', arg: 'APP_COMMIT' };

const moved = (text: string, move: Partial<PinMove> = {}): string => {
  const result = rewritePins(text, { ...rule, to: { commit: NEW }, ...move });
  if ('problem' in result) throw new Error(result.problem.message);
  return result.text;
};

const problemOf = (text: string, move: Partial<PinMove> = {}): PinProblem => {
  const result = rewritePins(text, { ...rule, to: { commit: NEW }, ...move });
  if (!('problem' in result)) throw new Error(`moved: ${result.text}`);
  return result.problem;
};

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

    const result = rewritePins(text, { ...rule, to: { commit: NEW } });

    const start = text.indexOf(OLD);
    expect(result).toMatchObject({ changes: [{ start, end: start + 40, line: 3, from: OLD, to: NEW }] });
    const at = { line: 3, start, end: start + 40 };
    const parts = [{ holds: 'any', text: OLD, ...at }];
    expect(locatePin(text, rule)).toEqual({ value: OLD, reference: { commit: OLD }, ...at, parts });
  });

  it('fills an empty value', () => {
    expect(moved('ARG APP_COMMIT=""\nARG B=1\n')).toBe(`ARG APP_COMMIT="${NEW}"\nARG B=1\n`);
    expect(moved('ARG APP_COMMIT= B=1\n')).toBe(`ARG APP_COMMIT=${NEW} B=1\n`);
  });

  it('is left alone where it holds the new value already', () => {
    const text = `ARG APP_COMMIT=${NEW}\n`;

    expect(rewritePins(text, { ...rule, to: { commit: NEW }, from: { commit: OLD } })).toEqual({ text, changes: [] });
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
        { line: 1, text: 'ARG BASE=alpine' },
        { line: 3, text: `ARG OTHER=1 AP_COMMIT=${OLD}` },
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
  ] satisfies [PinProblem['code'], string, Partial<PinMove>][])('is %s: %j %j', (code, text, move) => {
    expect(problemOf(text, move).code).toBe(code);
  });

  it('names the ways that this release does not carry', () => {
    const problem = locatePin('FROM acme/x\n', { path: 'Dockerfile', image: 'acme/x' });

    expect(problem).toEqual({
      problem: {
        code: 'not-carried',
        message:
          'The pin in Dockerfile is named by image "acme/x"; this release finds a pin by `arg` alone in a Dockerfile, and by one of `image`, `pointer` and `marker` in a YAML file. Name it one of these ways.',
        candidates: [],
      },
    });
    expect(locatePin('', { ...rule, marker: 'x' })).toMatchObject({ problem: { code: 'not-carried' } });
    expect(locatePin('', { path: 'x' })).toMatchObject({ problem: { code: 'not-carried' } });
  });
});

describe('other references in an ARG', () => {
  it('moves a tag and its digest together', () => {
    const text = `ARG TAG=1.2@${DIGEST}\n`;
    const digest = DIGEST.replaceAll('c', 'd');

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
      { arg: 'GO', version: '1.22.4', line: 2, pointer: 'arg:GO', kind: 'dockerfile' },
      { arg: 'APP_COMMIT', commit: OLD, line: 2, pointer: 'arg:APP_COMMIT', kind: 'dockerfile' },
      { arg: 'D', digest: DIGEST, line: 4, pointer: 'arg:D', kind: 'dockerfile' },
      { arg: 'T', tag: '1.0', digest: DIGEST, line: 5, pointer: 'arg:T', kind: 'dockerfile' },
    ]);
  });

  it('are none in files of other formats, and in files that cannot be read', () => {
    expect(findPins(`ARG A=${OLD}`, { path: 'notes.md' })).toEqual([]);
    expect(findPins(`RUN <<E\nARG A=${OLD}`, { path: 'Dockerfile.dev' })).toEqual([]);
  });
});
