import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

import { UserMistake } from '../core/errors/user-mistake.ts';
import { DoorAnswer, DoorRequest, type AnswerLine } from '../operations/jobs/door-lines.ts';
import type { Operator } from '../operations/jobs/operator.ts';
import type { Log } from '../ports/log.ts';
import { localDoorPath, type LocalDoorPath } from '../settings/local-door-path.ts';
import { firstLine } from './first-line.ts';

/** Whoever has opened the door says soon what they want. */
const SAID_WITHIN_MS = 10_000;

/** Only the user that Sluice runs as may come in. */
const OWN = 0o600;

/** The way in for commands beside a running process. */
export interface LocalDoor {
  close(): Promise<void>;
}

/**
 * Opens the socket in the directory of an embedded store, which is this process's own. On a database server there is none:
 * commands open the store themselves. A door that cannot be opened stops nobody from working.
 */
export async function openLocalDoor(
  place: { directory: string } | { url: string },
  { answer, log }: { answer: Operator; log: Log },
): Promise<LocalDoor> {
  const nowhere = { close: (): Promise<void> => Promise.resolve() };
  if ('url' in place) return nowhere;
  const path = localDoorPath(place.directory);
  if (path === undefined) {
    log.warn({ directory: place.directory }, 'local door not opened, the path of the store is too long');
    return nowhere;
  }
  const guests = new Set<Socket>();
  const server = createServer((guest) => {
    guests.add(guest.on('close', () => guests.delete(guest)));
    attend(guest, answer).catch((error: unknown) => {
      log.warn({ err: error }, 'local request not answered');
      guest.destroy();
    });
  });
  try {
    await bind(server, path);
  } catch (error) {
    path.release();
    log.warn({ err: error, path: path.file }, 'local door not opened');
    return nowhere;
  }
  return {
    async close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const guest of guests) guest.destroy();
      await promise;
      path.release();
    },
  };
}

function bind(server: Server, { file, address }: LocalDoorPath): Promise<void> {
  // Whoever left it there has ended: the directory is this process's own.
  rmSync(file, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made before `listen` returns; nobody else may ever have been let in.
    const before = process.umask(0o177);
    try {
      server.listen(address, () => {
        chmodSync(file, OWN);
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}

async function attend(guest: Socket, answer: Operator): Promise<void> {
  guest.on('error', () => guest.destroy());
  guest.setTimeout(SAID_WITHIN_MS, () => guest.destroy());
  const line = await firstLine(guest);
  guest.setTimeout(0);
  if (line === undefined) return;
  const request = DoorRequest.parse(line);
  if (request === undefined) await say(guest, { failed: 'the running Sluice does not know this request' });
  else await tell(guest, answer(request));
  guest.end();
}

async function tell(guest: Socket, items: AsyncIterable<unknown>): Promise<void> {
  let count = 0;
  try {
    for await (const item of items) {
      if (guest.destroyed) return;
      await say(guest, { item });
      count += 1;
    }
    await say(guest, { end: count });
  } catch (error) {
    if (error instanceof UserMistake) return say(guest, { mistake: error.userError });
    await say(guest, { failed: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** Waits for a slow reader, so that a long export is never held whole. */
function say(guest: Socket, line: AnswerLine): Promise<void> {
  if (guest.destroyed || guest.write(`${DoorAnswer.format(line)}\n`)) return Promise.resolve();
  return new Promise((resolve) => {
    guest.once('drain', resolve);
    guest.once('close', resolve);
  });
}
