import { list } from '../../text/phrases.ts';
import type { Gathered } from '../gather.ts';

const MOST_NAMED = 10;

/** What is not known because origins were not read, in one sentence or none. */
export function unreadOrigins({ pullRequests }: Pick<Gathered, 'pullRequests'>): string[] {
  const numbers = [...new Set(pullRequests.flatMap(({ unread }) => unread))].sort((a, b) => a - b);
  if (numbers.length === 0) return [];
  const named = numbers.slice(0, MOST_NAMED).map((number) => `#${number}`);
  const others = numbers.length - named.length;
  const origins = list([...named, ...(others > 0 ? [`${others} more`] : [])]);
  return [`Changes come from ${origins}, which the range does not have: issues that only those name are not listed.`];
}
