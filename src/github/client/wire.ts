import { setTimeout as sleep } from 'node:timers/promises';

import { defaultLimits, type Limits } from './limits.ts';
import type { CallReport, Fetch, Wire } from './policy-fetch.ts';

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
  limits?: Partial<Limits>;
}

/** Octokit prints warnings and request paths by default; what matters here is in the outcomes. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

/** The way to one GitHub. */
export function wireOf({ baseUrl, version, fetch, onCall = ignore, limits }: WireOptions): Wire {
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    userAgent: `sluice/${version}`,
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    limits: { ...defaultLimits, ...limits },
    onCall,
  };
}

/** What an Octokit at that GitHub starts from. */
export const octokitBasics = ({ baseUrl }: Wire): { baseUrl: string; log: typeof silent; request: object } => ({
  baseUrl,
  log: silent,
  request: { log: silent },
});

/** The clock and the waits that were given, or the machine's own. */
export const timeOf = ({
  clock = { now: () => Date.now() },
  delay = wait,
}: WireOptions): { now: () => number; delay: (milliseconds: number) => Promise<void> } => ({
  now: () => clock.now(),
  delay,
});

async function wait(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
