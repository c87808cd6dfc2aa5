import type { Contract, Violation } from '../contract/check.ts';
import { serverVersion } from '../contract/slices.ts';
import { nodeId } from '../domain/json/ids.ts';
import { fullNameOf } from '../domain/json/repository.ts';
import { repoById } from '../domain/repos.ts';
import type { DomainEvent, ForgeState } from '../domain/state.ts';
import type { Faults } from '../faults/faults.ts';
import type { HookDo } from '../faults/rule.ts';
import { checkDeliveryHeaders, deliveryHeaders } from './delivery-headers.ts';
import { postDelivery, type Delivery, type LoggedDelivery } from './delivery.ts';
import { inOrder, isTold, millisecondsOf, wronglySigned, type Outgoing } from './mishaps.ts';
import { installationFor, mayHear } from './subscriptions.ts';

/** Of the machine's time. */
const LEAST_WAIT_MS = 20;

interface OutboxOptions {
  state: () => ForgeState;
  contract: Contract;
  violations: Violation[];
  faults: Faults;
  /** A sequence of its own: calls that draw ids of other things move no guid, on which the fate of a delivery hangs. */
  nextGuid: () => string;
}

/** A delivery that is not due yet; what happens to it is decided when it is, or was decided when it was held back. */
interface Waiting {
  delivery: Delivery;
  due: number;
  does?: HookDo[];
}

/** Takes the domain's events, signs those the App subscribed to, and delivers them when pumped. */
export class Outbox {
  /** Deliveries not yet attempted, oldest first. */
  readonly pending: Delivery[] = [];
  /** What was attempted, oldest first: what the App's delivery list shows. */
  readonly log: LoggedDelivery[] = [];
  /** Deliver by itself, one after the other, soon after each event. */
  auto = false;
  /** Makes the call and answers the receiver's status. */
  deliver: (url: string, headers: Record<string, string>, body: string) => Promise<number> = postDelivery;

