/** What crosses the local door, line by line: one request, then its items, then how it ended. Both directions are here. */
import type { UserError } from '../../core/errors/catalogue.ts';
import type { OperatorRequest } from './operator.ts';

/** Counts up when a line changes its meaning; both ends are of one machine, but perhaps of two releases. */
const VERSION = 1;

const STATES = ['due', 'later', 'held', 'parked'] as const;

/** One line of an answer; one without an `end` was cut short. */
export type AnswerLine = { item: unknown } | { end: number } | { mistake: UserError } | { failed: string };

/** The one line that asks. */
export const DoorRequest = {
  format: (request: OperatorRequest): string => JSON.stringify({ v: VERSION, ...request }),
  /** Undefined for what this release does not understand. */
  parse(line: string): OperatorRequest | undefined {
    const read = objectIn(line);
    if (read?.['v'] !== VERSION) return undefined;
    const { do: verb, state, key, keys, again } = read;
    if (verb === 'jobs') {
      if (state === undefined) return { do: verb };
      const known = STATES.find((one) => one === state);
      return known === undefined ? undefined : { do: verb, state: known };
    }
    if (verb === 'show') return typeof key === 'string' ? { do: verb, key } : undefined;
    if (verb === 'wake') return keys === 'all' || isTexts(keys) ? { do: verb, keys } : undefined;
    if (verb === 'export') return { do: verb };
    return verb === 'rebuild' && typeof again === 'boolean' ? { do: verb, again } : undefined;
  },
};

/** The lines that answer. */
export const DoorAnswer = {
  format: (line: AnswerLine): string => JSON.stringify(line),
  parse(line: string): AnswerLine | undefined {
    const read = objectIn(line);
    const known = read !== undefined && ['item', 'end', 'mistake', 'failed'].some((name) => name in read);
    return known ? (read as AnswerLine) : undefined;
  },
};

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const read = JSON.parse(line) as unknown;
    return typeof read === 'object' && read !== null && !Array.isArray(read)
      ? (read as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
