/** Whether a path is one of those that globs speak of; a glob with `!` before it takes out what the others take in. */
export function isAmong(globs: readonly string[], path: string): boolean {
  const matches = (glob: string): boolean => expressionOf(glob).test(path);
  const excluded = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const included = globs.filter((glob) => !glob.startsWith('!'));
  return (included.length === 0 || included.some(matches)) && !excluded.some(matches);
}

/** The characters of a glob that mean something, longest first: `**` stands for folders, `*` and `?` stay within one. */
const TOKENS = /\*\*\/|\*\*|\*|\?|\{[^{}]*\}|\[[^\]/]+\]|[^*?{[]+|./g;

function expressionOf(glob: string): RegExp {
  const plain = glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
  const source = [...plain.matchAll(TOKENS)].map(([token]) => sourceOf(token)).join('');
  // A folder's name alone means what lies in it.
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}

function sourceOf(token: string): string {
  if (token === '**/') return '(?:.*/)?';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (/^\{.*\}$/s.test(token)) return `(?:${token.slice(1, -1).split(',').map(sourceOfGlob).join('|')})`;
  if (/^\[.+\]$/s.test(token)) return `[${token.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
  return literal(token);
}

const sourceOfGlob = (glob: string): string => [...glob.matchAll(TOKENS)].map(([token]) => sourceOf(token)).join('');

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
