import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, TypeOverrides } from 'pg';
import type { PoolClient, PoolConfig } from 'pg';
import type { Log } from '../../ports/log.ts';
import { StoreUnavailable, StoreUnusable } from '../errors.ts';
import type { Tables } from '../tables/schema.ts';
import type { Database } from './database.ts';
import { tellingDialect } from './telling-dialect.ts';

const INT8 = 20;

/** Until a connection is there. */
const CONNECTED_WITHIN_MS = 10_000;

/** Statements of the work take milliseconds; one that waits for a migration of a newer release is asked again. */
const ANSWERED_WITHIN_MS = 30_000;

/**
 * The server ends a statement before the client gives it up: one that still waited for a lock would take effect after
 * that, and keys would be held by workers that know nothing of it. The rest of the time is for the way.
 */
const endedWithin = (answeredWithin: number): number => Math.round((answeredWithin * 5) / 6);

/** A PostgreSQL server. */
export interface ServerPlace {
  url: string;
  /** Milliseconds after which a server that has not answered counts as one that does not; where a test cannot wait as long. */
  within?: number;
}

/**
 * A PostgreSQL server, shared by any number of processes. One that takes what is asked and says nothing (its disk hangs, a
 * balancer has forgotten the connection) fails the statement, so that nobody waits for it for ever.
 */
export async function openServer({ url, within }: ServerPlace, log?: Pick<Log, 'warn'>): Promise<Database> {
  const place = placeOf(url);
  const connecting = { connectionTimeoutMillis: within ?? CONNECTED_WITHIN_MS };
  try {
    const patient = connectedTo({ ...poolConfig(url), ...connecting, max: 1 }, log);
    const answered = within ?? ANSWERED_WITHIN_MS;
    const limits = { query_timeout: answered, statement_timeout: endedWithin(answered) };
    const kysely = connectedTo({ ...poolConfig(url), ...connecting, ...limits }, log);
    await sql`select 1`.execute(kysely).catch(async (error: unknown) => {
      await kysely.destroy();
      throw error;
    });
    return {
      kysely,
      patient,
      place,
      close: async () => {
        await Promise.all([kysely.destroy(), patient.destroy()]);
      },
    };
  } catch (error) {
    throw new StoreUnusable(
      place,
      error instanceof StoreUnavailable ? error.cause : error,
      'check that the server runs and that address, database, user and password are right',
    );
  }
}

function connectedTo(config: PoolConfig, log?: Pick<Log, 'warn'>): Kysely<Tables> {
  const pool = new Pool(config);
  // An idle connection that dies is replaced at the next query; without a listener its error would end the process.
  pool.on('error', (err) => log?.warn({ err }, 'idle store connection lost'));
  pool.on('connect', (client) => {
    // The same for one that dies in mid-statement, which the pool does not listen to; the statement itself fails and tells it.
    client.on('error', () => undefined);
    cutWhenSilent(client);
  });
  return new Kysely<Tables>({ dialect: tellingDialect(new PostgresDialect({ pool })) });
}

/** What pg calls a statement that took longer than `query_timeout`. */
const SILENT = 'Query read timeout';

/** pg gives the statement up and keeps the connection, on which the next one would wait behind it: such a connection is ended. */
function cutWhenSilent(client: PoolClient): void {
  const ask = client.query.bind(client) as (...asked: unknown[]) => unknown;
  const cut = async (error: unknown): Promise<never> => {
    if (error instanceof Error && error.message === SILENT) {
      const ended = new Promise((resolve) => client.once('end', resolve));
      client.connection.stream.destroy();
      // Not before: the pool gives out again what it does not know to be gone.
      await ended;
    }
    throw error;
  };
  client.query = ((...asked: unknown[]) => {
    const answer = ask(...asked);
    return answer instanceof Promise ? answer.catch(cut) : answer;
  }) as PoolClient['query'];
}

function poolConfig(connectionString: string): PoolConfig {
  const types = new TypeOverrides();
  // Instants and counts stay below 2^53, so they are plain numbers here as they are in PGlite.
  types.setTypeParser(INT8, Number);
  return {
    connectionString,
    types,
    max: 10,
    keepAlive: true,
    // A server that vanished without a word is noticed within minutes, and not after the two hours of the kernel.
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'sluice',
  };
}

function placeOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : 'the given address';
}
