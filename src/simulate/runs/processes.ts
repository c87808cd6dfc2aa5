import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../../start.mjs', import.meta.url));
const LAST_LINE = /^simulate: (\d+) seeds, (\d+) violations, (\d+) duplicates$/;

export interface Totals {
  seeds: number;
  violations: number;
  duplicates: number;
}

export const lastLine = ({ seeds, violations, duplicates }: Totals): string =>
  `simulate: ${seeds} seeds, ${violations} violations, ${duplicates} duplicates`;

/** Plays seeds in several processes, each with a store of its own; what they find is said as they find it. */
export async function playInProcesses(
  { seeds, from, jobs }: { seeds: number; from: number; jobs: number },
  say: (line: string) => void,
): Promise<Totals> {
  const share = Math.ceil(seeds / jobs);
  const shares = Array.from({ length: jobs }, (_, index) => ({
    first: from + index * share,
    count: Math.min(share, seeds - index * share),
  })).filter(({ count }) => count > 0);
  const all = await Promise.all(shares.map((one) => playInProcess(one, say)));
  return all.reduce((sum, one) => ({
    seeds: sum.seeds + one.seeds,
    violations: sum.violations + one.violations,
    duplicates: sum.duplicates + one.duplicates,
  }));
}

async function playInProcess(
  { first, count }: { first: number; count: number },
  say: (line: string) => void,
): Promise<Totals> {
  const argv = [START, 'simulate', '--seeds', `${count}`, '--from', `${first}`, '--jobs', '1'];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let totals: Totals | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const [, played, violations, duplicates] = LAST_LINE.exec(line) ?? [];
    if (played === undefined) say(line);
    else totals = { seeds: Number(played), violations: Number(violations), duplicates: Number(duplicates) };
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (totals === undefined) throw new Error(`the process that played seeds from ${first} on ended without a result`);
  return totals;
}
