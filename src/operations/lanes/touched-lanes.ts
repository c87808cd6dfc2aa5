import type { Hint } from '../../core/hints.ts';
import type { RepoName } from '../../core/names.ts';
import type { Lane, Reading } from '../../core/pipeline/lanes.ts';
import { LaneBranch } from '../../core/text/branches.ts';

/** Hints about what has keys of its own. */
const ELSEWHERE = ['build', 'signal', 'commands', 'wish', 'proposal', 'installations'] as const;
type Elsewhere = Extract<Hint, { look: (typeof ELSEWHERE)[number] }>;

const isElsewhere = (hint: Hint): hint is Elsewhere => ELSEWHERE.some((look) => look === hint.look);

/** Whether a hint asks to look at a lane: at its own repository, or at one that it copies from. */
export function touches(hint: Hint, lane: Lane): boolean {
  if (isElsewhere(hint)) return false;
  const here = sameRepo(hint, lane.repo);
  switch (hint.look) {
    case 'branch':
      return (here && movesLane(hint, lane)) || movesSource(hint, lane);
    case 'pull-request':
    case 'promotion':
      return here && isBranchOf(lane, hint.head);
    case 'into':
      return here && takesFromPeople(hint, lane);
    case 'head':
      return here && mayBeOn(hint, lane);
    case 'policy':
      return here;
    case 'deployment':
      return (here && lane.stage === hint.environment) || lane.components.some(({ reads }) => copies(hint, reads));
  }
}

/** Where the base is not named it is the default branch, whose name only the look brings. */
const takesFromPeople = ({ base: into }: Extract<Hint, { look: 'into' }>, { kind, base }: Lane): boolean =>
  kind === 'environment' && (base === undefined || base === into);

/** A check on any head matters to an environment, whose gates bind everybody's pull requests. */
const mayBeOn = ({ branches }: Extract<Hint, { look: 'head' }>, { kind, head }: Lane): boolean =>
  branches.length === 0 || kind === 'environment' || branches.includes(head);

/** An environment's forced lanes are looked at with it. */
function isBranchOf({ kind, head, stage }: Lane, branch: string): boolean {
  if (branch === head) return true;
  const parsed = kind === 'environment' ? LaneBranch.parse(branch) : undefined;
  return parsed?.forced === true && parsed.stage === stage;
}

type BranchHint = Extract<Hint, { look: 'branch' }>;

/** What Sluice itself pushed to a lane's branch, the write has told already. */
function movesLane(hint: BranchHint, { head, base }: Lane): boolean {
  return (hint.branch === head && hint.byUs !== true) || isBranch(hint, base);
}

function movesSource(hint: BranchHint, lane: Lane): boolean {
  return lane.components.some(({ code, reads }) => {
    if (reads.of === 'code') return hint.isDefault && sameRepo(hint, code);
    const places = reads.of === 'builds' ? [reads] : reads.stages;
    return places.some(({ repo, branch }) => sameRepo(hint, repo) && isBranch(hint, branch));
  });
}

const isBranch = ({ branch, isDefault }: BranchHint, wanted: string | undefined): boolean =>
  wanted === undefined ? isDefault : branch === wanted;

const copies = (hint: Extract<Hint, { look: 'deployment' }>, reads: Reading): boolean =>
  reads.of === 'stages' && reads.stages.some(({ stage, repo }) => stage === hint.environment && sameRepo(hint, repo));

/** GitHub's names ignore case. */
const sameRepo = (hint: Hint, repo: RepoName): boolean =>
  'repo' in hint && hint.repo.toLowerCase() === repo.toLowerCase();
