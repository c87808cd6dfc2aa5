import type { ChangelogIssue } from './changelog-model.ts';
import type { IssueReference } from './references/issue-references.ts';

const STRENGTH: Record<ChangelogIssue['how'], number> = { mentioned: 0, told: 1, closing: 2 };

/** The name of one thread, `owner/repo#n`, however its repository's letters are written. */
export const threadKey = ({ repo, number }: { repo: string; number: number }): string =>
  `${repo}#${number}`.toLowerCase();

/** Each thread once, by its strongest mention, ordered by name: no order of a text or an API shows through. */
export function strongest(references: readonly IssueReference[]): IssueReference[] {
  const found = new Map<string, IssueReference>();
  for (const reference of references) {
    const present = found.get(threadKey(reference));
    if (!present || STRENGTH[reference.how] > STRENGTH[present.how]) found.set(threadKey(reference), reference);
    else if (reference.repo < present.repo) found.set(threadKey(reference), { ...present, repo: reference.repo });
  }
  return [...found.values()].sort((a, b) => compare(a.repo.toLowerCase(), b.repo.toLowerCase()) || a.number - b.number);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
