import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import type { YamlAlias, YamlFile, YamlList, YamlMap, YamlNode, YamlScalar } from '../node.ts';
import { isNull, rangeOf } from './scalar-text.ts';

type Container = YamlMap | YamlList;

/** A list or map that is still open. */
interface Frame {
  node: Container;
  /** The key that waits for its value; undefined where a key comes next. `name` is undefined for a key that is a list or a map. */
  key?: { name: string | undefined; isMerge: boolean } | undefined;
  /** It is a key, or stands in one, or under one that is a list or a map: no pointer leads there. */
  isOutside: boolean;
}

/** The properties of a node, apart from what it holds. */
type Base = Pick<YamlNode, 'parent' | 'key' | 'root' | 'anchor' | 'tag' | 'start' | 'end'>;
type Properties = Exclude<Event, { type: 1 | 6 } | AliasEvent>;

const STYLES = new Map<number, YamlScalar['style']>([
  [SCALAR_STYLE.PLAIN, 'plain'],
  [SCALAR_STYLE.SINGLE_QUOTED, 'single'],
  [SCALAR_STYLE.DOUBLE_QUOTED, 'double'],
  [SCALAR_STYLE.LITERAL_BLOCK, 'literal'],
  [SCALAR_STYLE.FOLDED_BLOCK, 'folded'],
]);

/** Builds the nodes of a file from its events in one pass. */
export class TreeBuilder {
  readonly roots: YamlNode[] = [];
  readonly nodes: YamlNode[] = [];
  readonly #text: string;
  readonly #isJson: boolean;
  readonly #frames: Frame[] = [];
  #anchors = new Map<string, Exclude<YamlNode, YamlAlias>>();
  #document = -1;
  /** Where the last thing that was read ends, with quotes and brackets. */
  #at = 0;

  constructor({ text, isJson }: Pick<YamlFile, 'text' | 'isJson'>) {
    this.#text = text;
    this.#isJson = isJson;
  }

  build(events: readonly Event[]): this {
    for (const event of events) this.#read(event);
    return this;
  }

