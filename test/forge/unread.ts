import { afterEach } from '@jest/globals';
import type { Forge, Violation } from '../../src/forge/forge.ts';

/** What the forges of this test file have recorded and no test has looked at. */
const unread: (() => readonly Violation[])[] = [];

/** Fails the test after which the forge has violations that nothing has read; who reads them answers for them. */
export function failsUnread(forge: Forge): void {
  const all = forge.violations;
  let read = 0;
  const readAll = () => {
    const left = all.slice(read);
    read = all.length;
    return left;
  };
  Object.defineProperty(forge, 'violations', { get: () => (readAll(), all) });
  unread.push(readAll);
}

afterEach(() => {
  const left = unread.flatMap((read) => read());
  if (left.length > 0) throw new Error(`the contract was broken: ${JSON.stringify(left.slice(0, 5), null, 1)}`);
});
