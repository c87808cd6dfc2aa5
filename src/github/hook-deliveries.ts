import { known, unknown, type Answer } from '../core/answer.ts';
import type { Instant } from '../core/names.ts';
import type { FailedDelivery, HookDeliveries } from '../ports/github/hook-deliveries.ts';
import type { GithubClients } from './client/clients.ts';
import { failureSentence } from './client/outcome.ts';

interface RawDelivery {
  id: number;
  guid: string;
  event: string;
  delivered_at: string;
  /** A sentence: `OK`, `timed out`, `Invalid HTTP Response: 503`. */
  status: string;
  status_code: number;
}

const A_PAGE = 100;
/** Enough for an outage of hours at one delivery a second; what is older is found by looking at the lanes. */
const MOST_PAGES = 100;

/** The App's own list of deliveries, read with its JWT. */
export function githubHookDeliveries(clients: GithubClients): HookDeliveries {
  return { listFailed: (since) => listFailed(clients, since) };
}

async function listFailed(clients: GithubClients, since: Instant): Promise<Answer<FailedDelivery[]>> {
  const deliveries: FailedDelivery[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const outcome = await clients.asApp().request<RawDelivery[]>('GET /app/hook/deliveries', {
      status: 'failure',
      per_page: A_PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
    const fresh = outcome.ok.filter((raw) => Date.parse(raw.delivered_at) >= since);
    deliveries.push(...fresh.map(fromRest));
    cursor = nextCursor(outcome.headers['link']);
    if (cursor === undefined || fresh.length < outcome.ok.length) break;
  }
  return known(deliveries);
}

function fromRest(raw: RawDelivery): FailedDelivery {
  const { id, guid, event, status } = raw;
  // The reference does not say which code stands for a receiver that was too slow; the sentence does.
  const statusCode = /timed out/i.test(status) ? 0 : raw.status_code;
  return { id, guid, event, deliveredAt: Date.parse(raw.delivered_at), statusCode };
}

/** Deliveries page by a cursor that only the link header names (REST reference, list deliveries for an app webhook). */
function nextCursor(link: string | undefined): string | undefined {
  const next = (link ?? '').split(',').find((part) => part.includes('rel="next"'));
  const address = /<([^>]+)>/.exec(next ?? '')?.[1];
  return address === undefined ? undefined : (new URL(address).searchParams.get('cursor') ?? undefined);
}
