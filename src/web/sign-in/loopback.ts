import type { IncomingMessage } from 'node:http';

const ADDRESS = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;
const HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request comes from this machine by a name of this machine. A page elsewhere can make a browser here ask under its own name
 * (DNS rebinding), and a proxy here asks for people elsewhere.
 */
export function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return ADDRESS.test(socket.remoteAddress ?? '') && HOST.test(headers.host ?? '') && !isForwarded;
}
