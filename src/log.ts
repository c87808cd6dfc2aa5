import { pino, type DestinationStream } from 'pino';

import type { Log } from './ports/log.ts';
import type { LogLevel } from './settings.ts';

/** Structured logs, one JSON object a line. Fields that could hold a credential are never printed. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: ['*.token', '*.privateKey', '*.webhookSecret', '*.authorization', 'headers.authorization'],
      censor: '[redacted]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
