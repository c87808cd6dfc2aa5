import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { devNull } from 'node:os';
import { extname } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT_HEADER } from './backend-process.ts';

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

// Compiled or not, the program of the process lies beside this file and ends like it.
const ownProgram = fileURLToPath(new URL(`backend-process${extname(import.meta.filename)}`, import.meta.url));

interface Running {
  child: ChildProcess;
  socket: string;
}

/** Runs `git http-backend` (git's own CGI program), one for each request, from a process of its own that the first request starts. */
export class GitBackend {
  // The backend's answer ends with its output, so connections are free again and none keeps this process alive.
  readonly #agent = new Agent({ keepAlive: true });
  readonly #program: string;
  #running: Promise<Running> | undefined;

  constructor(program = ownProgram) {
    this.#program = program;
  }

  async run(call: BackendCall): Promise<BackendAnswer> {
    this.#running ??= this.#start();
    const { socket: socketPath } = await this.#running;
    const told = Buffer.from(JSON.stringify(environment(call))).toString('base64');
    const outgoing = ask({
      socketPath,
      agent: this.#agent,
      method: 'POST',
      headers: { [ENVIRONMENT_HEADER]: told },
    });
    // A client that goes away in the middle of its request takes the backend with it.
    pipeline(call.body, outgoing, (error) => {
      if (error) outgoing.destroy(error);
    });
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    // What breaks from here on breaks the answer's stream too, where its reader meets it.
    outgoing.on('error', () => undefined);
    return readHead(answer);
  }

  /** Ends the process and whatever it runs. */
  async close(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    this.#agent.destroy();
    if (running?.child.connected !== true) return;
    const gone = once(running.child, 'exit');
    running.child.ref();
    running.child.disconnect();
    await gone;
  }

  async #start(): Promise<Running> {
    const child = fork(this.#program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
    const forget = (): void => void (this.#running = undefined);
    child.once('exit', forget);
    try {
      const [socket] = (await Promise.race([once(child, 'message'), endOf(child)])) as [string];
      child.unref();
      child.channel?.unref();
      return { child, socket };
    } catch (error) {
      forget();
      throw error;
    }
  }
}

/** Rejects when the process ends. */
async function endOf(child: ChildProcess): Promise<never> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  throw new Error(`the process that git http-backend is started from ended (${code ?? signal})`);
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

function readHead(stdout: Readable): Promise<BackendAnswer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const onEnd = (): void => reject(new Error('git http-backend ended without an answer'));
    const onReadable = (): void => {
      for (let chunk = nextOf(stdout); chunk !== null; chunk = nextOf(stdout)) bytes = Buffer.concat([bytes, chunk]);
      const split = bytes.indexOf('\r\n\r\n');
      if (split < 0) return;
      stdout.off('readable', onReadable).off('end', onEnd).off('error', reject);
      // In the same turn: a short answer has come whole, and nothing can be put back behind its end.
      if (bytes.length > split + 4) stdout.unshift(bytes.subarray(split + 4));
      resolve({ ...parseHead(bytes.toString('latin1', 0, split)), body: stdout });
    };
    stdout.on('readable', onReadable).on('end', onEnd).on('error', reject);
  });
}

function nextOf(stream: Readable): Buffer | null {
  return stream.read() as Buffer | null;
}

function parseHead(text: string): Omit<BackendAnswer, 'body'> {
  const headers = text.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const status = headers.find(([name]) => name === 'Status')?.[1];
  return { status: Number(status?.split(' ')[0] ?? 200), headers: headers.filter(([name]) => name !== 'Status') };
}
