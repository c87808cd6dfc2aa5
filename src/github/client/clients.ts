import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';

import { isKnown, lacking, unknown, type Answer } from '../../core/answer.ts';
import type { GithubClient } from './client.ts';
import type { WireOptions } from './wire.ts';

import { githubClient } from './client.ts';
import { Exchange } from './exchange.ts';
import { InstallationLookup } from './installations/lookup.ts';
import { InstallationTokens, type TokenScope } from './installations/tokens.ts';
import { Limiter } from './limiter.ts';
import { failureSentence } from './outcome.ts';
import { Redactor } from './redact.ts';
import { octokitBasics, timeOf, wireOf } from './wire.ts';

export interface GithubClientsOptions extends WireOptions {
  appId: number | string;
  privateKey: string;
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
  /** A token for git, which may read the contents of that repository and nothing else wherever GitHub lets it be narrowed. */
  cloneToken(repo: string): Promise<Answer<string>>;
}

/** Builds the clients of one App at one GitHub. */
export function githubClients(options: GithubClientsOptions): GithubClients {
  const { appId, privateKey } = options;
  const wire = wireOf(options);
  const redactor = new Redactor();
  redactor.know(privateKey);
  const { now, delay } = timeOf(options);
  const shared = { wire, redactor, now, delay };
  const newLimiter = (): Limiter => new Limiter({ ...wire.limits, now, delay });
  const basics = octokitBasics(wire);
  const anonymous = new Octokit(basics);
  const signing = new Octokit({ ...basics, authStrategy: createAppAuth, auth: { appId, privateKey } });
  const appExchange = new Exchange({ ...shared, octokit: signing, limiter: newLimiter() });
  const app = githubClient(appExchange);
  const lookup = new InstallationLookup(app, now);
  const tokensOf = (installation: number, scope?: TokenScope): InstallationTokens =>
    new InstallationTokens({ installation, app: appExchange, redactor, ...(scope && { scope }) });

  const open = (installation: number): GithubClient => {
    const tokens = tokensOf(installation);
    return githubClient(new Exchange({ ...shared, octokit: anonymous, limiter: newLimiter(), tokens }), installation);
  };
  const installations = new Map<number, GithubClient>();
  return {
    asApp: () => app,
    installation: (id) => Promise.resolve(keptIn(installations, id, () => open(id))),
    installationFor: (repo) => lookup.find(repo),
    remember: (owner, installation) => lookup.remember(owner, installation),
    cloneToken: cloneTokens(lookup, tokensOf),
  };
}

/** Tokens for git by repository, each minted when it is first needed. */
function cloneTokens(
  lookup: InstallationLookup,
  tokensOf: (installation: number, scope: TokenScope) => InstallationTokens,
): GithubClients['cloneToken'] {
  const kept = new Map<string, InstallationTokens>();
  return async (repo) => {
    const installation = await lookup.find(repo);
    if (!isKnown(installation)) return installation;
    const id = installation.known;
    if (id === undefined) return lacking(`the App is not installed on ${repo}`);
    const scope = { repositories: [repo.split('/')[1] ?? ''], permissions: { contents: 'read' } } as const;
    const token = await keptIn(kept, `${id}:${repo.toLowerCase()}`, () => tokensOf(id, scope)).current();
    return 'ok' in token ? { known: token.ok } : unknown(failureSentence(token.failed));
  };
}

function keptIn<Key, Value>(kept: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = kept.get(key) ?? make();
  kept.set(key, value);
  return value;
}
