import { setTimeout as sleep } from 'node:timers/promises';

import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';

import type { Answer } from '../../core/answer.ts';
import type { GithubClient } from './client.ts';
import type { Limits } from './limits.ts';
import type { CallReport, Fetch, Wire } from './policy-fetch.ts';

import { githubClient } from './client.ts';
import { Exchange } from './exchange.ts';
import { InstallationLookup } from './installation-lookup.ts';
import { InstallationTokens } from './installation-tokens.ts';
import { Limiter } from './limiter.ts';
import { defaultLimits } from './limits.ts';
import { Redactor } from './redact.ts';

export interface GithubClientsOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  baseUrl: string;
  appId: number | string;
  privateKey: string;
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

/** The one way to GitHub's API. */
export interface GithubClients {
  /** Speaks as the App itself: deliveries, installations. */
  asApp(): GithubClient;
  /** One shared client per installation, with its own limiter and token. */
  installation(id: number): Promise<GithubClient>;
  /** The installation that covers `owner/name`; `{ known: undefined }` when the App is not installed there. */
  installationFor(repo: string): Promise<Answer<number | undefined>>;
  /** Takes note of an installation that was listed, so that it need not be asked for. */
  remember(owner: string, installation: number): void;
}

/** Octokit prints warnings and request paths by default; what matters here is in the outcomes. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

/** Builds the clients of one App at one GitHub. */
export function githubClients(options: GithubClientsOptions): GithubClients {
  const { appId, privateKey, clock = { now: () => Date.now() }, delay = wait } = options;
  const wire = wireOf(options);
  const redactor = new Redactor();
  redactor.know(privateKey);
  const now = (): number => clock.now();
  const shared = { wire, redactor, now, delay };
  const newLimiter = (): Limiter => new Limiter({ ...wire.limits, now, delay });
  const basics = { baseUrl: wire.baseUrl, log: silent, request: { log: silent } };
  const anonymous = new Octokit(basics);
  const signing = new Octokit({ ...basics, authStrategy: createAppAuth, auth: { appId, privateKey } });
  const appExchange = new Exchange({ ...shared, octokit: signing, limiter: newLimiter() });
  const app = githubClient(appExchange);
  const lookup = new InstallationLookup(app, now);
  const installations = new Map<number, GithubClient>();

  const open = (installation: number): GithubClient => {
    const tokens = new InstallationTokens({ installation, app: appExchange, redactor });
    return githubClient(new Exchange({ ...shared, octokit: anonymous, limiter: newLimiter(), tokens }), installation);
  };
  return {
    asApp: () => app,
    installation: (id) => {
      const client = installations.get(id) ?? open(id);
      installations.set(id, client);
      return Promise.resolve(client);
    },
    installationFor: (repo) => lookup.find(repo),
    remember: (owner, installation) => lookup.remember(owner, installation),
  };
}

function wireOf({ baseUrl, version, fetch, onCall = ignore, limits }: GithubClientsOptions): Wire {
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    userAgent: `sluice/${version}`,
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    limits: { ...defaultLimits, ...limits },
    onCall,
  };
}

async function wait(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
