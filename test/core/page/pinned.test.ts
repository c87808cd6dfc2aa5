import { describe, expect, it } from '@jest/globals';

import { laneDetail } from '../../../src/core/page/detail.ts';
import type { PinnedView } from '../../../src/core/page/lane/pinned.ts';
import { commitSha } from '../../../src/core/names.ts';
import type { Standing, StandingComponent } from '../../../src/core/promotion/standing.ts';
import { A, ONE, pageFacts, REPO, standing, TWO } from './facts.ts';

const base = commitSha(A);
const pins: StandingComponent['pins'] = [{ file: 'staging/payments.yaml', line: 12, by: 'image', pointer: '/image' }];
const holds = { value: ONE };

function pinnedIn(components: Partial<StandingComponent>[], more: Partial<Standing> = { base }): PinnedView[] {
  const facts = pageFacts({ standings: [standing('staging', components, more)] });
  return laneDetail(facts, { pipeline: REPO, stage: 'staging' }, 1)?.components ?? [];
}

describe('where the components of a lane are pinned', () => {
  it('leads to the line at the commit that was read', () => {
    expect(pinnedIn([{ holds, pins }])).toEqual([
      {
        name: 'payments',
        pins: [
          {
            file: 'staging/payments.yaml',
            line: 12,
            by: 'image',
            pointer: '/image',
            url: `https://github.com/acme/environments/blob/${A}/staging/payments.yaml#L12`,
          },
        ],
        strays: [],
      },
    ]);
  });

  it('leads to files whatever they are called', () => {
    const odd = [{ file: 'a b/#1?.yaml', line: 3, by: 'marker' as const, pointer: '' }];

    expect(pinnedIn([{ holds, pins: odd }])[0]?.pins[0]?.url).toBe(
      `https://github.com/acme/environments/blob/${A}/a%20b/%231%3F.yaml#L3`,
    );
  });

  it.each([
    [TWO, 'sha256:2222222'],
    ['v1.9.2-rc.1', 'v1.9.2-rc.1'],
  ])('says what else refers to the image and holds %s', (held, short) => {
    const strays = [{ file: 'staging/payments.yaml', line: 30, holds: held }];

    expect(pinnedIn([{ holds, pins, strays }])[0]?.strays).toEqual([
      {
        file: 'staging/payments.yaml',
        line: 30,
        holds: held,
        says: `refers to the same image and holds ${short}, which no pin of this stage moves`,
        url: `https://github.com/acme/environments/blob/${A}/staging/payments.yaml#L30`,
      },
    ]);
  });

  it('leaves out components whose pins could not be read', () => {
    expect(pinnedIn([{}])).toEqual([]);
  });

  it('is not said where an older release looked', () => {
    expect(pinnedIn([{ holds }], {})).toEqual([]);
  });

  it('is not said before the first look', () => {
    expect(laneDetail(pageFacts(), { pipeline: REPO, stage: 'staging' }, 1)?.components).toEqual([]);
  });
});
