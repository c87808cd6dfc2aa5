/** A key of attention is `<kind>:<what>`; what belongs to somebody begins with `owner/`. */

/** The kind of work, or the whole key where it has none. */
export const kindOf = (key: string): string => key.split(':', 1)[0] ?? key;

/** What the work is about: the key without its kind. */
export const subjectOf = (key: string): string => key.slice(kindOf(key).length + 1);

/** The lower-case owner whose budget the work is done with; empty for what belongs to the App itself. */
export const accountOf = (key: string): string => accountOfRepo(subjectOf(key));

/** The same of a repository, or of a place in one. */
export function accountOfRepo(repo: string): string {
  const [owner, rest] = repo.split('/', 2);
  return rest === undefined || owner === undefined ? '' : owner.toLowerCase();
}
