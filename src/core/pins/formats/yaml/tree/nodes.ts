/** Reads the nodes of a YAML or JSON file. Nothing here or behind it follows an alias more than a fixed number of times. */
import { parseEvents, YAMLException, type Event } from 'js-yaml';
import { linesOf } from '../../text-file.ts';
import type { Unreadable } from '../../../pin-file.ts';
import type { YamlFile } from '../node.ts';
import { isCloser, joinClosers } from './flow-closers.ts';
import { isJsonText, readJsonEvents } from './json-events.ts';
import { TreeBuilder } from './tree-builder.ts';

/** Levels of lists and maps. Nobody writes so many, and readers that follow them by recursion must not overflow. */
const DEEPEST = 200;
/** UTF-16 units, of all the times that a text is read anew. A move reads its file four times, a megabyte of brackets in two seconds. */
const MOST_JOINED = 250_000;
/** What js-yaml calls it. */
const DEFICIENT = 'deficient indentation';
const TOO_DEEP = 'it is nested too deeply';

/** Reads every document of a YAML file, or says why it cannot be read; it never throws, however deep or wrong the text. */
export const readYaml = (text: string, path: string): YamlFile | Unreadable => build({ text, path, isJson: false });

/** Reads a JSON file as the same nodes, or says why it is none. */
export const readJson = (text: string, path: string): YamlFile | Unreadable =>
  isJsonText(text) ? build({ text, path, isJson: true }) : { unreadable: 'it is no JSON' };

function build(about: Pick<YamlFile, 'text' | 'path' | 'isJson'>): YamlFile | Unreadable {
  const events = readEvents(about);
  if ('unreadable' in events) return events;
  const { roots, nodes } = new TreeBuilder(about).build(events);
  return { ...about, roots, nodes, lineOf: linesOf(about.text) };
}

/** What stands in a text, each with its offsets. */
export function readEvents({ text, isJson }: Pick<YamlFile, 'text' | 'isJson'>): readonly Event[] | Unreadable {
  return isJson ? (readJsonEvents(text, DEEPEST) ?? { unreadable: TOO_DEEP }) : readYamlEvents(text);
}

function readYamlEvents(text: string): Event[] | Unreadable {
  let [joined, left] = [text, MOST_JOINED];
  for (;;) {
    const events = parse(joined);
    if (!('reason' in events)) return events;
    const { reason, position } = events;
    if (reason === TOO_DEEP) return { unreadable: TOO_DEEP };
    left -= text.length;
    const again = reason === DEFICIENT && isCloser(text, position) && left >= 0 ? joinClosers(joined) : joined;
    if (again === joined) return { unreadable: sayWrong(text, linesOf(text)(position)) };
    // In the list or map that one of them closed there may be others to be seen now.
    joined = again;
  }
}

/** What js-yaml makes of a text, or why and where it takes it for none. */
function parse(text: string): Event[] | { reason: string; position: number } {
  try {
    return parseEvents(text, { maxDepth: DEEPEST });
  } catch (error) {
    if (error instanceof RangeError) return { reason: TOO_DEEP, position: 0 };
    if (!(error instanceof YAMLException)) throw error;
    const reason = error.reason.includes('nesting exceeded') ? TOO_DEEP : error.reason;
    return { reason, position: error.mark?.position ?? 0 };
  }
}

function sayWrong(text: string, line: number): string {
  const why = text.includes('{{')
    ? 'it has the braces of a template, and is no YAML before they are filled'
    : 'it is no YAML';
  return `${why} (line ${line})`;
}
