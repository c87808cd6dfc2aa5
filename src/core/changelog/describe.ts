import { list, plural, shortCommit } from '../text/phrases.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import type { Changelog, ChangelogCommit, ChangelogIssue } from './changelog-model.ts';

/** Template model of one component's changelog. Every text is Markdown that is safe to place as it is. */
export interface DescribedChangelog {
  summary: string;
  pullRequests: {
    title: string;
    url: string;
    name: string;
    author: string;
    issues: { url: string; name: string; how: string }[];
  }[];
  directCommits: { short: string; url: string; subject: string }[];
  removed: { short: string; url: string; subject: string }[];
  warning?: string;
}

/** Longest list in a body; the rest is counted and linked, so that a body stays far under GitHub's 65,536 characters. */
const LONGEST_LIST = 50;

/** The changes' own titles, newest first: pull requests, then direct commits. */
export function namesOfChanges(changelog: Changelog): string[] {
  return [...changelog.pullRequests.map((pr) => pr.title), ...changelog.directCommits.map((commit) => commit.subject)];
}

/**
 * Arranges a changelog for a pull request body. `titles: false` leaves out every title and subject, for readers who may not
 * see the component's repository.
 */
export function describeChangelog(changelog: Changelog, how: { web: string; titles: boolean }): DescribedChangelog {
  const issues = new Map(changelog.issues.map((issue) => [issue.ref, issue]));
  const commit = (entry: ChangelogCommit): { short: string; url: string; subject: string } => ({
    short: shortCommit(entry.commit),
    url: `${how.web}/${changelog.repo}/commit/${entry.commit}`,
    subject: how.titles ? neutraliseInline(entry.subject) : '',
  });
  return {
    summary: summary(changelog),
    pullRequests: changelog.pullRequests.slice(0, LONGEST_LIST).map((pr) => ({
      title: how.titles ? neutraliseInline(pr.title) : 'a change in a private repository',
      url: `${quietHost(how.web)}/${changelog.repo}/pull/${pr.number}`,
      name: `${changelog.repo} ${pr.number}`,
      author: neutraliseInline(pr.author),
      issues: pr.issues.flatMap((ref) => issueLink(issues.get(ref), how.web)),
    })),
    directCommits: changelog.directCommits.slice(0, LONGEST_LIST).map(commit),
    removed: changelog.removed.slice(0, LONGEST_LIST).map(commit),
    ...warning(changelog),
  };
}

/** The words before a link are no closing keywords: a server without a redirect host would act on them. */
function issueLink(issue: ChangelogIssue | undefined, web: string): { url: string; name: string; how: string }[] {
  if (issue === undefined || issue.how === 'mentioned') return [];
  const [repo = '', number = ''] = issue.ref.split('#');
  return [
    {
      url: `${quietHost(web)}/${repo}/issues/${number}`,
      name: `${repo} ${number}`,
      how: issue.closing ? 'issue' : 'see',
    },
  ];
}

function summary(changelog: Changelog): string {
  const parts = [
    plural(changelog.pullRequests.length, 'pull request'),
    ...(changelog.directCommits.length > 0 ? [plural(changelog.directCommits.length, 'direct commit')] : []),
  ];
  const over = Math.max(changelog.pullRequests.length, changelog.directCommits.length) - LONGEST_LIST;
  return over > 0 ? `${list(parts)}; the newest ${LONGEST_LIST} of each are listed` : list(parts);
}

function warning(changelog: Changelog): { warning: string } | Record<string, never> {
  if (changelog.classification !== 'diverged') return {};
  return {
    warning: `The two commits have diverged: this move also takes away ${plural(changelog.removed.length, 'commit')}. Sluice does not merge it; a person decides.`,
  };
}

/** Links through the redirect host leave no trace on the timelines of the linked issues; only github.com has one. */
const quietHost = (web: string): string => (web === 'https://github.com' ? 'https://redirect.github.com' : web);
