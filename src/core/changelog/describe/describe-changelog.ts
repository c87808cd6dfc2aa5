import type { Changelog } from '../changelog-model.ts';
import { shortCommit } from '../../text/phrases.ts';
import {
  compareAddress,
  describeChangelog,
  frameOf,
  type DescribedChangelog,
  type Description,
} from './fit-changelog.ts';
import { isCompared } from './range-words.ts';

/** The changes' own titles: people's pull requests, newest first, then direct commits, then what machines did. */
export function namesOfChanges({ pullRequests, directCommits }: Changelog): string[] {
  const { true: byMachines = [], false: byPeople = [] } = Object.groupBy(pullRequests, ({ kind }) =>
    kind === 'sync' || kind === 'dependencies' ? 'true' : 'false',
  );
  return [
    ...byPeople.map(({ title }) => title),
    ...directCommits.map(({ subject }) => subject),
    ...byMachines.map(({ title }) => title),
  ];
}

/** What may be said of it where people read who may not see the component's repository: how much, and nothing of what. */
export function describeHidden(changelog: Changelog): DescribedChangelog {
  const { summary, warning } = frameOf(changelog);
  return {
    summary: `${summary}. Not everybody who reads here may read ${changelog.repo}, or it has not joined this pipeline, so nothing of them is named`,
    ...(warning === undefined ? {} : { warning }),
    sections: [],
    unknown: [],
  };
}

/** Model of the template `changelog`, for one changelog that is read by itself: whole, whatever its length. */
export function describeForReading(
  changelog: Changelog,
  { web, style }: Pick<Description, 'web' | 'style'>,
): ReadingModel {
  const { repo, from, to } = changelog;
  return {
    repo,
    from: shortCommit(from),
    to: shortCommit(to),
    ...(isCompared(changelog) ? { compareUrl: compareAddress(changelog, web) } : {}),
    ...describeChangelog(changelog, { web, style, room: Infinity, voice: 'reading' }),
  };
}

export interface ReadingModel extends DescribedChangelog {
  repo: string;
  from: string;
  to: string;
  compareUrl?: string;
}
