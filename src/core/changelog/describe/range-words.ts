/** How two references lie to each other, in words: each way has its own, and what is unknown is never called nothing. */
import type { Changelog } from '../changelog-model.ts';
import { list, plural, shortCommit } from '../../text/phrases.ts';
import type { ChangelogStyle } from '../changelog-style.ts';
import { headingOf } from './kinds.ts';
import { listedOnce } from './listed-once.ts';

/** Whether the words are about a move that Sluice makes, or for somebody who only wants to know what lies between. */
export type Voice = 'move' | 'reading';

/** One sentence without its full stop: how much lies between, or why that cannot be told. */
export function summaryOf(changelog: Changelog, voice: Voice): string {
  const { classification, repo, from, to } = changelog;
  const isMove = voice === 'move';
  switch (classification) {
    case 'identical':
      return isMove ? 'The same code, built again' : 'The two commits are the same one';
    case 'forward':
    case 'diverged':
      return brought(changelog);
    case 'rollback':
      return `Goes back: ${taken(changelog)} taken away`;
    case 'unrelated':
      return 'What changes is not known: nothing connects the two commits';
    case 'unknown-old':
      return `What changes is not known: ${repo} has no commit \`${shortCommit(from)}\`${isMove ? ', which is held now' : ''}`;
    case 'unknown-new':
      return `What changes is not known: ${repo} has no commit \`${shortCommit(to)}\`${isMove ? ', which is to come' : ''}`;
  }
}

/** What somebody has to know besides: before it is merged, or before the list is taken for all there is. */
export function warningOf(changelog: Changelog, voice: Voice): string | undefined {
  const { classification } = changelog;
  if (classification !== 'diverged' && classification !== 'unrelated') return undefined;
  if (voice === 'move') return `${warningOfMove(changelog)} Sluice does not merge it; a person decides.`;
  return classification === 'diverged'
    ? `The two commits have diverged: from the first to the second, ${taken(changelog)} taken away.`
    : 'The two commits have no common history, so nothing says what lies between them.';
}

const warningOfMove = (changelog: Changelog): string =>
  changelog.classification === 'diverged'
    ? `The two commits have diverged: this move also takes away ${lost(changelog)}.`
    : 'The two commits have no common history, so nothing says what this move takes away.';

/** `8 changes, 1 breaking`, for a cell of a table; how many break something is told only by the style that knows. */
export function countsInBrief(changelog: Changelog, style: ChangelogStyle | undefined): string {
  const { classification, removed } = changelog;
  if (classification === 'identical') return 'none, built again';
  if (!isSeen(changelog)) return 'not known';
  const { pullRequests, directCommits, reverted } = listedOnce(changelog);
  const breaking = new Set(style?.kinds.flatMap((kind) => (kind.breaking === true ? [kind.title] : [])));
  const broken = style === undefined ? 0 : pullRequests.filter((pr) => breaking.has(headingOf(pr, style))).length;
  const count = pullRequests.length + directCommits.length + reverted.length;
  return [
    ...(classification === 'rollback' ? [] : [plural(count, 'change')]),
    ...(broken === 0 ? [] : [`${broken} breaking`]),
    ...(removed.length === 0 ? [] : [`${removed.length} taken away`]),
  ].join(', ');
}

/** Whether what lies between was seen at all. */
export const isSeen = ({ classification }: Changelog): boolean =>
  classification !== 'unrelated' && classification !== 'unknown-old' && classification !== 'unknown-new';

/** Whether there are two commits to compare, and GitHub can. */
export const isCompared = (changelog: Changelog): boolean =>
  isSeen(changelog) && changelog.classification !== 'identical';

function brought(changelog: Changelog): string {
  const { pullRequests, directCommits, reverted } = listedOnce(changelog);
  const parts = [
    ...counted(pullRequests.length, 'pull request'),
    ...counted(directCommits.length, 'direct commit'),
    ...counted(reverted.length, 'revert'),
  ];
  if (parts.length > 0) return list(parts);
  const { length } = changelog.commits;
  return length === 0 ? 'No change below the paths that count' : `No change of its own in ${plural(length, 'commit')}`;
}

const taken = (changelog: Changelog): string => `${lost(changelog)} ${changelog.removed.length < 2 ? 'is' : 'are'}`;

function lost({ removed }: Changelog): string {
  const pullRequests = removed.filter(({ number }) => number !== undefined).length;
  const parts = [...counted(pullRequests, 'pull request'), ...counted(removed.length - pullRequests, 'commit')];
  return parts.length === 0 ? 'no change of its own' : list(parts);
}

const counted = (count: number, what: string): string[] => (count === 0 ? [] : [plural(count, what)]);
