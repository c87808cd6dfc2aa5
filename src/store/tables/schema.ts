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
  /** Of the payload; null with it. */
  bytes: GeneratedAlways<number | null>;
  received_at: Instant;
  due_at: Instant;
  held_by: string | null;
  held_until: Instant | null;
  tries: Generated<number>;
  parked: Generated<boolean>;
  cause: string | null;
  processed_at: Instant | null;
}

/** What failed to arrive; `heard_at` is null while nobody heard it. */
export interface MissedTable {
  guid: string;
  event: string;
  /** The newest attempt's id at GitHub. */
  attempt: number;
  attempts: number;
  heard: number;
  heard_at: Instant | null;
  first_at: Instant;
  last_at: Instant;
  noted_at: Instant;
}

/** A row is parked (`parked_at`), held (`held_by`, `held_since`, `held_until`) or due at `due_at`. */
export interface AttentionTable {
  key: string;
  /** As `accountOf` makes it from the key. */
  account: GeneratedAlways<string>;
  due_at: Instant;
  /** When it became due without having been worked well since; null where an older release wrote the row. */
  since: Instant | null;
  /** The two parts of `due_at`, or of `wanted_at` during a claim: what ordinary marks want, and what calm ones do. */
  plain_at: Instant | null;
  calm_at: Instant | null;
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

/** Marks of one key that came fast upon each other; outlives the key's row, and is forgotten once it is over. */
export interface BurstTable {
  key: string;
  marks: number;
  /** The first mark that had to wait in the present stretch of waiting. */
  waiting_since: Instant | null;
  due_at: Instant;
  /** When no mark came for the quiet time. */
  over_at: Instant;
}

/** One row: what may still run on this schema. */
export interface SchemaTable {
  single: Generated<boolean>;
  /** The newest migration of the oldest release that may. */
  oldest: string;
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
  missed: MissedTable;
  attention: AttentionTable;
  burst: BurstTable;
  sluice_schema: SchemaTable;
  ledger: LedgerTable;
  intention: IntentionTable;
  pipeline: PipelineTable;
  artifact: ArtifactTable;
  standing: StandingTable;
  cache: CacheTable;
}
