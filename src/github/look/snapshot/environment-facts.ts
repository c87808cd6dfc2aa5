import type { EnvironmentState } from '../../../core/environments/environment-state.ts';
import type { Lane } from '../../../core/pipeline/lanes.ts';
import type { OtherPullRequest, Snapshot } from '../../../core/promotion/facts.ts';
import { commitSha } from '../../../core/names.ts';
import { environmentState, type RawBranchCommits, type RawEnvironment } from '../environment.ts';
import { nodesOf, type RawHere, type RawOther } from '../raw.ts';
import { isOurBot, type Self } from '../self.ts';
import { judgementOf } from './judgement.ts';

/** What was looked at: `paths` are those of the lane's pins. */
export interface LookedAt {
  lane: Pick<Lane, 'repo' | 'kind' | 'head' | 'base'>;
  paths: string[];
  self: Self;
}

/** What is looked at for environments alone. */
export function environmentFacts(raw: RawHere, asked: LookedAt): Pick<Snapshot, 'environment' | 'others'> | 'unknown' {
  if (asked.lane.kind !== 'environment') return { others: [] };
  const environment = wholeEnvironment(raw, raw.base?.target ?? {}, asked.self);
  if (environment === undefined || !raw.others?.nodes) return 'unknown';
  const others = nodesOf(raw.others).filter((pr) => pr.baseRefName === raw.base?.name && isAnothers(pr, asked));
  return { environment, others: others.map((pr) => otherPullRequest(pr, asked.paths)) };
}

/** An environment of which every list arrived, as far as GitHub was asked; undefined says that one did not. */
export function wholeEnvironment(
  { deployments, released }: Partial<RawEnvironment>,
  { commits }: Partial<RawBranchCommits>,
  self: Self,
): EnvironmentState | undefined {
  if (!deployments?.nodes || !released?.nodes || !commits?.nodes) return undefined;
  return environmentState({ deployments, released }, { commits }, self);
}

/** Sluice's own pull requests get their gates from their own lanes, whoever else may push to a branch of that name. */
const isAnothers = (pr: RawOther, { lane, self }: LookedAt): boolean =>
  !isOurBot(pr.author, self) && (pr.isCrossRepository || pr.headRefName !== lane.head);

function otherPullRequest(raw: RawOther, paths: string[]): OtherPullRequest {
  const judged = judgementOf(raw.commits);
  const isJudged = judged.commit === raw.headRefOid;
  const files = nodesOf(raw.files).map(({ path }) => path);
  return {
    number: raw.number,
    head: commitSha(raw.headRefOid),
    touchesPins: files.length < raw.changedFiles || files.some((path) => paths.includes(path)),
    checks: isJudged ? judged.checks : [],
    checksComplete: isJudged && judged.checksComplete,
    ...(isJudged && judged.gates !== undefined ? { gates: judged.gates } : {}),
  };
}
