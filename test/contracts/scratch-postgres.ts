/** A scratch PostgreSQL server from the machine's own package; the product itself never starts one. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

import { Client } from 'pg';

import { freePort } from './free-port.ts';

const DEBIAN = '/usr/lib/postgresql';

/** What a run that needs a server says where there is none. */
export const POSTGRES_MISSING = 'PostgreSQL is not installed (apt-get install postgresql)';

export interface ScratchPostgres {
  /** Creates an empty database and answers its URL. */
  database(): Promise<string>;
  /** Throws everybody out, as a restart of the server does. */
  disconnectAll(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder with `initdb` and `postgres`, from PATH or Debian's package; undefined when PostgreSQL is not installed. */
export function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map((v) => join(DEBIAN, v, 'bin'))];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Starts a server on a free port of the loopback, in a directory of its own, as an ordinary user. */
export async function startPostgres(bin: string): Promise<ScratchPostgres> {
  const user = ordinaryUser();
  const data = mkdtempSync(join(tmpdir(), 'sluice-postgres-'));
  if (user) chownSync(data, user.uid, user.gid);
  const options = { ...user, cwd: data, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  const initdb = ['-D', data, '-U', 'sluice', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(join(bin, 'initdb'), initdb, { ...options, stdio: 'pipe' });
  const port = await freePort();
  const settings = ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${data}`];
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server);
  return scratch({ server, data, url: (database) => `postgresql://sluice@127.0.0.1:${port}/${database}` });
}

interface Running {
  server: ChildProcess;
  data: string;
  url: (database: string) => string;
}

function scratch({ server, data, url }: Running): ScratchPostgres {
  let databases = 0;
  const ask = async (query: string): Promise<void> => {
    const client = new Client({ connectionString: url('postgres') });
    await client.connect();
    try {
      await client.query(query);
    } finally {
      await client.end();
    }
  };
  return {
    database: async () => {
      databases += 1;
      await ask(`create database scratch_${databases}`);
      return url(`scratch_${databases}`);
    },
    disconnectAll: () =>
      ask(`select pg_terminate_backend(pid) from pg_stat_activity
           where backend_type = 'client backend' and pid <> pg_backend_pid()`),
    stop: async () => {
      const gone = once(server, 'exit');
      // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
      server.kill('SIGINT');
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function ready(server: ChildProcess): Promise<void> {
  if (!server.stderr) throw new Error('the server has no error output to read');
  const said: string[] = [];
  // Read to the end, or the server would block on a full pipe one day.
  const lines = createInterface({ input: server.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    lines.on('close', () => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`)));
  });
}
