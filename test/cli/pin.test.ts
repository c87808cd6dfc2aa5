import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { movePins, type PinOptions } from '../../src/cli/pin.ts';
import { readAs } from '../../src/cli/pins/named-files.ts';
import { replaceFiles } from '../../src/cli/pins/replace-files.ts';
import { git, sluice } from './command.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const COMMIT = 'c'.repeat(40);
const DEPLOYMENT = `kind: Deployment # by hand\nimage: 'nginx:1.27'\n`;
const NOTHING_TO_DO = 'Nothing to do: what was asked for stands there already.';
const UNWRITTEN = 'Nothing was written: --write changes 1 file.';

let folder = '';

const started = process.cwd();

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sluice-pin-')));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(started);
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const textOf = (name: string): string => readFileSync(at(name), 'utf8');

function write(files: Record<string, string | Buffer>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(at(name), '..'), { recursive: true });
    writeFileSync(at(name), text);
  }
}

/** Runs `sluice pin` in this process, in the folder or in one below it. */
function pin(names: string[], options: PinOptions, below = '.'): ReturnType<typeof movePins> {
  process.chdir(at(below));
  return movePins(names, options);
}

/** The lines that a diff takes out and puts in. */
const moved = (diff: string): string[] => diff.split('\n').filter((line) => /^[-+](?![-+])/.test(line));

