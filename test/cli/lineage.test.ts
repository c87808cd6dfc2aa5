import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { commitSha, componentName, repoName, stageName } from '../../src/core/names.ts';
import { Lineage } from '../../src/core/text/trailers.ts';
import { git, sluice } from './command.ts';

const id = (digit: string) => commitSha(digit.repeat(40));
const trailers = (from: string, to: string): string =>
  Lineage.format({
    lane: { stage: stageName('docker'), component: componentName('payments') },
    pipeline: { repo: repoName('acme/platform'), commit: id('9') },
    entries: [{ component: componentName('payments'), code: id(to), from: id(from) }],
  });
const moved = (from: string, to: string): string =>
  `lane      docker/payments\npipeline  acme/platform at ${id('9')}\nmoved     payments  ${id(from)} → ${id(to)}\n`;

let folder = '';
let clone = '';

function commit(text: string, message: string): string {
  writeFileSync(join(clone, 'Dockerfile'), text);
  git(clone, 'add', 'Dockerfile');
  git(clone, 'commit', '--message', message);
  return git(clone, 'rev-parse', 'HEAD');
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-lineage-'));
  clone = join(folder, 'payments-docker');
  mkdirSync(clone);
  git(clone, 'init', '--quiet');
  commit('ARG APP_COMMIT=1\n', 'By hand');
  git(clone, 'tag', 'by-hand');
  git(clone, 'checkout', '--quiet', '-b', 'sluice/docker/payments');
  commit('ARG APP_COMMIT=2\n', `payments: Older\n\n${trailers('1', '2')}`);
  git(clone, 'tag', 'newest-of-the-branch', commit('ARG APP_COMMIT=3\n', `payments: Newer\n\n${trailers('1', '3')}`));
  git(clone, 'checkout', '--quiet', 'main');
  git(clone, 'merge', '--quiet', '--no-ff', '--message', 'Merge pull request #41', 'sluice/docker/payments');
  git(clone, 'tag', 'merged');
  commit('ARG APP_COMMIT=4\n', `payments: Squashed (#42)\n\n${trailers('3', '4')}`);
  git(clone, 'tag', 'squashed');
  commit('ARG APP_COMMIT=5\n', `Quotes a lineage\n\n${trailers('4', '5')}\n\nbut says more below it`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lineage', () => {
  it('of a merge commit is read from the newest commit that it brought', async () => {
    expect(await sluice(['lineage', clone, 'merged'])).toEqual({
      code: 0,
      err: '',
      out: `${moved('1', '3')}read from ${git(clone, 'rev-parse', 'newest-of-the-branch')}\n`,
    });
  });

  it('of a squash is read from the commit itself', async () => {
    expect(await sluice(['lineage', clone, 'squashed'])).toEqual({
      code: 0,
      err: '',
      out: `${moved('3', '4')}read from ${git(clone, 'rev-parse', 'squashed')}\n`,
    });
  });

  it.each([
    ['HEAD~1', `${moved('3', '4')}read from`],
    ['main^', `${moved('3', '4')}read from`],
  ])('takes %s for a commit, as git does', async (revision, out) => {
    expect((await sluice(['lineage', clone, revision])).out).toContain(out);
  });

  it.each([
    ['a person made', 'by-hand'],
    ['only quotes a lineage', 'HEAD'],
  ])('says so of a commit that %s', async (_, revision) => {
    expect(await sluice(['lineage', clone, revision])).toEqual({
      code: 0,
      err: '',
      out: `${revision} was not brought by Sluice: no commit behind it carries a lineage\n`,
    });
  });

  it('reads the newest commit where none is named', async () => {
    expect((await sluice(['lineage', clone])).out).toMatch(/^HEAD was not brought by Sluice/);
  });

  it.each([
    ['a revision that is not there', () => ['lineage', clone, 'nowhere'], 'revision_unknown'],
    ['a range', () => ['lineage', clone, 'by-hand..HEAD'], 'revision_unknown'],
    ['an option', () => ['lineage', '--', clone, '--all'], 'revision_unknown'],
    ['a path', () => ['lineage', clone, 'HEAD:Dockerfile'], 'revision_unknown'],
    ['a folder that is no clone', () => ['lineage', folder], 'clone_unreadable'],
    ['a folder that is not there', () => ['lineage', join(folder, 'none')], 'clone_unreadable'],
  ])('refuses %s in one sentence', async (_, argv, anchor) => {
    const { code, out, err } = await sluice(argv(), { GIT_CEILING_DIRECTORIES: folder });

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^.+ \\(docs/reference/errors\\.md#${anchor}\\)\\n$`));
  });
});
