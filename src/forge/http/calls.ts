import type { Caller } from './handler.ts';

/** One call as the forge saw it, for tests that count calls and for the demo's page. */
export interface RecordedCall {
  /** Milliseconds of the virtual clock. */
  at: number;
  /** `graphql:<name>` for GraphQL, `git:fetch` and `git:push` for git, `unknown` for what the forge does not answer. */
  operationId: string;
  method: string;
  path: string;
  /** 0 when the answer was lost on its way. */
  status: number;
  caller: Caller['kind'];
  read: boolean;
  /** Names the body of a call that writes, tokens left out: the same body, the same name. */
  sent?: string;
  /** `owner/name`. */
  repo?: string;
}
