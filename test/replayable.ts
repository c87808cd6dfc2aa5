import type { Forge } from '../src/forge/forge.ts';

/** Where `.ci/replay-environment.mjs` finds the faults of the test that is running. */
const PLACE = Symbol.for('sluice.replay');

/** What chance hangs on in a test: `SLUICE_SEED` plays a failing run again. */
export function seedOr<T extends string | number>(usual: T): T | string {
  return process.env['SLUICE_SEED'] ?? usual;
}

/** Says how to play a test again when it fails with this forge's faults. */
export function replayable({ faults }: Pick<Forge, 'faults'>): void {
  Reflect.set(globalThis, PLACE, () => (faults.records.length === 0 ? undefined : faults.replay()));
}
