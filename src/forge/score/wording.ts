/** What an error answer says, in the form facts have it: the message, and its details behind ` | `. */
export function wordingOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { message, errors } = body as { message?: unknown; errors?: unknown };
  const said = typeof message === 'string' ? message : '';
  return errors === undefined ? said : `${said} | ${JSON.stringify(errors)}`;
}

/** Whether two answers say the same, but for the names of the things they speak of. */
export function isSameWording(one: string, other: string): boolean {
  return one === other || nameless(one) === nameless(other);
}

const names: [RegExp, string][] = [
  [/[\w.-]+:[\w./-]+(?=[."\s]|$)/g, 'owner:branch'],
  [/'[^']*'/g, "'name'"],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, 'address'],
  [/\b[0-9a-f]{40}\b/g, 'commit'],
];

function nameless(wording: string): string {
  const [message = '', details] = wording.split(/ \| (?=[[{])/, 2);
  const parts = details === undefined ? [message] : [message, ...detailsOf(details)];
  const texts = parts.map((part) => names.reduce((text, [name, word]) => text.replaceAll(name, word), part));
  // The same sentence was recorded with and without its full stop.
  return texts.map((text) => text.replace(/\.$/, '')).join(' | ');
}

/** The details with their keys in order: GitHub's differs from answer to answer. */
function detailsOf(text: string): string[] {
  const details = JSON.parse(text) as unknown;
  const lines = Array.isArray(details) ? details : [details];
  return lines.flatMap((one: unknown) =>
    typeof one === 'object' && one !== null
      ? Object.entries(one)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      : [String(one)],
  );
}
