import type { Violation } from '../../contract/check.ts';

/** One call of the tour with its answer: what the score and the checker's own tests judge. */
export interface Exchange {
  operationId: string;
  status: number;
  request: { as: string; method: string; path: string; body?: unknown };
  /** Parsed; text where the answer was no JSON, undefined where it had no body. */
  body: unknown;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** What the forge itself found wrong while it answered, deliveries included. */
  violations: Violation[];
  /** A fault rule made the answer, so no description of the operation holds for it. */
  isInjected: boolean;
}

/** What the tour reads of an answer, to go on with: the forge's answers are checked by what judges them, not here. */
export interface Seen {
  id: number;
  node_id: string;
  number: number;
  sha: string;
  token: string;
  guid: string;
  object: { sha: string };
  commit: { sha: string };
  content: { sha: string };
  head: { sha: string };
  tree: { sha: string };
  check_suite: { id: number };
}
