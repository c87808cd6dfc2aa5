import { describe, expect, it } from '@jest/globals';

import { DoorAnswer, DoorRequest } from '../../../src/operations/jobs/door-lines.ts';
import type { OperatorRequest } from '../../../src/operations/jobs/operator.ts';

describe('a request at the local door', () => {
  it.each<OperatorRequest>([
    { do: 'jobs' },
    { do: 'jobs', state: 'parked' },
    { do: 'show', key: 'lane:acme/platform:staging' },
    { do: 'wake', keys: 'all' },
    { do: 'wake', keys: ['delivery:1', 'lane:a/b:c\n'] },
    { do: 'export' },
    { do: 'rebuild', again: true },
  ])('is read as it was written, in one line: %j', (request) => {
    const line = DoorRequest.format(request);

    expect(DoorRequest.parse(line)).toEqual(request);
    expect(line).not.toContain('\n');
  });

  it.each([
    '',
    'null',
    '[]',
    '{"do":"jobs"}',
    '{"v":2,"do":"jobs"}',
    '{"v":1,"do":"jobs","state":"lost"}',
    '{"v":1,"do":"show"}',
    '{"v":1,"do":"wake","keys":[1]}',
    '{"v":1,"do":"rebuild"}',
    '{"v":1,"do":"drop"}',
  ])('that this release does not know is none: %s', (line) => {
    expect(DoorRequest.parse(line)).toBeUndefined();
  });
});

describe('an answer', () => {
  it.each([{ item: null }, { item: { key: 'a' } }, { end: 3 }, { failed: 'why' }])(
    'is read as it was written: %j',
    (line) => {
      expect(DoorAnswer.parse(DoorAnswer.format(line))).toEqual(line);
    },
  );

  it.each(['', '{', '{}', '7'])('that was cut is none: %s', (line) => {
    expect(DoorAnswer.parse(line)).toBeUndefined();
  });
});
