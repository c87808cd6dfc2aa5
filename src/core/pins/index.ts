/** Finds the references that files hold and moves them, byte for byte nothing else. `sluice/pins` in the package. */
export { findPins } from './find.ts';
export { formatOf } from './formats/format.ts';
export type { Format } from './formats/format.ts';
export type { FoundPin, HeldReference, PinKind } from './found-pin.ts';
export { locateIn, locatePin } from './locate/located-pin.ts';
export type { LocatedPin, PartKind, PinPart } from './pin-file.ts';
export type { PinRule } from './pin-rule.ts';
export type { PinCandidate, PinProblem, PinProblemCode } from './problem.ts';
export type { PinReference } from './reference.ts';
export { rewritePins } from './rewrite.ts';
export type { PinMove, RewrittenPins } from './rewrite.ts';
export type { PinChange } from './splice.ts';
export { unifiedDiff } from './unified-diff.ts';
