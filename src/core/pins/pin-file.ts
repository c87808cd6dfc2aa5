/** What every format offers: the file read once, its references and values by place, and its shape to compare edits with. */
import type { HeldReference, PinKind } from './found-pin.ts';

/** A file that could be read as its format. Offsets are UTF-16 units of `text`, a byte order mark counted; lines count from 1. */
export interface PinFile {
  text: string;
  /** Every reference in the file, in the order of the file: those too that fix nothing, or cannot be moved. Read once, on demand. */
  places: () => readonly Place[];
  /** What a pointer leads to by itself, whatever it means; two where a key stands twice, none where it leads nowhere. */
  values: (pointer: string) => readonly Value[];
  /** The values that begin on a line, in its order, lists and maps among them. */
  valuesOn: (line: number) => readonly Value[];
  /** What may begin a comment behind a value (`#`, `//`); none where the format has comments on lines of their own alone. */
  comments: { behind: readonly string[]; above: readonly string[] };
  /** What to write so that the format reads this text in the part's place. */
  edit: (part: PinPart, text: string) => Edit | Refusal;
  /** Everything that an edit must leave as it is, but for what it replaced: equal shapes are equal files. */
  shape: () => readonly ShapeItem[];
}

/** One reference: in one stretch of the text, or its tag and its digest in stretches of their own. */
export interface Place {
  kind: PinKind;
  /** What is referred to, as the file spells it. Absent for a value that stands for itself. */
  name?: string;
  /** The names by which a rule's `image` finds it: of an image the comparable repository, of anything else what is written there. */
  names: readonly string[];
  /** The repository as it is written beside a registry: found by only where no full name is. */
  shortName?: string;
  arg?: string;
  /** The Flux image policy that marks it. */
  policy?: string;
  /** Every pointer that stands for the whole of it: those of its parts, and of what names it. */
  pointers: readonly string[];
  /** Where it is named. */
  line: number;
  /** None where it fixes nothing. In the order of the file. */
  parts: readonly PinPart[];
  /** Why it cannot be moved, however it is named. */
  refusal?: Refusal;
}

/** One stretch of the text that moves, without quotes. Offsets and lines as of the file. */
export interface PinPart {
  holds: PartKind;
  text: string;
  line: number;
  start: number;
  end: number;
  pointer: string;
  /** How many places this stretch is a part of, with those that are no references; one if absent. */
  uses?: number;
  /** The unquoted YAML scalar that it stands in, which a new value may force to be quoted. */
  plain?: { start: number; end: number };
}

export type PartKind =
  /** An empty value: any reference may take its place. */
  | 'any'
  /** A commit, a version or a tag by itself. */
  | 'word'
  /** The tag of an image. */
  | 'tag'
  /** The digest of an image. */
  | 'digest'
  /** `tag@digest` in one stretch. */
  | 'tag@digest';

/** A single value of the file: a scalar, or a list or map as a whole. */
export interface Value {
  /** A scalar as the file spells it: `1.10` stays that. Absent for a list or a map. */
  text?: string;
  pointer: string;
  line: number;
  start: number;
  end: number;
  /** Where the value ends, quotes and brackets counted: a comment stands behind it. */
  outerEnd: number;
  plain?: { start: number; end: number };
  /** As of a part. */
  uses?: number;
  refusal?: Refusal;
}

/** A scalar among the values. */
export type ScalarValue = Value & { text: string };

/** Why something must not be replaced, and the way on. The reason completes "… cannot be moved: …". */
export interface Refusal {
  why: string;
  next: string;
}

/** A stretch of the text, and what takes its place. */
export interface Edit {
  start: number;
  end: number;
  to: string;
}

/** Something that an edit must leave as it is, but for what it replaced. */
export interface ShapeItem {
  start: number;
  end: number;
  name: string;
  content: string;
}

/**
 * Where a pin's value stands. `line` (from 1), `start` and `end` (UTF-16 units from 0, a byte order mark counted) are those of the part
 * that identifies it.
 */
export interface LocatedPin {
  kind: PinKind;
  /** What identifies it: an image's digest where it has one, or else the text as the file spells it. */
  value: string;
  reference: HeldReference;
  line: number;
  start: number;
  end: number;
  /** Every stretch that moves with it, in the order of the file. */
  parts: readonly PinPart[];
}

/** A file that could not be read as its format; the reason completes "… cannot be read: …". */
export interface Unreadable {
  unreadable: string;
}
