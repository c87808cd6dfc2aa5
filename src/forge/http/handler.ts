import type { Account, ForgeState, Installation, Permissions, Repo } from '../domain/state.ts';

/** Who calls: the App itself (JWT), one of its installations, or a person (tests and the demo's cast). */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'app'; account: Account }
  | {
      kind: 'installation';
      installation: Installation;
      permissions: Permissions;
      repositories: ReadonlySet<number>;
      account: Account;
    }
  | {
      kind: 'person';
      account: Account;
      /** What the App was granted on a repository, when it calls for a person who signed in: the token can no more than both. */
      through?: (repo: Repo) => Permissions | undefined;
    };

/** One API call after routing and authentication. Path parameters are decoded; slashes in refs and paths survive. */
export interface Call {
  operationId: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  caller: Caller;
  state: ForgeState;
  /** `http://host[:port]` as the client addressed it; every absolute URL in an answer starts with it. */
  origin: string;
  /** The media types the client asks for; the raw one changes what `repos/get-content` answers. */
  accept?: string;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Answers one operation. It throws `Refusal` for an error answer. */
export type Handler = (call: Call) => Reply | Promise<Reply>;
export type Handlers = Record<string, Handler>;

export interface RefusalDetails {
  errors?: unknown[];
  url?: string;
  headers?: Record<string, string>;
  /** What went wrong underneath; the client does not see it. */
  cause?: unknown;
}

/** An error answer as GitHub words it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { message: string; errors?: unknown[]; documentation_url?: string; url?: string };

  readonly headers: Record<string, string> | undefined;

  constructor(status: number, message: string, { headers, cause, ...more }: RefusalDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.headers = headers;
    this.body = { message, ...more, documentation_url: 'https://docs.github.com/rest' };
  }
}
