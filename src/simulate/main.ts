import { availableParallelism } from 'node:os';

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

import { openStore, type OpenStore } from '../store/open-store.ts';
import { KINDS, type Kind } from './faults/one-fault.ts';
import { BoundaryTally } from './runs/boundary-tally.ts';
import { boundaryLines, boundaryReports, strikeAt } from './runs/exhaustive.ts';
import { inProcesses } from './runs/processes.ts';
import { WHOLE, type Report, type Share } from './runs/report.ts';
import { Undisturbed } from './runs/scenes.ts';
import { SeedTally } from './runs/seed-tally.ts';
import { seedReports, Seeds, violationLines } from './runs/seeds.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes/index.ts';
import { inRealTime } from './world/virtual-machine.ts';

interface Options {
  seed?: number;
  seeds?: number;
  from: number;
  jobs: number;
  exhaustive?: true;
  scene?: Scene;
  at?: number;
  kind?: string;
  share?: Share;
}

/** Plays scenes in virtual time under faults. The exit code is 1 when something happened that never must, or nothing where something should. */
export async function main(argv: string[]): Promise<number> {
  const program = commandLine();
  try {
    const options = program.parse(argv, { from: 'user' }).opts<Options>();
    const wrong = contradiction(options);
    if (wrong !== undefined) program.error(`error: ${wrong}`);
    return await play(options, argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

const commandLine = (): Command =>
  new Command('simulate')
    .description('plays scenes in virtual time under faults; the same seed gives the same trace, byte for byte')
    .option('--seed <number>', 'plays one seed and prints its trace; 1 where nothing else is asked for', wholeNumber)
    .option('--seeds <count>', 'plays so many seeds', wholeNumber)
    .option('--from <number>', 'the first of them', wholeNumber, 1)
    .option('--jobs <count>', 'the processes that share what is played', wholeNumber, availableParallelism())
    .option('--exhaustive', 'every write of every scene × everything that can go wrong at it')
    .option('--scene <name>', 'this scene alone', sceneNamed)
    .option('--at <number>', 'with --scene: the one write that something goes wrong at', wholeNumber)
    .addOption(
      new Option('--kind <name>', 'with --at or --exhaustive: what goes wrong').choices(KINDS.map(({ name }) => name)),
    )
    .addOption(new Option('--share <index/of>', 'plays a part and reports it').argParser(shareOf).hideHelp())
    .exitOverride();

/** Why options do not go together. */
function contradiction({ seed, seeds, exhaustive, scene, at, kind }: Options): string | undefined {
  const given = Object.entries({ '--seed': seed, '--seeds': seeds, '--exhaustive': exhaustive, '--at': at });
  const ways = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (ways.length > 1) return `${ways.join(' and ')} do not go together`;
  if (seeds === 0) return '--seeds 0 plays nothing';
  if (at !== undefined && scene === undefined) return '--at needs a --scene';
  if (kind !== undefined && at === undefined && exhaustive === undefined) return '--kind needs --at or --exhaustive';
  return undefined;
}

async function play(options: Options, argv: readonly string[]): Promise<number> {
  const { seeds, exhaustive, at, scene, share } = options;
  if (at !== undefined && scene !== undefined)
    return onStore((store) => playBoundary(store, { ...options, at, scene }));
  if (seeds === undefined && exhaustive === undefined) return onStore((store) => playSeed(store, options));
  const reports = (store: OpenStore): AsyncGenerator<Report> => reportsOf(store, options);
  if (share !== undefined)
    return onStore(async (store) => {
      for await (const report of reports(store)) say(JSON.stringify(report));
      return 0;
    });
  const tally = exhaustive === true ? new BoundaryTally(boundariesAsked(options)) : new SeedTally(seeds ?? 0);
  const take = (report: Report): void => {
    for (const line of report.lines) say(line);
    tally.take(report);
  };
  if (options.jobs > 1) await inProcesses(argv, options.jobs, take);
  else
    await onStore(async (store) => {
      for await (const report of reports(store)) take(report);
    });
  for (const line of tally.lines()) say(line);
  return tally.isGood ? 0 : 1;
}

function reportsOf(store: OpenStore, { share = WHOLE, ...options }: Options): AsyncGenerator<Report> {
  const { seeds = 0, from, exhaustive, scene } = options;
  if (exhaustive === undefined) return seedReports(store, { from, seeds, scene, share });
  const { scenes, kinds } = chosen(options);
  return boundaryReports(store, { scenes, kinds, share });
}

function chosen({ scene, kind }: Options): { scenes: readonly Scene[]; kinds: readonly Kind[] } {
  return {
    scenes: scene === undefined ? SCENES.map((one) => one.scene) : [scene],
    kinds: KINDS.filter(({ name }) => kind === undefined || name === kind),
  };
}

function boundariesAsked(options: Options): { scenes: readonly string[]; kinds: readonly string[] } {
  const { scenes, kinds } = chosen(options);
  return { scenes: scenes.map(({ name }) => name), kinds: kinds.map(({ name }) => name) };
}

async function onStore<T>(work: (store: OpenStore) => Promise<T>): Promise<T> {
  const store = await inRealTime(() => openStore({ memory: true }));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function playSeed(store: OpenStore, { seed = 1, scene }: Options): Promise<number> {
  const run = await new Seeds(store).play(seed, { traced: true, scene });
  for (const line of [...run.lines, ...violationLines(run, { isChosen: scene !== undefined })]) say(line);
  say(`simulate: seed ${run.seed} plays ${run.scene}, ${run.violations.length} violations`);
  return run.violations.length === 0 ? 0 : 1;
}

async function playBoundary(
  store: OpenStore,
  { scene, at, kind: wanted = 'crash before' }: Options & { scene: Scene; at: number },
): Promise<number> {
  const kind = KINDS.find(({ name }) => name === wanted);
  if (kind === undefined) throw new Error(`nothing goes wrong by the name of ${wanted}`);
  const { ending, writes } = await new Undisturbed(store).of(scene);
  const boundary = await strikeAt({ store, scene, kind, boundary: at, expected: ending });
  for (const line of [...boundary.run.lines, ...boundaryLines(boundary)]) say(line);
  const { violations } = boundary.run;
  say(`simulate: ${scene.name} with ${kind.name} at write ${at} of ${writes}, ${violations.length} violations`);
  return violations.length === 0 && boundary.struck !== undefined ? 0 : 1;
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

function shareOf(text: string): Share {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (index === undefined) throw new InvalidArgumentError('it is 0/2 and the like.');
  return { index: Number(index), of: Number(of) };
}
