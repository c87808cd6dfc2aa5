import type { Fields } from '../graph.ts';
import { GraphqlRefusal } from '../refusal.ts';

/** How much of a list a field asks for. */
export interface Paging {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

const largest = 100;

function cursorOf(index: number): string {
  return Buffer.from(`cursor:v2:${index}`).toString('base64');
}

function indexOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64').toString().split(':').at(-1));
}

function checkPaging(name: string, { first, last }: Paging): void {
  const asked = first ?? last;
  if (asked === null || asked === undefined) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw new GraphqlRefusal('MISSING_PAGINATION_BOUNDARIES', message);
  }
  if (asked <= largest) return;
  const message = `Requesting ${asked} records on the \`${name}\` connection exceeds the \`first\` limit of ${largest} records.`;
  throw new GraphqlRefusal('EXCESSIVE_PAGINATION', message);
}

/** One page of a list in the form of GitHub's connections; the boundaries are only asked for where items are. */
export function connection<T>(
  name: string,
  items: readonly T[],
  { paging, node }: { paging: Paging; node: (item: T) => unknown },
): Fields {
  const page = () => {
    checkPaging(name, paging);
    let start = typeof paging.after === 'string' ? indexOf(paging.after) + 1 : 0;
    let end = typeof paging.before === 'string' ? indexOf(paging.before) : items.length;
    if (typeof paging.first === 'number') end = Math.min(end, start + paging.first);
    if (typeof paging.last === 'number') start = Math.max(start, end - paging.last);
    return { start, end };
  };
  const slice = () => {
    const { start, end } = page();
    return items.slice(start, end).map((item, index) => ({ cursor: cursorOf(start + index), item }));
  };
  return {
    totalCount: items.length,
    nodes: () => slice().map(({ item }) => node(item)),
    edges: () => slice().map(({ cursor, item }) => ({ cursor, node: () => node(item) })),
    pageInfo: () => {
      const { start, end } = page();
      const isEmpty = end <= start;
      return {
        hasNextPage: end < items.length,
        hasPreviousPage: start > 0,
        startCursor: isEmpty ? null : cursorOf(start),
        endCursor: isEmpty ? null : cursorOf(end - 1),
      };
    },
  };
}
