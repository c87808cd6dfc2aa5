import { Probot } from 'probot';

import type { Clock } from './ports/clock.ts';
import type { Inbox } from './ports/store/inbox.ts';
import type { Log } from './ports/log.ts';
import type { WebhookCall, WebhookDoor } from './web/webhook-door.ts';

export interface AppOptions {
  app: { id: number; privateKey: string; webhookSecret: string };
  inbox: Inbox;
  clock: Clock;
  log: Log;
  /** Called after a delivery was stored, so that a worker need not wait for its next round. */
  onStored: () => void;
}

/**
 * The Probot app: the signature is verified over the raw bytes, the delivery is stored, and only then answered. Nothing is
 * decided here; Probot would answer 202 for a slow handler and GitHub would take a later failure for a success.
 */
export async function createApp(options: AppOptions): Promise<WebhookDoor> {
  const { app, inbox, clock, log, onStored } = options;
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: app.webhookSecret,
    logLevel: 'fatal',
  });
  await probot.load((loaded) => {
    loaded.onAny(async ({ id, name, payload }) => {
      const stored = await inbox.put({ guid: id, event: name, payload, receivedAt: clock.now() });
      log.debug({ deliveryId: id, event: name, stored }, 'delivery stored');
      onStored();
    });
  });
  return (call) => take(probot, call, log);
}

async function take(
  probot: Probot,
  { headers, body }: WebhookCall,
  log: Log,
): Promise<{ status: number; says: string }> {
  const id = headers['x-github-delivery'];
  const event = headers['x-github-event'];
  const signature = headers['x-hub-signature-256'];
  if (id === undefined || event === undefined || signature === undefined) {
    return {
      status: 400,
      says: 'a GitHub webhook has the headers x-github-delivery, x-github-event and x-hub-signature-256',
    };
  }
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    return { status: 415, says: 'set the content type of the webhook to application/json' };
  }
  const payload = body.toString('utf8');
  if (!(await probot.webhooks.verify(payload, signature).catch(() => false))) {
    log.warn({ deliveryId: id, event }, 'webhook with a wrong signature refused');
    return { status: 400, says: 'the signature does not match the webhook secret' };
  }
  const parsed = parseObject(payload);
  if (parsed === undefined) return { status: 400, says: 'the body is not a JSON object' };
  try {
    // The event's name is GitHub's; one that nobody handles here is stored like any other.
    await probot.webhooks.receive({ id, name: event as 'push', payload: parsed as never });
    return { status: 202, says: 'stored' };
  } catch (error) {
    log.error({ err: error, deliveryId: id, event }, 'delivery not stored');
    return {
      status: 503,
      says: 'the delivery could not be stored; GitHub lists it as failed and it is asked for again',
    };
  }
}

function parseObject(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
