import { describe, expect, it } from '@jest/globals';
import type { Range } from '../../../src/core/changelog/history.ts';
import { commitSha, type CommitSha } from '../../../src/core/names.ts';
import { seenIn, STRANGER, type DrawnRepo } from './drawn-repo.ts';
import type { Library, Source } from './library.ts';

const NOWHERE = commitSha('d'.repeat(40));
const ADA = { name: 'Ada L', email: '7+ada@users.noreply.github.com' };
const BOT = { name: 'renovate[bot]', email: '29139614+renovate[bot]@users.noreply.github.com' };

/** Every byte that a message may have but NUL, and the text that parsers of git's output stumble over. */
const MESSAGES: [string, string | Buffer][] = [
  ['control characters', Buffer.from([...Array.from({ length: 31 }, (_, code) => code + 1), 127])],
  ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0xc3, 0x28, 0x80, 0x62])],
  ['every byte above ASCII', Buffer.from(Array.from({ length: 128 }, (_, code) => code + 128))],
  [
    'all planes, marks of direction and odd line ends',
    'Grüße 漢字 🚀 \u{10ffff} \u202e\u2066 a\u2028b\u2029c\u0085d\r\ne\rf',
  ],
  [
    "words of git's own output",
    'commit 0123\n\ncommit abcdef\nparent x\n\u001e\u001f\n%H%x00%n\n---\ndiff --git a/a b/a\n\n:100644 100644',
  ],
  ['nothing', ''],
  ['a blank line before its subject, and blank ones in it', '\n\nSubject\n\n\n\nBody\n   indented\n\ttab\n'],
  ['a line that is long', `Long ${'x'.repeat(100_000)}`],
  ['a subject over two lines', 'One\nTwo\n\nBody (#12)\n\nCo-authored-by: Grace <g@example.com>\n'],
];

