/** Who may pull what: the token service and the check of what it gave out. */

export interface LoginOptions {
  /** Passwords by user. Without users nobody has to log in. */
  users?: Record<string, string>;
  /** Whether who does not log in may pull, with a token that says so. */
  anonymousPull?: boolean;
  /** `basic` takes the password itself on every call; `token`, the default, gives out tokens for it. */
  scheme?: 'token' | 'basic';
}

export const TOKEN_PATH = '/token';
const SERVICE = 'forge-registry';
/** Seconds. */
const TOKEN_LIFE = 300;

/** Keeps the logins of one registry. */
export class Logins {
  readonly #options: LoginOptions;
  /** Repositories that may be pulled, by token. */
  #tokens = new Map<string, Set<string>>();
  #given = 0;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /** A 401 that says how to log in; undefined when the call may pass. Without a repository any login will do. */
  refuse(request: Request, repository?: string): Response | undefined {
    const { users, scheme = 'token' } = this.#options;
    if (!users) return undefined;
    const authorization = request.headers.get('authorization') ?? '';
    if (scheme === 'basic')
      return this.#userOf(authorization) === undefined ? refusal('Basic realm="registry"') : undefined;
    const granted = this.#tokens.get(authorization.replace(/^Bearer /, ''));
    if (granted && (repository === undefined || granted.has(repository))) return undefined;
    const scope = repository === undefined ? '' : `,scope="repository:${repository}:pull"`;
    return refusal(`Bearer realm="${new URL(request.url).origin}${TOKEN_PATH}",service="${SERVICE}"${scope}`);
  }

  /** Answers at the token service: a token for the scopes asked for. */
  giveToken(request: Request): Response {
    const { searchParams } = new URL(request.url);
    const authorization = request.headers.get('authorization');
    const isLoggedIn =
      authorization === null ? this.#options.anonymousPull === true : this.#userOf(authorization) !== undefined;
    if (!isLoggedIn || searchParams.get('service') !== SERVICE) return refusal('Basic realm="registry"');
    const scopes = searchParams
      .getAll('scope')
      .map((scope) => /^repository:([^:]+):(?:.*,)?pull(?:,|$)/.exec(scope)?.[1]);
    this.#given += 1;
    const token = `forge-registry-token-${this.#given}`;
    this.#tokens.set(token, new Set(scopes.filter((repository) => repository !== undefined)));
    return Response.json({ token, expires_in: TOKEN_LIFE });
  }

  /** From now on no token that was given out counts. */
  revokeTokens(): void {
    this.#tokens = new Map();
  }

  #userOf(authorization: string): string | undefined {
    const [, encoded] = /^Basic (.+)$/.exec(authorization) ?? [];
    const [user = '', ...rest] = Buffer.from(encoded ?? '', 'base64')
      .toString('utf8')
      .split(':');
    const { users = {} } = this.#options;
    return Object.hasOwn(users, user) && users[user] === rest.join(':') ? user : undefined;
  }
}

/** The 401 of the protocol. */
const refusal = (challenge: string): Response =>
  Response.json(
    { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required', detail: null }] },
    { status: 401, headers: { 'www-authenticate': challenge } },
  );
