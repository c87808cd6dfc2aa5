import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { userError } from '../../src/core/errors/catalogue.ts';
import { root } from './sources/project-files.ts';

/** Lets this Node pass for an old one, for one process: what that process starts is told the truth. */
const OLD_NODE = `if (process.env.PRETEND) {
  Object.defineProperty(process.versions, 'node', { value: process.env.PRETEND });
  delete process.env.PRETEND;
}`;
const MAIN = `export async function main(argv) {
  if (argv[0] === 'wait') {
    const wait = setInterval(() => {}, 60_000);
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => (clearInterval(wait), console.log(signal)));
    console.log('waiting');
  }
  if (argv[0] === 'die') process.kill(process.pid, 'SIGKILL');
  if (argv[0] === 'fail') throw new Error('a bug');
  if (argv[0] !== 'wait') console.log(JSON.stringify({ argv, node: process.versions.node }));
  return 7;
}`;
const tooOld = (version: string): string => `${userError('NODE_TOO_OLD', { version, needed: '24.11' }).sentence}\n`;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-start-'));
  mkdirSync(join(folder, 'src'));
  copyFileSync(join(root, 'src/start.mjs'), join(folder, 'src/start.mjs'));
  write('src/main.ts', MAIN);
  write('old-node.mjs', OLD_NODE);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function bundle(binary: (place: string) => void): void {
  const place = join(folder, `node_modules/node-linux-${process.arch}`);
  mkdirSync(join(place, 'bin'), { recursive: true });
  writeFileSync(join(place, 'package.json'), '{}');
  binary(join(place, 'bin/node'));
}

const bundleThisNode = (): void => bundle((place) => symlinkSync(process.execPath, place));

function start(argv: string[], as?: string, file = 'src/start.mjs'): ChildProcess & { output: Promise<Ended> } {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const preload = as ? ['--import', join(folder, 'old-node.mjs')] : [];
  const child = spawn(process.execPath, [...preload, join(folder, file), ...argv], {
    env: { ...inherited, ...(as && { PRETEND: as }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return Object.assign(child, { output: ended(child) });
}

interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  const text = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => (text.out += String(chunk)));
  child.stderr?.on('data', (chunk) => (text.err += String(chunk)));
  const { promise, resolve } = Promise.withResolvers<Ended>();
  child.once('close', (code, signal) => resolve({ code, signal, ...text }));
  return promise;
}

describe('start', () => {
  it('hands the arguments to main and ends with its code', async () => {
    const { code, out } = await start(['plan', '--lane', 'a b']).output;

    expect(JSON.parse(out)).toEqual({ argv: ['plan', '--lane', 'a b'], node: process.versions.node });
    expect(code).toBe(7);
  });

  it('hands the demo and the simulation their own arguments', async () => {
    write('src/demo/main.ts', MAIN);
    write('src/simulate/main.ts', MAIN);

    const demo = await start(['demo', '--once']).output;
    const simulate = await start(['simulate', '--seed', '1']).output;

    expect(JSON.parse(demo.out)).toMatchObject({ argv: ['--once'] });
    expect(JSON.parse(simulate.out)).toMatchObject({ argv: ['--seed', '1'] });
  });

  it('runs the compiled files when there are no sources beside it', async () => {
    copyFileSync(join(root, 'src/start.mjs'), join(folder, 'start.mjs'));
    write('main.js', MAIN);
    write('package.json', '{ "type": "module" }');

    expect(await start(['serve'], undefined, 'start.mjs').output).toMatchObject({ code: 7, err: '' });
  });

  it('refuses the demo in the built package', async () => {
    copyFileSync(join(root, 'src/start.mjs'), join(folder, 'start.mjs'));

    const { code, err } = await start(['demo'], undefined, 'start.mjs').output;

    expect(err).toBe(`${userError('SOURCE_ONLY', { command: 'demo' }).sentence}\n`);
    expect(code).toBe(1);
  });

  it('names the package that is not installed', async () => {
    write('src/main.ts', "import 'commander';");

    const { code, err } = await start([]).output;

    expect(err).toBe(`${userError('INSTALL_INCOMPLETE', { package: 'commander' }).sentence}\n`);
    expect(code).toBe(1);
  });

  it('shows the stack of a bug', async () => {
    const { code, err } = await start(['fail']).output;

    expect(err).toMatch(/Error: a bug\n\s+at .*main\.ts/);
    expect(code).toBe(1);
  });
});

describe('start on an old Node', () => {
  it.each(['20.20.2', '24.10.9', '9.0.0'])('refuses %s in one sentence when no Node is bundled', async (version) => {
    const { code, out, err } = await start(['serve'], version).output;

    expect({ code, out, err }).toEqual({ code: 1, out: '', err: tooOld(version) });
  });

  it.each(['24.11.0', '25.0.0', '100.2.3'])('takes %s for new enough', async (version) => {
    expect(await start(['serve'], version).output).toMatchObject({ code: 7, err: '' });
  });
});

// The bundled Node exists for Linux only.
(process.platform === 'linux' ? describe : describe.skip)('start on an old Node, beside a bundled one', () => {
  it('restarts itself there with the same arguments and ends with the same code', async () => {
    bundleThisNode();

    const { code, out } = await start(['plan', '--lane', 'a b'], '20.20.2').output;

    expect(JSON.parse(out)).toEqual({ argv: ['plan', '--lane', 'a b'], node: process.versions.node });
    expect(code).toBe(7);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('passes %s on and waits for the answer', async (signal) => {
    bundleThisNode();
    const child = start(['wait'], '20.20.2');
    child.stdout?.once('data', () => child.kill(signal));

    expect(await child.output).toMatchObject({ code: 7, signal: null, out: `waiting\n${signal}\n` });
  });

  it('dies by the signal that killed the real process', async () => {
    bundleThisNode();

    expect(await start(['die'], '20.20.2').output).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('refuses when the bundled one does not start here', async () => {
    bundle((place) => writeFileSync(place, '#!/no/such/loader\n', { mode: 0o755 }));

    expect(await start(['serve'], '20.20.2').output).toMatchObject({ code: 1, err: tooOld('20.20.2') });
  });

  it('refuses when the bundled one is too old as well, instead of restarting for ever', async () => {
    bundle((place) => {
      const script = `#!/bin/sh\nPRETEND=22.0.0 exec ${process.execPath} "$@"\n`;
      writeFileSync(place, script, { mode: 0o755 });
    });

    expect(await start(['serve'], '20.20.2').output).toMatchObject({ code: 1, err: tooOld('22.0.0') });
  });
});
