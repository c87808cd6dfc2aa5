/**
 * The folders and files that globs speak of, as far as they are spelt out: `web/**` is below `web`. GitHub and git follow
 * paths, not globs. Undefined: the whole repository, since a glob says nothing before its first wild card.
 */
export function rootsOf(globs: string[] | undefined): string[] | undefined {
  const roots = (globs ?? []).filter((glob) => !glob.startsWith('!')).map(rootOf);
  return roots.length === 0 || roots.includes('') ? undefined : [...new Set(roots)];
}

/** Why a path takes nothing of a repository in, to follow a "which"; undefined where it may. */
export function pathProblem(path: string): string | undefined {
  if (path.trim() === '') return 'names nothing';
  if (path.startsWith('!')) return 'would leave something out, and paths only take in';
  if (path.startsWith('/')) return "begins with a slash, and paths count from the repository's root";
  if (path.split('/').includes('..')) return 'leads out of the repository';
  return undefined;
}

function rootOf(glob: string): string {
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.');
  const wild = parts.findIndex((part) => /[*?[{(]/.test(part));
  return parts.slice(0, wild < 0 ? undefined : wild).join('/');
}
