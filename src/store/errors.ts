import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';

/** Another process has the embedded store's directory open. */
export class StoreInUse extends UserMistake {
  constructor(directory: string) {
    super(userError('STORE_IN_USE', { directory }));
  }
}

/** The database was migrated by a newer version of the product. */
export class StoreTooNew extends UserMistake {
  constructor(where: string, found: string) {
    super(userError('STORE_NEWER', { where, found }));
  }
}

/** An archive is not what was exported. */
export class ArchiveInvalid extends UserMistake {
  constructor(line: number, because: string) {
    super(userError('ARCHIVE_INVALID', { line, because }));
  }
}

/** An archive was to be imported where something is already. */
export class StoreNotEmpty extends UserMistake {
  constructor(table: string) {
    super(userError('STORE_NOT_EMPTY', { table }));
  }
}

/** The database did not answer a statement: nothing is said against what was asked, and it may be asked again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  constructor(cause: unknown) {
    super(`The store does not answer (${firstLine(cause)}).`, { cause });
  }
}

/** The database cannot be reached or read. */
export class StoreUnusable extends UserMistake {
  constructor(where: string, cause: unknown, next: string) {
    // The cause is told in a line and not attached: PGlite's aborts drag half a megabyte of minified source behind them.
    super(userError('STORE_UNUSABLE', { where, because: firstLine(cause), next }));
  }
}

function firstLine(cause: unknown): string {
  // A host with several addresses fails with an AggregateError whose own message is empty.
  const first: unknown = hasField(cause, 'errors') && Array.isArray(cause.errors) ? cause.errors[0] : cause;
  const text = hasField(first, 'message') ? first.message : first;
  return (String(text).split('\n', 1)[0] ?? '').slice(0, 200);
}

function hasField<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}
