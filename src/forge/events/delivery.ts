import { createHmac } from 'node:crypto';

/** One webhook call that is to be made. */
export interface Delivery {
  /** Unique per attempt, and what GitHub's delivery list pages by. */
  id: number;
  /** `X-GitHub-Delivery`: a redelivery keeps it, so it is what receivers tell repetitions by. */
  guid: string;
  event: string;
  action: string | null;
  redelivery: boolean;
  /** When it was queued, in milliseconds of the virtual clock. */
  queuedAt: number;
  installationId: number | null;
  repositoryId: number | null;
  url: string;
  headers: Record<string, string>;
  /** The signed bytes; a payload is what the world was when the event happened. */
  body: string;
}

/** A delivery as GitHub lists it afterwards. */
export interface LoggedDelivery extends Delivery {
  /** Milliseconds of the virtual clock. */
  deliveredAt: number;
  status: string;
  /** 0 when no answer came. */
  statusCode: number;
}

/** What a delivery is signed and labelled with. */
export interface Hook {
  appId: number;
  url: string;
  secret: string;
}

/** The headers GitHub sends with a delivery of an App's webhook. */
export function deliveryHeaders(hook: Hook, event: string, guid: string, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: '*/*',
    'user-agent': 'GitHub-Hookshot/f0e6e1a',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(hook.appId),
    'x-github-hook-installation-target-id': String(hook.appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`,
  };
}

/** Makes the HTTP call; GitHub waits 10 seconds for the answer. */
export async function postDelivery(url: string, headers: Record<string, string>, body: string): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
  await response.arrayBuffer();
  return response.status;
}
