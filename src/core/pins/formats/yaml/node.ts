/** A YAML (or JSON) file as nodes that know their place, read from js-yaml's events. */
import type { ScalarEvent } from 'js-yaml';
import type { Refusal } from '../../pin-file.ts';

export interface YamlFile {
  text: string;
  path: string;
  isJson: boolean;
  /** The roots of the documents that hold something. */
  roots: readonly YamlNode[];
  /** Every value that a pointer leads to, in the order of the file; keys are none. */
  nodes: readonly YamlNode[];
  lineOf: (offset: number) => number;
}

export type YamlNode = YamlScalar | YamlMap | YamlList | YamlAlias;

interface NodeBase {
  /** The map or list that holds it. */
  parent?: YamlMap | YamlList;
  /** Its key there as the file spells it, or its position. Absent for a root, and for what stands under a key that is a list or a map. */
  key?: string | number;
  /** The number of its document in the file, from 0; documents that hold nothing are counted. */
  root: number;
  anchor?: string;
  /** The aliases that stand for it, wherever they are. */
  aliases?: YamlAlias[];
  /** As the file spells it: `!!str`. */
  tag?: string;
  /**
   * UTF-16 units; of a scalar its text without quotes, of a list or map from its first character to the end of its last value, or to
   * behind its bracket.
   */
  start: number;
  end: number;
  /** Of a list or map, once somebody has asked for it: all that it holds asks for it again. */
  pointer?: string;
  standing?: Standing;
}

/** Why nothing in a node can be moved. */
export interface Standing {
  refusal?: Refusal;
}

export interface YamlScalar extends NodeBase {
  kind: 'scalar';
  style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** What js-yaml decodes it from. */
  event: ScalarEvent;
}

export interface YamlMap extends NodeBase {
  kind: 'map';
  isFlow: boolean;
  /** In the order of the file; a key that stands twice is there twice. Keys that are lists or maps are left out. */
  entries: { key: string; value: YamlNode }[];
  /** What stands under its merge keys (`<<`). They are among its entries too. */
  merges?: YamlNode[];
  /** The maps that merge it. */
  mergedBy?: YamlMap[];
}

export interface YamlList extends NodeBase {
  kind: 'list';
  isFlow: boolean;
  items: YamlNode[];
}

export interface YamlAlias extends NodeBase {
  kind: 'alias';
  /** What it stands for; undefined where no anchor of that name comes before it. */
  target: YamlScalar | YamlMap | YamlList | undefined;
  /** It stands under a merge key. */
  isMerge?: true;
}
