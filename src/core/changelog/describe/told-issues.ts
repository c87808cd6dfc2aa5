import type { ChangelogIssue, ChangeReferences } from '../changelog-model.ts';

/** What is said in the place of an issue of another repository that is not for every reader: not even where it is. */
export const NOT_FOR_EVERYBODY = 'that not everybody may read';

/** Issues by their name. */
export type NamedIssues = ReadonlyMap<string, ChangelogIssue>;

export const namedIssues = (issues: ChangelogIssue[]): NamedIssues =>
  new Map(issues.map((issue) => [issue.ref, issue]));

/** The issues that a change is told with, by its own word for each; a bare mention is no reason to look at one. */
export function issuesToTell(
  { closes, tells }: Pick<ChangeReferences, 'closes' | 'tells'>,
  named: NamedIssues,
): { closes: ChangelogIssue[]; see: ChangelogIssue[] } {
  const found = (refs: string[]): ChangelogIssue[] => refs.flatMap((ref) => named.get(ref) ?? []);
  return { closes: found(closes), see: found(tells) };
}
