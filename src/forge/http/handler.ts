import type { Account, ForgeState, Installation, Permissions, Repo } from '../domain/state.ts';

/** Who calls: the App itself (JWT), one of its installations, or a person (tests and the demo's cast). */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'app'; id: number; account: Account }
  | {
      kind: 'installation';
      installation: Installation;
      permissions: Permissions;
      repositories: ReadonlySet<number>;
      account: Account;
      /** What it came with: an installation may give its own token back. */
      token?: string;
    }
  | {
      kind: 'person';
      account: Account;
      /** What the App was granted on a repository or account, when it calls for a person who signed in: the token can no more than both. */
      through?: (where: Repo | Account) => Permissions | undefined;
    };

/** One API call after routing and authentication. Path parameters are decoded; slashes in refs and paths survive. */
export interface Call {
  operationId: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  caller: Caller;
  state: ForgeState;
  /** Where the API addresses of the answer begin: the host as the client addressed it, and `/api/v3` on an Enterprise Server. */
  origin: string;
  /** The media types the client asks for; the raw one changes what `repos/get-content` answers. */
  accept?: string;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** What whoever made the reply found wrong; the run is told, the client is not. */
  breaches?: Breach[];
}

/** A place where a call or its answer is not what GitHub's schema allows: `request` where the caller asked for that. */
export interface Breach {
  what: 'request' | 'response';
  /** JSON pointer into the data of the answer. */
  pointer: string;
  value: unknown;
  message: string;
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
