import { setTimeout as sleep } from 'node:timers/promises';

import { defaultLimits, type Limits } from './limits.ts';
import type { CallReport, Fetch, Wire } from './policy-fetch.ts';
import { Redactor } from '../../core/text/redactor.ts';
import { ClientTraffic } from './traffic/client-traffic.ts';

/** What every way to a GitHub has, whoever speaks through it. */
export interface WireOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  baseUrl: string;
  /** Sluice's own, for the user agent. */
  version: string;
  fetch?: Fetch;
  /** The clock that limits, spacing and the lookup's memory run on; credentials live on the wall clock. */
  clock?: { now(): number };
  /** How waits of the policy pass (milliseconds). */
  delay?: (milliseconds: number) => Promise<void>;
  onCall?: (report: CallReport) => void;
  /** Told of every credential; by default one that nobody shares. */
  redactor?: Redactor;
  limits?: Partial<Limits>;
}

/** Octokit prints warnings and request paths by default; what matters here is in the outcomes. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

/** The way to one GitHub. */
function wireOf(options: WireOptions): Wire {
  const { baseUrl, version, fetch, onCall = ignore, limits } = options;
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    userAgent: `sluice/${version}`,
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    limits: { ...defaultLimits, ...limits },
    onCall,
    now: timeOf(options).now,
  };
}

/** What all clients of one GitHub share. */
export interface Shared {
  wire: Wire;
  redactor: Redactor;
  traffic: ClientTraffic;
  delay: (milliseconds: number) => Promise<void>;
}

/** Builds it; nothing is asked yet. */
export function sharedOf(options: WireOptions): Shared {
  const wire = wireOf(options);
  const { now, delay } = timeOf(options);
  const { baseUrl, limits } = wire;
  const traffic = new ClientTraffic({ baseUrl, limits, now, delay });
  return { wire, redactor: options.redactor ?? new Redactor(), traffic, delay };
}

/** What an Octokit at that GitHub starts from. */
export const octokitBasics = ({ baseUrl }: Wire): { baseUrl: string; log: typeof silent; request: object } => ({
  baseUrl,
  log: silent,
  request: { log: silent },
});

/** The clock and the waits that were given, or the machine's own. */
const timeOf = ({
  clock = { now: () => Date.now() },
  delay = wait,
}: WireOptions): { now: () => number; delay: (milliseconds: number) => Promise<void> } => ({
  now: () => clock.now(),
  delay,
});

async function wait(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
