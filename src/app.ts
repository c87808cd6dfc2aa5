import { isUtf8 } from 'node:buffer';

import { Probot } from 'probot';

import { isSigned } from './app/signature.ts';
import { INBOX_BOUND } from './core/inbox-bound.ts';
import type { Clock } from './ports/clock.ts';
import type { DoorResult, Observed } from './ports/observe.ts';
import type { Inbox, InboxBound } from './ports/store/inbox.ts';
import type { Log } from './ports/log.ts';
import type { WebhookAnswer, WebhookCall, WebhookDoor } from './web/webhook-door.ts';

/** What the App is known by at GitHub. */
export interface AppIdentity {
  id: number;
  privateKey: string;
  webhookSecret: string;
  /** The secret that GitHub may still sign with while it is being replaced. */
  previousWebhookSecret?: string;
}

export interface AppOptions {
  app: AppIdentity;
  inbox: Pick<Inbox, 'put'>;
  clock: Clock;
  log: Log;
  /** Called after a delivery was stored, so that a worker need not wait for its next round. */
  onStored: () => void;
  /** Hears how each delivery fared. */
  observed?: Pick<Observed, 'delivered'>;
  /** How much may wait; without it what a process of Sluice bears. */
  bound?: InboxBound;
}

/** Seconds. GitHub does not read it, but proxies and people do; the sweep asks for what was refused. */
const FULL_AGAIN = '60';

/** The inbox holds as much as it may. */
class InboxFull extends Error {}

/**
 * The Probot app: the signature is verified over the raw bytes, the delivery is stored, and only then answered. Nothing is
 * decided here; Probot would answer 202 for a slow handler and GitHub would take a later failure for a success.
 */
export async function createApp(options: AppOptions): Promise<WebhookDoor> {
  const { app, inbox, clock, log, onStored, bound = INBOX_BOUND } = options;
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: app.webhookSecret,
    logLevel: 'fatal',
  });
  const results = new Map<string, DoorResult>();
  await probot.load((loaded) => {
    loaded.onAny(async ({ id, name, payload }) => {
      const stored = await inbox.put({ guid: id, event: name, payload, receivedAt: clock.now() }, bound);
      if (stored === 'full') throw new InboxFull('the inbox is full');
      results.set(id, stored);
      log.debug({ deliveryId: id, event: name, stored }, 'delivery stored');
      onStored();
    });
  });
  return (call) => take({ options, probot, results }, call);
}

interface Door {
  options: AppOptions;
  probot: Probot;
  /** What became of deliveries that are being answered: Probot's handlers answer nothing themselves. */
  results: Map<string, DoorResult>;
}

async function take(door: Door, call: WebhookCall): Promise<WebhookAnswer> {
  const { observed } = door.options;
  const event = call.headers['x-github-event'];
  const parsed = understand(door.options, call);
  if ('status' in parsed) {
    observed?.delivered(event !== undefined && /^[a-z_]{1,40}$/.test(event) ? event : 'unknown', 'refused');
    return parsed;
  }
  const { answer, result } = await store(door, parsed);
  observed?.delivered(parsed.event, result);
  return answer;
}

interface Parsed {
  id: string;
  event: string;
  payload: object;
}

/** The delivery, or why it is none. */
function understand({ app, log }: AppOptions, { headers, body }: WebhookCall): Parsed | WebhookAnswer {
  const id = headers['x-github-delivery'];
  const event = headers['x-github-event'];
  const signature = headers['x-hub-signature-256'];
  if (!id || !event || !signature) {
    return {
      status: 400,
      says: 'a GitHub webhook has the headers x-github-delivery, x-github-event and x-hub-signature-256',
    };
  }
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    return { status: 415, says: 'set the content type of the webhook to application/json' };
  }
  const secrets = [app.webhookSecret, ...(app.previousWebhookSecret === undefined ? [] : [app.previousWebhookSecret])];
  if (!isSigned(body, signature, secrets)) {
    log.warn({ deliveryId: id, event }, 'webhook with a wrong signature refused');
    return { status: 400, says: 'the signature does not match the webhook secret' };
  }
  const payload = isUtf8(body) ? parseObject(body.toString('utf8')) : undefined;
  return payload === undefined ? { status: 400, says: 'the body is not a JSON object' } : { id, event, payload };
}

async function store(
  { options: { log }, probot, results }: Door,
  { id, event, payload }: Parsed,
): Promise<{ answer: WebhookAnswer; result: DoorResult }> {
  try {
    // The event's name is GitHub's; one that nobody handles here is stored like any other.
    await probot.webhooks.receive({ id, name: event as 'push', payload: payload as never });
    return { answer: { status: 202, says: 'stored' }, result: results.get(id) ?? 'stored' };
  } catch (error) {
    if (isFull(error)) {
      log.warn({ deliveryId: id, event }, 'delivery refused, too much waits');
      const says = 'too many deliveries wait; GitHub lists this one as failed and it is asked for again';
      return { answer: { status: 503, says, retryAfter: FULL_AGAIN }, result: 'full' };
    }
    log.error({ err: error, deliveryId: id, event }, 'delivery not stored');
    const says = 'the delivery could not be stored; GitHub lists it as failed and it is asked for again';
    return { answer: { status: 503, says }, result: 'failed' };
  } finally {
    results.delete(id);
  }
}

/** Probot gathers what its handlers throw. */
const isFull = (error: unknown): boolean =>
  error instanceof InboxFull || (error instanceof AggregateError && error.errors.some(isFull));

function parseObject(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
