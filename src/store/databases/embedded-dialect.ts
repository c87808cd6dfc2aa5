import type { PGlite } from '@electric-sql/pglite';
import { AbortedTransactionError, PGliteAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import { PreparedStatements } from './prepared-statements.ts';

/** PGlite as kysely asks it, by prepared statements. */
export const embeddedDialect = (pglite: PGlite): Dialect => ({
  createAdapter: () => new PGliteAdapter(),
  createDriver: () => new EmbeddedDriver(pglite),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});

/** One connection, which kysely itself hands out to one user at a time. */
class EmbeddedDriver implements Driver {
  readonly #pglite: PGlite;
  readonly #connection: EmbeddedConnection;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
    this.#connection = new EmbeddedConnection(pglite);
  }

  init(): Promise<void> {
    return this.#pglite.waitReady;
  }

  acquireConnection(): Promise<EmbeddedConnection> {
    return Promise.resolve(this.#connection);
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.ask('begin');
  }

  /** A commit after a failed statement succeeds as a rollback. */
  async commitTransaction(): Promise<void> {
    const { command } = await this.#connection.ask('commit');
    if (command === 'ROLLBACK') throw new AbortedTransactionError();
  }

  async rollbackTransaction(): Promise<void> {
    await this.#connection.ask('rollback');
  }

  async destroy(): Promise<void> {
    if (!this.#pglite.closed) await this.#pglite.close();
  }
}

class EmbeddedConnection implements DatabaseConnection {
  readonly #statements: PreparedStatements;

  constructor(pglite: PGlite) {
    this.#statements = new PreparedStatements(pglite);
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, affectedRows = 0 } = await this.ask<Row>(sql, parameters);
    return { rows, numAffectedRows: BigInt(affectedRows) };
  }

  async ask<Row>(sql: string, parameters: readonly unknown[] = []) {
    try {
      return await this.#statements.run<Row>(sql, parameters);
    } catch (error) {
      // Otherwise it tells the frames of the database, and not who asked.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  }

  streamQuery(): never {
    throw new Error('The embedded store answers whole results only.');
  }
}
