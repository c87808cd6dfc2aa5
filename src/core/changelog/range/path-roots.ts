/**
 * The folders and files that globs speak of, as far as they are spelt out: `web/**` is below `web`. GitHub and git follow
 * paths, not globs. Undefined: the whole repository, since a glob says nothing before its first wild card.
 */
export function rootsOf(globs: string[] | undefined): string[] | undefined {
  const roots = (globs ?? []).filter((glob) => !glob.startsWith('!')).map(rootOf);
  return roots.length === 0 || roots.includes('') ? undefined : [...new Set(roots)];
}

function rootOf(glob: string): string {
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.');
  const wild = parts.findIndex((part) => /[*?[{(]/.test(part));
  return parts.slice(0, wild < 0 ? undefined : wild).join('/');
}
