import { expect, it, jest } from '@jest/globals';
import { runDueJobs, runLater } from '../../../src/forge/domain/jobs.ts';
import { Refusal } from '../../../src/forge/http/handler.ts';
import { startKernel } from '../kernel.ts';

it('what was promised is done although nobody calls again, once the clock has come so far', () => {
  const { forge, clock } = startKernel();
  const done: string[] = [];
  const alarms: { ring: () => void; ms: number }[] = [];
  const later = (run: () => void) => runLater(forge.state, run, (ring, ms) => alarms.push({ ring, ms }));

  later(() => done.push('first'));
  later(() => {
    throw new Refusal(422, 'impossible by now');
  });
  later(() => done.push('last'));
  alarms[0]!.ring();
  const early = [...done];
  clock.advance(alarms[1]!.ms);
  alarms[1]!.ring();

  expect([early, done, forge.state.jobs]).toEqual([[], ['first', 'last'], []]);
});

it('a clock that is moved by hand is waited for by no timer of the machine', () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  try {
    const { forge, clock } = startKernel();
    const done: string[] = [];
    runLater(forge.state, () => done.push('work'));
    clock.advance(2_000);
    runDueJobs(forge.state);

    expect([timers.mock.calls, done]).toEqual([[], ['work']]);
  } finally {
    timers.mockRestore();
  }
});
