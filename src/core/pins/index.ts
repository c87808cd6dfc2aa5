/** Finds the references that files hold and moves them, byte for byte nothing else. `sluice/pins` in the package. */
export { findPins, locatePin } from './open.ts';
export type { FoundPin, HeldReference, LocatedPin, PartKind, PinKind, PinPart, PinRule } from './pin-file.ts';
export type { PinCandidate, PinProblem, PinProblemCode } from './problem.ts';
export type { PinReference } from './reference.ts';
export { rewritePins } from './rewrite.ts';
export type { PinMove, RewrittenPins } from './rewrite.ts';
export type { PinChange } from './splice.ts';