  #read(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#document += 1;
        this.#anchors = new Map();
        return;
      case EVENT_ID.POP:
        return this.#close();
      case EVENT_ID.ALIAS:
        return this.#readAlias(event);
      case EVENT_ID.SCALAR:
        return this.#readScalar(event);
      case EVENT_ID.MAPPING:
        return this.#open({ ...this.#baseOf(event, event.start), kind: 'map', isFlow: isFlow(event), entries: [] });
      case EVENT_ID.SEQUENCE:
        return this.#open({ ...this.#baseOf(event, event.start), kind: 'list', isFlow: isFlow(event), items: [] });
    }
  }

  #readScalar(event: ScalarEvent): void {
    const empty = event.valueStart < 0 ? this.#placeOfNothing(event) : undefined;
    const range = empty === undefined ? rangeOf(event, this.#text) : { start: empty, end: empty, outerEnd: empty };
    this.#at = range.outerEnd;
    const frame = this.#frames.at(-1);
    const isKey = frame?.node.kind === 'map' && frame.key === undefined;
    if (isKey && event.anchorStart < 0) return this.#setKey(frame, event);
    const base = this.#baseOf(event, range.start);
    const node: YamlScalar = {
      ...base,
      end: range.end,
      kind: 'scalar',
      style: STYLES.get(event.style) ?? 'plain',
      event,
    };
    this.#anchor(node);
    if (isKey) this.#setKey(frame, event);
    else this.#put(node);
  }

  #readAlias({ anchorStart, anchorEnd }: AliasEvent): void {
    const target = this.#anchors.get(this.#text.slice(anchorStart, anchorEnd));
    const node: YamlAlias = { ...this.#position(), kind: 'alias', start: anchorStart - 1, end: anchorEnd, target };
    if (target !== undefined) (target.aliases ??= []).push(node);
    this.#at = anchorEnd;
    const frame = this.#frames.at(-1);
    if (frame?.node.kind === 'map' && frame.key === undefined) frame.key = { name: undefined, isMerge: false };
    else this.#put(node);
  }

  #setKey(frame: Frame, event: ScalarEvent): void {
    const name = getScalarValue(this.#text, event);
    const isMerge = name === '<<' && event.style === SCALAR_STYLE.PLAIN && !this.#isJson;
    frame.key = { name, isMerge };
  }

  #open(node: Container): void {
    const frame = this.#frames.at(-1);
    const isKey = frame?.node.kind === 'map' && frame.key === undefined;
    this.#anchor(node);
    const isOutside = isKey || !this.#put(node);
    if (isKey) frame.key = { name: undefined, isMerge: false };
    this.#frames.push({ node, isOutside });
    const isBracket = node.isFlow && '{['.includes(this.#text.charAt(node.start));
    this.#at = node.start + (isBracket ? 1 : 0);
  }

  #close(): void {
    const node = this.#frames.pop()?.node;
    if (node === undefined) return;
    if (node.isFlow) this.#passBracket(node);
    node.end = this.#at;
    if (node.kind === 'map') for (const merge of node.merges ?? []) linkMerge(node, merge);
  }

  /** A pair in a list, `[key: value]`, is a map that has none. */
  #passBracket({ kind, start }: Container): void {
    if (kind === 'map' && this.#text[start] !== '{') return;
    const bracket = kind === 'map' ? '}' : ']';
    for (let at = this.#at; at < this.#text.length; at += 1) {
      const character = this.#text.charAt(at);
      if (character === bracket) this.#at = at + 1;
      if (character === '#') at = endOfLine(this.#text, at);
      else if (!' \t\r\n,:?'.includes(character)) return;
    }
  }

  /** Hands a value to what holds it; false where no pointer leads to it. */
  #put(node: YamlNode): boolean {
    const frame = this.#frames.at(-1);
    const isOutside =
      frame !== undefined && (frame.isOutside || (frame.key !== undefined && frame.key.name === undefined));
    if (!isOutside) this.#list(node);
    if (frame === undefined) return true;
    if (frame.node.kind === 'list') frame.node.items.push(node);
    else if (frame.key?.name !== undefined) frame.node.entries.push({ key: frame.key.name, value: node });
    if (frame.key?.isMerge === true && frame.node.kind === 'map') (frame.node.merges ??= []).push(node);
    frame.key = undefined;
    return !isOutside;
  }

  #list(node: YamlNode): void {
    const isRoot = node.parent === undefined;
    if (isRoot && node.kind === 'scalar' && node.anchor === undefined && isNull(node, this.#text)) return;
    if (isRoot) this.roots.push(node);
    this.nodes.push(node);
  }

  #anchor(node: Exclude<YamlNode, YamlAlias>): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #position(): Pick<Base, 'parent' | 'key' | 'root'> {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return { root: this.#document };
    const key = frame.node.kind === 'list' ? frame.node.items.length : frame.key?.name;
    return { parent: frame.node, root: this.#document, ...(key === undefined ? {} : { key }) };
  }

  #baseOf({ anchorStart, anchorEnd, tagStart, tagEnd }: Properties, start: number): Base {
    const base: Base = { ...this.#position(), start, end: start };
    if (anchorStart >= 0) base.anchor = this.#text.slice(anchorStart, anchorEnd);
    if (tagStart >= 0) base.tag = this.#text.slice(tagStart, tagEnd);
    return base;
  }

  /** An empty value stands behind its anchor or tag, or else behind the colon or dash that calls for it. */
  #placeOfNothing({ anchorEnd, tagEnd }: ScalarEvent): number {
    const end = Math.max(anchorEnd, tagEnd);
    if (end >= 0) return end;
    const sign = this.#frames.at(-1)?.node.kind === 'list' ? '-' : ':';
    let at = this.#at;
    while (' \t\r\n'.includes(this.#text.charAt(at)) && at < this.#text.length) at += 1;
    return this.#text[at] === sign ? at + 1 : at;
  }
}

const isFlow = ({ style }: MappingEvent | SequenceEvent): boolean => style === COLLECTION_STYLE.FLOW;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function linkMerge(map: YamlMap, merge: YamlNode): void {
  for (const item of merge.kind === 'list' ? merge.items : [merge]) {
    const merged = item.kind === 'alias' ? item.target : item;
    if (merged?.kind !== 'map') continue;
    if (item.kind === 'alias') item.isMerge = true;
    (merged.mergedBy ??= []).push(map);
  }
}
