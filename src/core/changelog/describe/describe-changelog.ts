import { list, plural, shortCommit } from '../../text/phrases.ts';
import { neutraliseInline } from '../../text/neutralise.ts';
import type { Changelog, ChangelogCommit, ChangelogIssue, ChangelogPullRequest } from '../changelog-model.ts';

/** Template model of one component's changelog. Every text is Markdown that is safe to place as it is. */
export interface DescribedChangelog {
  summary: string;
  pullRequests: DescribedPullRequest[];
  directCommits: DescribedCommit[];
  removed: DescribedCommit[];
  warning?: string;
}

interface DescribedPullRequest {
  title: string;
  url: string;
  name: string;
  author: string;
  issues: { url: string; name: string; how: string }[];
}

interface DescribedCommit {
  short: string;
  url: string;
  subject: string;
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

/** Arranges a changelog for a pull request body. `room`: characters that one list may take where others stand beside it. */
export function describeChangelog(
  changelog: Changelog,
  { web, room = LONGEST_TEXT }: { web: string; room?: number },
): DescribedChangelog {
  const pullRequests = newest(changelog.pullRequests, room, (pr) => describePullRequest(pr, changelog, web));
  const directCommits = newest(changelog.directCommits, room, (commit) => describeCommit(commit, changelog, web));
  const areAllListed =
    pullRequests.length === changelog.pullRequests.length && directCommits.length === changelog.directCommits.length;
  return {
    summary: summary(changelog, areAllListed),
    pullRequests,
    directCommits,
    removed: newest(changelog.removed, room, (commit) => describeCommit(commit, changelog, web)),
    ...warning(changelog),
  };
}

/** What may be said of it where people read who may not see the component's repository: how much, and nothing of what. */
export function describeHidden(changelog: Changelog): DescribedChangelog {
  const summarised = `${summary(changelog, true)}. Not everybody who reads here may read ${changelog.repo}, or it has not joined this pipeline, so nothing of them is named`;
  return { summary: summarised, pullRequests: [], directCommits: [], removed: [], ...warning(changelog) };
}

function describeCommit(entry: ChangelogCommit, { repo }: Changelog, web: string): DescribedCommit {
  return {
    short: shortCommit(entry.commit),
    url: `${web}/${repo}/commit/${entry.commit}`,
    subject: neutraliseInline(entry.subject),
  };
}

function describePullRequest(pr: ChangelogPullRequest, { repo, issues }: Changelog, web: string): DescribedPullRequest {
  const link = { url: `${quietHost(web)}/${repo}/pull/${pr.number}`, name: `${repo} ${pr.number}` };
  const named = new Map(issues.map((issue) => [issue.ref, issue]));
  const told = pr.issues.flatMap((ref) => issueLink(named.get(ref), web));
  const more = told.length > MOST_ISSUES ? [{ how: `and ${told.length - MOST_ISSUES} more in`, ...link }] : [];
  return {
    title: neutraliseInline(pr.title),
    ...link,
    author: neutraliseInline(pr.author),
    issues: [...told.slice(0, MOST_ISSUES), ...more],
  };
}

/** As many items of a list as fit; what the template adds to one is shorter than the names of its fields. */
function newest<Item, Described>(items: Item[], room: number, describe: (item: Item) => Described): Described[] {
  const listed: Described[] = [];
  let characters = 0;
  for (const item of items.slice(0, LONGEST_LIST)) {
    const described = describe(item);
    characters += JSON.stringify(described).length;
    if (characters > room) break;
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
  if (changelog.classification === 'identical') return 'The same code, built again';
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
export const quietHost = (web: string): string => (web === 'https://github.com' ? 'https://redirect.github.com' : web);
