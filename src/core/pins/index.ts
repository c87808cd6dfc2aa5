/** Finds the references that files hold and moves them, byte for byte nothing else. `sluice/pins` in the package. */
export { findPins, locatePin } from './locate.ts';
export type { FoundPin, LocatedPin, PinRule } from './locate.ts';
export type { PinCandidate, PinProblem, PinProblemCode } from './problem.ts';
export type { PinReference } from './reference.ts';
export { rewritePins } from './rewrite.ts';
export type { PinChange, PinMove, RewrittenPins } from './rewrite.ts';
