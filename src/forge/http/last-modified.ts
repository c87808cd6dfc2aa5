import type { Exchange } from './exchange.ts';
import type { Reply } from './handler.ts';

/** The parts of bodies that say when something changed. */
interface Dated {
  updated_at?: string;
  published_at?: string;
  commit?: { committer?: { date?: string } | null };
  commits?: Dated[];
}

type Read = (body: Dated & Dated[]) => string | undefined;

const updated: Read = (body) => body.updated_at;
const committed = (body: Dated | undefined) => body?.commit?.committer?.date;

/** Answers that were recorded with a `Last-Modified` each time. Which instant it is, no recording tells: unconfirmed. */
const instants: Record<string, Read> = {
  'pulls/get': updated,
  'pulls/list-commits': (body) => committed(body.at(-1)),
  'repos/compare-commits-with-basehead': (body) => committed(body.commits?.at(-1)),
  'repos/create-deployment': updated,
  'repos/get': updated,
  'repos/get-commit': committed,
  'repos/get-latest-release': (body) => body.published_at,
  'repos/list-commits': (body) => committed(body[0]),
  'users/get-by-username': updated,
};

/** The same for answers whose body holds no instant: the last push stands in. */
const pushed = new Set([
  'git/get-ref',
  'git/get-tree',
  'repos/compare-commits-with-basehead',
  'repos/get-content',
  'repos/list-tags',
]);

/** The header that tells when what is answered last changed, where GitHub sends it. */
export function lastModified(exchange: Exchange, { status, body }: Reply): { 'last-modified'?: string } {
  const { kind, operationId, repo } = exchange;
  if (kind !== 'rest' || (status !== 200 && status !== 201)) return {};
  const isRead = typeof body === 'object' && body !== null;
  const said = isRead ? instants[operationId]?.(body as Dated & Dated[]) : undefined;
  const instant = said ?? (pushed.has(operationId) ? repo?.pushedAt : undefined);
  return instant === undefined ? {} : { 'last-modified': new Date(instant).toUTCString() };
}
