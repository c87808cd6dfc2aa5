/** All that an edit of a YAML or JSON file must leave as it is: told by the reader that found the place, and by one of other making. */
import { EVENT_ID, getScalarValue, type Event, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';
import type { Alias, Document, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { ShapeItem } from '../../../pin-file.ts';
import type { YamlFile } from '../node.ts';
import { lineStarts } from '../../text-file.ts';
import { readEvents } from './nodes.ts';
import { rangeOf } from './scalar-text.ts';

/** Events of js-yaml and lines, neither of which an edit changes. `yaml` takes up to a second for so many, and is not asked for more. */
const MOST_TOLD_TWICE = 60_000;
const OPTIONS = { version: '1.2', uniqueKeys: false, strict: false, prettyErrors: false, logLevel: 'silent' } as const;

/** The parts of a file, as js-yaml sees them and then as `yaml` does. */
export function shapeOf(file: YamlFile): ShapeItem[] {
  const events = readEvents(file);
  if ('unreadable' in events) return [whole(events.unreadable, file)];
  const isSmall = events.length + lineStarts(file.text).length <= MOST_TOLD_TWICE;
  return [...events.map((event) => itemOf(event, file)), ...(isSmall ? secondOpinionOf(file) : [])];
}

/** Says something of all the text, and nothing of where. */
const whole = (name: string, { text }: YamlFile): ShapeItem => ({ start: 0, end: text.length, name, content: '' });

function itemOf(event: Event, { text }: YamlFile): ShapeItem {
  switch (event.type) {
    case EVENT_ID.DOCUMENT:
      return { start: 0, end: 0, name: `document ${JSON.stringify(event.directives)}`, content: '' };
    case EVENT_ID.POP:
      return { start: 0, end: 0, name: 'end', content: '' };
    case EVENT_ID.ALIAS: {
      const { anchorStart: start, anchorEnd: end } = event;
      return { start, end, name: `*${text.slice(start, end)}`, content: '' };
    }
    case EVENT_ID.SCALAR:
      return { ...rangeOfScalar(event, text), ...saying(event, text), content: contentOf(event, text) };
    default:
      return { start: event.start, end: event.start, ...saying(event, text), content: '' };
  }
}

function rangeOfScalar(event: ScalarEvent, text: string): Pick<ShapeItem, 'start' | 'end'> {
  if (event.valueStart < 0) return { start: 0, end: 0 };
  const { start, end, outerEnd } = rangeOf(event, text);
  return { start: start - (outerEnd - end), end: outerEnd };
}

const contentOf = (event: ScalarEvent, text: string): string => `${event.style} ${getScalarValue(text, event)}`;

function saying(event: ScalarEvent | MappingEvent | SequenceEvent, text: string): Pick<ShapeItem, 'name'> {
  const { type, anchorStart, anchorEnd, tagStart, tagEnd } = event;
  const style = event.type === EVENT_ID.SCALAR ? '' : event.style;
  const [anchor, tag] = [text.slice(anchorStart, anchorEnd), text.slice(tagStart, tagEnd)];
  return { name: `${type} ${style} &${anchor} ${tag}` };
}

function secondOpinionOf(file: YamlFile): ShapeItem[] {
  try {
    const documents = [...parseAllDocuments(file.text, OPTIONS)];
    return documents.flatMap((document) => itemsOf(document, file));
  } catch (error) {
    if (error instanceof RangeError) return [whole('too deep for yaml', file)];
    throw error;
  }
}

function itemsOf(document: Document.Parsed, file: YamlFile): ShapeItem[] {
  const items = document.errors.map(({ code }) => whole(`${code} to yaml`, file));
  visit(document, { Node: (_, node) => void items.push(opinionOf(node)) });
  return items;
}

function opinionOf(node: Alias | Scalar | YAMLMap | YAMLSeq): ShapeItem {
  const [start, end] = node.range ?? [0, 0];
  const kind = isMap(node) ? 'map' : isSeq(node) ? 'list' : isScalar(node) ? 'scalar' : 'alias';
  const anchor = isAlias(node) ? `*${node.source}` : (node.anchor ?? '');
  const content = isScalar(node) ? `${node.type ?? ''} ${typeof node.value} ${String(node.value)}` : '';
  return { start, end, name: `${kind} ${anchor} ${node.tag ?? ''}`, content };
}
