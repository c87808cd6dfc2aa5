import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline as pipelineTo, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { pointHead } from './disk.ts';
import type { BackendAnswer, GitBackend } from './wire/backend.ts';
import { remoteWords } from './wire/pkt-line.ts';
import type { PushCommand, RefRefusal } from './wire/push-request.ts';
import { acceptedCommands, formatRefusal, parsePushRequest } from './wire/push-request.ts';

export { GitBackend } from './wire/backend.ts';
export { withPack } from './wire/pack.ts';
export type { PushCommand, RefRefusal } from './wire/push-request.ts';

/** One git request, already authenticated and allowed to read. */
export interface GitCall {
  backend: GitBackend;
  /** The bare repository. */
  directory: string;
  /** What follows the repository in the URL: `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  pathInfo: string;
  /** The login that git's own log of ref changes would name. */
  user: string | undefined;
  mayPush: boolean;
  /** What a clone checks out; by default what it was. */
  defaultBranch?: string;
  /** The refs that may not move; any one refuses the whole push. The pack's objects are not in the repository yet. */
  beforePush(commands: PushCommand[], pack: Buffer): ReadonlyMap<string, RefRefusal>;
  /** Called with the commands that took effect, before the client hears of it. */
  afterPush(commands: PushCommand[]): void | Promise<void>;
  /** What git shows as said by the remote when the push is done. */
  notice?: string;
}

const SERVICE_OF_PATH: Record<string, string> = {
  '/git-upload-pack': 'git-upload-pack',
  '/git-receive-pack': 'git-receive-pack',
};

/** Answers one smart HTTP request of a git client. */
export async function serveGit(request: IncomingMessage, response: ServerResponse, call: GitCall): Promise<void> {
  const query = new URLSearchParams(request.url?.split('?')[1]);
  const service = call.pathInfo === '/info/refs' ? query.get('service') : SERVICE_OF_PATH[call.pathInfo];
  const isPush = service === 'git-receive-pack';
  if (!isPush && service !== 'git-upload-pack') return refuse(request, response, { status: 404, message: 'Not Found' });
  if (isPush && !call.mayPush) {
    const message = `Permission to this repository denied to ${call.user ?? 'anonymous'}.`;
    return refuse(request, response, { status: 403, message });
  }
  if (call.defaultBranch !== undefined) pointHead(call.directory, call.defaultBranch);
  if (isPush && request.method === 'POST') return receivePush(request, response, call);
  const answer = await call.backend.run({ ...call, request, body: request, isDecoded: false });
  return relay(response, answer);
}

async function receivePush(request: IncomingMessage, response: ServerResponse, call: GitCall): Promise<void> {
  const body = await buffer(decode(request));
  const push = parsePushRequest(body);
  if (push === undefined) throw new Error('the push ended within its command list');
  const refusals = call.beforePush(push.commands, body.subarray(push.packAt));
  if (push.commands.some(({ ref }) => refusals.has(ref))) {
    response.writeHead(200, { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' });
    response.end(formatRefusal(push, refusals));
    return;
  }
  const answer = await call.backend.run({ ...call, request, body: Readable.from([body]), isDecoded: true });
  const report = await buffer(answer.body);
  const done = acceptedCommands(push, report);
  if (done.length > 0) await call.afterPush(done);
  const notice = push.capabilities.has('side-band-64k') ? remoteWords(call.notice ?? '') : Buffer.alloc(0);
  await relay(response, { ...answer, body: Readable.from([Buffer.concat([notice, report])]) });
}

function decode(request: IncomingMessage): Readable {
  if (request.headers['content-encoding'] !== 'gzip') return request;
  // The reader of the returned stream meets the error, so nothing is left to do for the callback.
  return pipelineTo(request, createGunzip(), () => undefined);
}

async function relay(response: ServerResponse, answer: BackendAnswer): Promise<void> {
  // A client that hung up has lost its answer, nothing else.
  if (response.destroyed) return void answer.body.destroy();
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  try {
    await pipeline(answer.body, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  why: { status: number; message: string },
): Promise<void> {
  for await (const chunk of request) void chunk;
  response.writeHead(why.status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${why.message}\n`);
}
