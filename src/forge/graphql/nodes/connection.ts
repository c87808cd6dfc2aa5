import type { Fields } from '../graph.ts';
import { GraphqlRefusal, orError } from '../refusal.ts';

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

function checkBounds(name: string, { first, last }: Paging): void {
  for (const [bound, asked] of Object.entries({ first, last })) {
    if (asked === null || asked === undefined) continue;
    if (asked < 1) {
      const message = `\`${bound}\` on the \`${name}\` connection must be at least 1.`;
      throw new GraphqlRefusal('UNPROCESSABLE', message);
    }
    if (asked > largest) {
      const message = `Requesting ${asked} records on the \`${name}\` connection exceeds the \`${bound}\` limit of ${largest} records.`;
      throw new GraphqlRefusal('EXCESSIVE_PAGINATION', message);
    }
  }
}

function checkAsked(name: string, { first, last }: Paging): void {
  if ((first ?? last ?? null) === null) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw new GraphqlRefusal('MISSING_PAGINATION_BOUNDARIES', message);
  }
}

/** One page of a list in the form of GitHub's connections; the boundaries are only asked for where items are. */
export function connection<T>(
  name: string,
  items: readonly T[],
  { paging, node }: { paging: Paging; node: (item: T) => unknown },
): Fields {
  checkBounds(name, paging);
  const page = () => {
    checkAsked(name, paging);
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
    nodes: () => slice().map(({ item }) => orError(() => node(item))),
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
