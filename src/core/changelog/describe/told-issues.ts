import type { ChangelogIssue, ChangelogPullRequest } from '../changelog-model.ts';

/** What is said in the place of an issue of another repository that is not for every reader: not even where it is. */
export const NOT_FOR_EVERYBODY = 'that not everybody may read';

/** Issues by their name. */
export type NamedIssues = ReadonlyMap<string, ChangelogIssue>;

export const namedIssues = (issues: ChangelogIssue[]): NamedIssues =>
  new Map(issues.map((issue) => [issue.ref, issue]));

/** The issues that a pull request is told with; a bare mention is no reason to look at one. */
export function issuesToTell(
  { issues: refs }: Pick<ChangelogPullRequest, 'issues'>,
  named: NamedIssues,
): { closes: ChangelogIssue[]; see: ChangelogIssue[] } {
  const told = refs.flatMap((ref) => {
    const issue = named.get(ref);
    return issue === undefined || issue.how === 'mentioned' ? [] : [issue];
  });
  return { closes: told.filter(({ closing }) => closing), see: told.filter(({ closing }) => !closing) };
}
