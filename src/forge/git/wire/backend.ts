import { spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { devNull } from 'node:os';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface BackendCall {
  request: IncomingMessage;
  directory: string;
  pathInfo: string;
  user: string | undefined;
  /** The request's body, and whether it is still compressed as the request's headers say. */
  body: Readable;
  isDecoded: boolean;
}

/** The head of what `git http-backend` answers, and the stream of its body. */
export interface BackendAnswer {
  status: number;
  headers: [string, string][];
  body: Readable;
}

/** Runs `git http-backend` (git's own CGI program) for one request. */
export async function runBackend(call: BackendCall): Promise<BackendAnswer> {
  const child = spawn('git', ['http-backend'], { env: environment(call), stdio: ['pipe', 'pipe', 'ignore'] });
  // The backend may answer and leave before it has read everything; that is its right.
  pipeline(call.body, child.stdin).catch(() => child.stdin.destroy());
  child.stdout.once('close', () => child.kill());
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
  });
  return Promise.race([readHead(child.stdout), failed]);
}

function environment({ request, directory, pathInfo, user, isDecoded }: BackendCall): NodeJS.ProcessEnv {
  const header = (name: string): string | undefined => request.headers[name] as string | undefined;
  const optional = {
    REMOTE_USER: user,
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: isDecoded ? undefined : header('content-length'),
    HTTP_CONTENT_ENCODING: isDecoded ? undefined : header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
  };
  return {
    PATH: process.env['PATH'],
    // The machine's own git settings have no say in the forge.
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROJECT_ROOT: directory,
    PATH_INFO: pathInfo,
    QUERY_STRING: request.url?.split('?')[1] ?? '',
    REQUEST_METHOD: request.method,
    REMOTE_ADDR: request.socket.remoteAddress,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

async function readHead(stdout: Readable): Promise<BackendAnswer> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const split = bytes.indexOf('\r\n\r\n');
    if (split >= 0) {
      if (bytes.length > split + 4) stdout.unshift(bytes.subarray(split + 4));
      return { ...parseHead(bytes.toString('latin1', 0, split)), body: stdout };
    }
    const chunk = await nextChunk(stdout);
    if (chunk === undefined) throw new Error('git http-backend ended without an answer');
    bytes = Buffer.concat([bytes, chunk]);
  }
}

function nextChunk(stream: Readable): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      const chunk = stream.read() as Buffer | null;
      if (chunk === null && !stream.readableEnded) return;
      stream.off('readable', settle).off('end', settle).off('error', reject);
      resolve(chunk ?? undefined);
    };
    stream.on('readable', settle).on('end', settle).on('error', reject);
  });
}

function parseHead(text: string): Omit<BackendAnswer, 'body'> {
  const headers = text.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const status = headers.find(([name]) => name === 'Status')?.[1];
  return { status: Number(status?.split(' ')[0] ?? 200), headers: headers.filter(([name]) => name !== 'Status') };
}
