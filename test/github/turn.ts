import type { Turn } from '../../src/ports/github/effects.ts';

/** The right to write for as long as a test lasts, for what was decided on a look at that instant. */
export const turnOf = (lookedAt: number, more: Partial<Turn> = {}): Turn => ({
  lookedAt,
  mayBegin: () => Promise.resolve(true),
  sendBy: () => Infinity,
  tooLate: () => undefined,
  isForProduction: () => Promise.resolve(true),
  ...more,
});
