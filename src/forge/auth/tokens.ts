import { createHmac } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { accountOf } from '../domain/accounts.ts';
import type { Account, ForgeState, Installation, Permissions, Repo } from '../domain/state.ts';
import { Refusal, type Caller } from '../http/handler.ts';
import { covers } from './permissions.ts';

const hour = 60 * 60 * 1000;

/** What a request for an installation token asks to be narrowed to. */
export interface Narrowing {
  permissions?: Permissions;
  repositories?: ReadonlySet<number>;
}

export interface InstallationToken {
  token: string;
  /** Milliseconds of the wall clock. */
  expiresAt: number;
  installation: number;
  permissions: Permissions;
  /** The repositories asked for; without it the token follows the installation. */
  repositories?: ReadonlySet<number>;
}

/** What a sign-in gives an App: "expires after 8 hours", and a refresh token for 6 months. */
export interface UserToken {
  token: string;
  /** Seconds. */
  expiresIn: number;
  refreshToken: string;
  /** Seconds. */
  refreshExpiresIn: number;
}

const userSeconds = 28_800;
const refreshSeconds = 15_897_600;

interface Session {
  login: string;
  token: string;
  refreshToken: string;
  /** Milliseconds of the wall clock. */
  mintedAt: number;
}

/** The credentials the forge has given out. They live on the wall clock: clients judge their age by their own. */
export class Tokens {
  readonly #state: ForgeState;
  readonly #wall: Clock;
  readonly #seed: string;
  readonly #installation = new Map<string, InstallationToken>();
  readonly #person = new Map<string, string>();
  readonly #sessions = new Set<Session>();

  constructor(state: ForgeState, wall: Clock, seed: string | number) {
    this.#state = state;
    this.#wall = wall;
    this.#seed = String(seed);
  }

  /** A token of an installation, for one hour, for what it asks within what the installation was granted. */
  mint(installation: Installation, { permissions, repositories }: Narrowing): InstallationToken {
    if (installation.suspendedAt !== undefined) throw new Refusal(403, 'This installation has been suspended');
    for (const [name, level] of Object.entries(permissions ?? {})) {
      if (!covers(installation.permissions, name, level))
        throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    }
    const expiresAt = this.#wall.now() + hour;
    const minted: InstallationToken = {
      token: this.#installationToken(installation.id, expiresAt),
      expiresAt,
      installation: installation.id,
      permissions: { metadata: 'read', ...(permissions ?? installation.permissions) },
      ...(repositories && { repositories }),
    };
    this.#installation.set(minted.token, minted);
    return minted;
  }

  /** Takes a token back that an installation holds; it is a bad credential from now on. */
  revoke(token: string): void {
    this.#installation.delete(token);
  }