export function rangeContract(library: () => Library, source: Source): void {
  const ask = (repo: DrawnRepo, from: CommitSha, to: CommitSha): Promise<Range> =>
    library().range(source, repo, { from, to });

  /** The range is what was drawn between the two, both ways. */
  async function expectTheRange(repo: DrawnRepo, from: string, to: string, classification: string): Promise<void> {
    const range = seenIn(await ask(repo, repo.of(from), repo.of(to)));

    expect(range.classification).toBe(classification);
    expect(range).toEqual(repo.between(from, to));
  }

  describe('two commits', () => {
    it('are identical when they are one', async () => {
      const repo = library().draws();
      repo.line('a', 2);

      await expectTheRange(repo, 'a1', 'a1', 'identical');
    });

    it('are a move forward along one line, which has what came after the old one', async () => {
      const repo = library().draws();
      repo.line('a', 5);

      await expectTheRange(repo, 'a2', 'a5', 'forward');
      await expectTheRange(repo, 'a1', 'a2', 'forward');
    });

    it('are a rollback the other way round, which takes the same away', async () => {
      const repo = library().draws();
      repo.line('a', 5);

      await expectTheRange(repo, 'a5', 'a2', 'rollback');
    });

    it('are a move forward over merges, with all that came in by their sides', async () => {
      const repo = library().draws();
      repo.line('a', 3);
      repo.line('b', 2, { parents: ['a1'] });
      repo.line('c', 2, { parents: ['b1'] });
      repo.commit('m1', { parents: ['a3', 'b2'] });
      repo.commit('m2', { parents: ['m1', 'c2'] });

      await expectTheRange(repo, 'a2', 'm2', 'forward');
      await expectTheRange(repo, 'b2', 'm2', 'forward');
      await expectTheRange(repo, 'm2', 'b1', 'rollback');
    });

    it('are a move forward over a merge of four', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [] });
      for (const side of ['a', 'b', 'c', 'd']) repo.line(side, 2, { parents: ['root'], files: { [side]: side } });
      repo.commit('octopus', { parents: ['a2', 'b2', 'c2', 'd2'] });

      await expectTheRange(repo, 'c1', 'octopus', 'forward');
      await expectTheRange(repo, 'a2', 'b2', 'diverged');
    });

    it('diverge where neither holds the other, and say what comes and what goes', async () => {
      const repo = library().draws();
      repo.line('a', 3);
      repo.line('b', 2, { parents: ['a1'] });

      await expectTheRange(repo, 'a3', 'b2', 'diverged');
    });

    it('diverge where two branches were merged into each other, and differ by the two merges alone', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [] });
      repo.line('a', 2, { parents: ['root'] });
      repo.line('b', 2, { parents: ['root'] });
      repo.commit('ab', { parents: ['a2', 'b2'] });
      repo.commit('ba', { parents: ['b2', 'a2'] });
      repo.commit('both', { parents: ['ab', 'ba'] });

      await expectTheRange(repo, 'ab', 'ba', 'diverged');
      await expectTheRange(repo, 'ab', 'both', 'forward');
      await expectTheRange(repo, 'a1', 'both', 'forward');
    });

    it('are a move forward where a second root was merged in, whose whole past is new', async () => {
      const repo = library().draws();
      repo.line('a', 2);
      repo.line('z', 3, { parents: [] });
      repo.commit('joined', { parents: ['a2', 'z3'] });

      await expectTheRange(repo, 'a1', 'joined', 'forward');
      await expectTheRange(repo, 'z1', 'joined', 'forward');
    });

    it('are unrelated where they share no past', async () => {
      const repo = library().draws();
      repo.line('a', 2);
      repo.line('z', 3, { parents: [] });

      await expectTheRange(repo, 'a2', 'z3', 'unrelated');
      await expectTheRange(repo, 'z1', 'a1', 'unrelated');
    });

    it('are an unknown old one, or an unknown new one, where the repository has never had it', async () => {
      const repo = library().draws();
      repo.line('a', 2);

      const nothing = { commits: [], removed: [] };
      expect(await ask(repo, NOWHERE, repo.of('a2'))).toMatchObject({ classification: 'unknown-old', ...nothing });
      expect(await ask(repo, repo.of('a2'), NOWHERE)).toMatchObject({ classification: 'unknown-new', ...nothing });
    });
  });

  describe('a range', () => {
    it('has all of its commits when they are 300, whichever way it goes', async () => {
      const repo = library().draws();
      repo.line('a', 301);

      await expectTheRange(repo, 'a1', 'a301', 'forward');
      await expectTheRange(repo, 'a301', 'a1', 'rollback');
    }, 20_000);

    it('goes by parents, not by dates: children may be older than their parents', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [], at: 500 });
      for (let number = 1; number <= 20; number += 1) repo.commit(`a${number}`, { at: 500 - number * 20 });
      repo.line('b', 3, { parents: ['a5'], at: 2_000 });
      repo.commit('m', { parents: ['a20', 'b3'], at: 3 });

      await expectTheRange(repo, 'a5', 'm', 'forward');
      await expectTheRange(repo, 'b3', 'a20', 'diverged');
      await expectTheRange(repo, 'm', 'root', 'rollback');
    });

    it('knows who wrote a commit by login where an account did, and when it was written first', async () => {
      const repo = library().draws();
      repo.commit('root', { parents: [] });
      repo.commit('person', { author: ADA, authoredAt: -90 });
      repo.commit('bot', { author: BOT });
      repo.commit('stranger', { author: STRANGER });
      repo.commit('odd', { author: { name: 'O\'Neil, "Dr" Ünal \t ', email: 'not an address' } });

      const range = await ask(repo, repo.of('root'), repo.of('stranger'));

      expect(seenIn(range)).toEqual(repo.between('root', 'stranger'));
      expect(range.commits.map(({ author }) => author).sort()).toEqual(['Eve Doe', 'ada', 'renovate[bot]']);
      expect((await ask(repo, repo.of('stranger'), repo.of('odd'))).commits).toMatchObject([
        { author: 'O\'Neil, "Dr" Ünal' },
      ]);
    });

    it.each(MESSAGES)('brings messages whole: %s', async (_, message) => {
      const repo = library().draws();
      repo.commit('root', { parents: [] });
      repo.commit('odd', { message });
      repo.commit('after');

      await expectTheRange(repo, 'root', 'after', 'forward');
    });
  });
}
