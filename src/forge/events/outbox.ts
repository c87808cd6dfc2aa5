import type { Contract, Violation } from '../contract/check.ts';
import { nodeId } from '../domain/json/ids.ts';
import type { DomainEvent, ForgeState, Installation } from '../domain/state.ts';
import { seededRandom } from '../faults/random.ts';
import { deliveryHeaders, postDelivery, type Delivery, type LoggedDelivery } from './delivery.ts';

/** What goes wrong between GitHub and the receiver. */
export interface HookRules {
  /** The share of deliveries that arrive twice, 0 to 1, or which ones. */
  duplicate?: number | ((delivery: Delivery) => boolean);
  /** The order in which one pump delivers what is pending; seconds are those of the virtual clock. */
  order?: 'sent' | 'reversed' | 'reversed-within-second' | ((pending: Delivery[]) => Delivery[]);
  /** Never sent and never listed. */
  lose?: (delivery: Delivery) => boolean;
  /** Not sent, but listed as failed, so that a receiver can ask for it again. */
  fail?: (delivery: Delivery) => boolean;
}

interface OutboxOptions {
  state: () => ForgeState;
  contract: Contract;
  violations: Violation[];
  seed: string | number;
}

/** Takes the domain's events, signs those the App subscribed to, and delivers them when pumped. */
export class Outbox {
  /** Deliveries not yet attempted, oldest first. */
  readonly pending: Delivery[] = [];
  /** What was attempted, oldest first: what the App's delivery list shows. */
  readonly log: LoggedDelivery[] = [];
  rules: HookRules = {};
  /** Deliver by itself, one after the other, soon after each event. */
  auto = false;
  /** Makes the call and answers the receiver's status. */
  deliver: (url: string, headers: Record<string, string>, body: string) => Promise<number> = postDelivery;

