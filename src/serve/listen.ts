import type { Server } from 'node:http';

import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';

/** Listens, or fails with the one sentence that says why the address cannot be had. */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new UserMistake(userError('PORT_IN_USE', { host, port })));
      else reject(new UserMistake(userError('PORT_REFUSED', { host, port, because: error.code ?? error.message })));
    });
    server.listen(port, host, () => resolve());
  });
}
