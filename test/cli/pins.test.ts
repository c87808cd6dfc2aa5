import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { listPins, type PinsOptions } from '../../src/cli/pins.ts';
import { root } from '../house/sources/project-files.ts';
import { sluice } from './command.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const COMMIT = 'c'.repeat(40);

const PIPELINE = `version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
stages:
  docker:
    kind: docker
    repo: acme/payments-docker
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: none
    merge: when-green
  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    pins: [{ file: 'apps/{component}/kustomization.yaml', holds: digest }]
    checks: none
    merge: when-green
`;

const TREE = {
  'apps/payments/kustomization.yaml': `images:\n  - name: registry.acme.dev/payments\n    digest: ${DIGEST}\n`,
  'apps/payments/job.yaml': 'kind: Job\nimage: registry.acme.dev/payments:1.2\n',
  Dockerfile: `FROM node:24@${DIGEST}\n`,
  'README.md': 'image: nginx:1\n',
};

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-pins-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string | Buffer>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

async function pins(options: PinsOptions = {}, below = ''): Promise<{ code: number; out: string[]; err: string[] }> {
  const { code, out, err } = await listPins(join(folder, below), options);
  return { code, out: out.split('\n'), err: err.map((line) => line.replaceAll(`${folder}/`, '')) };
}

interface Listed {
  version: number;
  pins: Record<string, unknown>[];
  unread: { file: string; because: string }[];
}

const parsed = async (options: PinsOptions = {}): Promise<Listed> =>
  JSON.parse((await pins({ ...options, json: true })).out.join('\n')) as Listed;

