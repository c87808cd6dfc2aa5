import { pino, type DestinationStream } from 'pino';

import type { Redactor } from './core/text/redactor.ts';
import type { Log } from './ports/log.ts';
import type { LogLevel } from './settings.ts';

export interface LogOptions {
  /** What must not be printed; without it credentials are known by the names of their fields alone. */
  redactor?: Redactor;
  /** Where the lines go: standard output unless told otherwise. */
  destination?: DestinationStream;
}

/**
 * Structured logs, one JSON object a line. Fields that could hold a credential are never printed, and what the redactor knows
 * is taken out of every line, wherever in it it stands: an error's stack, its cause, a text of GitHub's.
 */
export function createLog(level: LogLevel, { redactor, destination }: LogOptions = {}): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: ['*.token', '*.privateKey', '*.webhookSecret', '*.authorization', 'headers.authorization'],
      censor: '[redacted]',
    },
  };
  const out = destination ?? pino.destination({ dest: 1, sync: true });
  return pino(options, redactor === undefined ? out : redacting(out, redactor));
}

const redacting = (out: DestinationStream, redactor: Redactor): DestinationStream => ({
  write: (line) => out.write(`${redactor.json(line.trimEnd())}\n`),
});
