import { isDependencyBot } from '../references/people.ts';
import type { ChangelogPullRequest } from '../changelog-model.ts';
import type { RangeCommit } from '../history.ts';
import type { Brought } from './attribute.ts';
import type { Reverts } from '../reverts/find-reverts.ts';

type Kind = ChangelogPullRequest['kind'];

const UPDATE_BRANCH = /^(?:dependabot|renovate|pyup|snyk|depfu|greenkeeper)\//i;

/** What is special about a pull request of a range: that it only carries others, that a bot made it, that it takes or brings back. */
export function kindOf(brought: Brought, reverts: Reverts): Kind {
  if (brought.commits.some(({ commit }) => reverts.reapplied.has(commit))) return 're-applied';
  if (isRevert(brought, reverts)) return 'revert';
  if (isUpdate(brought)) return 'dependencies';
  return brought.carriesOthers && brought.commits.every(isMerge) ? 'sync' : undefined;
}

/** Whether all that it does is to take back something older: by the commit that landed it, or by each of its own that are left. */
export function isRevert({ fact, commits }: Brought, { whole, undone, spent }: Reverts): boolean {
  const own = commits.filter((commit) => !isMerge(commit) && !undone.has(commit.commit) && !spent.has(commit.commit));
  const landsIt = fact.mergeCommit !== undefined && whole.has(fact.mergeCommit);
  return landsIt || (own.length > 0 && own.every(({ commit }) => whole.has(commit)));
}

const isMerge = ({ parents }: RangeCommit): boolean => parents.length > 1;

function isUpdate({ fact, commits }: Brought): boolean {
  const own = commits.filter((commit) => !isMerge(commit));
  return (
    isDependencyBot(fact.author) ||
    UPDATE_BRANCH.test(fact.head ?? '') ||
    (own.length > 0 && own.every(({ author }) => isDependencyBot(author)))
  );
}
