import type { Generated, GeneratedAlways } from 'kysely';
import type { Instant } from '../../core/names.ts';

/** JSON as text: jsonb refuses U+0000 and lone surrogates, and both turn up in what strangers write. */
type Json = string;

export interface InboxTable {
  guid: string;
  /** Order of arrival; tells deliveries of one millisecond apart. */
  seq: GeneratedAlways<number>;
  event: string;
  /** Null once processed: from then on only the guid matters. */
  payload: Json | null;
  received_at: Instant;
  due_at: Instant;
  held_by: string | null;
  held_until: Instant | null;
  tries: Generated<number>;
  parked: Generated<boolean>;
  cause: string | null;
  processed_at: Instant | null;
}

/** A row is parked (`parked_at`), held (`held_by`, `held_since`, `held_until`) or due at `due_at`. */
export interface AttentionTable {
  key: string;
  due_at: Instant;
  because: string[];
  /** The earliest mark that came during the present claim, and why; null and empty outside claims. */
  wanted_at: Instant | null;
  wanted_because: Generated<string[]>;
  held_by: string | null;
  held_since: Instant | null;
  held_until: Instant | null;
  /** From one sequence for all keys, so that a key which comes back after it was gone never meets an old fence. */
  fence: Generated<number>;
  tries: Generated<number>;
  parked_at: Instant | null;
  cause: string | null;
}

export interface LedgerTable {
  seq: GeneratedAlways<number>;
  at: Instant;
  kind: string;
  lane: string | null;
  promotion: string | null;
  key: string | null;
  facts: Json;
}

export interface IntentionTable {
  key: string;
  first_at: Instant;
  previous_at: Instant | null;
  last_at: Instant;
  done_at: Instant | null;
}

export interface PipelineTable {
  repo: string;
  document: Json;
}

export interface ArtifactTable {
  /** Order of learning; tells builds learned in one millisecond apart. */
  seq: GeneratedAlways<number>;
  pipeline: string;
  component: string;
  digest: string;
  built_repo: string;
  built_commit: string;
  learned_at: Instant;
  document: Json;
}

export interface StandingTable {
  lane: string;
  pipeline: string;
  at: Instant;
  document: Json;
}

export interface CacheTable {
  key: string;
  value: Json;
}

export interface Tables {
  inbox: InboxTable;
  attention: AttentionTable;
  ledger: LedgerTable;
  intention: IntentionTable;
  pipeline: PipelineTable;
  artifact: ArtifactTable;
  standing: StandingTable;
  cache: CacheTable;
}
