/** fetch, but to addresses that were judged: a name is resolved once, and what was judged is what is connected to. */
import { lookup as resolveName, type LookupAddress } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { isPrivateAddress, notListed } from './private-hosts.ts';
import { Unanswered } from './unanswered.ts';
import type { Fetch } from './wire.ts';

/** All addresses of a name; with an error there are none. */
export type Resolve = (name: string, answer: (error: Error | null, addresses?: LookupAddress[]) => void) => void;

const WITHOUT_BODY = new Set([204, 205, 304]);

/** Each call has a connection of its own, so that none is taken over that was allowed to another. */
export function guardedFetch(resolve: Resolve = (name, answer) => resolveName(name, { all: true }, answer)): Fetch {
  return (url, { method, headers, signal, mayBePrivate }) =>
    new Promise((done, fail) => {
      const { request } = url.startsWith('https:') ? https : http;
      const options = { method, headers, signal, agent: false, lookup: judged(resolve, mayBePrivate) };
      const call = request(url, options, (answer) => {
        try {
          done(responseOf(answer, method));
        } catch (error) {
          answer.destroy();
          fail(new Error('no answer that HTTP allows', { cause: error }));
        }
      });
      call.on('error', fail);
      call.end();
    });
}

/** Node asks for one address or, to try them in turn, for all. */
const judged =
  (resolve: Resolve, mayBePrivate: boolean): LookupFunction =>
  (name, { all }, done) =>
    resolve(name, (error, addresses = []) => {
      const [first] = addresses;
      if (error !== null || first === undefined) return done(error ?? new Error('no address'), []);
      if (!mayBePrivate && addresses.some(({ address }) => isPrivateAddress(address)))
        return done(new Unanswered(notListed(name)), []);
      return all === true ? done(null, addresses) : done(null, first.address, first.family);
    });

function responseOf(answer: IncomingMessage, method: string): Response {
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const isEmpty = method === 'HEAD' || WITHOUT_BODY.has(status);
  if (isEmpty) answer.resume();
  return new Response(isEmpty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), { status, headers });
}