describe('pins', () => {
  it('shows every reference of the tree, by file and line', async () => {
    write(TREE);

    expect(await pins()).toEqual({
      code: 0,
      err: [],
      out: [
        'component  place                               kind           value',
        `node       Dockerfile:1                        dockerfile     24@${DIGEST}`,
        'payments   apps/payments/job.yaml:2            kubernetes     1.2',
        `payments   apps/payments/kustomization.yaml:3  kustomization  ${DIGEST}`,
        '',
      ],
    });
  });

  it('says how many files it read where it finds none', async () => {
    write({ 'a.yaml': 'a: 1\n', 'b/b.json': '{}', 'c.txt': 'image: nginx:1\n' });

    expect(await pins()).toEqual({ code: 0, out: ['No references found in 2 files.', ''], err: [] });
  });

  it('gives programs every fact of each reference', async () => {
    write({ ...TREE, Dockerfile: `ARG APP_COMMIT=${COMMIT}\n` });

    expect(await parsed()).toEqual({
      version: 1,
      pins: [
        {
          component: 'APP_COMMIT',
          file: 'Dockerfile',
          line: 1,
          kind: 'arg',
          arg: 'APP_COMMIT',
          commit: COMMIT,
          pointer: '/ARG/APP_COMMIT',
        },
        {
          component: 'payments',
          file: 'apps/payments/job.yaml',
          line: 2,
          kind: 'kubernetes',
          image: 'registry.acme.dev/payments',
          tag: '1.2',
          pointer: '/image',
        },
        {
          component: 'payments',
          file: 'apps/payments/kustomization.yaml',
          line: 3,
          kind: 'kustomization',
          image: 'registry.acme.dev/payments',
          digest: DIGEST,
          pointer: '/images/0/digest',
        },
      ],
      unread: [],
    });
  });

  it('looks at one file where one is named', async () => {
    write(TREE);

    const { out } = await pins({}, 'apps/payments/job.yaml');

    expect(out.slice(1)).toEqual([
      expect.stringMatching(/^payments {3}\S+\/apps\/payments\/job\.yaml:2 {2}kubernetes {2}1\.2$/),
      '',
    ]);
  });

  it('reads neither what git keeps, nor installed packages, nor anything behind a symbolic link', async () => {
    write({
      '.git/a.yaml': 'image: a:1\n',
      'web/node_modules/b/b.yaml': 'image: b:1\n',
      'real/c.yaml': 'image: c:1\n',
    });
    symlinkSync('real/c.yaml', join(folder, 'link.yaml'));
    symlinkSync('real', join(folder, 'linked'));

    expect((await parsed()).pins.map(({ file }) => file)).toEqual(['real/c.yaml']);
  });

  it('names what it could not read, but for files that are no text at all', async () => {
    write({
      'binary.json': Buffer.from('{"a": 1}\0'),
      'broken.yaml': 'a: [1\n',
      'large.yaml': Buffer.alloc(7_000_000, '#'),
      'latin.yaml': Buffer.from('image: n\xe9:1\n', 'latin1'),
    });

    const { unread } = await parsed();

    expect(unread.map(({ file }) => file).toSorted()).toEqual(['broken.yaml', 'large.yaml', 'latin.yaml']);
    expect(unread).toContainEqual({ file: 'latin.yaml', because: 'it is not UTF-8' });
    expect((await pins()).err).toContainEqual('latin.yaml was not read: it is not UTF-8');
  });

  it.each<[string, string, Buffer, string]>([
    [
      'of no known format',
      'Makefile',
      Buffer.from('VERSION := 1.2.3\n'),
      'nothing is known of its format, and no comment in it says "sluice: <name>"',
    ],
    ['that is broken', 'broken.yaml', Buffer.from('a: [1\n'), 'it is no YAML (line 2)'],
    ['that is no text', 'binary', Buffer.from('a\0'), 'it is not text'],
  ])('fails for one file %s, and says why', async (_, name, bytes, because) => {
    write({ [name]: bytes, 'other.yaml': 'image: nginx:1\n' });

    const { code, out, err } = await pins({}, name);
    const { unread } = JSON.parse((await pins({ json: true }, name)).out.join('\n')) as Listed;

    expect({ code, out, lines: err.length }).toEqual({ code: 1, out: [''], lines: 1 });
    expect(unread).toEqual([{ file: join(folder, name), because }]);
    expect(err[0]).toBe(`${name} was not read: ${unread[0]?.because ?? ''}`);
  });

  it('counts only the files that it looked at for references', async () => {
    write({
      'a.yaml': 'a: 1\n',
      Makefile: 'V := 1.2.3\n',
      'notes.md': 'sluice: a tool\n',
      'image.png': Buffer.from('\0'),
    });

    expect(await pins()).toEqual({ code: 0, out: ['No references found in 2 files.', ''], err: [] });
  });

  it('lists what cannot be moved as well, and says below why', async () => {
    const reason =
      'A variable in it has no value in the file. Give its ARG a value before the first FROM: ARG <name>=<value>.';
    write({
      Dockerfile: 'FROM node:$NODE\nFROM redis:7\n',
      'web/Dockerfile': 'FROM debian:$DEBIAN\n',
      'web.yaml': 'a: { image: "nginx:1\\x2e27" }\nimage: traefik:3\n',
    });

    expect((await pins()).out).toEqual([
      'component  place             kind        value',
      'node       Dockerfile:1      dockerfile  - [1]',
      'redis      Dockerfile:2      dockerfile  7',
      'nginx      web.yaml:1        kubernetes  1.27 [2]',
      'traefik    web.yaml:2        kubernetes  3',
      'debian     web/Dockerfile:1  dockerfile  - [1]',
      '',
      `[1] ${reason}`,
      expect.stringMatching(/^\[2\] .+\.$/),
      '',
    ]);
    expect((await parsed()).pins.map(({ refusal }) => refusal)).toEqual([
      reason,
      undefined,
      expect.any(String),
      undefined,
      reason,
    ]);
    expect((await pins({ suggest: true })).out[0]).toMatch(/^No reference here could be moved/);
  });

  it('lists what a comment marks, in a file of any format', async () => {
    write({
      Makefile: 'APP := 1.2.3 # sluice: payments\nOTHER := 4.5.6\n',
      'app.yaml': `app:\n  source: ${COMMIT} # sluice: web\n`,
    });

    expect((await pins()).out).toEqual([
      'component  place       kind   value',
      'payments   Makefile:1  value  1.2.3',
      `web        app.yaml:2  value  ${COMMIT}`,
      '',
    ]);
    expect((await parsed()).pins[0]).toMatchObject({ marker: 'payments', version: '1.2.3', pointer: 'line:1' });
    expect((await pins({ suggest: true })).out).toEqual([
      'pins:',
      "  - { file: 'app.yaml', marker: 'web', holds: commit } # web",
      '',
    ]);
  });

  it('lets no name of a file act on the terminal', async () => {
    write({ 'a\u001b[2J\n.yaml': 'image: nginx:1\n' });

    const { out } = await pins();

    expect(out[1]).toContain('a\ufffd[2J\ufffd.yaml:1');
  });
});

