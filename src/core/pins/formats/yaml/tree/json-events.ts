/** JSON as the events that js-yaml makes of YAML. Its own reader, since YAML takes no tabs for indentation and JSON files have them. */
import { CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE, type Event } from 'js-yaml';

/** What of a JSON text is not between its values. The text is known to be JSON, so that nothing else can follow. */
const TOKEN = /[{[}\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:"{}[\]\uFEFF]+/g;
const NONE = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 } as const;

/** Whether a text is JSON, with a byte order mark or without. */
export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return true;
  } catch {
    return false;
  }
}

/** The events of a text that is JSON; undefined where it has more levels than `deepest`. */
export function readJsonEvents(text: string, deepest: number): Event[] | undefined {
  const events: Event[] = [{ type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] }];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth -= 1;
    else if (token === '{' || token === '[') depth += 1;
    if (depth > deepest) return undefined;
    events.push(eventOf(token, index));
  }
  return [...events, { type: EVENT_ID.POP }];
}

function eventOf(token: string, start: number): Event {
  const style = COLLECTION_STYLE.FLOW;
  if (token === '}' || token === ']') return { type: EVENT_ID.POP };
  if (token === '{') return { type: EVENT_ID.MAPPING, start, style, ...NONE };
  if (token === '[') return { type: EVENT_ID.SEQUENCE, start, style, ...NONE };
  const quote = token.startsWith('"') ? 1 : 0;
  return {
    ...NONE,
    type: EVENT_ID.SCALAR,
    valueStart: start + quote,
    valueEnd: start + token.length - quote,
    style: quote === 1 ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.PLAIN,
    chomping: CHOMPING_MODE.CLIP,
    indent: -1,
    fast: !token.includes('\\'),
  };
}
