import { availableParallelism } from 'node:os';

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

import { openStore, type OpenStore } from '../store/open-store.ts';
import { KINDS } from './faults/one-fault.ts';
import { boundariesOf, boundaryLines, strikeAt, Summary } from './runs/exhaustive.ts';
import { lastLine, playInProcesses, type Totals } from './runs/processes.ts';
import { Undisturbed } from './runs/scenes.ts';
import { Seeds, violationLines } from './runs/seeds.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes/index.ts';
import { inRealTime } from './world/virtual-machine.ts';

interface Options {
  seed: number;
  seeds?: number;
  from: number;
  jobs: number;
  exhaustive?: true;
  scene?: Scene;
  at?: number;
  kind?: string;
}

/** Plays scenes in virtual time under faults. The exit code is 1 when something happened that never must. */
export async function main(argv: string[]): Promise<number> {
  const program = commandLine();
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const options = program.opts<Options>();
  if (options.seeds !== undefined && options.jobs > 1)
    return ended(await playInProcesses({ ...options, seeds: options.seeds }, say));
  const store = await inRealTime(() => openStore({ memory: true }));
  try {
    if (options.exhaustive === true) return await playBoundaries(store, options);
    if (options.scene !== undefined) return await playBoundary(store, { ...options, scene: options.scene });
    return options.seeds === undefined ? await playSeed(store, options) : await playSeeds(store, options);
  } finally {
    await store.close();
  }
}

const commandLine = (): Command =>
  new Command('simulate')
    .description('plays scenes in virtual time under faults; the same seed gives the same trace, byte for byte')
    .option('--seed <number>', 'plays one seed and prints its trace', wholeNumber, 1)
    .option('--seeds <count>', 'plays so many seeds', wholeNumber)
    .option('--from <number>', 'the first of them', wholeNumber, 1)
    .option('--jobs <count>', 'the processes that play them', wholeNumber, availableParallelism())
    .option('--exhaustive', 'every write of every scene × everything that can go wrong at it')
    .option('--scene <name>', 'this scene alone', sceneNamed)
    .option('--at <number>', 'with --scene: the one write that something goes wrong at', wholeNumber)
    .addOption(
      new Option('--kind <name>', 'with --at or --exhaustive: what goes wrong').choices(KINDS.map(({ name }) => name)),
    )
    .exitOverride();

async function playSeed(store: OpenStore, { seed }: Options): Promise<number> {
  const run = await new Seeds(store).play(seed, { traced: true });
  for (const line of [...run.lines, ...violationLines(run)]) say(line);
  say(`simulate: seed ${run.seed} plays ${run.scene}, ${run.violations.length} violations`);
  return run.violations.length === 0 ? 0 : 1;
}

async function playSeeds(store: OpenStore, { seeds = 0, from }: Options): Promise<number> {
  const player = new Seeds(store);
  const began = performance.now();
  const totals = { seeds, violations: 0, duplicates: 0 };
  for (let seed = from; seed < from + seeds; seed += 1) {
    const run = await player.play(seed);
    for (const line of violationLines(run)) say(line);
    totals.violations += run.violations.length;
    totals.duplicates += run.duplicates;
  }
  say(`${Math.round((performance.now() - began) / Math.max(seeds, 1))} ms a seed in this process`);
  return ended(totals);
}

async function playBoundaries(store: OpenStore, { scene, kind }: Options): Promise<number> {
  const summary = new Summary();
  const kinds = KINDS.filter(({ name }) => kind === undefined || name === kind);
  for (const one of SCENES.filter((other) => scene === undefined || other.scene === scene))
    for await (const boundary of boundariesOf(store, one.scene, kinds)) {
      summary.take(boundary);
      for (const line of boundaryLines(boundary)) say(line);
    }
  for (const line of summary.lines()) say(line);
  const { runs, missed, violations, duplicates } = summary;
  say(`simulate: ${runs} boundaries, ${missed} missed, ${violations} violations, ${duplicates} duplicates`);
  return violations === 0 ? 0 : 1;
}

async function playBoundary(
  store: OpenStore,
  { scene, at = 1, kind: wanted = 'crash before' }: Options & { scene: Scene },
): Promise<number> {
  const kind = KINDS.find(({ name }) => name === wanted);
  if (kind === undefined) throw new Error(`nothing goes wrong by the name of ${wanted}`);
  const expected = await new Undisturbed(store).endingOf(scene);
  const boundary = await strikeAt({ store, scene, kind, boundary: at, expected });
  for (const line of [...boundary.run.lines, ...boundaryLines(boundary)]) say(line);
  const { violations } = boundary.run;
  say(`simulate: ${scene.name} with ${kind.name} at write ${at}, ${violations.length} violations`);
  return violations.length === 0 ? 0 : 1;
}

function ended(totals: Totals): number {
  say(lastLine(totals));
  return totals.violations === 0 ? 0 : 1;
}

const say = (line: string): void => console.log(line);

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('it is a whole number.');
  return Number(text);
}

function sceneNamed(text: string): Scene {
  const found = SCENES.find(({ scene }) => scene.name === text);
  if (found !== undefined) return found.scene;
  throw new InvalidArgumentError(`the scenes are ${SCENES.map(({ scene }) => scene.name).join(', ')}.`);
}
