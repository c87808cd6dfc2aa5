import { latestStatuses } from '../../../src/forge/domain/policy.ts';
import { branchOid, repoNamed } from '../../../src/forge/domain/repos.ts';
import { openPulls } from '../../../src/forge/domain/pulls/open-pulls.ts';
import type { ForgeState, Pull, Repo } from '../../../src/forge/domain/state.ts';
import { fileAt } from '../../../src/forge/git/tree.ts';
import type { LanePlace } from './many-lanes.ts';

/** What is seen of a lane in the forge itself: looking costs no call. */

function repoOf(state: ForgeState, fullName: string): Repo {
  const repo = repoNamed(state, fullName);
  if (repo === undefined) throw new Error(`there is no repository ${fullName}`);
  return repo;
}

/** The newest commit of a lane's code. */
export const tipOf = (state: ForgeState, { code }: LanePlace): string =>
  branchOid(repoOf(state, code), 'main') ?? 'nothing';

/** Whether the pin on the lane's branch holds the newest commit. */
export const isConverged = (state: ForgeState, lane: LanePlace): boolean =>
  holdsTip(state, lane, branchOid(repoOf(state, lane.docker), 'main'));

/** Whether an open pull request brings the newest commit. */
export const isProposed = (state: ForgeState, lane: LanePlace): boolean =>
  openPulls(repoOf(state, lane.docker)).some(({ headOid }) => holdsTip(state, lane, headOid));

function holdsTip(state: ForgeState, lane: LanePlace, commit = ''): boolean {
  const { objects } = repoOf(state, lane.docker).git;
  const text = fileAt(objects, commit, 'Dockerfile')?.bytes.toString('utf8') ?? '';
  return text.includes(`ARG APP_COMMIT=${tipOf(state, lane)}\n`);
}

/** Open pull requests of the lane, which CI has not checked yet. */
export function uncheckedPulls(state: ForgeState, { docker }: LanePlace): Pull[] {
  const repo = repoOf(state, docker);
  return openPulls(repo).filter(
    ({ headOid }) =>
      !latestStatuses(repo, headOid).some(({ context, state: said }) => context === 'build' && said === 'success'),
  );
}

/** Every pull request of the lane, whatever became of it. */
export const pullsOf = (state: ForgeState, { docker }: LanePlace): Pull[] =>
  [...repoOf(state, docker).issues.values()].filter((thread) => thread.kind === 'pull');
