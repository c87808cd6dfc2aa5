import type { Hint } from '../core/hints.ts';
import { repoName, type Instant, type LaneId, type PromotionId } from '../core/names.ts';
import type { Claim } from '../ports/attention.ts';
import type { Delivery } from '../ports/inbox.ts';
import { discoverPipelines } from './discover-pipelines.ts';
import { followUp } from './follow-up.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import { reconcile } from './reconcile.ts';
import { sweepDeliveries } from './sweep-deliveries.ts';
import { UNREAD_AGAIN_MS, type Tools } from './tools.ts';
import { markAttention } from './work-inbox.ts';

/** How long a worker may hold a key; afterwards another may take it, and this one starts no effect. */
const LEASE_MS = 5 * 60_000;

/** After a failure that nobody classified: soon, then ever later. */
const BACKOFF_MS = [2_000, 10_000, 60_000, 300_000, 900_000];

export interface WorkerOptions {
  tools: Tools;
  name: string;
  hintsOf: (delivery: Delivery) => Hint[];
  /** The pipelines that the operator named; none: all that are found. */
  pipelines: ReturnType<typeof repoName>[];
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
    const { tools, hintsOf } = this.#options;
    try {
      await markAttention(tools, delivery, hintsOf(delivery));
      await tools.store.inbox.processed(delivery.guid, tools.clock.now());
    } catch (error) {
      tools.log.error({ err: error, deliveryId: delivery.guid, event: delivery.event }, 'delivery not understood');
      await tools.store.inbox.failed(delivery.guid, messageOf(error), tools.clock.now() + backoff(0));
    }
  }

  async #attend(claim: Claim): Promise<void> {
    const { tools } = this.#options;
    try {
      await tools.store.attention.release(claim, await this.#work(claim));
    } catch (error) {
      tools.log.error({ err: error, key: claim.key, tries: claim.tries, because: claim.because }, 'work failed');
      await tools.store.attention.postpone(claim, tools.clock.now() + backoff(claim.tries), messageOf(error));
    }
  }

  async #work(claim: Claim): Promise<Instant | undefined> {
    const { tools, pipelines } = this.#options;
    const colon = claim.key.indexOf(':');
    const [kind, rest] = [claim.key.slice(0, colon), claim.key.slice(colon + 1)];
    switch (kind) {
      case 'lane':
        return reconcile(tools, rest as LaneId, claim);
      case 'promotion':
        return followUp(tools, rest as PromotionId);
      case 'pipeline':
        return (await loadPipelineFile(tools, repoName(rest))) === 'unknown'
          ? tools.clock.now() + UNREAD_AGAIN_MS
          : undefined;
      case 'pipelines':
        return discoverPipelines(tools, pipelines);
      case 'sweep':
        return sweepDeliveries(tools);
      default:
        throw new Error(`nobody works keys of the kind ${JSON.stringify(kind)}`);
    }
  }
}

const backoff = (tries: number): number => BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] ?? 900_000;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
