/** What a place holds, each thing in the one field for it: see `HeldReference`. */
import { isCommitSha } from '../../names.ts';
import { referenceOf } from '../formats/image-place.ts';
import type { HeldReference, PinKind } from '../found-pin.ts';
import type { Place } from '../pin-file.ts';
import { readReference, readTag } from '../reference.ts';

const VERSIONED: ReadonlySet<PinKind> = new Set(['chart', 'chef']);
const OF_GIT: ReadonlySet<PinKind> = new Set(['git-revision', 'action', 'kustomize-remote']);
const REF = 'ref=';

/** What tells what a place holds. */
export type Holding = Pick<Place, 'kind' | 'name' | 'parts'>;

/** What the parts of a place hold; `text` is the whole file's. */
export function heldBy(place: Holding, text: string): HeldReference {
  const { parts } = place;
  const [first] = parts;
  if (first === undefined || first.holds === 'any') return {};
  if (first.holds !== 'word') return referenceOf(parts);
  const { text: value } = first;
  if (isVersion(place, text)) return { version: value };
  if (isRevision(place, text)) return revisionOf(value);
  return readReference(value) ?? readTag(value) ?? {};
}

/** Whether a place holds the version of a chart, a cookbook or a module of a registry; `text` is the whole file's. */
export function isVersion({ kind, name, parts: [first] }: Holding, text: string): boolean {
  if (first?.holds !== 'word') return false;
  return VERSIONED.has(kind) || (kind === 'hcl' && name !== undefined && !text.endsWith(REF, first.start));
}

/** Whether a place names a revision of git. */
export function isRevision({ kind, parts: [first] }: Holding, text: string): boolean {
  if (first?.holds !== 'word') return false;
  return OF_GIT.has(kind) || text.endsWith(REF, first.start);
}

/** No tag of an image has a plus sign, though one of git may. */
const revisionOf = (value: string): HeldReference =>
  isCommitSha(value) ? { commit: value } : (readTag(value) ?? { version: value });
