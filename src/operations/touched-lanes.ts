import type { Hint } from '../core/hints.ts';
import type { RepoName } from '../core/names.ts';
import type { Lane, Reading } from '../core/pipeline/lanes.ts';

/** Whether a hint asks to look at a lane: at its own repository, or at one that it copies from. */
export function touches(hint: Hint, lane: Lane): boolean {
  const here = sameRepo(hint, lane.repo);
  switch (hint.look) {
    case 'branch':
      return (here && movesLane(hint, lane)) || movesSource(hint, lane);
    case 'pull-request':
    case 'promotion':
      return here && hint.head === lane.head;
    case 'into':
      return here && takesFromPeople(hint, lane);
    case 'head':
      return here && mayBeOn(hint, lane);
    case 'policy':
      return here;
    case 'deployment':
      return (here && lane.stage === hint.environment) || lane.components.some(({ reads }) => copies(hint, reads));
    case 'build':
    case 'proposal':
    case 'installations':
      return false;
  }
}

/** Where the base is not named it is the default branch, whose name only the look brings. */
const takesFromPeople = ({ base: into }: Extract<Hint, { look: 'into' }>, { kind, base }: Lane): boolean =>
  kind === 'environment' && (base === undefined || base === into);

/** A check on any head matters to an environment, whose gates bind everybody's pull requests. */
const mayBeOn = ({ branches }: Extract<Hint, { look: 'head' }>, { kind, head }: Lane): boolean =>
  branches.length === 0 || kind === 'environment' || branches.includes(head);

type BranchHint = Extract<Hint, { look: 'branch' }>;

/** What Sluice itself pushed to a lane's branch, the write has told already. */
function movesLane(hint: BranchHint, { head, base }: Lane): boolean {
  return (hint.branch === head && hint.byUs !== true) || isBranch(hint, base);
}

function movesSource(hint: BranchHint, lane: Lane): boolean {
  return lane.components.some(({ code, reads }) =>
    reads.of === 'code'
      ? hint.isDefault && sameRepo(hint, code)
      : sameRepo(hint, reads.repo) && isBranch(hint, reads.branch),
  );
}

const isBranch = ({ branch, isDefault }: BranchHint, wanted: string | undefined): boolean =>
  wanted === undefined ? isDefault : branch === wanted;

const copies = (hint: Extract<Hint, { look: 'deployment' }>, reads: Reading): boolean =>
  reads.of === 'stage' && reads.stage === hint.environment && sameRepo(hint, reads.repo);

/** GitHub's names ignore case. */
const sameRepo = (hint: Hint, repo: RepoName): boolean =>
  'repo' in hint && hint.repo.toLowerCase() === repo.toLowerCase();
