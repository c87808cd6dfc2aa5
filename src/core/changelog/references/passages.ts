import { treeReader } from './bounded-tree.ts';
import type { Passage, Wanted } from './passage.ts';
import { readPlainly } from './plain-passages.ts';

/**
 * The passages of a title, body or commit message that may hold what is wanted, as GitHub shows them: without code, comments,
 * quotes, images and struck text. Commit messages are read as Markdown too, since squashes carry bodies of pull requests.
 */
export function passagesOf(markdown: string, wanted: Wanted): Passage[] {
  if (!wanted.form.test(markdown)) return [];
  const readTree = treeReader(wanted);
  const { passages, rest } = readPlainly(usefulPart(markdown, wanted), wanted, readTree);
  return wanted.form.test(rest) ? [...passages, ...readTree(rest)] : passages;
}

/**
 * A text to the end of the last block that holds what is wanted: the subject, of most messages. What follows a blank line
 * changes nothing of what stands before it, unless it defines where links lead.
 */
function usefulPart(markdown: string, { form }: Wanted): string {
  if (markdown.includes(']:')) return markdown;
  let last = 0;
  for (const { 0: found, index } of markdown.matchAll(new RegExp(form, `${form.flags}g`))) last = index + found.length;
  const after = /\n[ \t\r]*\n/g;
  after.lastIndex = last;
  return markdown.slice(0, after.exec(markdown)?.index);
}
