import { describe, expect, it } from '@jest/globals';
import type { Range } from '../../../src/core/changelog/history.ts';
import { seenIn, type DrawnRepo } from './drawn-repo.ts';
import type { Library, Source } from './library.ts';

interface Asked {
  from: string;
  to: string;
  /** As a pipeline file has them. */
  paths: string[];
  /** The folders and files that they speak of. */
  folders: string[];
}

export function pathsContract(library: () => Library, source: Source): void {
  const ask = (repo: DrawnRepo, { from, to, paths }: Omit<Asked, 'folders'>): Promise<Range> =>
    library().range(source, repo, { from: repo.of(from), to: repo.of(to), paths });

  /** The range is what was drawn, every commit of it says whether it touches, and those that do are named here. */
  async function expectTheTouched(repo: DrawnRepo, asked: Asked, ...names: string[]): Promise<void> {
    const range = await ask(repo, asked);

    expect(seenIn(range)).toEqual(repo.between(asked.from, asked.to, asked.folders));
    const touching = [...range.commits, ...range.removed].filter(({ touches }) => touches);
    expect(touching.map(({ commit }) => commit).sort()).toEqual(names.map((name) => repo.of(name)).sort());
  }

  const web = { paths: ['web/**'], folders: ['web'] };

  describe('a range of some paths', () => {
    it('says of every commit whether it changed something below them', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], files: { 'web/app.js': '1', 'api/app.js': '1', 'webby.js': '1', web2: '1' } });
      repo.commit('inside', { files: { 'web/app.js': '2' } });
      repo.commit('outside', { files: { 'api/app.js': '2' } });
      repo.commit('beside', { files: { 'webby.js': '2', web2: '2' } });
      repo.commit('both', { files: { 'web/deep/down/x.js': '1', 'api/app.js': '3' } });
      repo.commit('nothing');

      await expectTheTouched(repo, { from: 'root', to: 'nothing', ...web }, 'inside', 'both');
      await expectTheTouched(repo, { from: 'nothing', to: 'root', ...web }, 'inside', 'both');
      await expectTheTouched(
        repo,
        { from: 'root', to: 'outside', paths: ['api/**', 'web/*.js'], folders: ['api', 'web'] },
        'inside',
        'outside',
      );
    });

    it('counts files that came, went, and moved away or in', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], files: { 'web/app.js': '1', 'api/app.js': '1' } });
      repo.commit('came', { files: { 'web/new.js': 'new' } });
      repo.commit('out', { files: { 'web/new.js': null, 'api/new.js': 'new' } });
      repo.commit('within', { files: { 'api/new.js': null, 'api/newer.js': 'new' } });
      repo.commit('in', { files: { 'api/newer.js': null, 'web/newer.js': 'new' } });
      repo.commit('gone', { files: { 'web/newer.js': null, 'web/app.js': null } });

      await expectTheTouched(repo, { from: 'root', to: 'gone', ...web }, 'came', 'out', 'in', 'gone');
    });

    it('counts a merge only where it left something as none of its parents had it', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], files: { 'web/app.js': '1', 'api/app.js': '1' } });
      repo.commit('a', { files: { 'web/app.js': 'a' } });
      repo.commit('b', { parents: ['root'], files: { 'api/app.js': 'b' } });
      repo.commit('clean', { parents: ['a', 'b'], files: { 'web/app.js': 'a' } });
      repo.commit('c', { parents: ['root'], files: { 'web/app.js': 'c' } });
      repo.commit('conflict', { parents: ['clean', 'c'], files: { 'web/app.js': 'a and c' } });

      await expectTheTouched(repo, { from: 'root', to: 'conflict', ...web }, 'a', 'c', 'conflict');
      await expectTheTouched(repo, { from: 'root', to: 'clean', ...web }, 'a');
    });

    it('of a merge that joins what both of its sides did there git knows that it did nothing; the API sees folders, not files', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], files: { 'web/app.js': '1', 'web/main.js': '1' } });
      repo.commit('a', { files: { 'web/app.js': 'a' } });
      repo.commit('b', { parents: ['root'], files: { 'web/main.js': 'b' } });
      repo.commit('joined', { parents: ['a', 'b'], files: { 'web/app.js': 'a' } });

      const { commits } = await ask(repo, { from: 'root', to: 'joined', ...web });

      const touches = new Map(commits.map((commit) => [commit.commit, commit.touches]));
      expect(['a', 'b', 'joined'].map((name) => touches.get(repo.of(name)))).toEqual([true, true, source === 'api']);
    });

    it('counts a root that brings such files', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], files: { 'api/app.js': '1' } });
      repo.commit('second', { parents: [], files: { 'web/app.js': '1' } });
      repo.commit('third', { parents: [], files: { 'docs/a.md': '1' } });
      repo.commit('joined', { parents: ['root', 'second', 'third'] });

      await expectTheTouched(repo, { from: 'root', to: 'joined', ...web }, 'second');
    });

    it('takes a path for a file where it is one, and for a folder where it became one', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], files: { Dockerfile: '1', 'web/app.js': '1' } });
      repo.commit('file', { files: { Dockerfile: '2' } });
      repo.commit('other', { files: { 'Dockerfile.dev': '2', 'web/app.js': '2' } });
      repo.commit('folder', { files: { Dockerfile: null, 'Dockerfile/base': '3' } });

      const asked = { paths: ['Dockerfile'], folders: ['Dockerfile'] };
      await expectTheTouched(repo, { from: 'root', to: 'folder', ...asked }, 'file', 'folder');
    });

    it('takes odd names literally', async () => {
      const repo = library().draws();
      const names = ['a b/"q"', 'ünï', ':!x', '-x', "it's"];
      repo.commit('root', { parents: [], files: { 'x/y': '1' } });
      names.forEach((name, index) => repo.commit(`c${index}`, { files: { [`${name}/f`]: '1' } }));

      for (const [index, name] of names.entries())
        await expectTheTouched(repo, { from: 'root', to: 'c4', paths: [`${name}/**`], folders: [name] }, `c${index}`);
    });

    it('is the whole repository, of which nothing is said, where a path says nothing before its wild card', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], files: { 'web/app.js': '1' } });
      repo.commit('next', { files: { 'api/app.js': '1' } });

      const range = await ask(repo, { from: 'root', to: 'next', paths: ['**/*.js'] });

      expect(seenIn(range)).toEqual(repo.between('root', 'next'));
    });
  });
}
