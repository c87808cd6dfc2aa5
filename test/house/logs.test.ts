import { describe, expect, it } from '@jest/globals';
import { sourcesBelow } from './sources/project-files.ts';
import { lineAt, readSource } from './sources/source-text.ts';

const CALL = /\b(?:log|logger)\s*\.\s*(?:trace|debug|info|warn|error|fatal)\s*\(/g;

/** Every log call whose message varies or is missing: `log.info(fields, 'static message')` or `log.info('static message')`. */
function varyingMessages(path: string, text: string): string[] {
  const { code } = readSource(text);
  return [...code.matchAll(CALL)].flatMap(({ index, 0: call }) => {
    const [first = '', second] = argumentsAt(code, index + call.length);
    const message = isText(first) ? first : second;
    if (message && /^(['"])[^'"`]*\1$/.test(message)) return [];
    return [`${path}:${lineAt(code, index)} logs a message that is not one fixed text`];
  });
}

/** The arguments of a call, from just behind its opening parenthesis; literals are blank already. */
function argumentsAt(code: string, start: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < code.length; at++) {
    const char = code.charAt(at);
    if (depth === 0 && (char === ',' || char === ')')) {
      found.push(code.slice(from, at).trim());
      from = at + 1;
    }
    if (depth === 0 && char === ')') break;
    if ('([{'.includes(char)) depth += 1;
    if (')]}'.includes(char)) depth -= 1;
  }
  return found.filter((argument) => argument !== '');
}

const isText = (argument: string): boolean => /^['"`]/.test(argument);

describe('log messages', () => {
  it('are fixed texts with the facts beside them', () => {
    const found = [...sourcesBelow('src')].flatMap(([path, text]) => varyingMessages(path, text));

    expect(found).toEqual([]);
  });

  it.each([
    'log.info(`merged ${number}`);',
    "log.warn({ number }, 'merged ' + number);",
    'this.log.error({ err }, `failed: ${err.message}`);',
    'ports.log.error(error);',
    'log.info({ fields: [1, 2] }, message);',
    "log.debug({ a }, isOpen ? 'open' : 'closed');",
  ])('may not be made like %s', (text) => {
    expect(varyingMessages('src/a.ts', text)).toEqual([expect.stringContaining('src/a.ts:1')]);
  });

  it.each([
    "log.info('listening');",
    "log.info({ host, port }, 'listening');",
    "log.error({ err: wrap(error, `at ${path}`) },\n  'pull request not opened',\n);",
    'catalog.info(`anything`);',
  ])('may be made like %s', (text) => {
    expect(varyingMessages('src/a.ts', text)).toEqual([]);
  });
});