  readonly #options: OutboxOptions;
  readonly #random: () => number;
  #running: Promise<unknown> = Promise.resolve();
  #isScheduled = false;
  #lastId = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#random = seededRandom(`hooks ${options.seed}`);
  }

  /** Takes an event of the domain. What the App did not subscribe to, or cannot see, is no delivery. */
  take(event: DomainEvent): void {
    const state = this.#options.state();
    const installation = installationFor(state, event);
    const isAboutTheApp = event.event === 'ping' || event.event.startsWith('installation');
    if (!isAboutTheApp && (!state.app.events.includes(event.event) || !mayHear(installation, event.event))) return;
    const payload = installation
      ? { ...event.payload, installation: { id: installation.id, node_id: nodeId('A', state.app.id, installation.id) } }
      : event.payload;
    this.#options.violations.push(...this.#options.contract.checkWebhook(event.event, event.action, payload));
    this.#enqueue(state, event, payload);
  }

  /** Delivers what is pending now, one after the other, and answers how many deliveries arrived. */
  async pump(): Promise<number> {
    const run = this.#running.then(() => this.#deliverAll(this.pending.splice(0)));
    // A delivery that fails is logged, never thrown; only a fault of the rules themselves ends a run.
    this.#running = run.catch(() => undefined);
    return run;
  }

  /** Puts a logged delivery into the queue again, with its guid. False when there is no such delivery. */
  redeliver(id: number): boolean {
    const logged = this.log.find((one) => one.id === id);
    if (logged === undefined) return false;
    const { deliveredAt: _at, status: _status, statusCode: _code, ...delivery } = logged;
    const queuedAt = this.#options.state().clock.now();
    this.pending.push({ ...delivery, id: this.#nextId(), redelivery: true, queuedAt });
    this.#schedule();
    return true;
  }

  #enqueue(state: ForgeState, event: DomainEvent, payload: Record<string, unknown>): void {
    const { webhook, id: appId } = state.app;
    if (webhook === undefined) return;
    const body = JSON.stringify(payload);
    const guid = state.nextGuid();
    const installation = payload['installation'] as { id: number } | undefined;
    this.pending.push({
      id: this.#nextId(),
      guid,
      event: event.event,
      action: event.action ?? null,
      redelivery: false,
      queuedAt: state.clock.now(),
      installationId: installation?.id ?? null,
      repositoryId: event.repo?.id ?? null,
      url: webhook.url,
      headers: deliveryHeaders({ appId, ...webhook }, event.event, guid, body),
      body,
    });
    this.#schedule();
  }

  #schedule(): void {
    if (!this.auto || this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.pump();
    });
  }

  async #deliverAll(batch: Delivery[]): Promise<number> {
    let arrived = 0;
    for (const delivery of this.#ordered(this.#doubled(batch))) {
      if (this.rules.lose?.(delivery)) continue;
      if (await this.#attempt(delivery)) arrived += 1;
    }
    return arrived;
  }

  async #attempt(delivery: Delivery): Promise<boolean> {
    if (this.rules.fail?.(delivery)) {
      this.#record(delivery, 'failed', 502);
      return false;
    }
    try {
      const statusCode = await this.deliver(delivery.url, delivery.headers, delivery.body);
      this.#record(delivery, statusCode < 300 ? 'OK' : `Invalid HTTP Response: ${statusCode}`, statusCode);
      return true;
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      this.#record(delivery, isLate ? 'timed out' : 'failed to connect to host', 0);
      return false;
    }
  }

  #record(delivery: Delivery, status: string, statusCode: number): void {
    this.log.push({ ...delivery, deliveredAt: this.#options.state().clock.now(), status, statusCode });
  }

  #doubled(batch: Delivery[]): Delivery[] {
    const { duplicate } = this.rules;
    if (duplicate === undefined) return batch;
    const isDoubled = typeof duplicate === 'number' ? () => this.#random() < duplicate : duplicate;
    return batch.flatMap((delivery) =>
      isDoubled(delivery) ? [delivery, { ...delivery, id: this.#nextId() }] : [delivery],
    );
  }

  /** A sequence of its own, so that a fault on the way of a delivery moves no other id of the world. */
  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #ordered(batch: Delivery[]): Delivery[] {
    const { order = 'sent' } = this.rules;
    if (typeof order === 'function') return order(batch);
    if (order === 'reversed-within-second') return reversedWithinSecond(batch);
    return order === 'reversed' ? batch.toReversed() : batch;
  }
}

function reversedWithinSecond(batch: Delivery[]): Delivery[] {
  const secondOf = ({ queuedAt }: Delivery) => Math.floor(queuedAt / 1000);
  return batch.toReversed().sort((a, b) => secondOf(a) - secondOf(b));
}

/** The permission to read that an App needs to hear of an event, by GitHub's webhook description. */
const heardWith: Record<string, string> = {
  check_run: 'checks',
  check_suite: 'checks',
  create: 'contents',
  delete: 'contents',
  deployment: 'deployments',
  deployment_status: 'deployments',
  issue_comment: 'issues',
  issues: 'issues',
  label: 'metadata',
  member: 'members',
  membership: 'members',
  merge_group: 'merge_queues',
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  push: 'contents',
  registry_package: 'packages',
  repository: 'metadata',
  repository_dispatch: 'contents',
  status: 'statuses',
  workflow_run: 'actions',
};

function mayHear(installation: Installation | undefined, event: string): boolean {
  const permission = heardWith[event];
  if (permission === undefined || installation === undefined) return false;
  // Every installation may read the metadata of its repositories, granted or not.
  return permission === 'metadata' || installation.permissions[permission] !== undefined;
}

/** The installation that an event concerns: on its repository, or on its organisation when it is about no repository. */
function installationFor(state: ForgeState, { repo, organization }: DomainEvent): Installation | undefined {
  for (const installation of state.installations.values()) {
    const isConcerned =
      repo === undefined ? installation.account === organization : installation.repositories.has(repo.id);
    if (isConcerned && installation.suspendedAt === undefined) return installation;
  }
  return undefined;
}
