import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { figuresOf, type Figures } from './figures.ts';
import type { SignedDelivery } from './processes/messages.ts';

/** Its answer: an HTTP status, or 0 when none came. */
export interface Sent {
  delivery: SignedDelivery;
  status: number;
  /** From the instant it was planned for: who is late makes the following ones late, and that is the receiver's fault. */
  milliseconds: number;
}

/** What is sent at the next instant, and who wants to know how it was answered. */
export type Planned = () => { delivery: SignedDelivery; sent?: (status: number) => void };

/** GitHub waits no longer. */
const PATIENCE_MS = 10_000;

/** Sends so many deliveries a second for so many seconds, whatever becomes of those before: arrivals do not wait. */
export async function stream(url: string, plan: { rate: number; seconds: number; next: Planned }): Promise<Sent[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const begin = performance.now() + 100;
  const all: Promise<Sent>[] = [];
  for (let index = 0; index < plan.rate * plan.seconds; index += 1) {
    const at = begin + (index * 1_000) / plan.rate;
    const wait = at - performance.now();
    if (wait > 0) await sleep(wait);
    const { delivery, sent } = plan.next();
    all.push(
      post(url, delivery, agent).then((status) => {
        sent?.(status);
        return { delivery, status, milliseconds: performance.now() - at };
      }),
    );
  }
  const answered = await Promise.all(all);
  agent.destroy();
  return answered;
}

/** How long the answers took, and how many were no 2xx. */
export function answersOf(sent: readonly Sent[]): Figures & { refused: number } {
  const refused = sent.filter(({ status }) => status < 200 || status >= 300).length;
  return { ...figuresOf(sent.map(({ milliseconds }) => milliseconds)), refused };
}

/** The same payload as another event: GitHub gives each a guid of its own, which is not signed. */
export function again({ event, headers, body }: SignedDelivery): SignedDelivery {
  return { event, body, headers: { ...headers, 'x-github-delivery': randomUUID() } };
}

/** Whether a body that differs from the signed one is refused: whoever compares receivers wants both to check. */
export async function refusesForged(url: string, sent: readonly Sent[]): Promise<boolean> {
  const [one] = sent;
  if (one === undefined) throw new Error('nothing was sent');
  const status = await post(url, { ...one.delivery, body: `${one.delivery.body} ` });
  return status >= 400 && status < 500;
}

/** Sends one at once. */
export async function sendOne(url: string, { delivery, sent }: ReturnType<Planned>): Promise<void> {
  const status = await post(url, delivery);
  sent?.(status);
}

function post(url: string, { headers, body }: SignedDelivery, agent?: Agent): Promise<number> {
  return new Promise((resolve) => {
    const call = request(
      url,
      { method: 'POST', headers, timeout: PATIENCE_MS, ...(agent && { agent }) },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(0));
    call.end(body);
  });
}
