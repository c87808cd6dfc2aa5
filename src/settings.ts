/** The settings of the process, read once from the environment: every mistake at once, no secret in any sentence. */
import { createPrivateKey } from 'node:crypto';
import { quoted, userError, type UserError } from './core/errors/catalogue.ts';
import { nearest } from './core/errors/nearest.ts';
import { isRepoName, type RepoName } from './core/names.ts';

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Settings {
  app: { id: number; privateKey: string; webhookSecret: string };
  /** Without a slash at the end; `webUrl` is where people and git go. */
  github: { apiUrl: string; webUrl: string };
  listen: { host: string; port: number };
  store: { directory: string } | { url: string };
  logLevel: LogLevel;
  /** The repositories whose pipeline file counts; without it every repository that the App is installed on. */
  pipelines?: RepoName[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable that is read; docs/reference/settings.md has a heading for each. */
export const settingNames = [
  'APP_ID',
  'DATABASE_URL',
  'GHE_HOST',
  'GITHUB_API_URL',
  'HOST',
  'LOG_LEVEL',
  'PORT',
  'PRIVATE_KEY',
  'PRIVATE_KEY_PATH',
  'SLUICE_PIPELINES',
  'SLUICE_STORE',
  'WEBHOOK_SECRET',
] as const;

type SettingName = (typeof settingNames)[number];

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const SHORTEST_SECRET = 32;
const NEW_SECRET = 'make one with "openssl rand -hex 32", and give the same to the App at GitHub';

/** Reads the settings, or says everything that is wrong with them. `readFile` throws like `readFileSync` does. */
export function readSettings(
  env: Environment,
  readFile: (path: string) => string,
): Settings | { problems: UserError[] } {
  const read = new Reading(env);
  const app = {
    id: readAppId(read),
    privateKey: readPrivateKey(read, readFile),
    webhookSecret: readWebhookSecret(read),
  };
  const github = readGitHub(read);
  const listen = { host: readHost(read), port: readPort(read) };
  const store = readStore(read);
  const logLevel = readLogLevel(read);
  const pipelines = readPipelines(read);
  findUnknown(read);
  if (read.problems.length > 0) return { problems: read.problems };
  return { app, github, listen, store, logLevel, ...(pipelines && { pipelines }) };
}

/** The environment while it is read; a reader that finds a mistake notes it and answers a value nobody will see. */
class Reading {
  readonly problems: UserError[] = [];
  readonly env: Environment;

  constructor(env: Environment) {
    this.env = env;
  }

  /** An empty variable counts as not set: that is how people switch one off in an env file. */
  get(name: SettingName): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  missing(name: SettingName, next: string): void {
    const others = Object.keys(this.env).filter((other) => this.env[other] && !isSetting(other));
    this.problems.push(userError('SETTINGS_MISSING', { name, next, instead: nearest(name, others) }));
  }

  invalid(name: SettingName, because: string, next: string): void {
    const value = quoted(withoutCredentials(this.get(name) ?? ''));
    this.problems.push(userError('SETTINGS_INVALID', { name, value, because, next }));
  }

  /** Whether both are set, which is a mistake: one would win without anybody noticing. */
  conflict(one: SettingName, other: SettingName): boolean {
    if (!this.get(one) || !this.get(other)) return false;
    this.problems.push(userError('SETTINGS_CONFLICT', { one, other }));
    return true;
  }
}

const isSetting = (name: string): boolean => (settingNames as readonly string[]).includes(name);

const withoutCredentials = (value: string): string => value.replace(/\/\/.*@/, '//');

function readAppId(read: Reading): number {
  const text = read.get('APP_ID');
  if (!text) read.missing('APP_ID', "set it to the number on the App's settings page at GitHub");
  else if (!/^[1-9]\d{0,14}$/.test(text))
    read.invalid(
      'APP_ID',
      'is not a whole number',
      "set it to the App ID on the App's settings page, not its client id",
    );
  return Number(text);
}

function readPrivateKey(read: Reading, readFile: (path: string) => string): string {
  const path = read.get('PRIVATE_KEY_PATH');
  const inline = read.get('PRIVATE_KEY');
  if (read.conflict('PRIVATE_KEY', 'PRIVATE_KEY_PATH')) return '';
  if (inline) return checkKey(read, 'PRIVATE_KEY', decodeKey(inline));
  if (!path) {
    read.missing('PRIVATE_KEY_PATH', "set it to the App's .pem file, or PRIVATE_KEY to what that file holds");
    return '';
  }
  if (path.includes('PRIVATE KEY')) {
    const because = 'it holds a key where the path of a file belongs';
    read.problems.push(userError('KEY_INVALID', { name: 'PRIVATE_KEY_PATH', because }));
    return '';
  }
  try {
    return checkKey(read, 'PRIVATE_KEY_PATH', readFile(path));
  } catch (error) {
    read.problems.push(userError('KEY_UNREADABLE', { path, because: fileProblem(error) }));
    return '';
  }
}

/** A key in one line, as env files and secret stores hold it: with `\n` for its line ends, or in base64. */
function decodeKey(text: string): string {
  const lines = text.replaceAll(String.raw`\n`, '\n');
  return lines.includes('-----BEGIN') ? lines : Buffer.from(lines, 'base64').toString('utf8');
}

function checkKey(read: Reading, name: SettingName, pem: string): string {
  const because = keyProblem(pem);
  if (because) read.problems.push(userError('KEY_INVALID', { name, because }));
  return pem;
}

function keyProblem(pem: string): string | undefined {
  if (!pem.includes('-----BEGIN')) return 'it holds no PEM key';
  try {
    const key = createPrivateKey(pem);
    // GitHub accepts App tokens signed with RS256 alone.
    return key.asymmetricKeyType === 'rsa' ? undefined : `it holds a key of type ${key.asymmetricKeyType}, not RSA`;
  } catch {
    // The cause is left out on purpose: it may quote the key.
    return 'its key is damaged or needs a passphrase';
  }
}

function fileProblem(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return `reading it failed with ${code ?? 'an unknown error'}`;
}

function readWebhookSecret(read: Reading): string {
  const secret = read.get('WEBHOOK_SECRET');
  const weak = (because: string): void => {
    read.problems.push(userError('SETTINGS_SECRET_WEAK', { name: 'WEBHOOK_SECRET', because, next: NEW_SECRET }));
  };
  if (!secret) read.missing('WEBHOOK_SECRET', NEW_SECRET);
  // Probot's fallback for an empty secret: whoever knows Probot knows it.
  else if (secret === 'development') weak("is the word that Probot's examples use");
  else if (secret.length < SHORTEST_SECRET)
    weak(`has ${secret.length} characters and needs ${SHORTEST_SECRET} or more`);
  else if (new Set(secret).size < 8) weak('repeats the same few characters');
  return secret ?? '';
}

function readGitHub(read: Reading): Settings['github'] {
  const host = read.get('GHE_HOST');
  if (read.conflict('GHE_HOST', 'GITHUB_API_URL')) return { apiUrl: '', webUrl: '' };
  if (!host) return readApiUrl(read);
  if (!/^[A-Za-z0-9.-]+(:\d+)?$/.test(host)) {
    read.invalid('GHE_HOST', 'is not the name of a host', 'give the name alone, as in github.example.com');
  }
  return { apiUrl: `https://${host}/api/v3`, webUrl: `https://${host}` };
}

function readApiUrl(read: Reading): Settings['github'] {
  const text = read.get('GITHUB_API_URL') ?? 'https://api.github.com';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const next = 'give the address of the REST API, as in https://github.example.com/api/v3';
  if (!url || !/^https?:$/.test(url.protocol)) {
    read.invalid('GITHUB_API_URL', 'is not a web address', next);
    return { apiUrl: '', webUrl: '' };
  }
  if (url.username || url.password || url.search || url.hash)
    read.invalid('GITHUB_API_URL', 'has more than a host and a path', next);
  else if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    read.invalid('GITHUB_API_URL', 'would send tokens unencrypted', 'begin it with https://');
  const path = url.pathname.replace(/\/+$/, '');
  return { apiUrl: url.origin + path, webUrl: url.origin.replace('//api.', '//') + path.replace(/\/api\/v3$/, '') };
}

const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);

function readHost(read: Reading): string {
  const host = read.get('HOST') ?? '127.0.0.1';
  if (!/^[A-Za-z0-9.:_-]+$/.test(host) || /^https?:/i.test(host)) {
    read.invalid('HOST', 'is not an address to listen on', 'use 127.0.0.1 behind a proxy on this machine, or 0.0.0.0');
  }
  return host;
}

function readPort(read: Reading): number {
  const text = read.get('PORT') ?? '3000';
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    read.invalid('PORT', 'is not a port', 'give a whole number up to 65535, or 0 for any free port');
  }
  return Number(text);
}

function readStore(read: Reading): Settings['store'] {
  const url = read.get('DATABASE_URL');
  const directory = read.get('SLUICE_STORE') ?? './.sluice/store';
  if (read.conflict('DATABASE_URL', 'SLUICE_STORE') || !url) {
    if (/^\w+:\/\//.test(directory))
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
