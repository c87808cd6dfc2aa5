import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RangeCommit } from '../../../src/core/changelog/index.ts';
import { ancestryOf } from '../../../src/core/changelog/range/ancestry.ts';
import { newestFirst } from '../../../src/core/changelog/range/order.ts';
import { commitSha } from '../../../src/core/names.ts';
import { read } from './stories.ts';

const nth = (n: number) => commitSha(n.toString(16).padStart(40, '0'));
const made = (n: number, message: string, parents: number[]): RangeCommit => ({
  commit: nth(n),
  parents: parents.map(nth),
  message,
  author: 'ada',
  at: n,
});

/** Commits 1, 2, … whose parents are older ones, or commits before the range. */
const histories = fc
  .array(fc.array(fc.nat(20), { maxLength: 3 }), { maxLength: 20 })
  .map((all) => all.map((parents, at) => made(at + 1, 'x', [...new Set(parents.map((one) => one % (at + 1)))])));

function reach(commits: readonly RangeCommit[], starts: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const queue = [...starts];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const found = commits.find(({ commit }) => commit === id);
    if (!found || reached.has(id)) continue;
    reached.add(id);
    queue.push(...found.parents);
  }
  return reached;
}

describe('the ancestry within a range', () => {
  it('is what following all parents tells, however often and in whatever order it is asked', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.tuple(fc.nat(20), fc.nat(20))), (history, questions) => {
        const { before } = ancestryOf(newestFirst(history));
        const asked = history.map(({ commit }) => before(commit));
        for (const [one, other] of questions) {
          const [from, to] = [history[one], history[other]];
          if (!from || !to) continue;
          expect(asked[one]?.(to.commit)).toBe(reach(history, from.parents).has(to.commit));
        }
      }),
    );
  });

  it('tells what a merge brought: what its first parent had not', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { broughtBy } = ancestryOf(newestFirst(history));
        for (const merge of history.filter(({ parents }) => parents.length > 1)) {
          const had = reach(history, merge.parents.slice(0, 1));
          const brought = [...reach(history, merge.parents.slice(1))].filter((id) => !had.has(id));
          const told = broughtBy(merge).map(({ commit }) => commit);
          expect(told.toSorted()).toEqual([merge.commit, ...brought].toSorted());
        }
      }),
    );
  });

  it('takes no longer for thousands of merges that are all reverted', async () => {
    const count = 3_000;
    const merges = Array.from({ length: count }, (_, at) => [
      made(2 * at + 1, 'work', [2 * at]),
      made(2 * at + 2, `Merge pull request #${at + 1} from ada/x\n\nOne`, [2 * at, 2 * at + 1]),
    ]);
    const reverts = Array.from({ length: count }, (_, at) =>
      made(2 * count + at + 1, `Revert "One"\n\nThis reverts commit ${nth(2 * at + 2)}.`, [2 * count + at]),
    );
    const began = process.cpuUsage();

    const log = await read({ commits: [...merges.flat(), ...reverts] });

    const { user, system } = process.cpuUsage(began);
    expect([log.pullRequests.length, log.reverted.length]).toEqual([0, count]);
    expect((user + system) / 1_000_000).toBeLessThan(3);
  });
});
