import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importHistory } from '../cli/changelog/import-history.ts';
import { SHOP } from '../cli/changelog/shop.ts';
import type { Changelog } from '../../src/core/changelog/changelog-model.ts';
import { root, textOf } from './sources/project-files.ts';

const run = promisify(execFile);
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> };

/** All that may come along with `sluice/pins`: nothing that opens a file or a socket. */
const PURE = ['js-yaml', 'node:buffer', 'node:process', 're2js', 'sluice', 'yaml'];
/** And with `sluice/changelog`: what reads Markdown. */
const MARKDOWN =
  /^(?:sluice|mdast-.+|micromark.*|unist-.+|character-entities.*|decode-named-character-reference|ccount|devlop|escape-string-regexp|longest-streak|markdown-table|zwitch)$/;

const MOVE = `
const text = 'image: registry.acme.dev/payments:v1 # the one\\n';
const pins = findPins(text, { path: 'app.yaml' });
const moved = rewritePins(text, { path: 'app.yaml', image: 'registry.acme.dev/payments', to: { tag: 'v2' } });
`;

/** Notes which packages are loaded, and which parts of the machine. */
const watch = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    const name = url.split('/node_modules/').at(-1);
    if (url.includes('/node_modules/')) loaded.add(name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));
    if (url.startsWith('node:')) loaded.add(url);
    return next(url, context);
  },
});
`;

const consumer = `${watch}
const { findPins, rewritePins } = await import('sluice/pins');
${MOVE}
console.log(JSON.stringify({ pins, moved, loaded: [...loaded].sort() }));
`;

const typed = `
import { findPins, rewritePins, type FoundPin, type PinChange, type PinMove, type PinRule } from 'sluice/pins';
${MOVE}
const first: FoundPin | undefined = pins[0];
const rule: PinRule = { path: 'app.yaml', pointer: first?.pointer ?? '' };
const again: PinMove = { ...rule, to: { digest: 'sha256:' + '0'.repeat(64) } };
export const changes: readonly PinChange[] = 'problem' in moved ? [] : moved.changes;
export const codes: string[] = [moved, rewritePins(text, again)].flatMap((one) => ('problem' in one ? [one.problem.code] : []));
`;

/** The four lines of docs/reference/changelog.md, which take the folder and the commits from outside. */
const changelogConsumer = `${watch}
const [, , folder, from, to] = process.argv;
const { changelog, commitSha, repoName } = await import('sluice/changelog');
const pure = [...loaded].sort();
const { gitHistory } = await import('sluice/changelog/git');
const history = gitHistory(folder);
const made = await changelog({ repo: repoName('acme/shop'), from: commitSha(from), to: commitSha(to) }, history);
await history.close();
console.log(JSON.stringify({ made, pure }));
`;

const typedChangelog = `
import { changelog, HistoryUnread, repoName, commitSha, type Changelog, type History } from 'sluice/changelog';
import { gitHistory } from 'sluice/changelog/git';
import { tokenHistory } from 'sluice/changelog/github';
const asked = { repo: repoName('acme/shop'), from: commitSha('0'.repeat(40)), to: commitSha('1'.repeat(40)), paths: ['web/**'] };
const clone = gitHistory('.');
const told: History = tokenHistory({ token: 'secret', apiUrl: 'https://github.example.com/api/v3', ranges: clone });
export const made: Promise<Changelog | string> = changelog(asked, told).catch((error: unknown) =>
  error instanceof HistoryUnread ? error.message : 'another',
);
export const numbers = async (): Promise<number[]> => (await changelog(asked, clone)).pullRequests.map(({ number }) => number);
`;

/** The folder of a project that has this package among its own, as `npm install` lays it out. */
let project = '';

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'sluice-consumer-'));
  const installed = join(project, 'node_modules/sluice');
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  // Compiled anew, as `npm pack` would: what lies in dist/ may be older than the sources.
  await run(process.execPath, [compiler, '-p', root, '--noEmitOnError', '--outDir', join(installed, 'dist')]);
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', type: 'module' }));
  writeFileSync(join(project, 'consumer.mjs'), consumer);
  writeFileSync(join(project, 'consumer.ts'), typed);
  writeFileSync(join(project, 'changelog.mjs'), changelogConsumer);
  writeFileSync(join(project, 'changelog.ts'), typedChangelog);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('a project that installed the package', () => {
  it('finds and moves pins with it, and loads nothing but pure libraries', async () => {
    const { stdout } = await run(process.execPath, ['consumer.mjs'], { cwd: project });

    const said = JSON.parse(stdout) as { pins: unknown; moved: unknown; loaded: string[] };
    expect(said.pins).toMatchObject([{ image: 'registry.acme.dev/payments', tag: 'v1', line: 1 }]);
    expect(said.moved).toMatchObject({ text: 'image: registry.acme.dev/payments:v2 # the one\n' });
    expect(said.loaded).toContain('sluice');
    expect(said.loaded.filter((name) => !PURE.includes(name))).toEqual([]);
  });

  it('makes a changelog of a clone, and what decides it touches nothing of the machine', async () => {
    const clone = join(project, 'shop.git');
    const ids = importHistory(clone, SHOP);

    const argv = ['changelog.mjs', clone, ids.get('begin') ?? '', ids.get('merge') ?? ''];
    const { stdout } = await run(process.execPath, argv, { cwd: project });

    const { made, pure } = JSON.parse(stdout) as { made: Changelog; pure: string[] };
    expect(made).toMatchObject({ repo: 'acme/shop', classification: 'forward', directCommits: [] });
    expect(made.pullRequests.map(({ number, title }) => `${number} ${title}`)).toEqual([
      '12 Index everything',
      '11 feat: add search',
    ]);
    expect(pure).toContain('sluice');
    expect(pure.filter((name) => !MARKDOWN.test(name))).toEqual([]);
  });

  it('is told the types of what it calls', async () => {
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--types', ''];

    const checked = run(process.execPath, [compiler, ...options, 'consumer.ts', 'changelog.ts'], { cwd: project });

    await expect(checked).resolves.toMatchObject({ stdout: '' });
  });

  it('cannot reach past what the package exports', async () => {
    const reach = `await import('sluice/dist/core/names.js').catch(({ code }) => console.log(code));`;

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', reach], { cwd: project });

    expect(stdout.trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
