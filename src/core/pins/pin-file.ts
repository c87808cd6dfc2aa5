/** What every format offers: the file read once, its pins found by rule or all together, and its shape to compare edits with. */
import type { PinProblem } from './problem.ts';

/** How a pipeline names one place in a file: by exactly one of `arg`, `image`, `pointer` and `marker`. */
export interface PinRule {
  path: string;
  /** The name of an `ARG` in a Dockerfile. */
  arg?: string;
  /** The image repository that the file refers to, without a tag: `registry.acme.dev/payments`. */
  image?: string;
  /**
   * The way to a value through a YAML file, as a JSON pointer: `/spec/containers/0/image`, where `~1` stands for a slash in a key
   * and `~0` for a tilde. In a file of several documents the document goes first, from 0: `#1/spec/containers/0/image`.
   */
  pointer?: string;
  /** What the comment on the value's line says after `# sluice:`. */
  marker?: string;
}

/** What a pin fixes, as far as its form tells. */
export interface HeldReference {
  tag?: string;
  digest?: string;
  commit?: string;
  version?: string;
}

/** One stretch of the text: UTF-16 offsets, a byte order mark counted, without quotes. */
export interface PinPart {
  holds: PartKind;
  text: string;
  /** From 1. */
  line: number;
  start: number;
  end: number;
  /** The unquoted YAML scalar that it stands in, which a new value may force to be quoted. */
  plain?: { start: number; end: number };
}

export type PartKind =
  /** The default of an `ARG`, or an empty value: any reference may take its place. */
  | 'any'
  /** A commit, a version or a tag by itself. */
  | 'word'
  /** The tag of an image. */
  | 'tag'
  /** The digest of an image. */
  | 'digest'
  /** `tag@digest` in one stretch. */
  | 'tag@digest';

/** Where a pin's value stands. `line`, `start` and `end` are those of the part that identifies it. */
export interface LocatedPin {
  /** What identifies it: an image's digest where it has one, or else the text as the file spells it. */
  value: string;
  reference: HeldReference;
  line: number;
  start: number;
  end: number;
  /** Every stretch that moves with it, in the order of the file: a tag and its digest may stand in two. */
  parts: PinPart[];
}

/** A reference that a file holds, and the way to name its place in a pipeline. */
export interface FoundPin extends HeldReference {
  /** As the file spells it, with the registry in front where that stands apart. */
  image?: string;
  arg?: string;
  line: number;
  /** Names the place inside its format: `arg:NAME` in a Dockerfile, a rule's `pointer` in YAML. */
  pointer: string;
  kind: PinKind;
}

export type PinKind =
  /** The default of an `ARG`. */
  | 'dockerfile'
  /** An entry of `images` in a kustomization. */
  | 'kustomization'
  /** `image: repository:tag@digest`. */
  | 'kubernetes'
  /** An image's repository, tag and digest under keys of their own. */
  | 'helm-values';

/** Something that an edit must leave as it is, but for what it replaced: equal shapes are equal files. */
export interface ShapeItem {
  start: number;
  end: number;
  name: string;
  content: string;
}

/** A file that could be read as its format. */
export interface PinFile {
  locate: (rule: PinRule) => LocatedPin | { problem: PinProblem };
  find: () => FoundPin[];
  shape: () => ShapeItem[];
}
