import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process of the bench, ended with it. */
export interface Started {
  child: ChildProcess;
  /** What it wrote to its outputs. */
  output: () => string;
  hasEnded: () => boolean;
  stop: () => Promise<void>;
}

/** Starts a module of the bench in a process of its own, with a pipe for messages. */
export function startModule(path: string, env: Record<string, string> = {}): Started {
  const all = { ...process.env, ...env };
  return started(fork(path, [], { execArgv: [], env: all, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }));
}

/** Starts Sluice as people do, with nothing in its environment but what is given. */
export function startSluice(env: Record<string, string>): Started {
  const PATH = process.env['PATH'] ?? '';
  return started(spawn(process.execPath, ['src/start.mjs', 'serve'], { env: { PATH, ...env } }));
}

function started(child: ChildProcess): Started {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
  const ended = once(child, 'exit');
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    output: () => output,
    hasEnded,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The first message that says this; rejects when the process ends before. */
export function hears<T extends { says: string }, Says extends T['says']>(
  { child, output }: Started,
  says: Says,
): Promise<Extract<T, { says: Says }>> {
  return new Promise((resolve, reject) => {
    const ends = (code: number | null): void =>
      reject(new Error(`a process of the bench ended with ${code}: ${output()}`));
    const hear = (message: T): void => {
      if (message.says !== says) return;
      child.off('message', hear);
      child.off('exit', ends);
      resolve(message as Extract<T, { says: Says }>);
    };
    child.on('message', hear);
    child.once('exit', ends);
  });
}
