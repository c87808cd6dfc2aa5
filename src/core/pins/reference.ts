import { isCommitSha, isDigest } from '../names.ts';
import type { HeldReference } from './found-pin.ts';

/**
 * What a pin holds, or is to hold. A digest is `sha256:` and 64 lowercase hexadecimal digits, a commit 40 of them. A tag and a digest
 * given together stand together: `tag@digest`.
 */
export type PinReference = { tag?: string; digest?: string } | { commit: string } | { version: string };

const FIELDS = ['tag', 'digest', 'commit', 'version'] as const;
type Field = (typeof FIELDS)[number];

const TAG = /^\w[\w.-]{0,127}$/;
const VERSION = /^\w[\w.+-]{0,127}$/;
const TAG_AND_DIGEST = /^(\w[\w.-]{0,127})@(sha256:[0-9a-f]{64})$/;
/** Numbers with dots: what people call a version, unlike `latest` or `noninteractive`. */
const LIKE_A_VERSION = /^v?\d+(?:\.\d+)+[\w.+-]*$/;

const IS: Record<Field, (text: string) => boolean> = {
  tag: (text) => TAG.test(text),
  digest: isDigest,
  commit: isCommitSha,
  version: (text) => VERSION.test(text),
};
const FORMS: Record<Field, string> = {
  tag: 'Letters, digits, dots, dashes and underscores make a tag, 128 at most.',
  digest: 'A digest is "sha256:" and 64 hexadecimal digits in lower case.',
  commit: 'A commit is named by all of its 40 hexadecimal digits in lower case.',
  version: 'Letters, digits, dots, dashes, underscores and plus signs make a version, 128 at most.',
};
const KINDS = 'Give a tag, a digest or both, or else a commit or a version.';

/** The reference as a file holds it; undefined when it is none: empty, or a value that is not of its kind. */
export function writeReference(reference: PinReference): string | undefined {
  if (referenceMistake(reference) !== undefined) return undefined;
  const { tag, digest, commit, version } = fieldsOf(reference);
  return commit ?? version ?? [tag, digest].filter((part) => part !== undefined).join('@');
}

/** What a reference gives of each; it is one that `writeReference` writes. */
export const fieldsOf = (reference: PinReference): HeldReference => reference;

/** Why something is no reference, and the way on, in sentences; undefined for one that is. It never throws, whatever it is given. */
export function referenceMistake(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null)
    return `A reference is an object like { tag: "v2" }. ${KINDS}`;
  const given = new Map(FIELDS.map((field) => [field, (reference as Record<string, unknown>)[field]]));
  const named = FIELDS.filter((field) => given.get(field) !== undefined);
  if (named.length === 0) return `The reference names nothing. ${KINDS}`;
  const isOne = named.length === 1 || named.join() === 'tag,digest';
  if (!isOne) return `${named.join(' and ')} do not go together. ${KINDS}`;
  return named.map((field) => fieldMistake(field, given.get(field))).find((mistake) => mistake !== undefined);
}

function fieldMistake(field: Field, value: unknown): string | undefined {
  if (typeof value === 'number') return `The ${field} is a number. Write it as a string: the number 1.10 is 1.1.`;
  if (typeof value !== 'string') return `The ${field} is no string. ${FORMS[field]}`;
  return IS[field](value) ? undefined : `${JSON.stringify(cut(value))} is no ${field}. ${FORMS[field]}`;
}

const LONGEST_SHOWN = 100;
const cut = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);

/** What fixes an image's version beside its name: a tag, or `tag@digest`. */
export function readTag(value: string): { tag: string; digest?: string } | undefined {
  const [, tag, digest] = TAG_AND_DIGEST.exec(value) ?? [];
  if (tag !== undefined && digest !== undefined) return { tag, digest };
  return TAG.test(value) ? { tag: value } : undefined;
}

/** What a value fixes, where its form alone tells. */
export function readReference(value: string): HeldReference | undefined {
  if (isCommitSha(value)) return { commit: value };
  if (isDigest(value)) return { digest: value };
  const [, tag, digest] = TAG_AND_DIGEST.exec(value) ?? [];
  if (tag !== undefined && digest !== undefined) return { tag, digest };
  return LIKE_A_VERSION.test(value) ? { version: value } : undefined;
}