  readonly #options: OutboxOptions;
  /** How often each guid was sent again. */
  readonly #again = new Map<string, number>();
  #waiting: Waiting[] = [];
  #running: Promise<unknown> = Promise.resolve();
  #isScheduled = false;
  #alarm: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
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
    const { contract, violations } = this.#options;
    const spoken = contract.dialect.spokenWebhook(event.event, event.action, payload);
    if (spoken === undefined) return;
    violations.push(...contract.checkWebhook(event.event, event.action, spoken));
    this.#enqueue(state, event, spoken);
  }

  /** Delivers what is pending now and what has become due, one after the other, and answers how many deliveries arrived. */
  async pump(): Promise<number> {
    const run = this.#running.then(() => this.#deliverAll(this.pending.splice(0)));
    // A delivery that fails is logged, never thrown; only a fault of the rules themselves ends a run.
    this.#running = run.catch(() => undefined);
    return run;
  }

  /** When the next delivery that a fault holds back is due, in milliseconds of the virtual clock. */
  nextDue(): number | undefined {
    return this.#waiting.length === 0 ? undefined : Math.min(...this.#waiting.map(({ due }) => due));
  }

  /** Puts a logged delivery into the queue again, with its guid. False when there is no such delivery. */
  redeliver(id: number): boolean {
    const logged = this.log.find((one) => one.id === id);
    if (logged === undefined) return false;
    const { deliveredAt: _at, status: _status, statusCode: _code, ...delivery } = logged;
    this.pending.push(this.#asRedelivery(delivery, this.#now()));
    this.#schedule();
    return true;
  }

  #enqueue(state: ForgeState, event: DomainEvent, payload: Record<string, unknown>): void {
    const { webhook, id: appId } = state.app;
    if (webhook === undefined) return;
    const body = JSON.stringify(payload);
    const guid = this.#options.nextGuid();
    const server = this.#server(state);
    const headers = deliveryHeaders({ appId, ...webhook, ...server }, event.event, guid, body);
    this.#options.violations.push(...checkDeliveryHeaders(event.event, headers, server.server !== undefined));
    const installation = payload['installation'] as { id: number } | undefined;
    this.pending.push({
      id: this.#nextId(),
      guid,
      event: event.event,
      action: event.action ?? null,
      redelivery: false,
      attempt: 0,
      queuedAt: state.clock.now(),
      installationId: installation?.id ?? null,
      repositoryId: event.repo?.id ?? null,
      url: webhook.url,
      headers,
      body,
    });
    this.#schedule();
  }

  #server({ origin }: ForgeState): { server?: { host: string; version: string } } {
    const version = serverVersion(this.#options.contract.description);
    return version === undefined ? {} : { server: { host: new URL(origin).host, version } };
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
    const { faults } = this.#options;
    const outgoing = [...this.#due(), ...batch.flatMap((delivery) => this.#struck(delivery))];
    let arrived = 0;
    for (const one of inOrder(outgoing, faults)) if (await this.#attempt(one)) arrived += 1;
    this.#wake();
    return arrived;
  }

  /** What was held back until now. */
  #due(): Outgoing[] {
    const now = this.#now();
    const due = this.#waiting.filter((one) => one.due <= now).sort((a, b) => a.due - b.due);
    this.#waiting = this.#waiting.filter((one) => one.due > now);
    return due.flatMap(({ delivery, does }) =>
      does === undefined ? this.#struck(delivery) : this.#copies(delivery, does),
    );
  }

  /** What the rules make of a delivery: nothing, one, two, or one that comes later. */
  #struck(delivery: Delivery): Outgoing[] {
    const state = this.#options.state();
    const does = this.#options.faults.strikeDelivery({
      ...delivery,
      get repo() {
        const repo = delivery.repositoryId === null ? undefined : repoById(state, delivery.repositoryId);
        return repo && fullNameOf(repo);
      },
    });
    if (does.includes('drop')) return [];
    const again = millisecondsOf(does, 'redeliver');
    if (again !== undefined) {
      const due = delivery.queuedAt + again;
      this.#waiting.push({ due, delivery: this.#asRedelivery(delivery, due) });
    }
    const delay = millisecondsOf(does, 'delay');
    if (delay === undefined) return this.#copies(delivery, does);
    this.#waiting.push({ due: delivery.queuedAt + delay, delivery, does });
    return [];
  }

  #copies(delivery: Delivery, does: HookDo[]): Outgoing[] {
    const copies = does.includes('duplicate') ? [delivery, { ...delivery, id: this.#nextId() }] : [delivery];
    return copies.map((one, copy) => ({ delivery: one, does, copy }));
  }

  async #attempt({ delivery, does }: Outgoing): Promise<boolean> {
    if (does.includes('fail')) {
      this.#record(delivery, 'failed', 502);
      return false;
    }
    const headers = does.includes('bad-signature') ? wronglySigned(delivery) : delivery.headers;
    try {
      const statusCode = await this.deliver(delivery.url, headers, delivery.body);
      if (!isTold(does)) this.#record(delivery, 'timed out', 0);
      else this.#record(delivery, statusCode < 300 ? 'OK' : `Invalid HTTP Response: ${statusCode}`, statusCode);
      return true;
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      this.#record(delivery, isLate ? 'timed out' : 'failed to connect to host', 0);
      return false;
    }
  }

  #record(delivery: Delivery, status: string, statusCode: number): void {
    this.log.push({ ...delivery, deliveredAt: this.#now(), status, statusCode });
  }

  #asRedelivery(delivery: Delivery, queuedAt: number): Delivery {
    const attempt = (this.#again.get(delivery.guid) ?? 0) + 1;
    this.#again.set(delivery.guid, attempt);
    return { ...delivery, id: this.#nextId(), redelivery: true, attempt, queuedAt };
  }

  /** Comes back by itself for what waits; a clock that somebody moves is looked at now and then. */
  #wake(): void {
    const due = this.nextDue();
    clearTimeout(this.#alarm);
    if (due === undefined || !this.auto) return;
    this.#alarm = setTimeout(() => void this.pump(), Math.max(LEAST_WAIT_MS, due - this.#now())).unref();
  }

  /** A sequence of its own, so that a fault on the way of a delivery moves no other id of the world. */
  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #now(): number {
    return this.#options.state().clock.now();
  }
}