describe('pins with a pipeline', () => {
  it('says which stages move each, and how many references to its images none moves', async () => {
    write({ ...TREE, '.github/sluice.yml': PIPELINE });

    expect((await pins()).out).toEqual([
      `component  place                               kind           value${' '.repeat(69)}  moved by`,
      `node       Dockerfile:1                        dockerfile     24@${DIGEST}`,
      `payments   apps/payments/job.yaml:2            kubernetes     1.2${' '.repeat(71)}  -`,
      `payments   apps/payments/kustomization.yaml:3  kustomization  ${DIGEST}     manifest`,
      '',
      '1 reference to images of this pipeline is moved by no stage.',
      '',
    ]);
  });

  it('tells programs the same', async () => {
    write({ ...TREE, 'pipeline.yml': PIPELINE });

    const listed = await parsed({ pipeline: join(folder, 'pipeline.yml') });

    expect(listed.pins.map(({ component, movedBy }) => [component, movedBy])).toEqual([
      ['node', undefined],
      ['payments', []],
      ['payments', ['manifest']],
    ]);
  });

  it('lists what a rule names in a file of any format, and in places that look like nothing', async () => {
    const rule = "{ file: Makefile, pattern: 'APP := \\S+@(?<digest>sha256:\\w+)', holds: digest }";
    const pointer = '{ file: app.yaml, pointer: /app/source, holds: commit }';
    write({
      '.github/sluice.yml': PIPELINE.replace('holds: commit }]', `holds: commit }, ${pointer}]`).replace(
        'holds: digest }]',
        `holds: digest }, ${rule}]`,
      ),
      'app.yaml': `app:\n  source: ${COMMIT}\n  replicas: 1\n`,
      Makefile: `APP := payments@${DIGEST}\nOTHER := other@${DIGEST}\n`,
    });

    expect((await parsed()).pins).toEqual([
      {
        component: 'payments',
        file: 'Makefile',
        line: 1,
        kind: 'value',
        digest: DIGEST,
        pointer: 'line:1',
        movedBy: ['manifest'],
      },
      {
        component: 'payments',
        file: 'app.yaml',
        line: 2,
        kind: 'value',
        commit: COMMIT,
        pointer: '/app/source',
        movedBy: ['docker'],
      },
    ]);
    expect((await parsed({ repo: 'acme/manifests' })).pins).toHaveLength(1);
  });

  it('lists a place once that is a reference of its own and named by a rule', async () => {
    write({ '.github/sluice.yml': PIPELINE, Dockerfile: `ARG APP_COMMIT=${COMMIT}\nFROM app:$APP_COMMIT\n` });

    expect((await parsed()).pins).toEqual([
      expect.objectContaining({ kind: 'dockerfile', tag: COMMIT, component: 'payments', movedBy: ['docker'] }),
    ]);
  });

  it('counts the stages of one repository alone where it is named', async () => {
    write({ ...TREE, '.github/sluice.yml': PIPELINE });

    const elsewhere = await parsed({ repo: 'acme/environments' });

    expect(elsewhere.pins.filter(({ movedBy }) => Array.isArray(movedBy) && movedBy.length > 0)).toEqual([]);
    await expect(pins({ repo: 'environments' })).rejects.toThrow(
      'The option --repo is "environments", which is no repository',
    );
  });

  it('refuses one that was named and does not load, and goes on without its own', async () => {
    write({ ...TREE, '.github/sluice.yml': 'version: 1\nstages: {}\n' });
    const file = join(folder, '.github/sluice.yml');

    const { out, err } = await pins();

    expect(out[0]).not.toContain('moved by');
    expect(err).toEqual([
      expect.stringMatching(/^The pipeline file "\.github\/sluice\.yml" does not load, first because of line \d: /),
    ]);
    await expect(pins({ pipeline: file })).rejects.toThrow('does not load');
    await expect(pins({ pipeline: join(folder, 'none.yml') })).rejects.toThrow('cannot be read, because ENOENT');
  });

  it('takes a file that joins another pipeline for none', async () => {
    write({ ...TREE, '.github/sluice.yml': 'version: 1\npipeline: acme/platform\n' });

    expect((await pins()).err).toEqual([]);
  });
});

