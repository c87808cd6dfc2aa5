import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder = '';
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-standalone-'));
});

afterEach(async () => {
  const ended = running.splice(0).map(
    (child) =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve(undefined);
        child.once('exit', resolve).kill('SIGTERM');
      }),
  );
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a program as a person would, and answers what it printed once a line matches. */
async function starts(argv: string[], until: RegExp, env: Record<string, string> = {}): Promise<string> {
  const { NODE_OPTIONS: _, NODE_ENV: __, ...inherited } = process.env;
  const child = spawn(process.execPath, argv, { env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (until.test(line)) return lines.join('\n');
  }
  throw new Error(`${argv.join(' ')} ended before it was up:\n${lines.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Thread {
  labels: { name: string }[];
  comments: number;
}

describe('sluice forge', () => {
  it('serves a plain Probot app, by the commands of its guide', async () => {
    const port = await freePort();
    const webhook = `http://127.0.0.1:${port}/api/github/webhooks`;
    const forge = ['src/start.mjs', 'forge', '--port', '0', '--seed', 'acme', '--folder', folder, '--webhook', webhook];
    const greeting = await starts(forge, /^Ctrl-C/);
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)?.[0] ?? '';
    const token = /^ {2}ada +(\S+)$/m.exec(greeting)?.[1] ?? '';
    await starts([`--env-file=${folder}/app.env`, 'docs/forge/greeter.mjs'], /Listening on/, { PORT: String(port) });

    const call = async <T>(path: string, body?: object): Promise<T> => {
      const init = { headers: { authorization: `token ${token}` } };
      const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      return (await fetch(`${origin}/api/v3/repos/acme/payments/${path}`, { ...init, ...sent })).json() as Promise<T>;
    };
    await call('issues', { title: 'It rains in' });
    let thread = await call<Thread>('issues/1');
    for (let tries = 0; thread.comments === 0 && tries < 200; tries += 1) {
      await pause(50);
      thread = await call<Thread>('issues/1');
    }

    expect(thread.labels.map(({ name }) => name)).toEqual(['triage']);
    expect(await call('issues/1/comments')).toMatchObject([
      { user: { login: 'my-app[bot]' }, body: 'Thank you, @ada: "It rains in" will be looked at.' },
    ]);
    const page = await fetch(`${origin}/`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('Every request, answer and webhook so far was as GitHub describes it.');
  }, 60_000);
});
