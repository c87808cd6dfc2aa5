import type { Artifacts } from './artifacts.ts';
import type { Attention } from './attention.ts';
import type { Cache } from './cache.ts';
import type { Inbox } from './inbox.ts';
import type { Intentions } from './intentions.ts';
import type { Ledger } from './ledger.ts';
import type { Missed } from './missed.ts';
import type { Pipelines } from './pipelines.ts';
import type { Standings } from './standings.ts';

/** Everything that is remembered, on one database. */
export interface Store {
  inbox: Inbox;
  missed: Missed;
  attention: Attention;
  ledger: Ledger;
  intentions: Intentions;
  pipelines: Pipelines;
  artifacts: Artifacts;
  standings: Standings;
  cache: Cache;
  close(): Promise<void>;
}