describe('pin', () => {
  it('prints the diff, and leaves the file as it is', async () => {
    write({ 'k8s.yaml': DEPLOYMENT });

    const { code, out, err } = await pin(['k8s.yaml'], { image: 'nginx', to: '1.28' });

    expect({ code, err }).toEqual({ code: 0, err: [UNWRITTEN] });
    expect(moved(out)).toEqual([`-image: 'nginx:1.27'`, `+image: 'nginx:1.28'`]);
    expect(textOf('k8s.yaml')).toBe(DEPLOYMENT);
  });

  it('writes with --write, and touches nothing else', async () => {
    write({ 'k8s.yaml': `\ufeff${DEPLOYMENT.replaceAll('\n', '\r\n')}last: line` });
    chmodSync(at('k8s.yaml'), 0o640);

    const { code, err } = await pin(['k8s.yaml'], { image: 'nginx', to: '1.28', write: true });

    expect({ code, err }).toEqual({ code: 0, err: ['1 file written.'] });
    expect(textOf('k8s.yaml')).toBe(`\ufeff${DEPLOYMENT.replace('1.27', '1.28').replaceAll('\n', '\r\n')}last: line`);
    expect(statSync(at('k8s.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['k8s.yaml']);
  });

  it.each<[string, Record<string, string>, PinOptions, string]>([
    ['a digest', { 'a.yaml': `image: nginx@${DIGEST}\n` }, { image: 'nginx', to: OTHER }, `+image: nginx@${OTHER}`],
    [
      'a tag with its digest',
      { 'a.yaml': `image: nginx:1@${DIGEST}\n` },
      { image: 'nginx', to: `2@${OTHER}` },
      `+image: nginx:2@${OTHER}`,
    ],
    [
      'one half, where the other is dropped',
      { 'a.yaml': `image: nginx:1@${DIGEST}\n` },
      { image: 'nginx', to: OTHER, drop: 'tag' },
      `+image: nginx@${OTHER}`,
    ],
    ['a commit', { Dockerfile: `ARG APP=${'d'.repeat(40)}\n` }, { arg: 'APP', commit: COMMIT }, `+ARG APP=${COMMIT}`],
    ['a version', { 'a.yaml': 'app: { release: 1.2.3 }\n' }, { pointer: '/app/release', version: '1.2.4' }, '1.2.4'],
    ['what is marked', { 'a.yaml': 'v: 1.2.3 # sluice: app\n' }, { marker: 'app', version: '1.2.4' }, '+v: 1.2.4'],
    [
      'what a pattern names',
      { a: 'app 1.2.3\n' },
      { pattern: '^app (?P<version>.+)$', version: '1.2.4' },
      '+app 1.2.4',
    ],
    [
      'the action of a workflow',
      { '.github/workflows/ci.yml': 'on: push\njobs: { a: { steps: [{ uses: actions/checkout@v4 }] } }\n' },
      { image: 'actions/checkout', to: 'v5' },
      'actions/checkout@v5',
    ],
  ])('moves %s', async (_, files, options, line) => {
    write(files);

    const { code, out, err } = await pin(Object.keys(files), options);

    expect({ code, err }).toEqual({ code: 0, err: [UNWRITTEN] });
    expect(moved(out)[1]).toContain(line);
  });

  it('has nothing to do where the new value stands already', async () => {
    write({ 'k8s.yaml': DEPLOYMENT });

    expect(await pin(['k8s.yaml'], { image: 'nginx', to: '1.27', write: true })).toEqual({
      code: 3,
      out: '',
      err: [NOTHING_TO_DO],
    });
  });

  it('moves only what holds the value that --from says', async () => {
    write({ 'k8s.yaml': DEPLOYMENT });

    const { code } = await pin(['k8s.yaml'], { image: 'nginx', from: '1.27', to: '1.28' });
    const other = await pin(['k8s.yaml'], { image: 'nginx', from: '1.26', to: '1.28', write: true });

    expect(code).toBe(0);
    expect(other).toEqual({ code: 2, out: '', err: [expect.stringContaining('1.26'), expect.any(String)] });
    expect(textOf('k8s.yaml')).toBe(DEPLOYMENT);
  });

  it('lists the candidates of a place that is not there, each with its file and line', async () => {
    write({ 'k8s.yaml': DEPLOYMENT });

    const { code, out, err } = await pin(['k8s.yaml'], { image: 'ngimx', to: '1.28' });

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toEqual([
      expect.stringMatching(/^k8s\.yaml has no reference to .+ngimx/),
      `  k8s.yaml:2  image: 'nginx:1.27'`,
    ]);
  });

  it('shows no control character of a file to the terminal', async () => {
    write({ 'k8s.yaml': 'image: nginx:1.27 # \u001b[2J\u202e\n' });

    const { err } = await pin(['k8s.yaml'], { image: 'redis', to: '8' });

    expect(err.join('\n')).toContain('k8s.yaml:1  image: nginx:1.27 # \ufffd[2J\ufffd');
  });

  it('refuses where there are not as many places as --places says', async () => {
    write({ 'k8s.yaml': `one: { image: nginx:1.26 }\ntwo: { image: nginx:1.27 }\n` });

    const both = await pin(['k8s.yaml'], { image: 'nginx', to: '1.28', places: '2' });
    const one = await pin(['k8s.yaml'], { image: 'nginx', to: '1.28', places: '1' });

    expect([both.code, one.code]).toEqual([0, 2]);
    expect(one.err).toEqual([
      expect.stringMatching(/ 2 places instead of 1\. Set --places to 2 if that is right\.$/),
      '  k8s.yaml:1  one: { image: nginx:1.26 }',
      '  k8s.yaml:2  two: { image: nginx:1.27 }',
    ]);
  });
});

describe('pin in several files', () => {
  const OTHERS = 'image: redis:7\n';

  it('moves all of them', async () => {
    write({ 'a.yaml': DEPLOYMENT, 'b/b.yaml': DEPLOYMENT });

    const { code, out, err } = await pin(['b/b.yaml', 'a.yaml'], { image: 'nginx', to: '1.28', write: true });

    expect({ code, err }).toEqual({ code: 0, err: ['2 files written.'] });
    expect(out.match(/^\+\+\+ .*$/gm)).toEqual(['+++ b/b/b.yaml', '+++ b/a.yaml']);
    expect([textOf('a.yaml'), textOf('b/b.yaml')].filter((text) => text.includes('1.28'))).toHaveLength(2);
  });

  it('passes over those without the image, and names them', async () => {
    write({ 'a.yaml': DEPLOYMENT, 'b.yaml': OTHERS });

    const { code, err } = await pin(['b.yaml', 'a.yaml'], { image: 'nginx', to: '1.28', write: true });

    expect({ code, err }).toEqual({
      code: 0,
      err: ['b.yaml has no reference to nginx, and stays as it is', '1 file written.'],
    });
  });

  it('passes over those of a format that it does not know, and names them', async () => {
    write({ '.env': 'IMAGE=nginx:1.25\n', Makefile: 'run:\n\tdocker run nginx:1.25\n' });

    expect(await pin(['.env', 'Makefile'], { image: 'nginx', to: '1.26', write: true })).toMatchObject({
      code: 0,
      err: ['Makefile was not searched for nginx, since nothing is known of it but its lines', '1 file written.'],
    });
    expect(await pin(['Makefile'], { image: 'nginx', to: '1.26' })).toMatchObject({
      code: 2,
      err: [expect.stringMatching(/Name the place by --marker or --pattern\.$/)],
    });
  });

  it.each<[string, PinOptions]>([
    ['none has the image', { image: 'traefik', to: '3' }],
    ['one has not as many places as were counted', { image: 'nginx', to: '1.28', places: '1' }],
    ['one has no such pointer', { pointer: '/kind', version: '2' }],
  ])('refuses all when %s', async (_, options) => {
    write({ 'a.yaml': DEPLOYMENT, 'b.yaml': OTHERS });

    const { code, out } = await pin(['a.yaml', 'b.yaml'], { ...options, write: true });

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect([textOf('a.yaml'), textOf('b.yaml')]).toEqual([DEPLOYMENT, OTHERS]);
  });

  it('writes none when one is refused', async () => {
    write({ 'a.yaml': DEPLOYMENT, 'b.yaml': `image: nginx@${DIGEST}\n` });

    const { code, out, err } = await pin(['a.yaml', 'b.yaml'], { image: 'nginx', to: '1.28', write: true });

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err[0]).toContain('b.yaml');
    expect(textOf('a.yaml')).toBe(DEPLOYMENT);
  });

  it('counts a file once, however it is named', async () => {
    write({ 'a.yaml': DEPLOYMENT });
    symlinkSync('a.yaml', at('link.yaml'));

    const { out } = await pin(['link.yaml', 'a.yaml', './a.yaml'], { image: 'nginx', to: '1.28' });

    expect(out.match(/^\+\+\+ /gm)).toHaveLength(1);
  });
});

describe('files that pin is given', () => {
  it('are written behind a symbolic link, which stays one', async () => {
    write({ 'real/a.yaml': DEPLOYMENT });
    symlinkSync('real/a.yaml', at('link.yaml'));

    const { code } = await pin(['link.yaml'], { image: 'nginx', to: '1.28', write: true });

    expect(code).toBe(0);
    expect(lstatSync(at('link.yaml')).isSymbolicLink()).toBe(true);
    expect(textOf('real/a.yaml')).toContain('1.28');
  });

  it.each<[string, Record<string, Buffer>, string, RegExp]>([
    ['are not there', {}, 'none.yaml', /"none\.yaml" cannot be read, because ENOENT: .+#file_unreadable\)$/],
    ['are a folder', {}, 'apps', /^"apps" is a folder, .+: name the files in it\. \(.+#file_is_folder\)$/],
    [
      'are not UTF-8',
      { 'a.yaml': Buffer.from('image: n\xe9:1\n', 'latin1') },
      'a.yaml',
      /it is not UTF-8: .+#file_not_text\)$/,
    ],
    ['are UTF-16', { 'a.yaml': Buffer.from('\ufeffimage: a:1\n', 'utf16le') }, 'a.yaml', /it is not UTF-8: /],
    ['are no text', { 'a.yaml': Buffer.from('image: a:1\n\0') }, 'a.yaml', /it is not text: /],
    ['are far too large', { 'a.yaml': Buffer.alloc(7_000_000, '#') }, 'a.yaml', /it has more than 6291456 bytes: /],
    ['are no YAML', { 'a.yaml': Buffer.from('a: [1\n') }, 'a.yaml', /^a\.yaml cannot be read/],
  ])('are refused when they %s, and the others with them', async (_, files, name, says) => {
    write({ 'good.yaml': DEPLOYMENT, 'apps/more.yaml': DEPLOYMENT, ...files });

    const { code, out, err } = await pin(['good.yaml', name], { image: 'nginx', to: '1.28', write: true });

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err[0]).toMatch(says);
    expect(textOf('good.yaml')).toBe(DEPLOYMENT);
  });

  it('are left alone when somebody else has changed one meanwhile', async () => {
    write({ 'a.yaml': DEPLOYMENT, 'b.yaml': 'changed' });
    const files = ['a.yaml', 'b.yaml'].map((name) => ({ name, path: at(name), before: DEPLOYMENT, after: 'new' }));

    await expect(replaceFiles(files)).rejects.toThrow(/^The file "b\.yaml" was changed by somebody else meanwhile/);

    expect([textOf('a.yaml'), textOf('b.yaml')]).toEqual([DEPLOYMENT, 'changed']);
    expect(readdirSync(folder)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('are left alone when one of them cannot be written', async () => {
    write({ 'a.yaml': DEPLOYMENT });
    const files = ['a.yaml', 'gone/b.yaml'].map((name) => ({ name, path: at(name), before: DEPLOYMENT, after: 'new' }));

    await expect(replaceFiles(files)).rejects.toThrow(/^The file "gone\/b\.yaml" cannot be written, because ENOENT: /);

    expect(textOf('a.yaml')).toBe(DEPLOYMENT);
    expect(readdirSync(folder)).toEqual(['a.yaml']);
  });
});

describe('the name by which a file is read', () => {
  it.each([
    ['/repo/.github/workflows/ci.yml', 'ci.yml', '.github/workflows/ci.yml'],
    ['/repo/.github/workflows/ci.yml', 'repo/.github/workflows/ci.yml', 'repo/.github/workflows/ci.yml'],
    ['/repo/.github/workflows/more/ci.yml', 'ci.yml', 'ci.yml'],
    ['/repo/apps/web.yaml', 'web.yaml', 'web.yaml'],
  ])('of %s, called %s, is %s', (path, name, as) => {
    expect(readAs(path, name)).toBe(as);
  });
});

describe('the options of pin', () => {
  it.each<[string, PinOptions, RegExp]>([
    ['no way to name the pin', { to: '1' }, /^The command line has none of --arg, --image, .+ exactly one of them\./],
    ['two ways', { image: 'a', arg: 'b', to: '1' }, /^The command line has --arg and --image of /],
    ['no value', { image: 'a' }, /^The command line has none of --to, --commit, --version: /],
    ['two values', { image: 'a', to: '1', commit: COMMIT }, /^The command line has --to and --commit of /],
    ['a short commit', { arg: 'a', commit: 'abc1234' }, /^The option --commit is "abc1234", which .+ 40 hex digits /],
    ['an empty version', { marker: 'a', version: '' }, /^The option --version is "", which is no version: give .+$/],
    [
      'a --from of another kind',
      { arg: 'a', commit: COMMIT, from: '1' },
      /^The option --from is "1", which is no full /,
    ],
    ['a --from with a name', { image: 'a', to: '2', from: 'a:1' }, /^The option --from is .+ "--from 1"\. /],
    [
      'no count',
      { image: 'a', to: '1', places: 'all' },
      /^The option --places is "all", which is no number of places: /,
    ],
  ])('are refused with %s', async (_, options, says) => {
    write({ 'a.yaml': DEPLOYMENT });

    const { code, out, err } = await pin(['a.yaml'], options);

    expect({ code, out, lines: err.length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(err[0]).toMatch(says);
  });
});

describe('a reference that --to cannot take', () => {
  const [name, digest] = [
    'has the name of an image before it: leave the name out, as in',
    'has no whole digest: write it as',
  ];

  it.each([
    ['nginx:1.26', `${name} "--to 1.26".`],
    ['localhost:5000/team/web:1.26', `${name} "--to 1.26".`],
    [`nginx:1@${DIGEST}`, `${name} "--to 1@${DIGEST}".`],
    [`acme/web@${DIGEST}`, `${name} "--to ${DIGEST}".`],
    [':8', 'begins with ":": leave that out, as in "--to 8".'],
    [`@${DIGEST}`, `begins with "@": leave that out, as in "--to ${DIGEST}".`],
    ['sha256:abc', `${digest} sha256: and 64 hex digits (0-9, a-f).`],
    [DIGEST.toUpperCase(), `${digest} sha256: and 64 hex digits`],
    ['1.26@sha256:abc', `${digest} sha256: and 64 hex digits`],
    ['nginx@sha512:abc', `${digest} sha256: and 64 hex digits`],
    ['acme/web', 'is no tag: give letters, digits and any of'],
    ['a b', 'is no tag: give letters, digits and any of'],
    ['', 'is no tag: give letters, digits and any of'],
  ])('is told what is wrong with it: %s', async (to, says) => {
    write({ 'a.yaml': DEPLOYMENT });

    const { code, err } = await pin(['a.yaml'], { image: 'nginx', to });

    expect({ code, lines: err.length }).toEqual({ code: 2, lines: 1 });
    expect(err[0]).toContain(`, which ${says}`);
  });
});

describe('the command line of pin', () => {
  it('ends with the exit code that says what happened', async () => {
    write({ 'a.yaml': 'release: 1.2.3\n' });
    const argv = ['pin', '--pointer', '/release', '--version', '1.2.4', at('a.yaml')];

    const shown = await sluice(argv);
    const written = await sluice([...argv, '--write']);
    const again = await sluice([...argv, '--write']);
    const refused = await sluice(['pin', '--pointer', '/relaese', '--version', '1.2.4', at('a.yaml')]);

    expect([shown, written, again, refused].map(({ code }) => code)).toEqual([0, 0, 3, 2]);
    expect([shown.out === written.out, again.out, refused.out]).toEqual([true, '', '']);
    expect([shown, written, again].map(({ err }) => err)).toEqual([
      `${UNWRITTEN}\n`,
      '1 file written.\n',
      `${NOTHING_TO_DO}\n`,
    ]);
    expect(textOf('a.yaml')).toBe('release: 1.2.4\n');
  });

  it.each([
    ['no file', ['pin', '--image', 'nginx', '--to', '1']],
    ['half of nothing', ['pin', '--image', 'nginx', '--to', '1', '--drop', 'both', 'a.yaml']],
    ['two ways', ['pin', '--image', 'nginx', '--arg', 'A', '--to', '1', 'a.yaml']],
  ])('is wrong with %s', async (_, argv) => {
    const { code, out, err } = await sluice(argv);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });
});

describe('the patch of pin', () => {
  const WORKFLOW = 'on: push\njobs: { a: { steps: [{ uses: actions/checkout@v4 }] } }\n';

  beforeEach(() => {
    write({
      'apps/a.yaml': DEPLOYMENT,
      'envs/prod/b.yaml': DEPLOYMENT,
      '.github/workflows/ci.yml': WORKFLOW,
    });
    symlinkSync('a.yaml', at('apps/link.yaml'));
    git(folder, 'init', '--quiet');
  });

  it.each<[string, string, string[], string, string[]]>([
    ['the root of a clone', '.', ['apps/a.yaml'], '.', ['apps/a.yaml']],
    ['a folder of it', 'apps', ['./a.yaml'], 'apps', ['a.yaml']],
    ['a folder beside', 'apps', ['../envs/prod/b.yaml'], '.', ['envs/prod/b.yaml']],
    ['a folder below', 'envs/prod', ['b.yaml', '../../apps/a.yaml'], '.', ['envs/prod/b.yaml', 'apps/a.yaml']],
    ['a folder with a symbolic link', 'apps', ['link.yaml'], 'apps', ['a.yaml']],
  ])('is what git can apply, from %s', async (_, below, names, root, paths) => {
    const { out } = await pin(names, { image: 'nginx', to: '1.28' }, below);
    write({ 'move.patch': out });
    git(at(root), 'apply', at('move.patch'));

    expect(out.match(/(?<=^\+\+\+ b\/).+$/gm)).toEqual(paths);
    for (const path of paths) expect(textOf(join(root, path))).toBe(DEPLOYMENT.replace('1.27', '1.28'));
  });

  it('names a workflow as git does, from its own folder too', async () => {
    const { out, err } = await pin(['ci.yml'], { image: 'actions/checkout', to: 'v5' }, '.github/workflows');
    write({ 'move.patch': out });
    git(at('.github/workflows'), 'apply', at('move.patch'));

    expect(err).toEqual([UNWRITTEN]);
    expect(textOf('.github/workflows/ci.yml')).toBe(WORKFLOW.replace('@v4', '@v5'));
  });

  it('says from which folder its paths count where that is another one', async () => {
    const options = { image: 'nginx', to: '1.28' };

    expect((await pin(['../apps/a.yaml'], options, 'envs')).err).toEqual([
      `The paths in the patch count from ${folder}: apply it there.`,
      UNWRITTEN,
    ]);
    rmSync(at('.git'), { recursive: true });
    expect((await pin(['../apps/a.yaml'], options, 'envs')).err[0]).toContain(`count from ${at('apps')}: `);
    expect((await pin(['../apps/a.yaml'], { ...options, write: true }, 'envs')).err).toEqual(['1 file written.']);
  });
});
