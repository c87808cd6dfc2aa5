import { CONTROL_TITLE } from '../../../core/controls/control-issue.ts';
import type { Issue } from '../../../forge/domain/state.ts';
import type { Cast, Deed } from '../../scene.ts';
import { ENVIRONMENTS } from '../acme/organisation.ts';
import type { Proposal } from '../acme/proposals.ts';
import { isSaid, issueCalled, openPullFrom, pullFrom } from './sights.ts';

/** When a deed's turn has come and it waits for something besides. */
type When = (cast: Cast) => boolean;

/** ada merges the pull request of a branch. */
export const merges = (repo: string, branch: string, when?: When): Deed => ({
  name: `ada merges ${branch} of ${repo}`,
  ...(when === undefined ? {} : { isReady: when }),
  do: async (cast) => void (await cast.person('ada').merges(repo, numberOf(cast, repo, branch))),
});

/** ada opens a pull request with one changed file, into `main`. */
export const proposes = ({ repo, body = '', ...change }: Proposal): Deed => ({
  name: `ada proposes ${change.branch} to ${repo}`,
  do: async (cast) => void (await cast.person('ada').proposes(repo, { ...change, body })),
});

/** Somebody comments on the open pull request of a branch. */
export const saysOn = (login: string, body: string, at: { repo: string; branch: string; when: When }): Deed => ({
  name: `${login} says ${body} on ${at.branch}`,
  isReady: (cast) => openPullFrom(cast, at.repo, at.branch) !== undefined && at.when(cast),
  do: async (cast) => void (await cast.person(login).comments(at.repo, numberOf(cast, at.repo, at.branch), body)),
});

/** The number of a branch's open pull request; a deed that is done without one was written wrongly. */
export function numberOf(cast: Cast, repo: string, branch: string): number {
  const open = openPullFrom(cast, repo, branch);
  if (open === undefined) throw new Error(`${repo} has no open pull request from ${branch}`);
  return open.number;
}

/** Somebody labels the pull request of a branch, whatever has become of it. */
export const labels = (login: string, { repo, branch }: { repo: string; branch: string }, label: string): Deed => ({
  name: `${login} labels ${branch} of ${repo} ${label}`,
  do: async (cast) => cast.person(login).labels(repo, pullFrom(cast, repo, branch)?.number ?? 0, label),
});

/** Sluice's control issue in the repository of the pipeline. */
const controlIssue = (cast: Cast): Issue | undefined => issueCalled(cast, ENVIRONMENTS, CONTROL_TITLE);

/** Somebody comments in the control issue, which Sluice makes when it has begun. */
export const saysInControl = (login: string, body: string, when: When = () => true): Deed => ({
  name: `${login} says ${body}`,
  isReady: (cast) => controlIssue(cast) !== undefined && when(cast),
  do: async (cast) => void (await cast.person(login).comments(ENVIRONMENTS, controlIssue(cast)?.number ?? 0, body)),
});

/** Whether Sluice has answered the newest comment in the control issue that says this. */
export const isAnswered =
  (command: string): When =>
  (cast) => {
    const asked = controlIssue(cast)?.comments.findLast(({ body }) => body === command);
    return asked !== undefined && isSaid(controlIssue(cast), encodeURIComponent(`answer:${asked.id}`));
  };
