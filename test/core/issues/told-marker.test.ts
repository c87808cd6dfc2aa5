import { describe, expect, it } from '@jest/globals';

import { ToldMarker, type ToldRow } from '../../../src/core/issues/told-marker.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { id, payments, production, staging } from '../environments/release.ts';

const ROWS: ToldRow[] = [
  { stage: staging, component: payments, commit: id('2'), at: 1_772_442_300_000, release: 41 },
  {
    stage: production,
    component: payments,
    commit: id('2'),
    at: 1_772_528_700_000,
    release: 42,
    url: 'https://ci.acme.dev/7',
  },
];

describe('what an issue was told', () => {
  it('is read back from the marker of its status comment', () => {
    const text = Marker.format({ ...ToldMarker.format(ROWS), kind: 'issue', key: 'issue:acme/platform' });

    expect(ToldMarker.parse(Marker.parse(text)[0] ?? {})).toEqual(ROWS);
  });

  it.each([
    ['no such field', undefined],
    ['no JSON', '[["staging"'],
    ['no list', '{"staging":1}'],
    ['a row of another form', '[["staging","payments"]]'],
    ['a stage that is none', `[["Staging!","payments","${id('2')}",1,41]]`],
    ['a commit that is none', '[["staging","payments","HEAD",1,41]]'],
    ['a time that is none', `[["staging","payments","${id('2')}","now",41]]`],
  ])('is nothing where the marker has %s', (_, written) => {
    expect(ToldMarker.parse(written === undefined ? {} : { told: written })).toEqual([]);
  });

  it('keeps no address that somebody put there to break the comment', () => {
    const written = JSON.stringify([[staging, payments, id('2'), 1, 41, 'https://x.example) @octocat']]);

    expect(ToldMarker.parse({ told: written })).toEqual([
      { stage: staging, component: payments, commit: id('2'), at: 1, release: 41 },
    ]);
  });
});
