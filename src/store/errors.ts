/** Another process has the embedded store's directory open. */
export class StoreInUse extends Error {
  readonly code = 'STORE_IN_USE';

  constructor(directory: string) {
    super(
      `The store in ${directory} is open in another process, and an embedded store belongs to one at a time: ` +
        'stop the other process, or use PostgreSQL to run more than one.',
    );
    this.name = 'StoreInUse';
  }
}

/** The database was migrated by a newer version of the product. */
export class StoreTooNew extends Error {
  readonly code = 'STORE_TOO_NEW';

  constructor(place: string, unknown: string) {
    super(
      `The store ${place} has migration ${unknown}, which this version does not know: ` +
        'start the version that wrote it, or a newer one, or restore a backup made before the upgrade.',
    );
    this.name = 'StoreTooNew';
  }
}

/** The database cannot be reached or read. */
export class StoreUnusable extends Error {
  readonly code = 'STORE_UNUSABLE';

  constructor(place: string, cause: unknown, nextStep: string) {
    // The cause is told in a line and not attached: PGlite's aborts drag half a megabyte of minified source behind them.
    super(`The store ${place} cannot be opened (${firstLine(cause)}): ${nextStep}.`);
    this.name = 'StoreUnusable';
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
