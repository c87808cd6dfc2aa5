import { describe, expect, it } from '@jest/globals';
import { sourcesBelow } from './sources/project-files.ts';
import { lineAt, readSource } from './sources/source-text.ts';

/** What would make an answer of the pure rooms depend on the machine, the moment or chance. */
const IMPURE: readonly (readonly [RegExp, string])[] = [
  [
    /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(]))|(?<!new\s+)\bDate\s*\(|\bTemporal\s*\.\s*Now\b/g,
    'reads the clock',
  ],
  [/\bperformance\b/g, 'reads the clock'],
  [/\bMath\s*\.\s*random\b|(?<!\.)\bcrypto\b/g, 'draws chance'],
  [/(?<!\.)\bprocess\b(?!\s*[:?])/g, 'touches the process'],
  [/(?<!\.)\bfetch\s*\(|\b(?:XMLHttpRequest|WebSocket)\b/g, 'touches the network'],
  [/\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/g, 'waits'],
  [/\bconsole\s*\./g, 'prints'],
  [/\bglobalThis\b|\bimport\s*\.\s*meta\b|(?<!\.)\brequire\s*\(/g, 'reaches around the imports'],
  [
    /\.\s*toLocale(?:Lower|Upper|Date|Time)?(?:Case|String)?\s*\(|\.\s*localeCompare\s*\(/g,
    "follows the machine's language",
  ],
];

/** Every impure place in a source, as `path:line touches …`. */
function impurities(path: string, text: string): string[] {
  const { code } = readSource(text);
  return IMPURE.flatMap(([pattern, what]) =>
    [...code.matchAll(pattern)].map(({ index, 0: found }) => `${path}:${lineAt(code, index)} ${what}: ${found.trim()}`),
  );
}

describe('the pure rooms', () => {
  it.each(['src/core', 'src/webhooks', 'src/ports'])('%s depends on nothing but its input', (room) => {
    const found = [...sourcesBelow(room)].flatMap(([path, text]) => impurities(path, text));

    expect(found).toEqual([]);
  });

  it.each([
    ['const at = Date.now();', 'reads the clock'],
    ['const at = new Date();', 'reads the clock'],
    ['const at = new Date;', 'reads the clock'],
    ['const at = Date();', 'reads the clock'],
    ['const at = performance.now();', 'reads the clock'],
    ['const id = Math.random();', 'draws chance'],
    ['const id = crypto.randomUUID();', 'draws chance'],
    ['const debug = process.env.DEBUG;', 'touches the process'],
    ['const { env } = process;', 'touches the process'],
    ['await fetch(url);', 'touches the network'],
    ['setTimeout(again, 10);', 'waits'],
    ["console.log('x');", 'prints'],
    ['const text = `${Date.now()}`;', 'reads the clock'],
    ['names.sort((a, b) => a.localeCompare(b));', "follows the machine's language"],
    ['count.toLocaleString();', "follows the machine's language"],
    ['globalThis.fetch', 'reaches around'],
  ])('would not let %s in', (text, what) => {
    expect(impurities('src/core/a.ts', text)).toEqual(expect.arrayContaining([expect.stringContaining(what)]));
  });

  it.each([
    'const day = new Date(now).toISOString();',
    'const day = new Date(\n  now,\n);',
    'function at(value: Date): Date {}',
    '// Date.now() is not read here',
    "const text = 'console.log(process.env)';",
    'interface Step { process?: string; process: string }',
    'delivery.process();',
    'const { fetch } = ports; ports.fetch(url);',
  ])('let %s in', (text) => {
    expect(impurities('src/core/a.ts', text)).toEqual([]);
  });
});
