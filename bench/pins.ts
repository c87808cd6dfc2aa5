/**
 * How fast files are read and moved: a thousand files of fifty to five hundred lines, as people keep them, looked through by
 * `findPins` and each moved by `rewritePins`, beside what a program would do with a YAML library in the same run. Run it with
 * `npm run bench:pins`; only the ratios are worth quoting. It fails where looking through YAML and JSON takes more than three
 * times as long as js-yaml takes to load them.
 */
import { dump, loadAll } from 'js-yaml';
import { parseAllDocuments } from 'yaml';

import { findPins, rewritePins } from '../src/core/pins/index.ts';
import { makeFiles, type BenchFile } from './pin-files.ts';

const FILES = 1_000;
const ROUNDS = 3;
const SLOWEST = 3;
const SEED = 20_261_121;

const TO = { tag: 'v99.0.0', digest: `sha256:${'0'.repeat(64)}` };

function move({ text, path, image }: BenchFile): void {
  const result = rewritePins(text, { path, image, to: TO });
  if ('problem' in result || result.changes.length === 0)
    throw new Error(`${path}: ${JSON.stringify(result).slice(0, 300)}`);
}

function find({ text, path }: BenchFile): void {
  if (findPins(text, { path }).length === 0) throw new Error(`${path} has no pins`);
}

/** What is done with a file, and with which of them: a YAML library does nothing with a Dockerfile, and what takes long is done with some. */
const TASKS: readonly { name: string; isForAll?: boolean; every?: number; task: (file: BenchFile) => unknown }[] = [
  { name: 'js-yaml: load', task: ({ text }) => loadAll(text) },
  { name: 'js-yaml: load and dump', task: ({ text }) => loadAll(text).map((one) => dump(one)) },
  { name: 'yaml: parse and print', every: 4, task: ({ text }) => parseAllDocuments(text).map(String) },
  { name: 'findPins', task: find },
  { name: 'rewritePins', every: 4, task: move },
  { name: 'findPins, Dockerfiles too', isForAll: true, task: find },
  { name: 'rewritePins, Dockerfiles too', isForAll: true, every: 4, task: move },
];

/** Megabytes a second of this thread's own time, which a busy machine does not change. */
function speedOf(files: readonly BenchFile[], task: (file: BenchFile) => unknown): number {
  const began = process.threadCpuUsage();
  for (const file of files) task(file);
  const { user, system } = process.threadCpuUsage(began);
  return files.reduce((sum, { text }) => sum + text.length, 0) / (user + system);
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b).at(numbers.length >> 1) ?? 0;

function measure(): Map<string, number> {
  const all = makeFiles(FILES, SEED);
  const structured = all.filter(({ path }) => /\.(?:yaml|json)$/.test(path));
  const size = all.reduce((sum, { text }) => sum + text.length, 0);
  const lines = all.reduce((sum, { text }) => sum + text.split('\n').length, 0);
  const pins = all.reduce((sum, { text, path }) => sum + findPins(text, { path }).length, 0);
  const megabytes = (size / 1_000_000).toFixed(1);
  console.log(
    `${all.length} files, ${megabytes} MB, a pin in ${Math.round(lines / pins)} lines; ${structured.length} are YAML or JSON`,
  );
  const speeds = new Map<string, number[]>(TASKS.map(({ name }) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, isForAll = false, every = 1, task } of TASKS) {
      const files = (isForAll ? all : structured).filter((_, index) => index % every === 0);
      const speed = speedOf(files, task);
      // The first round warms up.
      if (round > 0) speeds.get(name)?.push(speed);
    }
  }
  return new Map([...speeds].map(([name, measured]) => [name, median(measured)]));
}

const speeds = measure();
const speed = (name: string): number => speeds.get(name) ?? 0;
for (const [name, megabytes] of speeds) {
  const ratio = (megabytes / speed('js-yaml: load')).toFixed(2);
  console.log(`${name.padEnd(30)} ${megabytes.toFixed(1).padStart(7)} MB/s, ${ratio} of js-yaml's load`);
}
const slower = speed('js-yaml: load') / speed('findPins');
console.log(`findPins takes ${slower.toFixed(2)} times as long as js-yaml's load; ${SLOWEST} is the most`);
console.log(
  `rewritePins / yaml: parse and print: ${(speed('rewritePins') / speed('yaml: parse and print')).toFixed(2)}`,
);
console.log(
  `rewritePins / js-yaml: load and dump: ${(speed('rewritePins') / speed('js-yaml: load and dump')).toFixed(2)}`,
);
if (slower > SLOWEST) process.exitCode = 1;
