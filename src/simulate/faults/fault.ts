import type { CallRule } from '../../forge/faults/rule.ts';

/** What goes wrong with one call of a port. */
export type Fault = { name: string } & (
  | { crash: 'before' | 'after' }
  /** The process stands still: with its call not sent, or with an answer that it has not read. */
  | { pause: 'before' | 'after'; milliseconds: number }
  /** GitHub itself does it, by one of the forge's own rules. */
  | { rule: Omit<CallRule, 'operation'> }
  /** No answer comes for as long as a client waits; the call had its effect, or had none. */
  | { timeout: 'before' | 'after' }
  /** The registry of images answers so, and gives nothing. */
  | { registry: { status: number; retryAfter?: number } }
  /** The database's connection is lost, before or after it has done what it was asked. */
  | { disconnected: 'before' | 'after' }
);

const limited = (status: 403 | 429, retryAfter?: number): Fault => ({
  name: `${status} ${retryAfter === undefined ? 'without' : 'with'} retry-after`,
  rule: { do: { status, limit: 'secondary', ...(retryAfter === undefined ? {} : { retryAfter }) } },
});

/** The faults of a write to GitHub, by the names they have in reports. */
export const WRITE_FAULTS: readonly Fault[] = [
  { name: 'crash before', crash: 'before' },
  { name: 'crash after', crash: 'after' },
  { name: 'response lost', rule: { when: 'lost' } },
  { name: 'timeout after', timeout: 'after' },
  { name: '502 after', rule: { when: 'after', do: { status: 502 } } },
  { name: '502 before', rule: { do: { status: 502 } } },
  limited(403, 30),
  limited(403),
  limited(429, 30),
  limited(429),
  { name: '403 primary limit', rule: { do: { status: 403, limit: 'primary' } } },
  { name: '401', rule: { do: { status: 401 } } },
  { name: '404', rule: { do: { status: 404 } } },
  { name: '405', rule: { do: { status: 405 } } },
  { name: '409', rule: { do: { status: 409 } } },
  { name: '422', rule: { do: { status: 422 } } },
  { name: 'reset', rule: { do: { reset: true } } },
];

/** What GitHub shows is behind by so much at most, in milliseconds: Sluice repeats nothing before the settle time is over (promise 6). */
const BEHIND_MS = 20_000;

/** The faults of reads: what GitHub shows is behind, or it shows nothing. */
export const READ_FAULTS: readonly Fault[] = [
  { name: '404 lag', rule: { do: { notYet: BEHIND_MS } } },
  { name: 'stale read', rule: { do: { stale: { writes: 1, within: BEHIND_MS } } } },
  { name: 'stale read by 5 s', rule: { do: { stale: { ms: 5_000 } } } },
  { name: 'unindexed merge', rule: { do: { unindexed: BEHIND_MS } } },
  { name: 'read lost', rule: { when: 'lost' } },
  { name: 'read 502', rule: { do: { status: 502 } } },
  { name: 'read 503', rule: { do: { status: 503, headers: { 'retry-after': '5' } } } },
  { name: 'read timeout', timeout: 'before' },
  { name: 'read 401', rule: { do: { status: 401 } } },
  { name: 'read 404', rule: { do: { status: 404 } } },
  limited(403, 60),
  limited(429),
];

/** Of any call of any port. */
export const PROCESS_FAULTS: readonly Fault[] = [
  { name: 'crash before', crash: 'before' },
  { name: 'crash after', crash: 'after' },
  { name: 'pause before', pause: 'before', milliseconds: 10 * 60_000 },
  { name: 'pause after', pause: 'after', milliseconds: 10 * 60_000 },
];

export const STORE_FAULTS: readonly Fault[] = [
  { name: 'store lost before', disconnected: 'before' },
  { name: 'store lost after', disconnected: 'after' },
];

/** The faults of the registry of images. */
export const REGISTRY_FAULTS: readonly Fault[] = [
  { name: 'registry 500', registry: { status: 500 } },
  { name: 'registry 503', registry: { status: 503, retryAfter: 20 } },
  { name: 'registry 429', registry: { status: 429, retryAfter: 60 } },
  { name: 'registry 429 without retry-after', registry: { status: 429 } },
  { name: 'registry timeout', timeout: 'before' },
];
