#!/usr/bin/env node
// Every script and the bin start here. Plain JavaScript for old Nodes: it finds a Node that can run the rest, or says why not.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const NEEDED = '24.11';
const RESTARTED = 'SLUICE_RESTARTED';
// The story, the fault simulation and the forge's score need the embedded forge, which the built package does not start.
const SOURCE_ONLY = ['demo', 'simulate', 'forge:score'];

const [command, ...rest] = process.argv.slice(2);
const fromSource = existsSync(new URL('./main.ts', import.meta.url));

if (isNewEnough(process.versions.node)) await handOver();
else restart();

/** @param {string} version */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  const [neededMajor, neededMinor] = NEEDED.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

async function handOver() {
  // Only this file asks whether it restarted; what it starts must not pass the answer on.
  delete process.env[RESTARTED];
  if (SOURCE_ONLY.includes(command)) {
    if (fromSource) await run(`./${command.replace(':', '/')}/main.ts`, rest);
    else
      refuse(
        `"sluice ${command}" runs from a checkout of Sluice's source only, and this is the built package: clone the repository, then run "npm ci" and "npm run ${command}" there.`,
      );
  } else await run(fromSource ? './main.ts' : './main.js', process.argv.slice(2));
}

/**
 * @param {string} file
 * @param {string[]} argv
 */
async function run(file, argv) {
  let door;
  try {
    door = await import(new URL(file, import.meta.url).href);
  } catch (error) {
    const name = /^Cannot find package '([^']+)'/.exec(error?.message ?? '')?.[1];
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !name) throw error;
    refuse(`The package "${name}" is not installed, so this command cannot run: run "npm ci" in the project's folder.`);
    return;
  }
  process.exitCode = await door.main(argv);
}

/** Runs the same command on the Node that npm installed beside this file, and becomes whatever becomes of it. */
function restart() {
  const bundled = process.env[RESTARTED] ? undefined : bundledNode();
  if (!bundled) {
    refuseOldNode();
    return;
  }
  const child = spawn(bundled, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [RESTARTED]: '1' },
  });
  // A binary for another C library is found but does not start.
  child.once('error', refuseOldNode);
  const stopPassing = passSignalsTo(child);
  child.once('exit', (code, signal) => {
    stopPassing();
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code;
  });
}

function bundledNode() {
  if (process.platform !== 'linux') return undefined;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-linux-${process.arch}/package.json`);
    const binary = join(dirname(manifest), 'bin', 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function passSignalsTo(child) {
  const passed = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
  const pass = (signal) => {
    // A terminal sends these two to the whole group itself; a second one would read as "stop at once".
    const sentByTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    if (!sentByTerminal) child.kill(signal);
  };
  for (const signal of passed) process.on(signal, pass);
  return () => {
    for (const signal of passed) process.off(signal, pass);
  };
}

function refuseOldNode() {
  refuse(
    `Sluice needs Node ${NEEDED} or newer and this is ${process.versions.node}, with no bundled Node beside it: install Node 24 LTS, or run "npm ci" without --omit=optional.`,
  );
}

/** @param {string} sentence the catalogue's, which an old Node cannot read (a test holds them together) */
function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
