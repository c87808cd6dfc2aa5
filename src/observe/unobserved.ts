import type { Observed } from '../ports/observe.ts';

/** Nobody watches: the demo, the simulation, the CLI and most tests. */
export const unobserved: Observed = {
  delivered: () => undefined,
  delivery: (_of, run) => run(),
  work: (_of, run) => run(),
  about: () => undefined,
  called: () => undefined,
  effect: () => undefined,
  duplicate: () => undefined,
  leaseLost: () => undefined,
};
