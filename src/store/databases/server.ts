import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, TypeOverrides } from 'pg';
import type { PoolConfig } from 'pg';
import type { Log } from '../../ports/log.ts';
import { StoreUnavailable, StoreUnusable } from '../errors.ts';
import type { Tables } from '../tables/schema.ts';
import type { Database } from './database.ts';
import { tellingDialect } from './telling-dialect.ts';

const INT8 = 20;

/** A PostgreSQL server, shared by any number of processes. */
export async function openServer(url: string, log?: Pick<Log, 'warn'>): Promise<Database> {
  const place = placeOf(url);
  try {
    const pool = new Pool(poolConfig(url));
    // An idle connection that dies is replaced at the next query; without a listener its error would end the process.
    pool.on('error', (err) => log?.warn({ err }, 'idle store connection lost'));
    // The same for one that dies in mid-statement, which the pool does not listen to; the statement itself fails and tells it.
    pool.on('connect', (client) => client.on('error', () => undefined));
    const kysely = new Kysely<Tables>({ dialect: tellingDialect(new PostgresDialect({ pool })) });
    await sql`select 1`.execute(kysely).catch(async (error: unknown) => {
      await kysely.destroy();
      throw error;
    });
    return { kysely, place, close: () => kysely.destroy() };
  } catch (error) {
    throw new StoreUnusable(
      place,
      error instanceof StoreUnavailable ? error.cause : error,
      'check that the server runs and that address, database, user and password are right',
    );
  }
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
    connectionTimeoutMillis: 10_000,
    application_name: 'sluice',
  };
}

function placeOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.protocol}//${parsed.host}${parsed.pathname}` : 'the given address';
}
