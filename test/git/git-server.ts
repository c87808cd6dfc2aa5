import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';
import { dirname } from 'node:path';

import { known, type Answer } from '../../src/core/answer.ts';
import type { RepoName } from '../../src/core/names.ts';
import type { CloneAccess } from '../../src/ports/github/clone-access.ts';
import { git, type TestRepository } from './repository.ts';

export const TOKEN = 'ghs_a-token-that-nobody-else-may-see';

/** One repository behind git's own HTTP server, with the requests that came; what is told instead of an answer a test sets. */
export class GitServer implements CloneAccess {
  readonly requests: { path: string; authorization: string | undefined }[] = [];
  /** Takes a request in the server's place; false leaves it to git. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** What `of` answers. */
  access: Answer<{ url: string; token: string }>;
  readonly url: string;
  readonly #server: Server;
  readonly #directory: string;

  private constructor(server: Server, directory: string) {
    this.#server = server;
    this.#directory = directory;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/shop.git`;
    this.access = known({ url: this.url, token: TOKEN });
  }

  static async serving(repository: TestRepository): Promise<GitServer> {
    const served = createServer((request, response) => told.receive(request, response));
    served.listen(0, '127.0.0.1');
    await once(served, 'listening');
    const told = new GitServer(served, repository.directory);
    told.configure('http.uploadpack', 'true');
    told.configure('uploadpack.allowFilter', 'true');
    told.configure('uploadpack.allowAnySHA1InWant', 'true');
    return told;
  }

  configure(key: string, value: string): void {
    git(this.#directory, ['config', key, value]);
  }

  of(_repo: RepoName): Promise<typeof this.access> {
    return Promise.resolve(this.access);
  }

  /** How many times objects were asked for. */
  get fetches(): number {
    return this.requests.filter(({ path }) => path.includes('info/refs')).length;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  receive(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push({ path: request.url ?? '', authorization: request.headers.authorization });
    if (!this.instead(request, response)) this.serve(request, response);
  }

  /** Leaves a request to git. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        HOME: devNull,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_PROJECT_ROOT: dirname(this.#directory),
        PATH_INFO: path.replace('/acme/shop.git', `/${this.#directory.split('/').at(-1)}/.git`),
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.on('error', () => undefined);
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', () => answer(response, Buffer.concat(chunks)));
  }
}

function answer(response: ServerResponse, output: Buffer): void {
  const split = output.indexOf('\r\n\r\n');
  const lines = output.toString('latin1', 0, split).split('\r\n');
  for (const line of lines) {
    const [name = '', value = ''] = line.split(': ');
    if (name === 'Status') response.statusCode = Number(value.split(' ')[0]);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(split + 4));
}
