import { kindOf, subjectOf } from '../../core/attention-key.ts';
import { repoName, type Instant, type LaneId, type PromotionId } from '../../core/names.ts';
import type { Claim } from '../../ports/store/attention.ts';
import { checkReport } from '../artifacts/check-report.ts';
import { lookUpBuilds } from '../artifacts/look-up-builds.ts';
import { keepControlIssue } from '../commands/control-issue.ts';
import { takeCommands } from '../commands/take-commands.ts';
import { followUp } from '../follow-up.ts';
import { takeLabels } from '../force/take-labels.ts';
import { reconcile } from '../lanes/reconcile.ts';
import { discoverPipelines } from '../pipelines/discover-pipelines.ts';
import { loadPipelineFile } from '../pipelines/load-pipeline-file.ts';
import { reviewProposal } from '../pipelines/review-proposal.ts';
import { checkPermissions } from '../sweeps/check-permissions.ts';
import { sweepDeliveries } from '../sweeps/sweep-deliveries.ts';
import { sweepLanes, sweepPipeline } from '../sweeps/sweep-lanes.ts';
import { tidyLane } from '../tidy/tidy-lane.ts';
import { UNREAD_AGAIN_MS, type Tools } from '../tools.ts';

/** What is done about keys of one kind: answers when to look again without being told. */
type Work = (tools: Tools, subject: string, claim: Claim) => Promise<Instant | undefined>;

const WORKS: Readonly<Record<string, Work>> = {
  lane: (tools, subject, claim) => reconcile(tools, subject as LaneId, claim),
  promotion: (tools, subject) => followUp(tools, subject as PromotionId),
  pipeline: async (tools, subject) =>
    (await loadPipelineFile(tools, repoName(subject))) === 'unknown' ? tools.clock.now() + UNREAD_AGAIN_MS : undefined,
  pipelines: (tools) => discoverPipelines(tools),
  proposal: (tools, subject) => reviewProposal(tools, subject),
  wish: (tools, subject) => takeLabels(tools, subject as PromotionId),
  report: (tools, subject) => checkReport(tools, subject),
  tidy: (tools, subject) => tidyLane(tools, subject),
  permissions: (tools) => checkPermissions(tools),
  builds: (tools, subject) => lookUpBuilds(tools, subject),
  commands: (tools, subject) => takeCommands(tools, subject),
  control: (tools, subject) => keepControlIssue(tools, subject),
  lanes: async (tools, subject) => {
    await sweepPipeline(tools, repoName(subject));
    return undefined;
  },
  sweep: (tools, subject) => (subject === 'lanes' ? sweepLanes(tools) : sweepDeliveries(tools)),
};

/** The kinds of keys that are worked. */
export const KINDS_OF_WORK: readonly string[] = Object.keys(WORKS);

/** Does what a key asks for, and answers when it is due again by itself. */
export function workOn(tools: Tools, claim: Claim): Promise<Instant | undefined> {
  const kind = kindOf(claim.key);
  const work = Object.hasOwn(WORKS, kind) ? WORKS[kind] : undefined;
  if (work === undefined) throw new Error(`nobody works keys of the kind ${JSON.stringify(kind)}`);
  return work(tools, subjectOf(claim.key), claim);
}
