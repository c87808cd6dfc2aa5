import { list, plural, shortCommit } from '../text/phrases.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import type { Changelog, ChangelogCommit, ChangelogIssue, ChangelogPullRequest } from './changelog-model.ts';

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

/** Longest list in a body; the rest is counted and linked. */
const LONGEST_LIST = 50;

/** Characters of one list. A body has three and at most 65,536 characters (422, "Body is too long"); a hostile title has 2,400. */
const LONGEST_TEXT = 18_000;

/** Issues told of one pull request. */
const MOST_ISSUES = 20;

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
  const pullRequest = (pr: ChangelogPullRequest): DescribedChangelog['pullRequests'][number] => {
    const link = {
      url: `${quietHost(how.web)}/${changelog.repo}/pull/${pr.number}`,
      name: `${changelog.repo} ${pr.number}`,
    };
    const told = pr.issues.flatMap((ref) => issueLink(issues.get(ref), how.web));
    const more = told.length > MOST_ISSUES ? [{ how: `and ${told.length - MOST_ISSUES} more in`, ...link }] : [];
    return {
      title: how.titles ? neutraliseInline(pr.title) : 'a change in a private repository',
      ...link,
      author: neutraliseInline(pr.author),
      issues: [...told.slice(0, MOST_ISSUES), ...more],
    };
  };
  const pullRequests = newest(changelog.pullRequests, pullRequest);
  const directCommits = newest(changelog.directCommits, commit);
  const areAllListed =
    pullRequests.length === changelog.pullRequests.length && directCommits.length === changelog.directCommits.length;
  return {
    summary: summary(changelog, areAllListed),
    pullRequests,
    directCommits,
    removed: newest(changelog.removed, commit),
    ...warning(changelog),
  };
}

/** As many items of a list as fit; what the template adds to one is shorter than the names of its fields. */
function newest<Item, Described>(items: Item[], describe: (item: Item) => Described): Described[] {
  const listed: Described[] = [];
  let characters = 0;
  for (const item of items.slice(0, LONGEST_LIST)) {
    const described = describe(item);
    characters += JSON.stringify(described).length;
    if (characters > LONGEST_TEXT) break;
    listed.push(described);
  }
  return listed;
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

function summary(changelog: Changelog, areAllListed: boolean): string {
  const parts = [
    plural(changelog.pullRequests.length, 'pull request'),
    ...(changelog.directCommits.length > 0 ? [plural(changelog.directCommits.length, 'direct commit')] : []),
  ];
  return areAllListed ? list(parts) : `${list(parts)}, of which the newest are listed`;
}

function warning(changelog: Changelog): { warning: string } | Record<string, never> {
  if (changelog.classification !== 'diverged') return {};
  return {
    warning: `The two commits have diverged: this move also takes away ${plural(changelog.removed.length, 'commit')}. Sluice does not merge it; a person decides.`,
  };
}

/** Links through the redirect host leave no trace on the timelines of the linked issues; only github.com has one. */
const quietHost = (web: string): string => (web === 'https://github.com' ? 'https://redirect.github.com' : web);
