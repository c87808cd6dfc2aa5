import type {
  Changelog,
  ChangelogCommit,
  ChangelogIssue,
  ChangeReferences,
  DirectCommit,
} from '../../changelog/changelog-model.ts';
import type { ChangelogStyle } from '../../changelog/changelog-style.ts';
import { HEADING } from '../../changelog/describe/headings.ts';
import { keyAddress } from '../../changelog/describe/links.ts';
import {
  byKind,
  listedOnce,
  nameBeside,
  type ListedPullRequest,
  type ListedRevert,
} from '../../changelog/describe/listed-once.ts';
import {
  issuesToTell,
  namedIssues,
  NOT_FOR_EVERYBODY,
  type NamedIssues,
} from '../../changelog/describe/told-issues.ts';
import type { RepoName } from '../../names.ts';
import { list, plural, shortCommit } from '../../text/phrases.ts';
import { printable } from '../../text/printable.ts';
import { commitUrl, type Link } from '../words/link.ts';

/** Changes under one heading, newest first. */
export interface ChangeGroup {
  title: string;
  changes: ChangeLine[];
}

/** A pull request, or a commit that none brought. */
export interface ChangeLine {
  title: string;
  change: Link;
  /** The author, and who is named beside. */
  by: string;
  /** What else is to be known of it: `re-applied`, `came and was taken back again`. */
  says?: string;
  /** The pull request of the range that took it back again. */
  takenBackBy?: Link;
  /** Pull requests that it was picked from. */
  origins: Link[];
  /** Pull requests whose change it takes back. */
  reverts: Link[];
  issues: IssueLink[];
  /** How many more issues there are, of which nothing else is for every reader. */
  unnamed?: string;
  /** Keys of other trackers; those that lead nowhere are not linked. */
  keys: { name: string; url?: string }[];
}

/** An issue that a change is for; `closing`: the issue is done with this change. */
export interface IssueLink extends Link {
  closing: boolean;
  title?: string;
}

interface Setting {
  repo: RepoName;
  issues: NamedIssues;
  web: string;
  style: ChangelogStyle;
}

/** The kinds of the pipeline first, in its order; then what no pull request brought, what is gone, and what machines did. */
export function changeGroups(changelog: Changelog, how: Pick<Setting, 'web' | 'style'>): ChangeGroup[] {
  const setting: Setting = { ...how, repo: changelog.repo, issues: namedIssues(changelog.issues) };
  const { pullRequests, directCommits, reverted, removed } = listedOnce(changelog);
  const { own, dependencies, sync } = byKind(pullRequests, setting.style);
  const lines = (prs: ListedPullRequest[]): ChangeLine[] => prs.map((pr) => pullRequestLine(pr, setting));
  return [
    ...own.map(([title, prs]) => ({ title: printable(title), changes: lines(prs) })),
    { title: HEADING.direct, changes: directCommits.map((entry) => directLine(entry, setting)) },
    { title: HEADING.reverted, changes: reverted.map((entry) => revertedLine(entry, setting)) },
    { title: HEADING.removed, changes: removed.map((entry) => commitLine(entry, setting)) },
    { title: HEADING.dependencies, changes: lines(dependencies) },
    { title: HEADING.sync, changes: lines(sync) },
  ].filter(({ changes }) => changes.length > 0);
}

function pullRequestLine(pr: ListedPullRequest, setting: Setting): ChangeLine {
  const says = [
    ...(pr.kind === 're-applied' ? ['re-applied'] : []),
    ...(pr.takesBack?.length === 0 ? [TAKES_BACK] : []),
  ];
  return {
    title: printable(nameBeside(pr.title, pr.number)),
    change: pullLink(setting, pr.number),
    by: printable(list([pr.author, ...pr.coAuthors])),
    ...(says.length === 0 ? {} : { says: says.join(', ') }),
    origins: pr.origins.map((number) => pullLink(setting, number)),
    reverts: (pr.takesBack ?? []).map((number) => pullLink(setting, number)),
    ...referencesOf(pr, setting),
  };
}

const TAKES_BACK = 'takes back what was there before';

function commitLine(entry: ChangelogCommit, setting: Setting): ChangeLine {
  const { commit, number } = entry;
  const own = { name: shortCommit(commit), url: commitUrl(setting.web, setting.repo, commit) };
  return {
    title: printable(nameBeside(entry.subject, number)),
    change: number === undefined ? own : pullLink(setting, number),
    by: printable(entry.author),
    origins: [],
    reverts: [],
    issues: [],
    keys: [],
  };
}

const directLine = (entry: DirectCommit, setting: Setting): ChangeLine => ({
  ...commitLine(entry, setting),
  ...referencesOf(entry, setting),
});

function revertedLine(entry: ListedRevert, setting: Setting): ChangeLine {
  if (entry.pullRequest !== undefined) return pullRequestLine(entry.pullRequest, setting);
  if (entry.what === 'undone') return undoneLine(entry, setting);
  const line = { ...commitLine(entry, setting), ...(entry.direct && referencesOf(entry.direct, setting)) };
  if (entry.reverts.length === 0) return { ...line, says: TAKES_BACK };
  return { ...line, reverts: entry.reverts.map((number) => pullLink(setting, number)) };
}

const undoneLine = (entry: ListedRevert, setting: Setting): ChangeLine => ({
  ...commitLine(entry, setting),
  says: 'came and was taken back again',
  ...(entry.by === undefined ? {} : { takenBackBy: pullLink(setting, entry.by) }),
});

/** Of an issue that not everybody may read nothing is said but that there is one. */
function referencesOf(
  change: ChangeReferences,
  { issues, web, style }: Setting,
): Pick<ChangeLine, 'issues' | 'unnamed' | 'keys'> {
  const { closes, see } = issuesToTell(change, issues);
  const isShown = (issue: ChangelogIssue): boolean => issue.private !== true;
  const withheld = [...closes, ...see].filter((issue) => !isShown(issue)).length;
  return {
    issues: [
      ...closes.filter(isShown).map((issue) => issueLink(issue, { web, closing: true })),
      ...see.filter(isShown).map((issue) => issueLink(issue, { web, closing: false })),
    ],
    ...(withheld === 0 ? {} : { unnamed: `${plural(withheld, 'issue')} ${NOT_FOR_EVERYBODY}` }),
    keys: change.trackerKeys.map((key) => keyOf(key, style)),
  };
}

const issueLink = (
  { ref, title }: ChangelogIssue,
  { web, closing }: Pick<Setting, 'web'> & Pick<IssueLink, 'closing'>,
): IssueLink => ({
  name: ref,
  url: `${web}/${ref.replace('#', '/issues/')}`,
  closing,
  ...(title === undefined ? {} : { title: printable(title) }),
});

function keyOf(key: string, { trackers }: ChangelogStyle): { name: string; url?: string } {
  const url = keyAddress(key, trackers);
  return { name: printable(key), ...(url === undefined ? {} : { url }) };
}

const pullLink = ({ repo, web }: Setting, number: number): Link => ({
  name: `#${number}`,
  url: `${web}/${repo}/pull/${number}`,
});
