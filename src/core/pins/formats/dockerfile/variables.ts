/** The variables that BuildKit fills in a `FROM`: the `ARG`s before the first one. */
import type { Refusal } from '../../pin-file.ts';
import type { Segment } from './spelling.ts';

export type Variable =
  | { value: readonly Segment[] }
  /** Nobody knows its value; what nothing gives a value leaves its place to a default. */
  | { unknown: Refusal; isUnset?: true };

export type Scope = ReadonlyMap<string, Variable>;

/** BuildKit sets these for the platforms of a build, whatever the file says. */
const PLATFORM = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|^TARGETSTAGE$/;

const BY_BUILDER: Variable = {
  unknown: {
    why: 'a variable in it is set by the builder',
    next: 'Write the tag and digest out.',
  },
};
const UNSET: Variable = {
  isUnset: true,
  unknown: {
    why: 'a variable in it has no value in the file',
    next: 'Give its ARG a value before the first FROM: ARG <name>=<value>.',
  },
};
const TWICE: Variable = {
  unknown: {
    why: 'an ARG in it has a value in several places',
    next: 'Keep the value in one place, before the first FROM.',
  },
};

/** What a variable of a `FROM` stands for. */
export function lookUp(scope: Scope, name: string): Variable {
  return PLATFORM.test(name) ? BY_BUILDER : (scope.get(name) ?? UNSET);
}

/** Adds the value of an `ARG`; a second one makes it unknown. */
export function declare(scope: Map<string, Variable>, name: string, value: readonly Segment[]): void {
  scope.set(name, scope.has(name) ? TWICE : { value });
}
