import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, Dialect, Driver } from 'kysely';
import { StoreUnavailable } from '../errors.ts';

/** The dialect, whose driver tells a database that does not answer (StoreUnavailable) from one that refuses a statement. */
export const tellingDialect = (dialect: Dialect): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createDriver: () => telling(dialect.createDriver()),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
});

function telling(driver: Driver): Driver {
  const seen = new WeakSet<DatabaseConnection>();
  const acquire = driver.acquireConnection.bind(driver);
  driver.acquireConnection = async (options) => {
    // Nothing was asked yet, so whatever goes wrong here is the connection's.
    const connection = await acquire(options).catch((error: unknown) => {
      throw new StoreUnavailable(error);
    });
    if (!seen.has(connection)) {
      seen.add(connection);
      // The driver knows its connections by identity, so they are changed rather than wrapped.
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = <R>(query: CompiledQuery, options?: AbortableOperationOptions) =>
        execute<R>(query, options).catch((error: unknown) => {
          throw isLost(error) ? new StoreUnavailable(error) : error;
        });
    }
    return connection;
  };
  return driver;
}

/**
 * Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection lost, resources gone, shutdown, disk;
 * and a statement that the server ended because it took or waited too long.
 */
const LOST_STATE = /^(?:08|53|57P0|57014|55P03|58)/;
const LOST_SOCKET = /^E(?:CONN|PIPE|TIMEDOUT|HOST|NET)/;
/** What pg and PGlite say without a code. */
const LOST_WORDS =
  /^(?:Connection terminated|Client has encountered a connection error|Query read timeout)|PGlite is clos(?:ed|ing)/;

function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return LOST_STATE.test(code) || LOST_SOCKET.test(code) || LOST_WORDS.test(error.message);
}
