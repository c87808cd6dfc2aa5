import { expect, it } from '@jest/globals';

import { Agenda } from '../../../src/simulate/world/agenda.ts';

const KEY = 'lane:acme/payments:dev';
const LEASE_OVER = 300;

type Call = [name: string, given: unknown[], answer?: unknown];

const claim = (fence: number): object => ({ key: KEY, worker: 'r1-1', fence });
const CLAIMED: Call = ['attention.claim', ['r1-1', 10, LEASE_OVER], claim(1)];
const PUT: Call = ['inbox.put', [{ guid: 'g', receivedAt: 7 }], 'stored'];

it.each<[string, Call[], number]>([
  ['nothing was ever wanted', [], Infinity],
  ['a mark wants its instant', [['attention.want', [KEY, 10]]], 10],
  [
    'a later mark does not put an earlier one off',
    [
      ['attention.want', [KEY, 10]],
      ['attention.want', [KEY, 20]],
    ],
    10,
  ],
  ['what is held is due when its lease is over', [['attention.want', [KEY, 10]], CLAIMED], LEASE_OVER],
  ['a renewed lease is over later', [CLAIMED, ['attention.renew', [claim(1), 20, 400], true]], 400],
  ['one that was not renewed is not', [CLAIMED, ['attention.renew', [claim(1), 20, 400], false]], LEASE_OVER],
  ['a mark during a claim waits for its end', [CLAIMED, ['attention.want', [KEY, 20]]], LEASE_OVER],
  ['and is due after it', [CLAIMED, ['attention.want', [KEY, 20]], ['attention.release', [claim(1), 5_000]]], 20],
  ['what was released is over', [CLAIMED, ['attention.release', [claim(1)]]], Infinity],
  ['or wakes', [CLAIMED, ['attention.release', [claim(1), 5_000]]], 5_000],
  ['a claim that was lost ends nothing', [CLAIMED, ['attention.release', [claim(0)]]], LEASE_OVER],
  ['a claim that found nothing changes nothing', [['attention.claim', ['r1-1', 10, LEASE_OVER]]], Infinity],
  ['a delivery is due at once', [PUT], 7],
  ['until it is taken', [PUT, ['inbox.take', ['r1-1', 10, LEASE_OVER], { guid: 'g' }]], LEASE_OVER],
  ['one that failed is due again', [PUT, ['inbox.failed', [{ guid: 'g' }, 'cause', 90]]], 90],
  ['one that was processed is over', [PUT, ['inbox.processed', [{ guid: 'g' }, 12]]], Infinity],
  ['what was given back may be anything', [CLAIMED, ['attention.giveBack', ['r1-1', 20]]], 0],
])('%s', (_name, calls, earliest) => {
  const agenda = new Agenda();

  for (const [name, given, answer] of calls) agenda.note({ name, given, answer });

  expect(agenda.earliest()).toBe(earliest);
});

it('what the store says counts, and a claim that it shows stays with its holder', () => {
  const agenda = new Agenda();
  agenda.note({ name: 'attention.claim', given: ['r1-1', 10, LEASE_OVER], answer: claim(1) });

  agenda.replace([{ key: KEY, due: LEASE_OVER, isHeld: true }], Infinity);
  agenda.note({ name: 'attention.want', given: [KEY, 20], answer: undefined });
  const whileHeld = agenda.earliest();
  agenda.replace([{ key: KEY, due: 40, isHeld: false }], Infinity);
  agenda.note({ name: 'attention.want', given: [KEY, 30], answer: undefined });

  expect([whileHeld, agenda.earliest()]).toEqual([LEASE_OVER, 30]);
});

it('asking is in vain while nothing is due, and never while that is not sure', () => {
  const agenda = new Agenda();
  const isInVain = (name: string, now: number): boolean => agenda.isInVain({ name, given: ['r1-1', now, LEASE_OVER] });
  agenda.note({ name: 'attention.want', given: [KEY, 10], answer: undefined });
  agenda.note({ name: 'inbox.put', given: [{ guid: 'g', receivedAt: 7 }], answer: 'stored' });

  expect([9, 10].map((now) => isInVain('attention.claim', now))).toEqual([true, false]);
  expect([6, 7].map((now) => isInVain('inbox.take', now))).toEqual([true, false]);
  expect(isInVain('attention.jobs', 0)).toBe(false);
  agenda.note({ name: 'attention.giveBack', given: ['r1-1', 20], answer: undefined });
  expect(isInVain('attention.claim', 0)).toBe(false);
});