describe('pins that suggests', () => {
  const kustomization = (image: string): string => `images:\n  - name: ${image}\n    digest: ${DIGEST}\n`;

  it('prints entries that a stage of a pipeline would need, one for components whose files are alike', async () => {
    write({
      'apps/payments/kustomization.yaml': kustomization('registry.acme.dev/payments'),
      'apps/web/kustomization.yaml': kustomization('registry.acme.dev/web'),
      'staging/web.yaml': `a: { image: 'registry.acme.dev/web@${DIGEST}' }\nb: { image: 'registry.acme.dev/web@${DIGEST}' }\n`,
      'tag-only.yaml': 'image: redis:7\n',
      '.github/workflows/ci.yml': `on: push\njobs: { a: { steps: [{ uses: 'actions/checkout@${COMMIT}' }] } }\n`,
      Dockerfile: `ARG APP_COMMIT=${COMMIT}\n`,
    });

    expect((await pins({ suggest: true })).out).toEqual([
      'pins:',
      "  - { file: 'Dockerfile', arg: 'APP_COMMIT', holds: commit }",
      "  - { file: 'apps/{component}/kustomization.yaml', holds: digest } # payments, web",
      "  - { file: 'staging/{component}.yaml', pointer: '/a/image', holds: digest } # web",
      "  - { file: 'staging/{component}.yaml', pointer: '/b/image', holds: digest } # web",
      '',
    ]);
  });

  it('says so where nothing is left to name', async () => {
    write({
      '.github/sluice.yml': PIPELINE,
      'apps/payments/kustomization.yaml': kustomization('registry.acme.dev/payments'),
    });

    expect((await pins({ suggest: true })).out).toEqual([
      expect.stringMatching(/^No reference here could be moved/),
      '',
    ]);
  });
});

describe('the command line of pins', () => {
  it('ends well with what it found, and what it could not read on the error output', async () => {
    write({ ...TREE, 'broken.yaml': 'a: [1\n' });

    const { code, out, err } = await sluice(['pins', folder]);

    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(5);
    expect(err).toMatch(/^broken\.yaml was not read: .+\n$/);
  });

  it('ends quietly when its reader has read enough', async () => {
    write({
      'many.yaml': Array.from({ length: 5000 }, (_, index) => `- image: registry.acme.dev/i${index}:1\n`).join(''),
    });
    const { promise, resolve } = Promise.withResolvers<{ out: unknown; err: string }>();
    const argv = [process.execPath, join(root, 'src/start.mjs'), 'pins', folder];

    execFile('sh', ['-c', '"$@" | head -n 1', 'sh', ...argv], (_, out, err) => resolve({ out, err }));

    expect(await promise).toEqual({ out: expect.stringMatching(/^component .+\n$/), err: '' });
  });

  it('prints one form at a time', async () => {
    expect(await sluice(['pins', '--json', '--suggest', folder])).toEqual({
      code: 2,
      out: '',
      err: "error: option '--json' cannot be used with option '--suggest'\n",
    });
  });

  it('refuses a folder that is not there in one sentence', async () => {
    const { code, out, err } = await sluice(['pins', join(folder, 'none')]);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^The file ".+none" cannot be read, because ENOENT: .+ \(docs\/reference\/errors\.md#file_unreadable\)\n$/,
    );
  });
});
