import type { LocatedPin, PinPart } from './pin-file.ts';
import { readReference, writeReference } from './reference.ts';
import type { PinReference } from './reference.ts';

/** Why a place does not take a reference. */
export type Misfit =
  /** It holds a tag and a digest, and only one of them is given. */
  | 'half'
  /** It holds a digest, and none is given. */
  | 'no-digest'
  /** It holds a tag by itself, and a digest is given. */
  | 'tag-only'
  /** It holds a tag, and none is given. */
  | 'no-tag';

/**
 * The text that each part of a pin is to hold. A pin keeps its kind: tag and digest move together, and where there is only a
 * digest, the tag that is given with it is not written anywhere.
 */
export function fitReference(pin: LocatedPin, to: PinReference): { texts: string[] } | { misfit: Misfit } {
  const misfit = misfitOf(pin, to);
  return misfit === undefined ? { texts: pin.parts.map((part) => textFor(part, to)) } : { misfit };
}

function misfitOf({ parts, reference }: LocatedPin, to: PinReference): Misfit | undefined {
  const { tag, digest } = 'commit' in to || 'version' in to ? {} : to;
  const [first] = parts;
  if (first?.holds === 'any') return leavesHalf(first.text, to) ? 'half' : undefined;
  if (first?.holds === 'word') return digest === undefined ? undefined : 'tag-only';
  const hasTag = reference.tag !== undefined;
  if (reference.digest === undefined) {
    if (digest !== undefined) return 'tag-only';
    return tag === undefined ? 'no-tag' : undefined;
  }
  if (hasTag && (tag === undefined || digest === undefined)) return 'half';
  return digest === undefined ? 'no-digest' : undefined;
}

/** A tag beside a digest that moved without it would tell a lie, and the digest alone decides what runs. */
function leavesHalf(value: string, to: PinReference): boolean {
  const { tag, digest } = readReference(value) ?? {};
  return tag !== undefined && digest !== undefined && !(writeReference(to) ?? '').includes('@');
}

function textFor({ holds, text }: PinPart, to: PinReference): string {
  const { tag = text, digest = text } = 'commit' in to || 'version' in to ? {} : to;
  switch (holds) {
    case 'tag':
      return tag;
    case 'digest':
      return digest;
    case 'tag@digest':
      return `${tag}@${digest}`;
    case 'any':
    case 'word':
      return writeReference(to) ?? text;
  }
}

/** Whether a pin holds this reference. An image's tag and digest are compared as far as both sides name them. */
export function holdsReference({ value, reference, parts }: LocatedPin, expected: PinReference): boolean {
  if ('commit' in expected || 'version' in expected) return value === writeReference(expected);
  const [first] = parts;
  if (first?.holds === 'any') {
    const { tag, digest } = readReference(value) ?? {};
    if (digest === undefined) return value === writeReference(expected);
    return (expected.tag ?? tag) === tag && (expected.digest ?? digest) === digest;
  }
  if (first?.holds === 'word') return value === writeReference(expected);
  const compared = (['tag', 'digest'] as const).filter(
    (key) => expected[key] !== undefined && reference[key] !== undefined,
  );
  return compared.length > 0 && compared.every((key) => expected[key] === reference[key]);
}
