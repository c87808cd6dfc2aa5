/** One line of Markdown for each change, safe to place as it is. */
import type { Changelog, ChangelogCommit, ChangelogIssue, ChangeReferences, DirectCommit } from '../changelog-model.ts';
import type { ChangelogStyle } from '../changelog-style.ts';
import { list, plural, shortCommit } from '../../text/phrases.ts';
import { neutraliseInline } from '../../text/neutralise.ts';
import { keyLink, threadLink } from './links.ts';
import { listedOnce, nameBeside, type ListedOnce, type ListedPullRequest, type ListedRevert } from './listed-once.ts';
import type { Voice } from './range-words.ts';
import { issuesToTell, namedIssues, NOT_FOR_EVERYBODY, type NamedIssues } from './told-issues.ts';

/** `full` has authors, origins, issues and keys; `titles` only what the change is called and where it is. */
export type Detail = 'full' | 'titles';

/** What the lines of one changelog have in common. */
export interface Setting extends Told {
  changelog: Changelog;
  listed: ListedOnce;
  issues: NamedIssues;
}

interface Told {
  /** Where people read GitHub. */
  web: string;
  style: ChangelogStyle;
  /** Of a move, where it is not said. */
  voice?: Voice;
}

export const settingOf = (changelog: Changelog, told: Told): Setting => ({
  ...told,
  changelog,
  listed: listedOnce(changelog),
  issues: namedIssues(changelog.issues),
});

/** Issues, keys, origins or co-authors told of one change. */
const MOST_TOLD = 20;

/** The line of a pull request, whose title stays as it is. */
export function pullRequestLine(pr: ListedPullRequest, setting: Setting, detail: Detail): string {
  const name = `- ${neutraliseInline(nameBeside(pr.title, pr.number))} (${pullLink(pr.number, setting)})`;
  const does = [
    ...(pr.kind === 're-applied' ? ['re-applied'] : []),
    ...(pr.takesBack === undefined ? [] : [takesBack(pr.takesBack, setting)]),
  ];
  if (detail === 'titles') return [name, ...does].join(', ');
  const own = [`${name} by ${credit(pr)}`, ...does].join(', ');
  return [own, ...from(pr.origins, setting), ...references(pr, setting)].join(' · ');
}

/** The line of a commit that no pull request brought. */
export const directLine = (entry: DirectCommit, setting: Setting, detail: Detail): string =>
  [commitLine(entry, setting, detail), ...(detail === 'titles' ? [] : references(entry, setting))].join(' · ');

/** The line of a commit: with its pull request where that is known. */
export function commitLine(entry: ChangelogCommit, setting: Setting, detail: Detail): string {
  const name = `- ${neutraliseInline(nameBeside(entry.subject, entry.number))} (${whereIs(entry, setting)})`;
  return detail === 'titles' ? name : `${name} by ${neutraliseInline(entry.author)}`;
}

/** The line of what was taken back, or takes something back, with what it takes back. */
export function revertedLine(entry: ListedRevert, setting: Setting, detail: Detail): string {
  if (entry.pullRequest !== undefined) return pullRequestLine(entry.pullRequest, setting, detail);
  const line = commitLine(entry, setting, detail);
  if (entry.what === 'older') {
    const told = entry.direct === undefined || detail === 'titles' ? [] : references(entry.direct, setting);
    return [`${line}, ${takesBack(entry.reverts, setting)}`, ...told].join(' · ');
  }
  const by = entry.by === undefined ? '' : ` by ${pullLink(entry.by, setting)}`;
  return `${line}, came and was taken back again${by}`;
}

function takesBack(numbers: number[], setting: Setting): string {
  if (numbers.length === 0) return 'takes back what was there before';
  return `takes back ${list(few(numbers.map((number) => pullLink(number, setting))))}`;
}

/** A login is shown without an at sign, so that nobody is notified. */
function credit({ author, coAuthors }: ListedPullRequest): string {
  const others = coAuthors.slice(0, MOST_TOLD).map((name) => neutraliseInline(name));
  return others.length === 0 ? neutraliseInline(author) : `${neutraliseInline(author)} with ${list(others)}`;
}

const from = (origins: number[], setting: Setting): string[] =>
  origins.length === 0 ? [] : [`picked from ${list(few(origins.map((number) => pullLink(number, setting))))}`];

/** The words before a link are no closing keywords: a server without a redirect host would act on them. */
function references(change: ChangeReferences, setting: Setting): string[] {
  const { closes, see } = issuesToTell(change, setting.issues);
  return [
    ...issueWords(closes.length === 1 ? 'issue' : 'issues', closes, setting),
    ...issueWords('see', see, setting),
    ...few(change.trackerKeys.map((key) => keyLink(key, setting.style.trackers))),
  ];
}

/** Of an issue that not everybody may read nothing is said but that there is one. */
function issueWords(word: string, told: ChangelogIssue[], { changelog, web }: Setting): string[] {
  if (told.length === 0) return [];
  const links = told.flatMap((one) =>
    one.private === true ? [] : [issueLink(one.ref, { home: changelog.repo, web })],
  );
  const withheld = told.length - links.length;
  if (links.length === 0) return [`${plural(withheld, 'issue')} ${NOT_FOR_EVERYBODY}`];
  return [`${word} ${list([...few(links), ...(withheld === 0 ? [] : [`${withheld} ${NOT_FOR_EVERYBODY}`])])}`];
}

function issueLink(ref: string, where: { home: string; web: string }): string {
  const at = ref.lastIndexOf('#');
  return threadLink({ repo: ref.slice(0, at), number: Number(ref.slice(at + 1)), of: 'issues' }, where);
}

const pullLink = (number: number, { changelog: { repo }, web }: Setting): string =>
  threadLink({ repo, number, of: 'pull' }, { home: repo, web });

const whereIs = ({ commit, number }: ChangelogCommit, setting: Setting): string =>
  number === undefined
    ? `[\`${shortCommit(commit)}\`](${setting.web}/${setting.changelog.repo}/commit/${commit})`
    : pullLink(number, setting);

/** Not more than people read; the rest is counted. */
const few = (items: string[]): string[] =>
  items.length <= MOST_TOLD ? items : [...items.slice(0, MOST_TOLD), plural(items.length - MOST_TOLD, 'other')];
