import { posix } from 'node:path';
import { lineAt, readSource } from './source-text.ts';

/** One import as a file writes it. */
export interface Import {
  /** The importing file, from the project's root, with `/`. */
  from: string;
  line: number;
  /** A file of the project (from its root), a package's name, or `node:` and a name. */
  target: string;
  kind: 'file' | 'package' | 'node';
  /** `static` runs at load, `dynamic` on demand, `type` leaves nothing behind. */
  when: 'static' | 'dynamic' | 'type';
}

const STATEMENT = /\b(import|export)\b(\s+type\b(?!\s+from\b))?(?:[^'"`;()=]*?\bfrom)?\s*(['"])([^'"\n]+)\3/g;
const ON_DEMAND = /\bimport\s*\(\s*(?:(['"`])([^'"`\n]+)\1|([^'"`\s][^\n]*))/g;

/** Every import of a file; an import whose target is computed has the target `computed`. */
export function importsOf(file: string, text: string): Import[] {
  const { withoutComments, code } = readSource(text);
  const found: Import[] = [];
  for (const match of withoutComments.matchAll(STATEMENT)) {
    if (!isCode(code, match.index)) continue;
    const when = isTypeOnly(match) ? 'type' : 'static';
    found.push({ from: file, line: lineAt(text, match.index), when, ...targetOf(file, match[4] ?? '') });
  }
  for (const match of withoutComments.matchAll(ON_DEMAND)) {
    if (!isCode(code, match.index)) continue;
    // In a type position (`import('x').Y`) nothing is loaded, but a search cannot tell, so it counts as on demand.
    const target = targetOf(file, match[2] ?? 'computed');
    found.push({ from: file, line: lineAt(text, match.index), when: 'dynamic', ...target });
  }
  return found;
}

const isCode = (code: string, at: number): boolean => /\w/.test(code.charAt(at)) && !/[.\w$]/.test(code.charAt(at - 1));

/** `import type …`, or braces in which every name is a type. */
function isTypeOnly(match: RegExpMatchArray): boolean {
  if (match[2]) return true;
  const names = /^\w+\s*\{([^}]*)\}/.exec(match[0])?.[1];
  return names !== undefined && names.split(',').every((name) => name.trim() === '' || /^\s*type\s/.test(name));
}

function targetOf(file: string, specifier: string): Pick<Import, 'target' | 'kind'> {
  if (specifier.startsWith('.')) return { target: posix.join(posix.dirname(file), specifier), kind: 'file' };
  if (specifier.startsWith('node:')) return { target: specifier, kind: 'node' };
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1);
  return { target: name.join('/'), kind: 'package' };
}
