/** Prints what a command brought, and beside it what else it has to say. */
export function show(out: string, err: readonly string[]): void {
  // Whoever reads may have read enough: `sluice pins | head` is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.stdout.write(out);
  for (const line of err) process.stderr.write(`${line}\n`);
}
