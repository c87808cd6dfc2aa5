import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { descriptionNames, type DescriptionName } from '../contract/slices.ts';
import { createForge } from '../create.ts';
import { peopleOf } from '../domain/accounts.ts';
import type { ForgeState } from '../domain/state.ts';
import type { Forge } from '../forge.ts';
import { allWishes, readAppFile } from './app-file.ts';
import { FaultRuleError, readRules } from '../faults/read-rules.ts';
import type { FaultRule } from '../faults/rule.ts';
import { keepCredentials, writeSettings, type Credentials } from './credentials.ts';
import { StandaloneProblem } from './problem.ts';
import { worldNamed } from './world.ts';

export { StandaloneProblem } from './problem.ts';

export interface StandaloneOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** Name of the world it begins with. */
  world: string;
  /** Text of the App's manifest (`app.yml`); without it the App may do and hear everything. */
  manifest?: string;
  /** Where deliveries go. */
  webhook: string;
  /** Where the App's key and settings are kept over restarts; a temporary folder otherwise. */
  folder?: string;
  /** Decides ids, tokens and chance. */
  seed: string;
  /** JSON text: an array of fault rules. */
  faults?: string;
  /** Which GitHub it is. */
  description: string;
  /** Hold callers to GitHub's limits. */
  limits: boolean;
  /** PEM texts; with them it speaks HTTPS. */
  tls?: { key: string; cert: string };
}

/** A forge that runs by itself, for anybody's App. */
export interface Standalone {
  forge: Forge;
  /** `http://host:port` */
  url: string;
  /** `127.0.0.1:port` of the world's registry of images, where it has one. */
  registry?: string;
  app: { id: number; slug: string; installedOn: string[] };
  /** Of the App's settings, by the names that Probot reads. */
  settingsFile: string;
  people: { login: string; token: string }[];
  close(): Promise<void>;
}

/** Opens a forge with a world in it and an App installed there; what it keeps on disk is gone when it closes, but for `folder`. */
export async function openStandalone(options: StandaloneOptions): Promise<Standalone> {
  const world = worldNamed(options.world);
  const rules = rulesOf(options.faults);
  const scratch = await mkdtemp(join(tmpdir(), 'sluice-forge-'));
  const leave = () => rm(scratch, { recursive: true, force: true });
  try {
    const credentials = keepCredentials(options.folder ?? scratch);
    const forge = forgeOf(options, { directory: join(scratch, 'repositories'), publicKey: credentials.publicKey });
    for (const rule of rules) forge.faults.add(rule);
    const { port, host, tls } = options;
    const listening = await forge.listen({ port, host, ...(tls !== undefined && { tls }) });
    const surroundings = await world(forge.state);
    // What the world begins with was there before anybody listened: no delivery tells of it.
    forge.state.app.webhook = { url: options.webhook, secret: credentials.webhookSecret };
    forge.hooks.auto = true;
    writeSettings(credentials, settingsOf(forge, listening.url, credentials));
    return {
      forge,
      url: listening.url,
      ...(surroundings.registry !== undefined && { registry: surroundings.registry }),
      app: appOf(forge.state),
      settingsFile: credentials.settingsFile,
      people: peopleOf(forge.state).map(({ login }) => ({ login, token: forge.personToken(login) })),
      async close() {
        forge.hooks.auto = false;
        await listening.close();
        await surroundings.close();
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

function forgeOf(options: StandaloneOptions, own: { directory: string; publicKey: string }): Forge {
  const { seed, description, limits, manifest } = options;
  const wishes = manifest === undefined ? allWishes : readAppFile(manifest);
  return createForge({
    seed,
    description: descriptionOf(description),
    ...(limits && { limits: githubLimits }),
    storage: { directory: own.directory },
    app: { ...wishes, publicKey: own.publicKey, owner: 'ada' },
  });
}

function appOf({ app, installations }: ForgeState): Standalone['app'] {
  const { id, slug } = app;
  return { id, slug, installedOn: [...installations.values()].map(({ account }) => account.login) };
}

/** Probot's names: it builds the address of the API out of host and protocol, as for GitHub Enterprise Server. */
function settingsOf(forge: Forge, url: string, { keyFile, webhookSecret }: Credentials): Record<string, string> {
  const { protocol, host } = new URL(url);
  return {
    APP_ID: String(forge.state.app.id),
    PRIVATE_KEY_PATH: keyFile,
    WEBHOOK_SECRET: webhookSecret,
    GHE_PROTOCOL: protocol.replace(':', ''),
    GHE_HOST: host,
  };
}

/** GitHub's figures: "5,000 points per hour" of an installation, "80 content-generating requests per minute and 500 per hour". */
const githubLimits = { primary: 5000, contentPerMinute: 80, contentPerHour: 500 };

function descriptionOf(name: string): DescriptionName {
  const known = descriptionNames.find((one) => one === name);
  if (known !== undefined) return known;
  throw new StandaloneProblem('--description', 'is no GitHub that it knows', `write ${descriptionNames.join(' or ')}`);
}

function rulesOf(text: string | undefined): FaultRule[] {
  if (text === undefined) return [];
  try {
    return readRules(text);
  } catch (error) {
    if (!(error instanceof FaultRuleError)) throw error;
    throw new StandaloneProblem('--faults', `does not fit (${error.message})`, 'docs/forge/faults.md has every rule');
  }
}
