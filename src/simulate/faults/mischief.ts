import type { PortCall } from '../world/gate.ts';
import type { World } from '../world/world.ts';
import type { Fault } from './fault.ts';

/** What goes wrong in a run, and when. */
export interface Mischief {
  begin(world: World): void;
  /** What goes wrong with a call that goes now. */
  strike(call: PortCall): Fault | undefined;
  /** Asked between two steps: what befalls a process or GitHub by itself. */
  befall(): void;
  /** Whether nothing more will go wrong, however long the run goes on. */
  readonly isSpent: boolean;
  /** Whether all it waits for are reads: after the last write of a story the next ones are those of a sweep. */
  readonly waitsForReads: boolean;
  /** From now on nothing goes wrong; what was broken is whole again. */
  end(): void;
}

/** Nothing goes wrong. */
export const NO_MISCHIEF: Mischief = {
  begin: () => undefined,
  strike: () => undefined,
  befall: () => undefined,
  isSpent: true,
  waitsForReads: false,
  end: () => undefined,
};

/** GitHub shows what was only while somebody may ask for it: a rule that waits for a call which never comes. */
export const keepsThePast = (world: World): void => {
  world.forge.faults.add({ operation: '*', nth: Number.MAX_SAFE_INTEGER, do: { notYet: 1 } });
};
