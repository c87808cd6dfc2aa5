import { quoted, userError, type UserError } from '../core/errors/catalogue.ts';
import { nearest } from '../core/errors/nearest.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable that is read; docs/reference/settings.md has a heading for each. */
export const settingNames = [
  'APP_ID',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'DATABASE_URL',
  'GHE_HOST',
  'GITHUB_API_URL',
  'HOST',
  'LOG_LEVEL',
  'METRICS_HOST',
  'METRICS_PORT',
  'PAGE_TEAMS',
  'PORT',
  'PRIVATE_KEY',
  'PRIVATE_KEY_PATH',
  'PUBLIC_URL',
  'REGISTRY_AUTH_FILE',
  'SESSION_SECRET',
  'SLUICE_MIRRORS',
  'SLUICE_PIPELINES',
  'SLUICE_STORE',
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
] as const;

export type SettingName = (typeof settingNames)[number];

/** The environment while it is read; a reader that finds a mistake notes it and answers a value nobody will see. */
export class Reading {
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

export const isSetting = (name: string): boolean => (settingNames as readonly string[]).includes(name);

/** Also hides JSON, plain or in base64: what a file of logins holds, where its path belongs. */
const withoutCredentials = (value: string): string =>
  value.replace(/\/\/.*@/, '//').replace(/^(?:\{|eyJ|ewo).*/s, '[hidden]');

/** Why a file could not be read, in words for a sentence. */
export function fileProblem(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return `reading it failed with ${code ?? 'an unknown error'}`;
}
