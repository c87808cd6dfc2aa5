import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './sources/project-files.ts';

const counts = {
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

/** What a run with these results prints, after which other words are printed still. */
function lastLines(results: Partial<typeof counts>): string {
  const reporter = JSON.stringify(join(root, '.ci/summary-reporter.mjs'));
  const script = `import Reporter from ${reporter};
    new Reporter().onRunComplete(new Set(), ${JSON.stringify({ ...counts, ...results })});
    console.log('more words');`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return run.stdout + run.stderr;
}

describe('the summary of a test run', () => {
  it('is the last line, whatever comes after the tests', () => {
    expect(lastLines({})).toBe('more words\n12 passed, 0 failed, 0 skipped\n');
  });

  it('counts a file that could not run as failed, and what is still to be written as skipped', () => {
    const results = { numFailedTests: 1, numRuntimeErrorTestSuites: 2, numPendingTests: 3, numTodoTests: 1 };

    expect(lastLines(results)).toContain('12 passed, 3 failed, 4 skipped\n');
  });
});
