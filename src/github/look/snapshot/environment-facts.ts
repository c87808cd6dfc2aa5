import type { EnvironmentState } from '../../../core/environments/environment-state.ts';
import type { Lane } from '../../../core/pipeline/lanes.ts';
import type { OtherPullRequest, Snapshot } from '../../../core/promotion/snapshot.ts';
import { commitSha } from '../../../core/names.ts';
import { LaneBranch } from '../../../core/text/branches.ts';
import type { RawBranchCommits } from './branch-commits.ts';
import { environmentState, type RawEnvironment } from '../environment.ts';
import { nodesOf, type RawHere } from '../raw.ts';
import type { RawMade, RawOther } from '../pull-requests/raw.ts';
import { isOurBot, isOurCommit, type Self } from '../self.ts';
import { judgementOf } from '../pull-requests/judgement.ts';
import { queueHead } from '../pull-requests/queue-head.ts';
import { mergedPullRequests } from '../pull-requests/merged.ts';
import { reviewFacts } from '../pull-requests/reviews.ts';
import { filesOf, touchesPins } from '../pull-requests/touched-pins.ts';

/** What was looked at: `paths` are those of the lane's pins. */
export interface LookedAt {
  lane: Pick<Lane, 'repo' | 'kind' | 'head' | 'base'>;
  paths: string[];
  self: Self;
}

/** What is looked at for environments alone. */
export function environmentFacts(
  raw: RawHere,
  asked: LookedAt,
): Pick<Snapshot, 'environment' | 'others' | 'lately'> | 'unknown' {
  if (asked.lane.kind !== 'environment') return { others: [], lately: [] };
  const environment = wholeEnvironment(raw, raw.base?.target ?? {}, asked.self);
  if (environment === undefined || !raw.others?.nodes || !raw.lately?.nodes) return 'unknown';
  const isInto = ({ baseRefName }: { baseRefName: string }): boolean => baseRefName === raw.base?.name;
  const others = nodesOf(raw.others).filter((pr) => isInto(pr) && isAnothers(pr, asked));
  if (others.some(({ latestOpinionatedReviews }) => !latestOpinionatedReviews?.nodes)) return 'unknown';
  return {
    environment,
    others: others.map((pr) => otherPullRequest(pr, asked)),
    lately: mergedPullRequests(nodesOf(raw.lately).filter(isInto), asked),
  };
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

/**
 * Sluice's own releases get their gates from their own lanes, whoever else may push to a branch of that name; what else it proposes,
 * such as a tidy-up, gets them as anybody's does.
 */
const isAnothers = (pr: RawOther, { lane, self }: LookedAt): boolean =>
  !(isOurBot(pr.author, self) && isRelease(pr.headRefName)) && (pr.isCrossRepository || pr.headRefName !== lane.head);

function isRelease(branch: string): boolean {
  const lane = LaneBranch.parse(branch);
  return lane !== undefined && (lane.component === undefined || lane.forced === true);
}

function otherPullRequest(raw: RawOther, { paths, self }: LookedAt): OtherPullRequest {
  const judged = judgementOf(raw.commits, self);
  const files = filesOf(raw);
  const queued = raw.mergeQueueEntry === null ? undefined : queueHead(raw.mergeQueueEntry, self);
  const isJudged = judged.commit === raw.headRefOid;
  return {
    number: raw.number,
    head: commitSha(raw.headRefOid),
    author: raw.author?.login ?? 'ghost',
    reviews: reviewFacts(raw.latestOpinionatedReviews),
    ...committersOf(raw, self),
    touchesPins: touchesPins(raw, paths),
    ...(files === undefined ? {} : { files }),
    checks: isJudged ? judged.checks : [],
    checksComplete: isJudged && judged.checksComplete,
    ...(isJudged && judged.gates !== undefined ? { gates: judged.gates } : {}),
    ...(queued?.head === undefined ? {} : { queued: { ...queued, head: queued.head } }),
  };
}

/**
 * Who wrote the commits and who put them there: neither may approve them. What our own App made hides nobody; of any other commit
 * that lacks an account, whoever approves it may have made it.
 */
export function committersOf(
  { made }: Pick<RawOther, 'made'>,
  self: Self,
): Pick<OtherPullRequest, 'committers' | 'unknownCommitters'> {
  const commits = nodesOf(made).map(({ commit }) => commit);
  const committers = commits.flatMap(({ author, committer }) =>
    [author, committer].flatMap((actor) => actor?.user?.login ?? []),
  );
  const isKnown = (commit: RawMade): boolean =>
    isOurCommit(commit, self) || (Boolean(commit.author?.user) && Boolean(commit.committer?.user));
  return {
    committers: [...new Set(committers)],
    unknownCommitters: made.nodes === null || commits.length < made.totalCount || !commits.every(isKnown),
  };
}
