import { isReaderGone, outputFailure, STANDARD_OUTPUT } from '../cli/output-failure.ts';

/** Prints what a command brought, and beside it what else it has to say. */
export function show(out: string, err: readonly string[]): void {
  process.stdout.write(out);
  for (const line of err) process.stderr.write(`${line}\n`);
}

/**
 * From now on a failure to print ends nothing in the middle: a command that changes something goes on to its end. Whoever reads may
 * have read enough (`sluice jobs | head`); anything else is thrown when the answer to this is asked for the end of the output.
 */
export function mindOutput(): { ended(): Promise<void> } {
  const { stdout } = process;
  let failed: Error | undefined;
  const fail = (error: Error): void => {
    if (!isReaderGone(error)) failed ??= error;
  };
  stdout.on('error', fail);
  return {
    async ended() {
      // A write tells how it went after those before it.
      await new Promise<void>((resolve) => stdout.write('', () => resolve()));
      if (failed !== undefined) throw outputFailure(STANDARD_OUTPUT, failed) ?? failed;
    },
  };
}
