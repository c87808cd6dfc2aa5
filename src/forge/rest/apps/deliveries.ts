import { iso } from '../../domain/json/instant.ts';
import type { LoggedDelivery } from '../../events/delivery.ts';
import type { Outbox } from '../../events/outbox.ts';
import { Refusal, type Call, type Handlers, type Reply } from '../../http/handler.ts';

/** What the App may ask about its own deliveries. Pages go by `cursor=v1_<id>`: the id of the page's first delivery. */
export function deliveryHandlers(outbox: Outbox): Handlers {
  return {
    'apps/list-webhook-deliveries': (call) =>
      listDeliveries(
        call,
        kept(call, outbox).toSorted((a, b) => b.id - a.id),
      ),
    'apps/get-webhook-delivery': (call) => ({ status: 200, body: deliveryJson(deliveryOf(call, outbox)) }),
    'apps/redeliver-webhook-delivery': (call) => {
      outbox.redeliver(deliveryOf(call, outbox).id);
      return { status: 202, body: {} };
    },
  };
}

/** GitHub keeps deliveries for three days; what is older can neither be read nor be sent again. */
const keptMs = 3 * 24 * 60 * 60 * 1000;

function kept({ state }: Call, outbox: Outbox): LoggedDelivery[] {
  const oldest = state.clock.now() - keptMs;
  return outbox.log.filter(({ deliveredAt }) => deliveredAt >= oldest);
}

function deliveryOf(call: Call, outbox: Outbox): LoggedDelivery {
  const logged = kept(call, outbox).find((one) => one.id === Number(call.params['delivery_id']));
  if (logged === undefined) throw new Refusal(404, 'Not Found');
  return logged;
}

function listDeliveries({ query, origin }: Call, newestFirst: LoggedDelivery[]): Reply {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const cursor = query.get('cursor');
  const status = query.get('status');
  const first = cursor === null ? Infinity : Number(/^v1_(\d+)$/.exec(cursor)?.[1] ?? NaN);
  if (Number.isNaN(first)) throw new Refusal(422, 'Invalid cursor');
  const rest = newestFirst.filter((one) => one.id <= first && (status === null || outcomeOf(one) === status));
  const next = rest[size];
  const link = next && `<${origin}/app/hook/deliveries?${withCursor(query, next.id)}>; rel="next"`;
  return { status: 200, body: rest.slice(0, size).map(itemJson), ...(link && { headers: { link } }) };
}

function withCursor(query: URLSearchParams, id: number): string {
  const next = new URLSearchParams(query);
  next.set('cursor', `v1_${id}`);
  return next.toString();
}

/** GitHub's filter goes by the receiver's status code; no answer at all is a failure. */
function outcomeOf({ statusCode }: LoggedDelivery): 'success' | 'failure' {
  return statusCode >= 200 && statusCode < 400 ? 'success' : 'failure';
}

function itemJson(logged: LoggedDelivery) {
  return {
    id: logged.id,
    guid: logged.guid,
    delivered_at: iso(logged.deliveredAt),
    redelivery: logged.redelivery,
    duration: 0,
    status: logged.status,
    status_code: logged.statusCode,
    event: logged.event,
    action: logged.action,
    installation_id: logged.installationId,
    repository_id: logged.repositoryId,
    throttled_at: null,
    url: logged.url,
  };
}

function deliveryJson(logged: LoggedDelivery) {
  return {
    ...itemJson(logged),
    request: { headers: logged.headers, payload: JSON.parse(logged.body) as Record<string, unknown> },
    response: { headers: {}, payload: null },
  };
}
