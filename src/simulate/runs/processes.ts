import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { Report, Share } from './report.ts';

const START = fileURLToPath(new URL('../../start.mjs', import.meta.url));

/** Runs in several processes what the arguments ask for, each a share of it on a store of its own; each run is told as it ends. */
export async function inProcesses(
  argv: readonly string[],
  jobs: number,
  take: (report: Report) => void,
): Promise<void> {
  const shares = Array.from({ length: jobs }, (_, index) => ({ index, of: jobs }));
  await Promise.all(shares.map((share) => inProcess(argv, share, take)));
}

async function inProcess(argv: readonly string[], { index, of }: Share, take: (report: Report) => void): Promise<void> {
  const child = spawn(process.execPath, [START, 'simulate', ...argv, '--share', `${index}/${of}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) take(JSON.parse(line) as Report);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`the process that played share ${index} of ${of} ended without a result`);
}
