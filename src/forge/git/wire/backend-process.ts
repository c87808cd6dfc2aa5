/**
 * The process that `git http-backend` is started from. Starting a child from a large process blocks it for as long as its memory
 * takes to be set up for the child (80 ms and more at 1 GB), so the forge leaves that to this small one: each request names the
 * environment of one backend, and the answer is what the backend writes.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';

/** The header that carries the environment, as base64 of JSON. */
export const ENVIRONMENT_HEADER = 'x-backend-environment';

function runBackend(request: IncomingMessage, response: ServerResponse): void {
  const told = request.headers[ENVIRONMENT_HEADER] as string;
  const env = JSON.parse(Buffer.from(told, 'base64').toString('utf8')) as NodeJS.ProcessEnv;
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  child.once('error', () => response.destroy());
  // The backend may answer and leave before it has read everything; that is its right, and no reason to drop the connection.
  child.stdin.once('error', () => request.unpipe(child.stdin).resume());
  request.pipe(child.stdin);
  pipeline(child.stdout, response, () => undefined);
  response.once('close', () => child.kill());
}

function serveParent(): void {
  // Only this user may enter a folder made by mkdtemp, so nobody else can ask for a repository here.
  const folder = mkdtempSync(join(tmpdir(), 'forge-backend-'));
  const socket = join(folder, 'socket');
  // Keys of the terminal go to every process of its group; this one ends with its parent and not before.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  });
  createServer(runBackend).listen(socket, () => process.send?.(socket));
}

if (process.send !== undefined && process.argv[1] === import.meta.filename) serveParent();
