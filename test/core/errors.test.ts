import { describe, expect, it } from '@jest/globals';
import { errorCodes, quoted, userError, type ErrorCode, type ErrorFacts } from '../../src/core/errors/catalogue.ts';
import { nearest } from '../../src/core/errors/nearest.ts';
import { textOf } from '../house/sources/project-files.ts';

/** Facts as they really come, for every code: one that is not here does not compile. */
const samples: { [Code in ErrorCode]: ErrorFacts<Code> } = {
  APP_UNKNOWN: { api: 'https://api.github.com', because: 'it answered 401' },
  ARCHIVE_INVALID: { line: 7, because: 'the file ends before its last line' },
  CLONE_UNNAMED: { directory: 'clone', because: 'it has no remote named origin' },
  CLONE_UNREADABLE: { directory: 'clone', because: 'git finds no repository there' },
  DOOR_CLOSED: { path: '.sluice/store/sluice.sock', because: 'EACCES' },
  DOOR_CUT: { items: 3 },
  DOOR_REFUSED: { because: 'connection lost' },
  FILE_CHANGED: { path: 'values.yaml' },
  FILE_IS_FOLDER: { path: 'apps' },
  FILE_NOT_TEXT: { path: 'values.yaml', because: 'it is not UTF-8' },
  FILE_UNREADABLE: { path: 'sluice.yml', because: 'ENOENT' },
  FILE_UNWRITABLE: { path: 'values.yaml', because: 'EACCES' },
  FORGE_INCOMPLETE: { package: 'graphql' },
  HISTORY_UNREAD: { repo: 'acme/web', because: 'the clone is shallow', next: 'run "git fetch --unshallow" in it' },
  INSTALL_INCOMPLETE: { package: 'commander' },
  KEY_INVALID: { name: 'PRIVATE_KEY', because: 'it holds no PEM key' },
  KEY_UNREADABLE: { path: '/etc/sluice/app.pem', because: 'there is no such file' },
  LANE_UNKNOWN: { value: 'acme/gitops:dokcer', lanes: ['acme/gitops:docker/web', 'acme/gitops:staging'] },
  NODE_TOO_OLD: { version: '20.20.2', needed: '24.11' },
  OPTION_CHOICE: { oneOf: ['--to', '--commit', '--version'], given: ['--to', '--commit'] },
  OPTION_INVALID: { option: '--port', value: 'http', because: 'is no port', next: 'write a number up to 65535' },
  OUTPUT_INCOMPLETE: { path: 'export.jsonl', because: 'its disk is full' },
  PIPELINE_BROKEN: { repo: 'acme/gitops', problems: ['line 3: "prodd" is no stage', 'line 9: it has no pins'] },
  PIPELINE_INVALID: { path: '.github/sluice.yml', line: 3 },
  PIPELINE_UNREAD: { repo: 'acme/gitops', because: 'the App is not installed there' },
  PORT_IN_USE: { host: '127.0.0.1', port: 3000 },
  PORT_REFUSED: { host: '127.0.0.1', port: 80, because: 'this user may not listen there' },
  REBUILD_NOT_EMPTY: { pipelines: 2 },
  REVISION_UNKNOWN: { revision: 'main', directory: 'clone' },
  REVISION_UNREAD: { revision: 'main', repo: 'acme/web', because: 'not found at GitHub (404)' },
  SETTINGS_CONFLICT: { one: 'PRIVATE_KEY', other: 'PRIVATE_KEY_PATH' },
  SETTINGS_INVALID: {
    name: 'PORT',
    value: '"http"',
    because: 'is not a port',
    next: 'give a whole number up to 65535',
  },
  SETTINGS_MISSING: { name: 'APP_ID', next: "set it to the number on the App's settings page" },
  SETTINGS_SECRET_WEAK: { name: 'WEBHOOK_SECRET', because: 'has 8 characters', next: 'make a longer one' },
  SETTINGS_UNKNOWN: { name: 'SLUICE_STOR', nearest: 'SLUICE_STORE' },
  SOURCE_ONLY: { command: 'demo' },
  STORE_IN_USE: { directory: './.sluice/store' },
  STORE_NEWER: { where: './.sluice/store', found: '0042-future' },
  STORE_NOT_EMPTY: { table: 'ledger' },
  STORE_UNUSABLE: { where: './.sluice/store', because: 'EACCES', next: 'let this user write there' },
  TARGET_INVALID: { value: 'gitops' },
  TOKEN_REFUSED: { name: 'GITHUB_TOKEN', because: 'Bad credentials', next: 'set it to a valid one' },
};

const page = textOf('docs/reference/errors.md');
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

describe('the error catalogue', () => {
  it.each(errorCodes)('says %s in one sentence that ends with the next step', (code) => {
    const { sentence } = userError(code, samples[code]);

    expect(sentence).toMatch(/^[A-Z"].+(?:: | — )\S[^|]*[^.]\.$/);
    expect(sentence.slice(0, -1)).not.toMatch(/[.!?]\s+[A-Z]/);
  });

  it.each(errorCodes)('shows every fact of %s in its sentence', (code) => {
    const { sentence } = userError(code, samples[code]);

    for (const fact of Object.values(samples[code]).flat()) expect(sentence).toContain(String(fact));
  });

  it('has a heading for every code on its page, sorted, and no other', () => {
    expect(headings).toEqual(errorCodes);
    expect(headings).toEqual(errorCodes.toSorted());
  });

  it.each(errorCodes)('explains %s in words of its own', (code) => {
    const [, text = ''] = page.split(`## ${code}\n`);

    expect((text.split('\n## ')[0] ?? '').trim().length).toBeGreaterThan(80);
  });

  it('links each error to its heading', () => {
    expect(userError('PORT_IN_USE', samples.PORT_IN_USE).docs).toBe('docs/reference/errors.md#port_in_use');
  });
});

describe('a foreign value in a sentence', () => {
  it('stays on one line and obeys nothing', () => {
    expect(quoted('a\nb\u001b[31m\u202e\u2028')).toBe(String.raw`"a\nb\u001b[31m` + '\ufffd\ufffd"');
  });

  it('is told by its length when it is too long to read', () => {
    expect(quoted('x'.repeat(81))).toBe('a text of 81 characters');
  });
});

describe('the nearest name', () => {
  const names = ['docker', 'manifest', 'staging', 'demo', 'production'];

  it.each([
    ['prodution', 'production'],
    ['stagign', 'staging'],
    ['Demo', 'demo'],
    ['dockr', 'docker'],
    ['manifests', 'manifest'],
    ['qa', undefined],
    ['integration', undefined],
    ['', undefined],
  ])('to %j is %j', (name, expected) => {
    expect(nearest(name, names)).toBe(expected);
  });

  it('is the first of equally near ones', () => {
    expect(nearest('stage-3', ['stage-1', 'stage-2'])).toBe('stage-1');
  });
});
