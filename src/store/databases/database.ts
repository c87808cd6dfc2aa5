import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';

/** An open connection to one of the databases the store runs on. */
export interface Database {
  kysely: Kysely<Tables>;
  /** The same for statements that may take minutes: migrations, archives. Where it is not there, any statement may. */
  patient?: Kysely<Tables>;
  /** Where it is, as a sentence names it after "the store"; never with a password. */
  place: string;
  /** Gives the space of deleted rows back, of one table or of all, where the database does not do so by itself. */
  tidy?: (table?: string) => Promise<void>;
  /** Ends a write-ahead log that grew long, where the database does not do so by itself; false: it is short. */
  shortenLog?: () => Promise<boolean>;
  close: () => Promise<void>;
}
