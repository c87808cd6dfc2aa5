import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root, textOf } from './sources/project-files.ts';

const run = promisify(execFile);
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Record<string, string> };

/** All that may come along with `sluice/pins`: nothing that opens a file or a socket. */
const PURE = ['js-yaml', 're2js', 'sluice', 'yaml'];

const MOVE = `
const text = 'image: registry.acme.dev/payments:v1 # the one\\n';
const pins = findPins(text, { path: 'app.yaml' });
const moved = rewritePins(text, { path: 'app.yaml', image: 'registry.acme.dev/payments', to: { tag: 'v2' } });
`;

/** Says which packages were loaded, too. */
const consumer = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    const name = url.split('/node_modules/').at(-1);
    if (url.includes('/node_modules/')) loaded.add(name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'));
    return next(url, context);
  },
});
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

  it('is told the types of what it calls', async () => {
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--types', ''];

    const checked = run(process.execPath, [compiler, ...options, 'consumer.ts'], { cwd: project });

    await expect(checked).resolves.toMatchObject({ stdout: '' });
  });

  it('cannot reach past what the package exports', async () => {
    const reach = `await import('sluice/dist/core/names.js').catch(({ code }) => console.log(code));`;

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', reach], { cwd: project });

    expect(stdout.trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
