import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RangeCommit } from '../../../src/core/changelog/index.ts';
import { newestFirst } from '../../../src/core/changelog/range/order.ts';
import { commitSha } from '../../../src/core/names.ts';
import { commit } from './stories.ts';

const names = (commits: RangeCommit[]): string => commits.map(({ commit }) => commit.slice(0, 1)).join('');

/** A history in which each commit has up to two of the earlier ones as parents, and clocks go as they like. */
const histories = fc
  .array(fc.record({ parents: fc.array(fc.nat(), { maxLength: 2 }), at: fc.nat(20) }), { maxLength: 40 })
  .map((drawn) =>
    drawn.map(({ parents, at }, index): RangeCommit => {
      const name = (place: number): RangeCommit['commit'] => commitSha(place.toString(16).padStart(40, '0'));
      const above = index === 0 ? [] : parents.map((parent) => name(parent % index));
      return { commit: name(index), parents: above, message: '', author: 'ada', at };
    }),
  );

describe('the order of a range', () => {
  it('is by date, newest first, where no commit stands on another', () => {
    const commits = [commit('1', '', [], { at: 1 }), commit('3', '', [], { at: 3 }), commit('2', '', [], { at: 2 })];

    expect(names(newestFirst(commits))).toBe('321');
  });

  it('puts children before parents, whatever their clocks say', () => {
    const commits = [commit('1', '', [], { at: 9 }), commit('2', '', ['1'], { at: 1 }), commit('3', '', ['2', '1'])];

    expect(names(newestFirst(commits))).toBe('321');
  });

  it('takes parents that are outside the range, and a parent named twice, as they come', () => {
    const commits = [commit('2', '', ['1', '1']), commit('1', '', ['0'])];

    expect(names(newestFirst(commits))).toBe('21');
  });

  it('is one order of all commits whatever order they come in, and no parent stands above its child', () => {
    fc.assert(
      fc.property(
        histories.chain((history) =>
          fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
        ),
        ([history, shuffled]) => {
          const ordered = newestFirst(history);

          expect(newestFirst(shuffled)).toEqual(ordered);
          expect(new Set(ordered)).toEqual(new Set(history));
          const place = new Map(ordered.map(({ commit }, index) => [commit, index]));
          for (const { commit, parents } of history) {
            for (const parent of parents) expect(place.get(parent)).toBeGreaterThan(place.get(commit) as number);
          }
        },
      ),
    );
  });

  it('of ten thousand commits is there at once', () => {
    const name = (index: number): RangeCommit['commit'] => commitSha(index.toString(16).padStart(40, '0'));
    const commits = Array.from({ length: 10_000 }, (_, index): RangeCommit => {
      const parents = index % 2 === 0 ? [name(index + 2), name(index + 1)] : [name(index + 5)];
      return { commit: name(index), parents, message: '', author: 'ada', at: (index * 7919) % 1000 };
    });
    const started = performance.now();

    expect(newestFirst(commits)).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
