import type { Contract, Violation } from '../../../src/forge/contract/check.ts';
import type { LoggedDelivery } from '../../../src/forge/events/delivery.ts';
import type { Exchange, Stage } from '../../../src/forge/score/tour/index.ts';

/** A right answer or delivery of the forge, and how a contract judges a body in its place. */
export interface Recorded {
  what: string;
  body: unknown;
  judge: (contract: Contract, body: unknown) => Violation[];
}

type Place = { [name: string]: unknown };

/** What is done to one property. */
export const mutations: Record<string, (place: Place, name: string) => void> = {
  deleted: (place, name) => void delete place[name],
  'of another type': (place, name) => void (place[name] = typeof place[name] === 'number' ? ['x'] : 4711),
  null: (place, name) => void (place[name] = null),
  invented: (place, name) => void (place[`${name}_of_nobody`] = 'x'),
};

/** An answer of REST. */
export function answer(operationId: string, status: number, body: unknown): Recorded {
  const judge = (contract: Contract, other: unknown) => contract.checkResponse(operationId, status, other);
  return { what: `${operationId} ${status}`, body, judge };
}

/** A delivery as it was sent. */
export function delivery({ event, action, body }: Pick<LoggedDelivery, 'event' | 'action' | 'body'>): Recorded {
  const judge = (contract: Contract, other: unknown) => contract.checkWebhook(event, action ?? undefined, other);
  return { what: `${event}.${action}`, body: JSON.parse(body) as unknown, judge };
}

/** Each kind once, by the body that says most. */
export function distinct(records: Recorded[]): Recorded[] {
  const known = new Map<string, Recorded>();
  const sizeOf = (one: Recorded | undefined) => JSON.stringify(one?.body ?? null).length;
  for (const one of records) if (sizeOf(one) > sizeOf(known.get(one.what))) known.set(one.what, one);
  return [...known.values()];
}

/** Every kind of answer and delivery of the tour that has a description. */
export function recordedOf(exchanges: Exchange[], { forge }: Stage): Recorded[] {
  const described = exchanges.filter(
    ({ operationId, status, body, isInjected }) =>
      !isInjected && status < 500 && typeof body === 'object' && /^[a-z-]+\/[a-z-]+$/.test(operationId),
  );
  return distinct([
    ...described.map(({ operationId, status, body }) => answer(operationId, status, body)),
    ...[...forge.hooks.log, ...forge.hooks.pending].map(delivery),
  ]);
}

/** The path of each object's members; of a list only the first item, since the others are like it. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
  return entries.flatMap(([name, member]) => {
    const here = [...path, name];
    return [...(Array.isArray(value) ? [] : [here]), ...pathsIn(member, here)];
  });
}

/**
 * Judges each body with one member changed, and puts the member back; what changes nothing is no mutant. `most` places of
 * a body are tried, spread over it.
 */
export function* mutants<T>(
  records: Recorded[],
  { kind, most = Infinity, judge }: { kind: string; most?: number; judge: (one: Recorded, path: string[]) => T },
): Generator<T> {
  for (const one of records) {
    const paths = pathsIn(one.body);
    const stride = Math.max(1, Math.ceil(paths.length / most));
    for (const path of paths.filter((_, index) => index % stride === 0)) {
      const place = path.slice(0, -1).reduce((at, name) => at[name] as Place, one.body as Place);
      const before = { ...place };
      mutations[kind]!(place, path.at(-1)!);
      if (JSON.stringify(place) === JSON.stringify(before)) continue;
      yield judge(one, path);
      for (const name of Object.keys(place)) delete place[name];
      Object.assign(place, before);
    }
  }
}

/** The share of the mutants in which the contract finds something wrong. */
export function shareFound(
  contract: Contract,
  records: Recorded[],
  { kind, most }: { kind: string; most?: number },
): { mutants: number; found: number } {
  const judge = ({ body, judge: judged }: Recorded) => judged(contract, body).length > 0;
  const all = [...mutants(records, { kind, judge, ...(most !== undefined && { most }) })];
  return { mutants: all.length, found: all.filter(Boolean).length / all.length };
}
