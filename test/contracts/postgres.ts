/** Test suites on a scratch PostgreSQL server. */
import { afterAll, beforeAll, describe } from '@jest/globals';

import { findPostgres, POSTGRES_MISSING, startPostgres, type ScratchPostgres } from './scratch-postgres.ts';

export type { ScratchPostgres } from './scratch-postgres.ts';

/** A describe block with a server of its own; skipped, with a word how to get one, where PostgreSQL is not installed. */
export function describeWithPostgres(name: string, body: (server: () => ScratchPostgres) => void): void {
  const bin = findPostgres();
  if (bin === undefined) {
    process.stderr.write(`${name}: skipped, ${POSTGRES_MISSING}\n`);
    describe.skip(`${name} (PostgreSQL is not installed)`, () => body(never));
    return;
  }
  describe(name, () => {
    let server: ScratchPostgres;
    beforeAll(async () => {
      server = await startPostgres(bin);
    });
    afterAll(() => server.stop());
    body(() => server);
  });
}

function never(): never {
  throw new Error('a skipped block has no server');
}
