import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PinChange } from '../../../../src/core/pins/index.ts';
import { applyChanges } from '../../../../src/core/pins/splice.ts';
import { unifiedDiff } from '../../../../src/core/pins/unified-diff.ts';

/** Replaces the first of each word on the lines given, from 1. */
function replacing(text: string, word: string, to: string, lines: readonly number[]): PinChange[] {
  const starts = text.split('\n').map((_, index, all) => all.slice(0, index).join('\n').length + (index > 0 ? 1 : 0));
  return lines.map((line) => {
    const start = text.indexOf(word, starts[line - 1]);
    return { start, end: start + word.length, line, from: word, to };
  });
}

const lettered = (count: number): string => Array.from({ length: count }, (_, at) => `l${at + 1}: v1\n`).join('');

describe('a unified diff', () => {
  it('shows a change with three lines around it, as diff -u does', () => {
    const text = lettered(9);

    expect(unifiedDiff('a.yaml', text, replacing(text, 'v1', 'v2', [5]))).toMatchInlineSnapshot(`
      "--- a/a.yaml
      +++ b/a.yaml
      @@ -2,7 +2,7 @@
       l2: v1
       l3: v1
       l4: v1
      -l5: v1
      +l5: v2
       l6: v1
       l7: v1
       l8: v1
      "
    `);
  });

  it('is empty where nothing changes', () => {
    expect(unifiedDiff('a.yaml', 'a: v1\n', [])).toBe('');
  });

  it('puts changes into one hunk where their context meets, and into two where it does not', () => {
    const text = lettered(12);
    const hunksOf = (lines: number[]): string[] =>
      unifiedDiff('a', text, replacing(text, 'v1', 'v2', lines)).match(/^@@.*@@$/gm) ?? [];

    expect(hunksOf([1, 8])).toEqual(['@@ -1,11 +1,11 @@']);
    expect(hunksOf([1, 9])).toEqual(['@@ -1,4 +1,4 @@', '@@ -6,7 +6,7 @@']);
    expect(hunksOf([12])).toEqual(['@@ -9,4 +9,4 @@']);
  });

  it('shows as many changes as a file can have', () => {
    const count = 150_000;
    const text = 'a: v1\n'.repeat(count);
    const changes = Array.from({ length: count }, (_, at) => ({
      start: 6 * at + 3,
      end: 6 * at + 5,
      line: at + 1,
    })).map((at) => ({ ...at, from: 'v1', to: 'v2' }));

    expect(unifiedDiff('a.yaml', text, changes)).toBe(
      `--- a/a.yaml\n+++ b/a.yaml\n@@ -1,${count} +1,${count} @@\n${'-a: v1\n'.repeat(count)}${'+a: v2\n'.repeat(count)}`,
    );
  });

  it('shows two changes of one line once, and neighbours together', () => {
    const text = 'a: v1 v1\nb: v1\n';
    const changes = [
      { start: 3, end: 5, line: 1, from: 'v1', to: 'v2' },
      { start: 6, end: 8, line: 1, from: 'v1', to: 'v3' },
      { start: 12, end: 14, line: 2, from: 'v1', to: 'v4' },
    ];

    expect(unifiedDiff('a', text, changes).split('\n').slice(2)).toEqual([
      '@@ -1,2 +1,2 @@',
      '-a: v1 v1',
      '-b: v1',
      '+a: v2 v3',
      '+b: v4',
      '',
    ]);
  });

  it('keeps Windows line ends, and says where a final newline is missing', () => {
    const text = 'a: v1\r\nb: v1';

    expect(unifiedDiff('a', text, replacing(text, 'v1', 'v2', [2]))).toBe(
      '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n a: v1\r\n-b: v1\n\\ No newline at end of file\n+b: v2\n\\ No newline at end of file\n',
    );
    expect(unifiedDiff('a', text, replacing(text, 'v1', 'v2', [1]))).toBe(
      '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-a: v1\r\n+a: v2\r\n b: v1\n\\ No newline at end of file\n',
    );
  });

  it('counts a file of one line as diff does', () => {
    expect(unifiedDiff('a', 'v1\n', replacing('v1\n', 'v1', 'v2', [1]))).toContain('\n@@ -1 +1 @@\n');
  });
});

const hasGit = spawnSync('git', ['--version']).status === 0;

(hasGit ? describe : describe.skip)('git apply', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'unified-diff-'));
    execFileSync('git', ['init', '--quiet', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const applied = (path: string, text: string, diff: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diff });
    return readFileSync(file, 'utf8');
  };

  it.each(['a.yaml', 'apps/my app/values.yaml', 'a"b.yaml', 'é/ü.yaml', 'back\\slash', 'a\tb', ' a', 'x '])(
    'finds the file %j',
    (path) => {
      const text = lettered(4);

      expect(applied(path, text, unifiedDiff(path, text, replacing(text, 'v1', 'v2', [2])))).toBe(
        text.replace('l2: v1', 'l2: v2'),
      );
    },
  );

  it('turns any text into the new one', () => {
    const line = fc.tuple(fc.constantFrom('', 'a: v1', '- b', '+c', '\\ d', '@@', 'é🙂', '\t'), fc.boolean());
    const texts = fc.record({
      lines: fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { minLength: 1, maxLength: 30 }),
      isEnded: fc.boolean(),
      head: fc.constantFrom('', '\uFEFF'),
    });
    fc.assert(
      fc.property(texts, ({ lines, isEnded, head }) => {
        const changes: PinChange[] = [];
        let text = head;
        for (const [index, [[words, isChanged], end]] of lines.entries()) {
          text += words;
          if (isChanged) {
            changes.push({ start: text.length, end: text.length + 2, line: index + 1, from: 'v1', to: `v2${index}` });
            text += 'v1';
          }
          text += index < lines.length - 1 || isEnded ? end : '';
        }
        fc.pre(changes.length > 0);

        expect(applied('any.txt', text, unifiedDiff('any.txt', text, changes))).toBe(applyChanges(text, changes));
      }),
      { numRuns: 60 },
    );
  });
});
