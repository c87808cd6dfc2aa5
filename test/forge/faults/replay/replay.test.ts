import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { readRules } from '../../../../src/forge/faults/read-rules.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What a run of the failing sample prints. */
async function runSample(): Promise<string> {
  const flags = ['--experimental-vm-modules', at('../../../../node_modules/jest/bin/jest.js'), '--runInBand'];
  const env = { ...process.env, SLUICE_SEED: '7' };
  const sample = at('failing-sample.ts');
  const run = promisify(execFile)(process.execPath, [...flags, '--testMatch', sample], { env });
  const failed = (await run.catch((error: unknown) => error)) as { code: number; stderr: string };
  expect(failed.code).toBe(1);
  return failed.stderr;
}

it('a test that fails with faults injected prints the one line that plays it again, with its seed and rules', async () => {
  const said = (await runSample()).split('\n').filter((line) => line.startsWith('replay: '));

  expect(said).toHaveLength(1);
  const [command, rules] = said[0]?.split('  # faults: ') ?? [];
  expect(command).toBe(
    String.raw`replay: SLUICE_SEED=7 npm test -- test/forge/faults/replay/failing-sample.ts -t 'a shop opens \(in the owner'\''s time\)'`,
  );
  expect(readRules(rules)).toEqual([{ operation: 'meta/root', rate: 0.5, do: { status: 503 } }]);
}, 60_000);
