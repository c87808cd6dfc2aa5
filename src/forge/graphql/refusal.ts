import type { Refusal } from '../http/handler.ts';

export type ErrorType =
  'NOT_FOUND' | 'FORBIDDEN' | 'STALE_DATA' | 'UNPROCESSABLE' | 'MISSING_PAGINATION_BOUNDARIES' | 'EXCESSIVE_PAGINATION';

/** An error of one field: HTTP stays 200 and the rest of the answer stands. */
export class GraphqlRefusal extends Error {
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

const byStatus: Record<number, ErrorType> = { 403: 'FORBIDDEN', 404: 'NOT_FOUND', 409: 'STALE_DATA' };
const blankSides: Record<string, string> = { head: "Head sha can't be blank", base: "Base sha can't be blank" };

interface Detail {
  message?: string;
  field?: string;
}

/** REST starts what is wrong with a field with the field's name, GraphQL with a capital: "Body is too long". */
function asSentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** The domain refuses in REST's words; GraphQL gives the detail alone. */
export function fromRefusal(refusal: Refusal): GraphqlRefusal {
  const details = (refusal.body.errors ?? []).map((detail) => {
    if (typeof detail === 'string') return detail;
    const { message, field } = detail as Detail;
    return asSentence(message ?? blankSides[field ?? ''] ?? `${field ?? 'input'} is invalid`);
  });
  const message = details.length > 0 ? details.join(', ') : refusal.message;
  return new GraphqlRefusal(byStatus[refusal.status] ?? 'UNPROCESSABLE', message);
}

export function unresolved(id: string): GraphqlRefusal {
  return new GraphqlRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

/** An error instead of an item leaves the other items of a list standing. */
export function orError<T>(read: () => T): T | Error {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
