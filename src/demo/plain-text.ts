/** What GitHub renders, as a terminal shows it. */

/** Without the marks of Markdown; a link is its text. */
export const withoutMarkup = (line: string): string =>
  line.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/<[^>]+>|\*\*|`/g, '');

/** With digests cut to what tells them apart. */
export const withShortDigests = (line: string): string => line.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…');

/** With the address of each link behind its text. */
export const withAddresses = (line: string): string =>
  withoutMarkup(line.replaceAll(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2'));

/** The rows of the first table, without its head. */
export function tableRows(body: string): string[] {
  const lines = body.split('\n');
  const rule = lines.findIndex((line) => line.startsWith('| ---'));
  const rest = rule < 0 ? [] : lines.slice(rule + 1);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? rest.length : end).map((row) => withoutMarkup(row.replaceAll(/^\| | \|$/g, '')));
}

/** The items of every list, pull requests with their issues behind them. */
export const listItems = (body: string): string[] =>
  body
    .split('\n')
    .filter((line) => /^ {0,2}- /.test(line))
    .map((line) => withoutEntities(withoutMarkup(line.replace(/^ *- /, ''))));

/** The lines that differ, the old one above the new one. */
export function differences(before: string[], after: string[]): { old: string; new: string }[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => ({
    old: before[index] ?? '',
    new: after[index] ?? '',
  })).filter((pair) => pair.old !== pair.new);
}

/** What people see of a comment: without what is hidden, without marks, and without empty lines. */
export const plainLines = (body: string): string[] =>
  body
    .replaceAll(/<!--.*?-->/gs, '')
    .split('\n')
    .map((line) => withoutEntities(withoutMarkup(line)).trim())
    .filter((line) => line !== '' && line !== '---');

/** What GitHub must not take for its own is written in entities, and with spaces of no width. */
const withoutEntities = (line: string): string =>
  line.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replaceAll('\u200B', '');

/** The items of the list below a heading. */
export function itemsBelow(body: string, heading: string): string[] {
  const [, below = ''] = body.split(`### ${heading}\n`);
  return listItems(below.split(/\n(?:#|---)/)[0] ?? '');
}
