import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { githubClients, type AppClients, type GithubClientsOptions } from '../../src/github/client/clients.ts';
import type { CallReport } from '../../src/github/client/policy-fetch.ts';

/** The App's key pair. */
export const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Script = (seen: Seen, response: ServerResponse) => void;

export interface Stub {
  url: string;
  /** Every request but the token mints. */
  seen: Seen[];
  mints: Seen[];
  /** What the next requests are answered with. */
  script: Script;
  /** How a mint is answered; by default with a token that is good for an hour. */
  mint: Script;
  close(): Promise<void>;
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** Answers with a redirect, as GitHub words it. */
export function redirect(response: ServerResponse, status: number, location: string): void {
  response.setHeader('location', location);
  json(response, status, { message: 'Moved Permanently' });
}

/** A plain server on a free port, for what only a socket can show: lost connections, time, redirects, broken bodies. */
export async function stubServer(): Promise<Stub> {
  let minted = 0;
  const stub: Stub = {
    url: '',
    seen: [],
    mints: [],
    script: (_, response) => json(response, 200, {}),
    mint: (_, response) => {
      minted += 1;
      json(response, 201, {
        token: `ghs_stub.token-${minted}`,
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      const isMint = path.endsWith('/access_tokens');
      const seen = { method, path, headers, body };
      (isMint ? stub.mints : stub.seen).push(seen);
      (isMint ? stub.mint : stub.script)(seen, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stub;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export interface Rig {
  github: AppClients;
  calls: CallReport[];
  waits: number[];
  clock: { now(): number; time: number };
}

/** Clients on a clock that stands still unless moved; waits pass at once and are written down. */
export function rig(baseUrl: string, options: Partial<GithubClientsOptions> = {}): Rig {
  const calls: CallReport[] = [];
  const waits: number[] = [];
  const clock = { time: Date.UTC(2026, 10, 20, 12), now: (): number => clock.time };
  const github = githubClients({
    baseUrl,
    appId: 7,
    privateKey: keys.privateKey,
    version: '1.2.3',
    clock,
    delay: (milliseconds) => {
      waits.push(milliseconds);
      clock.time += milliseconds;
      return Promise.resolve();
    },
    onCall: (report) => calls.push(report),
    ...options,
    limits: { writeSpacing: 0, ...options.limits },
  });
  return { github, calls, waits, clock };
}
