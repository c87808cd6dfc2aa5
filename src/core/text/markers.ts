/**
 * What one of our comments or bodies is, written invisibly into it: `kind` says what, `key` says which one, further
 * fields as that kind needs. Only a marker in a text by our own App counts; the reader of the text checks that.
 */
export type Marker = Readonly<Record<string, string>> & { readonly kind: string; readonly key: string };

const FIELD = /^[a-z][a-z0-9-]*$/;
const MARKER = /<!-- sluice:v1((?: [a-z][a-z0-9-]*=[^\s<>=]*)+) -->/g;

/** `--` must not occur inside a comment for older Markdown renderers, and `>` is always encoded: nothing can end it early. */
const encode = (value: string): string => encodeURIComponent(value.toWellFormed()).replaceAll('--', '%2D%2D');

function format(marker: Marker): string {
  const { key, kind, ...rest } = marker;
  const wrong = Object.keys(rest).find((field) => !FIELD.test(field));
  if (wrong !== undefined) throw new Error(`${JSON.stringify(wrong)} cannot be a field of a marker`);
  const others = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = [['key', key] as const, ['kind', kind] as const, ...others];
  return `<!-- sluice:v1 ${fields.map(([field, value]) => `${field}=${encode(value)}`).join(' ')} -->`;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function read(fields: string): Marker | undefined {
  const marker = new Map<string, string>();
  for (const field of fields.trim().split(' ')) {
    const [name = '', raw = ''] = field.split('=');
    const value = decode(raw);
    if (value === undefined || marker.has(name)) return undefined;
    marker.set(name, value);
  }
  const key = marker.get('key');
  const kind = marker.get('kind');
  return key === undefined || kind === undefined ? undefined : { ...Object.fromEntries(marker), key, kind };
}

const parse = (body: string): Marker[] =>
  [...body.matchAll(MARKER)].map((match) => read(match[1] ?? '')).filter((marker) => marker !== undefined);

/** `<!-- sluice:v1 key=… kind=… -->` and back; what does not decode is not a marker. */
export const Marker = { format, parse };
