import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { stuckViews } from '../../../src/core/page/trouble/stuck.ts';
import { mayBeParked } from '../../../src/operations/claims/scope-of-failure.ts';
import { KINDS_OF_WORK } from '../../../src/operations/claims/works.ts';

/** What the release before works; it gives up a key of any other kind, so that a rollback would park it. */
const BEFORE = [
  'lane',
  'promotion',
  'pipeline',
  'pipelines',
  'proposal',
  'wish',
  'report',
  'tidy',
  'permissions',
  'builds',
  'commands',
  'control',
  'lanes',
  'sweep',
];

describe('a kind of key', () => {
  it('is known to the release before, which may work on the same store', () => {
    expect(KINDS_OF_WORK.toSorted()).toEqual(BEFORE.toSorted());
  });

  it('is in the table of the architecture', () => {
    const rows = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `([a-z]+):[^`]+`/gm);

    expect([...new Set([...rows].map(([, kind = '']) => kind))].toSorted()).toEqual(KINDS_OF_WORK.toSorted());
  });

  it.each(KINDS_OF_WORK.filter((kind) => mayBeParked(`${kind}:`)))('%s has words on the page', (kind) => {
    const key = `${kind}:acme/platform`;

    const { shown } = stuckViews({ parked: [{ key, cause: 'it fails', tries: 5, since: 0 }], now: 1 });

    expect(shown[0]?.what).toMatch(/ acme\/platform$/);
  });
});
