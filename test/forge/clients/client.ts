import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from '@jest/globals';

/** A program or package that nobody here wrote, and what to do where it is missing. */
export interface Client {
  name: string;
  isThere: boolean;
  /** As in `apt-get install gh`. */
  how: string;
}

/** Whether a program is on the PATH. */
export function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/** A group of tests with a client; where it is missing, one skipped test that says what to do. */
export function describeWith({ name, isThere, how }: Client, body: () => void): void {
  if (isThere) return describe(name, body);
  const reason = `${name} is not installed (${how})`;
  process.stderr.write(`${name}: skipped, ${reason}\n`);
  // oxlint-disable-next-line jest/expect-expect
  describe.skip(name, () => it(`works against the forge: skipped, ${reason}`, () => undefined));
}
