import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import { DoorAnswer, DoorRequest } from '../../operations/jobs/door-lines.ts';
import type { Operator } from '../../operations/jobs/operator.ts';

/** The running process behind a socket; undefined when nobody is there. */
export async function knock(address: string): Promise<{ operator: Operator; leave(): void } | undefined> {
  const socket = connect(address);
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  socket.once('connect', () => resolve(true));
  socket.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(false);
    else reject(new UserMistake(userError('DOOR_CLOSED', { path: address, because: error.code ?? error.message })));
  });
  if (!(await promise)) return undefined;
  return { operator: (request) => items(socket, DoorRequest.format(request)), leave: () => socket.destroy() };
}

async function* items(socket: Socket, request: string): AsyncGenerator {
  // What ends badly ends without its last line, which is looked for below.
  socket.on('error', () => socket.destroy());
  socket.write(`${request}\n`);
  let count = 0;
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    const said = DoorAnswer.parse(line);
    if (said === undefined) break;
    if ('end' in said) return;
    if ('mistake' in said) throw new UserMistake(said.mistake);
    if ('failed' in said) throw new UserMistake(userError('DOOR_REFUSED', { because: said.failed }));
    count += 1;
    yield said.item;
  }
  throw new UserMistake(userError('DOOR_CUT', { items: count }));
}
