/** What is asked of a store needs the store alone, however much is in it and wherever the answer goes. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { formatBegin, formatEnd, formatRecord, noCounts } from '../../../src/store/archive/records.ts';
import { root } from '../../house/sources/project-files.ts';
import { sluice, type Ended } from '../command.ts';

const ROWS = 10_001;
const FULL = '/dev/full';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-store-commands-'));
  env = { SLUICE_STORE: join(folder, 'store') };
  writeFileSync(join(folder, 'large.jsonl'), archiveOf(ROWS));
  const imported = await sluice(['import', join(folder, 'large.jsonl')], env);
  expect(imported).toEqual({ code: 0, out: expect.stringContaining(`${ROWS + 1} records read`), err: '' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of so many keys, the last of which is due last, and a parked delivery that is newer than all of them. */
function archiveOf(rows: number): string {
  const keys = Array.from({ length: rows }, (_, index) =>
    formatRecord('attention', {
      key: `lane:acme/many:stage-${index}`,
      dueAt: index,
      since: index,
      because: ['push'],
      tries: 0,
    }),
  );
  const lost = formatRecord('delivery', {
    guid: 'lost',
    event: 'push',
    payload: {},
    receivedAt: rows,
    dueAt: rows,
    tries: 5,
    parked: true,
    cause: 'not understood',
  });
  return [formatBegin('any'), lost, ...keys, formatEnd({ ...noCounts(), delivery: 1, attention: rows }), ''].join('\n');
}

/** A command line of a shell, in which `sluice` is ours. */
function shell(line: string): Promise<Ended> {
  const own = { PATH: process.env['PATH'] ?? '', HOME: folder, ...env };
  const script = `set -o pipefail; sluice() { '${process.execPath}' '${join(root, 'src/start.mjs')}' "$@"; }; ${line}`;
  return new Promise((resolve) => {
    execFile('bash', ['-c', script], { env: own, maxBuffer: 1 << 26 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

describe('a store with more jobs than are listed', () => {
  it('is listed in part, which is said beside the list, and each job is shown', async () => {
    const [listed, json, last] = [
      await sluice(['jobs'], env),
      await sluice(['jobs', '--json'], env),
      await sluice(['jobs', 'show', `lane:acme/many:stage-${ROWS - 1}`], env),
    ];

    const cut = 'There are more than 10000, and the others are not listed: ask for one --state, or for one key.\n';
    expect([listed.code, listed.err, json.err]).toEqual([0, cut, cut]);
    expect(listed.out.slice(0, 500)).toContain('sluice jobs wake delivery:lost');
    expect(listed.out).toMatch(/^10000 jobs: 1 parked, 9999 due\n$/m);
    expect(json.out.trimEnd().split('\n')).toHaveLength(10_000);
    expect(last).toEqual({ code: 0, out: expect.stringContaining('because push'), err: '' });
  });
});

describe('a reader that has read enough', () => {
  it.each(['jobs', 'jobs --json', 'export'])('of %s is no failure', async (command) => {
    const { code, out, err } = await shell(`sluice ${command} 2> >(grep -v 'There are more' >&2) | head -n 1`);

    expect({ code, lines: out.split('\n').length, err }).toEqual({ code: 0, lines: 2, err: '' });
  });
});

/** util-linux's way to give a command a terminal; other systems have another `script` or none. */
const hasScript = String(spawnSync('script', ['--version']).stdout).includes('util-linux');
const describeWithTerminal = hasScript ? describe : describe.skip;

describeWithTerminal('a terminal', () => {
  it.each(['jobs', 'export'])('gets all of %s, and no failure after it', async (command) => {
    const line = `'${process.execPath}' '${join(root, 'src/start.mjs')}' ${command} 2> ${join(folder, 'terminal.err')}`;

    const { code, out } = await shell(`script -qec "${line}" /dev/null < /dev/null`);

    expect(readFileSync(join(folder, 'terminal.err'), 'utf8')).not.toContain('    at ');
    expect(code).toBe(0);
    expect(out.split('\r\n').length).toBeGreaterThan(ROWS - 1);
  });
});

const describeWhereDisksAreFull = existsSync(FULL) ? describe : describe.skip;

describeWhereDisksAreFull('a disk that is full', () => {
  it.each(['jobs', 'export'])('under standard output is said by %s', async (command) => {
    const { code, err } = await shell(`sluice ${command} > ${FULL}`);

    expect(code).toBe(1);
    expect(err).toContain('Not everything could be written to "standard output", because its disk is full');
    expect(err).not.toContain('    at ');
  });

  it('under an export is said, and nothing is left behind', async () => {
    const file = join(folder, 'export.jsonl');
    symlinkSync(FULL, `${file}.part`);

    const { code, out, err } = await sluice(['export', '--to', file], env);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`Not everything could be written to "${file}", because its disk is full`);
    expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
  });
});

describe('a setting that is mistyped', () => {
  it('is told, since another store would be taken', async () => {
    const { code, err } = await sluice(['jobs'], { SLUICE_STOR: 'elsewhere' });

    expect([code, err]).toEqual([1, expect.stringContaining('SLUICE_STORE')]);
  });

  it('and the settings of the App are asked for by a rebuild, which reads GitHub', async () => {
    const { code, err } = await sluice(['rebuild', '--again'], env);

    expect([code, err]).toEqual([1, expect.stringContaining('APP_ID')]);
  });
});
