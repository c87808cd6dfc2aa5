import { isCommitSha } from '../names.ts';
import { identifyingOf, referenceOf } from './formats/image-place.ts';
import { isRevision, isVersion, type Holding } from './locate/held-reference.ts';
import type { PinPart } from './pin-file.ts';
import { fieldsOf, readTag, writeReference, type PinReference } from './reference.ts';

/** Why a place does not take a reference. */
export type Misfit =
  /** It holds a tag and a digest, and only one of them is given. */
  | 'half'
  /** It holds a digest, and none is given. */
  | 'no-digest'
  /** It holds a tag by itself, and a digest by itself is given. */
  | 'tag-only'
  /** It holds the tag of an image, and none is given. */
  | 'no-tag'
  /** It holds a full commit id, and something else is given. */
  | 'commit-only'
  /** It holds a tag and a digest where a digest cannot stand by itself. */
  | 'needs-tag'
  /** It holds the version of a chart or something like it, and something else is given. */
  | 'version-only'
  /** It names a revision of git, and a digest is given. */
  | 'no-revision';

/** The half that goes where a tag and a digest stand together. */
export type Half = 'tag' | 'digest';

/** A part, wider by its separator where that changes as well, and the text it is to hold. */
export interface Fitted {
  part: PinPart;
  text: string;
}

export interface Fit {
  to: PinReference;
  drops?: Half | undefined;
  /** Of the whole file: what stands before a part tells how it is joined to its image. */
  text: string;
}

/**
 * The text that each part of a pin is to hold. A pin keeps its kind: tag and digest move together unless one of them is dropped on
 * purpose, a digest alone stays alone, and so does a tag.
 */
export function fitReference(place: Holding, fit: Fit): { fitted: Fitted[] } | { misfit: Misfit } {
  const { parts } = place;
  const misfit = misfitOf(place, fit);
  if (misfit !== undefined) return { misfit };
  const fitted = parts.map((part) => fitPart(part, { ...fit, drops: hasBoth(parts) ? fit.drops : undefined }));
  return fitted.every((each) => each !== undefined) ? { fitted } : { misfit: 'needs-tag' };
}

function hasBoth(parts: readonly PinPart[]): boolean {
  const { tag, digest } = referenceOf(parts);
  return tag !== undefined && digest !== undefined;
}

function misfitOf(place: Holding, { to, drops, text }: Fit): Misfit | undefined {
  const { parts } = place;
  const [first] = parts;
  const { tag, digest } = fieldsOf(to);
  if (first?.holds === 'any') return undefined;
  if (first?.holds === 'word') return misfitOfWord(place, { to, text });
  if (hasBoth(parts)) {
    const isWhole = (drops === 'tag' || tag !== undefined) && (drops === 'digest' || digest !== undefined);
    return isWhole ? undefined : 'half';
  }
  if (referenceOf(parts).digest !== undefined) return digest === undefined ? 'no-digest' : undefined;
  if (tag !== undefined) return undefined;
  return digest === undefined ? 'no-tag' : 'tag-only';
}

function misfitOfWord(place: Holding, { to, text }: Fit): Misfit | undefined {
  const { tag, digest, version } = fieldsOf(to);
  if (isVersion(place, text)) return version === undefined ? 'version-only' : undefined;
  if (isRevision(place, text) && digest !== undefined) return 'no-revision';
  if (isCommitSha(place.parts[0]?.text ?? '')) return isCommitSha(writeReference(to) ?? '') ? undefined : 'commit-only';
  return digest !== undefined && tag === undefined ? 'tag-only' : undefined;
}

function fitPart(part: PinPart, { to, drops, text }: Fit): Fitted | undefined {
  const { tag = part.text, digest = part.text } = fieldsOf(to);
  switch (part.holds) {
    case 'tag':
      return drops === 'tag' ? { part: joinedBy(':', part, text) ?? part, text: '' } : { part, text: tag };
    case 'digest':
      return drops === 'digest' ? { part: joinedBy('@', part, text) ?? part, text: '' } : { part, text: digest };
    case 'tag@digest': {
      if (drops === 'digest') return { part, text: tag };
      if (drops === undefined) return { part, text: `${tag}@${digest}` };
      const joined = joinedBy(':', part, text);
      return joined && { part: joined, text: `@${digest}` };
    }
    case 'any':
      return { part, text: writeReference(to) ?? part.text };
    case 'word':
      return { part, text: fieldsOf(to).tag ?? writeReference(to) ?? part.text };
  }
}

/** The part with the separator before it, where that joins it to the name of its image. */
function joinedBy(separator: ':' | '@', part: PinPart, text: string): PinPart | undefined {
  const start = part.start - 1;
  const isJoined = text[start] === separator && /\w/.test(text[start - 1] ?? '');
  return isJoined ? { ...part, start, text: separator + part.text } : undefined;
}

/** Whether a pin's parts hold all that is expected. A digest decides where it stands alone: no tag is expected beside it there. */
export function holdsReference(parts: readonly PinPart[], expected: PinReference): boolean {
  const part = identifyingOf(parts);
  if (part === undefined || part.holds === 'any') return false;
  const { tag, digest, commit, version } = fieldsOf(expected);
  if (commit !== undefined || version !== undefined) return part.text === writeReference(expected);
  const held = part.holds === 'word' ? (readTag(part.text) ?? {}) : referenceOf(parts);
  const isAlone = held.tag === undefined && digest !== undefined;
  return (isAlone || tag === undefined || tag === held.tag) && (digest === undefined || digest === held.digest);
}
