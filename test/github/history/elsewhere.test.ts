import { describe, expect, it } from '@jest/globals';

import type { RangeCommit } from '../../../src/core/changelog/history.ts';
import { commitSha } from '../../../src/core/names.ts';
import { elsewhereOf } from '../../../src/github/answers/history/ranges/elsewhere.ts';

const commit = (start: string, fields: Partial<RangeCommit> = {}): RangeCommit => ({
  commit: commitSha(start.padEnd(40, '0')),
  parents: [],
  message: 'Change',
  author: 'grace',
  at: 2,
  authoredAt: parseInt(start, 16),
  ...fields,
});

describe('commits beyond a range', () => {
  it('are told where a message of the range names them, in full or abbreviated', () => {
    const [old, older, other] = [commit('abc1234'), commit('def5678'), commit('123')];
    const message = `Undo\n\nThis reverts commit ${old.commit}.\n(cherry picked from commit def5678)`;

    expect(elsewhereOf([commit('1', { message })], [other, old, older])).toEqual([old, older]);
  });

  it('are not told where an abbreviation fits two of them', () => {
    const message = 'This reverts commit abc1234.';

    expect(elsewhereOf([commit('1', { message })], [commit('abc12341'), commit('abc12342')])).toEqual([]);
  });

  it('are told where one of the range is a copy of them', () => {
    const original = commit('abc', { authoredAt: 7 });
    const others = [commit('def', { authoredAt: 7, author: 'ada' }), commit('fed', { authoredAt: 8 })];

    expect(elsewhereOf([commit('1', { authoredAt: 7 })], [original, ...others])).toEqual([original]);
  });
});
