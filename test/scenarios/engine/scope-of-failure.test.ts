import { describe, expect, it } from '@jest/globals';

import { endOfFailure, endOfWork, type End, type Scope } from '../../../src/operations/claims/scope-of-failure.ts';
import { StepRests } from '../../../src/operations/lanes/apply.ts';
import type { Traffic } from '../../../src/ports/github/traffic.ts';

const NOW = 1_000_000;
const LATER = NOW + 600_000;

type Weather = Pick<Traffic, 'bears' | 'breakers'>;

const closed = [{ host: 'api.github.com', state: 'closed' as const }];
const fair: Weather = { bears: () => 'yes', breakers: () => closed };
const limited: Weather = { bears: () => ({ until: LATER }), breakers: () => closed };
const outage: Weather = { ...fair, breakers: () => [{ host: 'api.github.com', state: 'open', until: LATER }] };

class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

const bug = new TypeError('a ruleset without rules');
const gone = new Error('the query failed', { cause: new StoreUnavailable('connection terminated') });

const claim = (key: string, tries = 0) => ({ key, tries });
const LANE = 'lane:acme/platform:docker/payments';

describe('work that threw', () => {
  it.each<[string, unknown, ReturnType<typeof claim>, Weather, End]>([
    ['is tried again soon', bug, claim(LANE), fair, { do: 'postpone', until: NOW + 2_000, cause: bug.message }],
    ['is tried ever later', bug, claim(LANE, 3), fair, { do: 'postpone', until: NOW + 300_000, cause: bug.message }],
    ['counts no try while its account is limited', bug, claim(LANE), limited, rest('installation')],
    ['counts no try while GitHub does not answer', bug, claim(LANE), outage, rest('global')],
    ['counts no try by the store that went', gone, claim(LANE), fair, rest('global', NOW + 5_000)],
    ['counts no try where a step only rests', new StepRests('may show', LATER), claim(LANE, 3), fair, rest('lane')],
    ['is never given up where all else is found by it', bug, claim('sweep:lanes', 9), fair, wake(NOW + 60_000)],
    ['rests like all else where all else is found by it', bug, claim('sweep:lanes'), outage, rest('global')],
  ])('%s', (_, error, held, traffic, end) => {
    expect(endOfFailure(error, { claim: held, traffic, now: NOW })).toEqual(end);
  });

  it('has a cause that every database takes', () => {
    const end = endOfFailure(new Error('an id with \0 in it'), { claim: claim(LANE), traffic: fair, now: NOW });

    expect(end).toMatchObject({ cause: 'an id with  in it' });
  });
});

describe('work that came to its end', () => {
  it.each<[string, number | undefined, Weather, End]>([
    ['is over', undefined, fair, { do: 'release' }],
    ['is over though GitHub rests', undefined, outage, { do: 'release' }],
    ['is due again when it said', NOW + 9, fair, wake(NOW + 9)],
    ['went well though its account rests, and is due when that may go on', NOW + 9, limited, wake(LATER)],
    ['went well though GitHub rests, and is due no sooner than it said', LATER + 9, outage, wake(LATER + 9)],
  ])('%s', (_, at, traffic, end) => {
    expect(endOfWork(at, { claim: claim(LANE), traffic, now: NOW })).toEqual(end);
  });

  it('is not due at once, again and again, by a rest that is over already', () => {
    const traffic: Weather = { ...fair, breakers: () => [{ host: 'api.github.com', state: 'open', until: NOW - 1 }] };

    expect(endOfWork(NOW, { claim: claim(LANE), traffic, now: NOW })).toEqual(wake(NOW + 1_000));
  });
});

function rest(scope: Scope, until = LATER): End {
  return { do: 'defer', until, scope };
}

function wake(at: number): End {
  return { do: 'release', wake: at };
}
