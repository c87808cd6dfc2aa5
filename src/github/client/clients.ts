import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';

import { isKnown, lacking, unknown, type Answer } from '../../core/answer.ts';
import type { Traffic } from '../../ports/github/traffic.ts';
import type { GithubClient } from './client.ts';
import type { WireOptions } from './wire.ts';

import { githubClient } from './client.ts';
import { Exchange } from './exchange.ts';
import { InstallationLookup } from './installations/lookup.ts';
import { InstallationTokens, type TokenScope } from './installations/tokens.ts';
import { failureSentence } from './outcome.ts';
import { octokitBasics, sharedOf } from './wire.ts';

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

/** The clients of an App, and what they have learned of what GitHub bears. */
export interface AppClients extends GithubClients {
  traffic: Traffic;
}

/** Builds the clients of one App at one GitHub. */
export function githubClients(options: GithubClientsOptions): AppClients {
  const { appId, privateKey } = options;
  const { traffic, ...shared } = sharedOf(options);
  const { redactor, wire } = shared;
  const { host } = traffic;
  redactor.know(privateKey);
  const basics = octokitBasics(wire);
  const anonymous = new Octokit(basics);
  const signing = new Octokit({ ...basics, authStrategy: createAppAuth, auth: { appId, privateKey } });
  const appExchange = new Exchange({ ...shared, host, account: traffic.app, octokit: signing });
  const app = githubClient(appExchange);
  const remembered = (owner: string, installation: number): void => traffic.name(owner, installation);
  const lookup = new InstallationLookup({ app, now: wire.now, remembered });
  const tokensOf = (installation: number, scope?: TokenScope): InstallationTokens =>
    new InstallationTokens({ installation, app: appExchange, redactor, ...(scope && { scope }) });

  const open = (installation: number): GithubClient => {
    const [account, tokens] = [traffic.of(installation), tokensOf(installation)];
    return githubClient(new Exchange({ ...shared, host, account, octokit: anonymous, tokens }), installation);
  };
  const installations = new Map<number, GithubClient>();
  return {
    asApp: () => app,
    installation: (id) => Promise.resolve(keptIn(installations, id, () => open(id))),
    installationFor: (repo) => lookup.find(repo),
    remember: (owner, installation) => lookup.remember(owner, installation),
    cloneToken: cloneTokens(lookup, tokensOf),
    traffic,
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