  /** The classic token of a person of this forge; the same for every call. */
  personToken(login: string): string {
    if (accountOf(this.#state, login) === undefined) throw new Error(`"${login}" is not an account of this forge`);
    const token = `ghp_${alphanumeric(this.#secret(`person ${login}`)).slice(0, 36)}`;
    this.#person.set(token, login);
    return token;
  }

  /** A token of the App for a person who signed in: it can what both of them can. */
  mintUser(login: string): UserToken {
    const secret = alphanumeric(this.#secret(`user ${this.#state.nextGuid()}`));
    const token = `ghu_${secret.slice(0, 36)}`;
    const refreshToken = `ghr_${secret.slice(36, 112)}`;
    this.#sessions.add({ login, token, refreshToken, mintedAt: this.#wall.now() });
    return { token, expiresIn: userSeconds, refreshToken, refreshExpiresIn: refreshSeconds };
  }

  /** New tokens for a refresh token; "that refresh token and the old user access token will no longer work". */
  refreshUser(refreshToken: string): UserToken | undefined {
    const session = [...this.#sessions].find((one) => one.refreshToken === refreshToken);
    if (session === undefined || this.#isOver(session, refreshSeconds)) return undefined;
    this.#sessions.delete(session);
    return this.mintUser(session.login);
  }

  #isOver({ mintedAt }: Session, seconds: number): boolean {
    return mintedAt + seconds * 1000 <= this.#wall.now();
  }

  /** Who holds this token. Undefined when it was never given out, has expired, or its installation is gone. */
  callerOf(token: string): Caller | undefined {
    const login = this.#person.get(token);
    const account = login === undefined ? undefined : accountOf(this.#state, login);
    if (account) return { kind: 'person', account };
    if (token.startsWith('ghu_')) return this.#signedIn(token);
    const held = this.#installation.get(token);
    const installation = held && this.#state.installations.get(held.installation);
    if (!held || !installation || held.expiresAt <= this.#wall.now()) return undefined;
    if (installation.suspendedAt !== undefined) throw new Refusal(403, 'This installation has been suspended');
    return {
      kind: 'installation',
      installation,
      permissions: stillGranted(held.permissions, installation.permissions),
      repositories: held.repositories
        ? within(held.repositories, installation.repositories)
        : installation.repositories,
      account: this.#state.app.bot,
      token,
    };
  }

  /** Ends the token that an `Authorization` header brings; false when it brings none that was given out here. */
  end(authorization: string | null | undefined, how: 'expired' | 'revoked'): boolean {
    const [, credentials = ''] = (authorization ?? '').trim().split(/\s+/, 2);
    const brought = [credentials, ...Buffer.from(credentials, 'base64').toString('utf8').split(':')];
    return brought.filter((token) => this.#endOne(token, how)).length > 0;
  }

  #endOne(token: string, how: 'expired' | 'revoked'): boolean {
    const held = this.#installation.get(token);
    if (held !== undefined && how === 'expired') {
      this.#installation.set(token, { ...held, expiresAt: this.#wall.now() });
      return true;
    }
    for (const session of this.#sessions) if (session.token === token) return this.#sessions.delete(session);
    return this.#installation.delete(token) || this.#person.delete(token);
  }

  #signedIn(token: string): Caller | undefined {
    const session = [...this.#sessions].find((one) => one.token === token);
    const account = session && accountOf(this.#state, session.login);
    if (!session || !account || this.#isOver(session, userSeconds)) return undefined;
    return { kind: 'person', account, through: (where) => grantedOn(this.#state, where) };
  }

  /** The form GitHub gives out since April 2026, `ghs_<app id>_<JWT>` of about 520 characters: nobody may rely on its look. */
  #installationToken(installation: number, expiresAt: number): string {
    const header = encode({ alg: 'RS256', typ: 'JWT' });
    const claims = { iss: String(this.#state.app.id), sub: String(installation), jti: this.#state.nextGuid() };
    const payload = encode({ ...claims, exp: Math.floor(expiresAt / 1000) });
    const secret = this.#secret(`installation ${payload}`).toString('base64url');
    return `ghs_${this.#state.app.id}_${header}.${payload}.${secret}`;
  }

  /** 256 bytes that only the seed and the purpose decide. */
  #secret(purpose: string): Buffer {
    const blocks = [0, 1, 2, 3].map((block) => createHmac('sha512', this.#seed).update(`${purpose} ${block}`).digest());
    return Buffer.concat(blocks);
  }
}

/** What the App was granted on a repository or on an account as a whole. */
function grantedOn(state: ForgeState, where: Repo | Account): Permissions | undefined {
  for (const { account, repositories, permissions, suspendedAt } of state.installations.values()) {
    const isThere = 'login' in where ? account === where : repositories.has(where.id);
    if (isThere && suspendedAt === undefined) return { metadata: 'read', ...permissions };
  }
  return undefined;
}

function stillGranted(held: Permissions, granted: Permissions): Permissions {
  const kept = Object.entries(held).filter(([name, level]) => covers({ metadata: 'read', ...granted }, name, level));
  return Object.fromEntries(kept);
}

/** A repository taken away from the installation is taken from its tokens at once. */
function within(asked: ReadonlySet<number>, granted: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...asked].filter((id) => granted.has(id)));
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function alphanumeric(secret: Buffer): string {
  return secret.toString('base64').replaceAll(/[^A-Za-z0-9]/g, '');
}
