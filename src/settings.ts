/** The settings of the process, read once from the environment: every mistake at once, no secret in any sentence. */
import { dirname, join } from 'node:path';

import { quoted, userError, type UserError } from './core/errors/catalogue.ts';
import { nearest } from './core/errors/nearest.ts';
import { isRepoName, type RepoName } from './core/names.ts';
import { parseCredentials, type Credentials } from './registry/credentials.ts';
import { readGitHub, readHost, readMetrics, readPort, type GithubAddresses } from './settings/addresses.ts';
import { readAppId, readPreviousSecret, readPrivateKey, readWebhookSecret } from './settings/credentials.ts';
import { readPage, type PageSettings } from './settings/page.ts';
import { fileProblem, isSetting, Reading, settingNames, type Environment } from './settings/reading.ts';

export { settingNames, type Environment } from './settings/reading.ts';

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Settings {
  /** `previousWebhookSecret`: deliveries that GitHub signed with it are taken as well. */
  app: { id: number; privateKey: string; webhookSecret: string; previousWebhookSecret?: string };
  /** Without a slash at the end; `webUrl` is where people and git go. */
  github: GithubAddresses;
  listen: { host: string; port: number };
  store: StorePlace;
  /** Where mirrors of code repositories are kept; without it GitHub's API is asked for every range. */
  mirrors?: { directory: string };
  logLevel: LogLevel;
  /** The repositories whose pipeline file counts; without it every repository that the App is installed on. */
  pipelines?: RepoName[];
  /** How to log in to registries; one that is not among them is asked without a login. */
  registries: Credentials;
  /** Who may see the page, and how they sign in; without it the page is off. */
  page?: PageSettings;
  /** Where metrics are told, on a listener of their own; without it nowhere. */
  metrics?: { host: string; port: number };
}

/** A directory of the embedded store, or the address of a server's. */
export type StorePlace = { directory: string } | { url: string };

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Reads the settings, or says everything that is wrong with them. `readFile` throws like `readFileSync` does. */
export function readSettings(
  env: Environment,
  readFile: (path: string) => string,
): Settings | { problems: UserError[] } {
  const read = new Reading(env);
  const app = readApp(read, readFile);
  const github = readGitHub(read);
  const listen = { host: readHost(read), port: readPort(read) };
  const store = readStore(read);
  const mirrors = readMirrors(read, store);
  const logLevel = readLogLevel(read);
  const pipelines = readPipelines(read);
  const registries = readRegistries(read, readFile);
  const page = readPage(read, app.webhookSecret);
  const metrics = readMetrics(read);
  findUnknown(read);
  if (read.problems.length > 0) return { problems: read.problems };
  const all = { app, github, listen, store, logLevel, registries };
  return {
    ...all,
    ...(mirrors && { mirrors }),
    ...(pipelines && { pipelines }),
    ...(page && { page }),
    ...(metrics && { metrics }),
  };
}

/**
 * Reads where the store is, for commands that need nothing else: whoever makes a copy of a store need not have the App's key. A
 * setting that is mistyped is told, since another store than the meant one would be taken.
 */
export function readStoreSettings(env: Environment): { store: StorePlace } | { problems: UserError[] } {
  const read = new Reading(env);
  const store = readStore(read);
  findUnknown(read);
  return read.problems.length > 0 ? { problems: read.problems } : { store };
}

function readApp(read: Reading, readFile: (path: string) => string): Settings['app'] {
  const [id, privateKey, webhookSecret] = [readAppId(read), readPrivateKey(read, readFile), readWebhookSecret(read)];
  const previousSecret = readPreviousSecret(read, webhookSecret);
  return {
    id,
    privateKey,
    webhookSecret,
    ...(previousSecret === undefined ? {} : { previousWebhookSecret: previousSecret }),
  };
}

function readStore(read: Reading): StorePlace {
  const url = read.get('DATABASE_URL');
  const directory = read.get('SLUICE_STORE') ?? './.sluice/store';
  if (read.conflict('DATABASE_URL', 'SLUICE_STORE') || !url) {
    if (isAddress(directory))
      read.invalid('SLUICE_STORE', 'is not a directory', 'give a directory here, or the address in DATABASE_URL');
    return { directory };
  }
  const valid = URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol);
  // The address may hold a password anywhere once it cannot be parsed, so it is never shown.
  if (!valid) {
    const next = 'give one as postgres://user:password@host:5432/database';
    const value = 'set to a text';
    const because = 'is not the address of a PostgreSQL database';
    read.problems.push(userError('SETTINGS_INVALID', { name: 'DATABASE_URL', value, because, next }));
  }
  return { url };
}

/** Beside the embedded store by default: both are on a disk of this process then. A database may be all the disk that there is. */
function readMirrors(read: Reading, store: StorePlace): Settings['mirrors'] {
  const text = read.get('SLUICE_MIRRORS');
  if (text === 'off') return undefined;
  if (text !== undefined) {
    if (isAddress(text)) read.invalid('SLUICE_MIRRORS', 'is not a directory', 'give a directory here, or off');
    return { directory: text };
  }
  return 'url' in store ? undefined : { directory: join(dirname(store.directory), 'mirrors') };
}

const isAddress = (text: string): boolean => /^\w+:\/\//.test(text);

function readLogLevel(read: Reading): LogLevel {
  const text = read.get('LOG_LEVEL') ?? 'info';
  const level = LOG_LEVELS.find((name) => name === text);
  if (!level) {
    const near = nearest(text, LOG_LEVELS);
    read.invalid('LOG_LEVEL', 'is no log level', near ? `did you mean ${near}` : `use one of ${LOG_LEVELS.join(', ')}`);
  }
  return level ?? 'info';
}

function readPipelines(read: Reading): RepoName[] | undefined {
  const text = read.get('SLUICE_PIPELINES');
  if (!text) return undefined;
  const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  const wrong = names.filter((name) => !isRepoName(name));
  if (wrong.length > 0 || names.length === 0) {
    const because = wrong.length > 0 ? `has ${wrong.map(quoted).join(' and ')} in it` : 'names no repository';
    read.invalid('SLUICE_PIPELINES', because, 'give repositories as owner/name, with commas between them');
  }
  return names.filter(isRepoName);
}

function readRegistries(read: Reading, readFile: (path: string) => string): Credentials {
  const path = read.get('REGISTRY_AUTH_FILE');
  if (!path) return new Map();
  const next = 'give the path of a config.json of Docker or Podman that this user may read';
  try {
    const parsed = parseCredentials(readFile(path));
    if ('credentials' in parsed) return parsed.credentials;
    read.invalid('REGISTRY_AUTH_FILE', parsed.problem.because, parsed.problem.next);
  } catch (error) {
    read.invalid('REGISTRY_AUTH_FILE', `cannot be read, because ${fileProblem(error)}`, next);
  }
  return new Map();
}

function findUnknown(read: Reading): void {
  const unknown = Object.keys(read.env).filter((name) => /^SLUICE_/i.test(name) && !isSetting(name));
  for (const name of unknown.toSorted()) {
    const near = nearest(
      name,
      settingNames.filter((valid) => valid.startsWith('SLUICE_')),
    );
    read.problems.push(userError('SETTINGS_UNKNOWN', { name, nearest: near }));
  }
}
