// Ends a test run with one plain line that a program can read: `N passed, N failed, N skipped`.

export default class SummaryReporter {
  /** @param {unknown} _contexts @param {import('@jest/test-result').AggregatedResult} results */
  onRunComplete(_contexts, results) {
    const line = summaryLine(results);
    // At the exit, because Jest still has words of its own after the last reporter.
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
}

/** A file that could not run at all has no tests to count, so it counts as one that failed. */
export function summaryLine({
  numPassedTests,
  numFailedTests,
  numPendingTests,
  numTodoTests,
  numRuntimeErrorTestSuites,
}) {
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`;
}
