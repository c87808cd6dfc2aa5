import type { ArtifactReport } from '../core/artifacts/report.ts';
import type { Hint } from '../core/hints.ts';
import { repoName, type Instant, type LaneId, type PromotionId } from '../core/names.ts';
import type { Claim } from '../ports/store/attention.ts';
import type { Delivery } from '../ports/store/inbox.ts';
import { WorldMoved } from './lanes/apply.ts';
import { checkReport } from './artifacts/check-report.ts';
import { lookUpBuilds } from './artifacts/look-up-builds.ts';
import { takeReport } from './artifacts/take-report.ts';
import { keepControlIssue } from './commands/control-issue.ts';
import { takeCommands } from './commands/take-commands.ts';
import { discoverPipelines } from './pipelines/discover-pipelines.ts';
import { followUp } from './follow-up.ts';
import { takeLabels } from './force/take-labels.ts';
import { loadPipelineFile } from './pipelines/load-pipeline-file.ts';
import { reviewProposal } from './pipelines/review-proposal.ts';
import { reconcile } from './lanes/reconcile.ts';
import { checkPermissions } from './sweeps/check-permissions.ts';
import { sweepDeliveries } from './sweeps/sweep-deliveries.ts';
import { sweepLanes, sweepPipeline } from './sweeps/sweep-lanes.ts';
import { tidyUp } from './tidy/tidy-up.ts';
import { UNREAD_AGAIN_MS, type Tools } from './tools.ts';
import { markAttention } from './work-inbox.ts';

/** How long a worker may hold a key; afterwards another may take it, and this one starts no effect. */
const LEASE_MS = 5 * 60_000;

/** After a failure that nobody classified: soon, then ever later. */
const BACKOFF_MS = [2_000, 10_000, 60_000, 300_000, 900_000];

/** As the store counts: the try after which a key is parked. */
const MOST_TRIES = 5;

const NEVER_PARKED = /^(?:sweep|pipelines|permissions):/;

export interface WorkerOptions {
  tools: Tools;
  name: string;
  hintsOf: (delivery: Delivery) => Hint[];
  reportsOf: (delivery: Delivery) => ArtifactReport[];
}

/** Works deliveries first, then whatever is due, one at a time. Any number of workers share one store. */
export class Worker {
  readonly #options: WorkerOptions;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Does one piece of work; false when nothing was due. */
  async workOnce(): Promise<boolean> {
    const { tools, name } = this.#options;
    const now = tools.clock.now();
    const delivery = await tools.store.inbox.take(name, now, now + LEASE_MS);
    if (delivery !== undefined) {
      await this.#understand(delivery);
      return true;
    }
    const claim = await tools.store.attention.claim(name, now, now + LEASE_MS);
    if (claim === undefined) return false;
    await this.#attend(claim);
    return true;
  }

  async workUntilIdle(): Promise<void> {
    while (await this.workOnce());
  }

  async #understand(delivery: Delivery): Promise<void> {
    const { tools, hintsOf, reportsOf } = this.#options;
    try {
      for (const report of reportsOf(delivery)) await takeReport(tools, report);
      await markAttention(tools, delivery, hintsOf(delivery));
      await tools.store.inbox.processed(delivery.guid, tools.clock.now());
    } catch (error) {
      tools.log.error({ err: error, deliveryId: delivery.guid, event: delivery.event }, 'delivery not understood');
      await tools.store.inbox.failed(delivery.guid, messageOf(error), tools.clock.now() + backoff(0));
    }
  }

  async #attend(claim: Claim): Promise<void> {
    const { attention } = this.#options.tools.store;
    try {
      if (claim.tries >= MOST_TRIES) throw new Error('its workers died over it, or it failed, too often');
      await attention.release(claim, await this.#work(claim));
    } catch (error) {
      await this.#failed(claim, error);
    }
  }

  /** What every lane needs is never parked; everything else is, after too many tries, until somebody or something wants it. */
  async #failed(claim: Claim, error: unknown): Promise<void> {
    const { clock, log, store } = this.#options.tools;
    const facts = { key: claim.key, tries: claim.tries + 1, because: claim.because };
    const mayBeParked = !NEVER_PARKED.test(claim.key);
    if (mayBeParked && facts.tries >= MOST_TRIES) log.error({ ...facts, err: error }, 'work failed, parked');
    else if (error instanceof WorldMoved) log.info({ ...facts, cause: error.message }, 'looked at again later');
    else log.error({ ...facts, err: error }, 'work failed');
    if (!mayBeParked) return store.attention.release(claim, clock.now() + UNREAD_AGAIN_MS);
    return store.attention.postpone(claim, clock.now() + backoff(claim.tries), messageOf(error));
  }

  async #work(claim: Claim): Promise<Instant | undefined> {
    const { tools } = this.#options;
    const colon = claim.key.indexOf(':');
    const [kind, rest] = [claim.key.slice(0, colon), claim.key.slice(colon + 1)];
    switch (kind) {
      case 'lane':
        return reconcile(tools, rest as LaneId, claim);
      case 'promotion':
        return followUp(tools, rest as PromotionId, claim);
      case 'pipeline':
        return (await loadPipelineFile(tools, repoName(rest))) === 'unknown'
          ? tools.clock.now() + UNREAD_AGAIN_MS
          : undefined;
      case 'pipelines':
        return discoverPipelines(tools);
      case 'proposal':
        return reviewProposal(tools, rest);
      case 'wish':
        return takeLabels(tools, rest as PromotionId, claim);
      case 'report':
        return checkReport(tools, rest);
      case 'tidy':
        return tidyUp(tools, rest, claim);
      case 'permissions':
        return checkPermissions(tools);
      case 'builds':
        return lookUpBuilds(tools, rest);
      case 'commands':
        return takeCommands(tools, rest, claim);
      case 'control':
        return keepControlIssue(tools, rest, claim);
      case 'lanes':
        await sweepPipeline(tools, repoName(rest));
        return undefined;
      case 'sweep':
        return rest === 'lanes' ? sweepLanes(tools) : sweepDeliveries(tools);
      default:
        throw new Error(`nobody works keys of the kind ${JSON.stringify(kind)}`);
    }
  }
}

const backoff = (tries: number): number => BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] ?? 900_000;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
