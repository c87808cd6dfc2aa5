import { plural } from '../../text/phrases.ts';
import { neutraliseInline } from '../../text/neutralise.ts';
import { commitLine, directLine, pullRequestLine, revertedLine, type Detail, type Setting } from './entry-lines.ts';
import { HEADING } from './headings.ts';
import { byKind, type ByKind, type ListedOnce, type ListedPullRequest } from './listed-once.ts';

/** Changes of one kind, in the order of the changelog. */
export interface DescribedSection {
  /** Stands above the lines; the pull requests have none where all are of one kind. */
  heading?: string;
  /** The lines are folded away under these words. */
  fold?: string;
  lines: string[];
}

/** How many of each list are shown, the newest first. */
export type Shown = Record<keyof ListedOnce, number>;

export const shownWhole = ({ listed: { pullRequests, directCommits, reverted, removed } }: Setting): Shown => ({
  pullRequests: pullRequests.length,
  directCommits: directCommits.length,
  reverted: reverted.length,
  removed: removed.length,
});

/** The changes that are shown: by kind, then what no pull request brought, then what is gone, and folded what machines did. */
export function sectionsOf(setting: Setting, detail: Detail, shown: Shown): DescribedSection[] {
  const { listed, style } = setting;
  const groups = byKind(listed.pullRequests.slice(0, shown.pullRequests), style);
  const line = (pr: ListedPullRequest): string => pullRequestLine(pr, setting, detail);
  const sections: DescribedSection[] = [
    ...ownSections(groups, setting, line),
    {
      heading: HEADING.direct,
      lines: listed.directCommits.slice(0, shown.directCommits).map((entry) => directLine(entry, setting, detail)),
    },
    {
      heading: HEADING.reverted,
      lines: listed.reverted.slice(0, shown.reverted).map((entry) => revertedLine(entry, setting, detail)),
    },
    {
      heading: HEADING.removed,
      lines: listed.removed.slice(0, shown.removed).map((entry) => commitLine(entry, setting, detail)),
    },
    {
      fold: plural(groups.dependencies.length, 'update') + ' of dependencies by bots',
      lines: groups.dependencies.map(line),
    },
    { fold: `${plural(groups.sync.length, 'merge')} from branch to branch`, lines: groups.sync.map(line) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** So many are read faster as one list, in a body that holds other components too. */
const FEW = 5;

/** Headings are for skimming; what breaks something has its own, however little there is. */
function ownSections(
  { own }: ByKind,
  { style, voice }: Setting,
  line: (pr: ListedPullRequest) => string,
): DescribedSection[] {
  const all = own.flatMap(([, prs]) => prs);
  const breaking = new Set(style.kinds.flatMap((kind) => (kind.breaking === true ? [kind.title] : [])));
  const isPlain = voice !== 'reading' && all.length <= FEW && !own.some(([kind]) => breaking.has(kind));
  if (isPlain || own.length < 2) return [{ lines: all.map(line) }];
  return own.map(([kind, prs]) => ({ heading: neutraliseInline(kind), lines: prs.map(line) }));
}

/** The line of each change by itself, with its title alone. */
export const titleLines = (setting: Setting): Record<keyof Shown, string[]> => ({
  pullRequests: setting.listed.pullRequests.map((pr) => pullRequestLine(pr, setting, 'titles')),
  directCommits: setting.listed.directCommits.map((entry) => directLine(entry, setting, 'titles')),
  reverted: setting.listed.reverted.map((entry) => revertedLine(entry, setting, 'titles')),
  removed: setting.listed.removed.map((entry) => commitLine(entry, setting, 'titles')),
});

/** `Features 3 · Fixes 1`: how many there are of each kind. */
export function countsOf({ listed, style }: Setting): string {
  const { own, dependencies, sync } = byKind(listed.pullRequests, style);
  return [
    ...own.map(([kind, { length }]) => [neutraliseInline(kind), length] as const),
    [HEADING.direct, listed.directCommits.length] as const,
    [HEADING.reverted, listed.reverted.length] as const,
    [HEADING.removed, listed.removed.length] as const,
    ['Updates of dependencies', dependencies.length] as const,
    ['Merges from branch to branch', sync.length] as const,
  ]
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${what} ${count}`)
    .join(' · ');
}
