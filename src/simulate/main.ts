import { Command, CommanderError, InvalidArgumentError } from 'commander';

import type { Store } from '../ports/store/store.ts';
import { openStore } from '../store/open-store.ts';
import { simulateSceneOne } from './scene-1.ts';
import { Simulation } from './simulation.ts';

/** Plays scene 1 in one process under a seed's schedule, and prints its trace. The exit code is 1 when the end is wrong. */
export async function main(argv: string[]): Promise<number> {
  const program = new Command('simulate')
    .description('plays scene 1 in virtual time; the same seed gives the same trace, byte for byte')
    .option('--seed <number>', 'decides the order of everything', wholeNumber, 1)
    .exitOverride();
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const { seed } = program.opts<{ seed: number }>();
  const store = await openStore({ memory: true });
  try {
    return report(seed, await simulate(seed, store));
  } finally {
    await store.close();
  }
}

function report(seed: number, { lines, violations }: Run): number {
  for (const line of lines) console.log(line);
  for (const violation of violations)
    console.log(`violation: ${violation} — replay with: npm run simulate -- --seed ${seed}`);
  console.log(`simulate: seed ${seed}, ${violations.length} violations`);
  return violations.length === 0 ? 0 : 1;
}

/** A run's trace, and what is wrong with the world it ended in. */
export interface Run {
  lines: string[];
  violations: string[];
}

/** One run; the store must be empty. */
export async function simulate(seed: number, store: Store): Promise<Run> {
  const simulation = await Simulation.begin(seed, store);
  const violations = await simulateSceneOne(simulation);
  return { lines: simulation.trace.lines, violations };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a seed is a whole number.');
  return Number(text);
}
