import { isCommitSha, isDigest } from '../names.ts';

/** What a pin holds, or is to hold. A tag and a digest given together stand together: `tag@digest`. */
export type PinReference = { tag?: string; digest?: string } | { commit: string } | { version: string };

const TAG = /^\w[\w.-]{0,127}$/;
const VERSION = /^\w[\w.+-]{0,127}$/;
const TAG_AND_DIGEST = /^(\w[\w.-]{0,127})@(sha256:[0-9a-f]{64})$/;
/** Numbers with dots: what people call a version, unlike `latest` or `noninteractive`. */
const LIKE_A_VERSION = /^v?\d+(?:\.\d+)+[\w.+-]*$/;

/** The reference as a file holds it; undefined when it is none: empty, or a value that is not of its kind. */
export function writeReference(reference: PinReference): string | undefined {
  if ('commit' in reference) return isCommitSha(reference.commit) ? reference.commit : undefined;
  if ('version' in reference) return VERSION.test(reference.version) ? reference.version : undefined;
  const { tag, digest } = reference;
  if ((tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !isDigest(digest))) return undefined;
  return [tag, digest].filter((part) => part !== undefined).join('@') || undefined;
}

/** What fixes an image's version beside its name: a tag, or `tag@digest`. */
export function readTag(value: string): { tag: string; digest?: string } | undefined {
  const [, tag, digest] = TAG_AND_DIGEST.exec(value) ?? [];
  if (tag !== undefined && digest !== undefined) return { tag, digest };
  return TAG.test(value) ? { tag: value } : undefined;
}

/** What a value fixes, where its form alone tells. */
export function readReference(
  value: string,
): { tag?: string; digest?: string; commit?: string; version?: string } | undefined {
  if (isCommitSha(value)) return { commit: value };
  if (isDigest(value)) return { digest: value };
  const [, tag, digest] = TAG_AND_DIGEST.exec(value) ?? [];
  if (tag !== undefined && digest !== undefined) return { tag, digest };
  return LIKE_A_VERSION.test(value) ? { version: value } : undefined;
}
