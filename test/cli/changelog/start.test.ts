import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { importHistory } from './import-history.ts';
import { SHOP } from './shop.ts';
import { sluice } from '../command.ts';

let folder = '';
let clone = '';

/** Says of every process that runs it which files it has loaded. */
const TOLD = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.once('exit', () => process.stderr.write(['begun', ...loaded].join('\\n') + '\\n'));
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-start-'));
  clone = join(folder, 'shop.git');
  importHistory(clone, SHOP);
  writeFileSync(join(folder, 'told.mjs'), TOLD);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files that a changelog of git alone loads, once for each process that is a Node. */
async function loadedFor(format: string): Promise<string[]> {
  const argv = [
    'changelog',
    '--git-dir',
    clone,
    '--repo',
    'acme/shop',
    '--from',
    'begin',
    '--to',
    'latin',
    '--offline',
  ];
  const hook = pathToFileURL(join(folder, 'told.mjs')).href;
  const { code, err } = await sluice([...argv, '--format', format], { NODE_OPTIONS: `--import=${hook}` });
  expect(code).toBe(0);
  return err.split('\n');
}

// Scripts run the command once for each version of a project: its start is most of what it takes.
describe('a changelog of git alone', () => {
  it('is made in one process, which loads nothing that is for GitHub, for a store or for pipeline files', async () => {
    const loaded = await loadedFor('markdown');

    expect(loaded.filter((line) => line === 'begun')).toHaveLength(1);
    expect(loaded.filter((line) => /octokit|probot|kysely|pglite|\/pg\/|zod|\/yaml\/|pino/.test(line))).toEqual([]);
  });

  it('loads no templates for JSON', async () => {
    expect((await loadedFor('json')).filter((line) => /handlebars|src\/templates/.test(line))).toEqual([]);
  });
});
