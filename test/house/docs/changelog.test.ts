import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { importHistory, type Told } from '../../cli/changelog/import-history.ts';
import { sluice } from '../../cli/command.ts';
import { textOf } from '../sources/project-files.ts';

const MODEL = textOf('src/core/changelog/changelog-model.ts');
const [, JSON_SECTION = ''] = textOf('docs/reference/changelog.md').split(/^## The JSON$/m);
const [TABLES = ''] = JSON_SECTION.split(/^## /m);

/** What stands in code in the first column. */
const documented = new Set(
  [...TABLES.matchAll(/^\| (?:— )?(`[^|]+) *\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  ),
);

describe('the page of changelogs', () => {
  it('has a row for every field of the JSON, and for no other', () => {
    const fields = [...MODEL.matchAll(/^ {2}(\w+)\??: /gm)].map(([, name = '']) => name);

    expect(fields.length).toBeGreaterThan(30);
    expect([...documented].toSorted()).toEqual([...new Set(fields)].toSorted());
  });

  it('names every word that a field may hold', () => {
    const code = MODEL.replaceAll(/\/\*[^]*?\*\//g, '');
    const words = [...code.matchAll(/'([a-z-]+)'/g)].map(([, word = '']) => word);

    expect(words).toContain('undone');
    expect(words.filter((word) => !TABLES.includes(`\`${word}\``))).toEqual([]);
  });
});

const GRACE = 'Grace <12+grace@users.noreply.github.com>';

/** The repository of the guide. */
const PAYMENTS: Told[] = [
  { name: 'v1.4.0', message: 'Begin', parents: [] },
  {
    name: 'transfers',
    message: 'feat: retry transfers (#11)\n\nFixes #5\n\nCo-authored-by: linus <13+linus@users.noreply.github.com>',
  },
  { name: 'round', message: 'fix: round as banks do (#12)\n\nRefs acme/ledger#9', author: GRACE },
  { name: 'fees', message: 'feat: show fees (#13)' },
  { name: 'fees-back', message: 'Revert "feat: show fees (#13)" (#14)\n\nThis reverts commit {fees}.' },
  { name: 'log', message: 'Raise the log level' },
  { name: 'v1.5.0', message: 'fix: spell names (#15)', author: GRACE },
];

const guide = textOf('docs/guide/changelog.md');
const ABBREVIATED = /`[0-9a-f]{7}`/g;

/** Markdown as GitHub shows it, but for the links: headings are bold, and ids are any. */
const shown = (markdown: string): string[] =>
  markdown
    .replaceAll(/\[((?:[^\]\\]|\\.)*)\]\([^)]*\)/g, '$1')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200b', '')
    .replaceAll(/^#+ (.+)$/gm, '**$1**')
    .replaceAll(ABBREVIATED, '`…`')
    .split('\n')
    .filter((line) => line !== '');

describe('the guide to changelogs', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-guide-'));
    importHistory(join(folder, 'payments'), PAYMENTS);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const made = async (from: string, to: string): Promise<string[]> => {
    const argv = ['changelog', '--git-dir', join(folder, 'payments'), '--repo', 'acme/payments', '--offline'];
    const { code, out } = await sluice([...argv, '--from', from, '--to', to]);
    expect(code).toBe(0);
    return shown(out);
  };

  it('shows what the command prints', async () => {
    const block = [...guide.matchAll(/^> ?(.*)$/gm)].map(([, line = '']) => line).join('\n');
    const [quoted = '', end] = block.split('\nWhat could not be known: …');

    expect(end).toBe('');
    const printed = await made('v1.4.0', 'v1.5.0');
    expect(shown(quoted)).toEqual(printed.slice(0, printed.indexOf('What could not be known:')));
  });

  it('shows what the command prints of a rollback', async () => {
    const [, quoted = ''] = /^(Goes back: [^·]+) · …$/m.exec(guide) ?? [];

    expect(quoted).not.toBe('');
    expect((await made('v1.5.0', 'v1.4.0'))[1]).toContain(quoted);
  });
});
