import { commitSha } from '../../../core/names.ts';
import type { MergedPullRequest } from '../../../core/promotion/snapshot.ts';
import { nodesOf } from '../raw.ts';
import type { RawMerged } from './raw.ts';
import { isOurBot, type Self } from '../self.ts';
import { statusOf } from './judgement.ts';
import { saidKeys } from './said.ts';
import { touchesPins } from './touched-pins.ts';

/** What a pull request is judged by: the paths of the pins, and who we are. */
interface Judge {
  paths: string[];
  self: Self;
}

/** What was merged into a branch, whosever it was, the newest merge first. */
export const mergedPullRequests = (raws: RawMerged[], judge: Judge): MergedPullRequest[] =>
  raws.flatMap((raw) => mergedPullRequest(raw, judge) ?? []).toSorted((a, b) => b.at - a.at);

/** Undefined where GitHub does not say what the merge made. */
function mergedPullRequest(raw: RawMerged, { paths, self }: Judge): MergedPullRequest | undefined {
  if (raw.mergeCommit === null || raw.mergedAt === null) return undefined;
  const judged = nodesOf(raw.commits)[0]?.commit;
  const status = judged?.oid === raw.headRefOid ? judged.status?.context : undefined;
  const gates = statusOf(status, self);
  return {
    number: raw.number,
    id: raw.id,
    head: commitSha(raw.headRefOid),
    commit: commitSha(raw.mergeCommit.oid),
    at: Date.parse(raw.mergedAt),
    by: raw.mergedBy?.login ?? 'ghost',
    byUs: isOurBot(raw.mergedBy, self),
    touchesPins: touchesPins(raw, paths),
    ...(gates === undefined || !status ? {} : { gates: { ...gates, at: Date.parse(status.createdAt) } }),
    said: saidKeys(raw.comments, self),
  };
}
