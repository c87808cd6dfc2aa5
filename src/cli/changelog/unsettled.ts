import type { Changelog } from '../../core/changelog/changelog-model.ts';

/** Why nothing can be said of what lies between two commits, and what to do; undefined where something can. */
export function unsettledSentence(
  { classification, repo, from, to }: Changelog,
  asked: { from: string; to: string },
  { clone, isOnline }: { clone?: { directory: string }; isOnline: boolean },
): string | undefined {
  const where = clone === undefined || isOnline ? repo : clone.directory;
  const next = isOnline ? 'name a commit that it has' : 'fetch it into the clone, or name a commit that it has';
  switch (classification) {
    case 'unknown-old':
      return `--from ${named(asked.from, from)} is no commit of ${where}, so what lies between is not known: ${next}.`;
    case 'unknown-new':
      return `--to ${named(asked.to, to)} is no commit of ${where}, so what lies between is not known: ${next}.`;
    case 'unrelated':
      return `${named(asked.from, from)} and ${named(asked.to, to)} have no commit in common, so what changed cannot be said: name two commits of one history.`;
    default:
      return undefined;
  }
}

const named = (revision: string, commit: string): string => (revision === commit ? commit : `${revision} (${commit})`);
