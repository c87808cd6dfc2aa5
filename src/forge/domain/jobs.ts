import { VirtualClock } from '../clock/clock.ts';
import type { Clock } from '../clock/clock.ts';
import { Refusal } from '../http/handler.ts';
import { mergeWhatIsReady } from './pulls/merge-when-ready.ts';
import type { ForgeState } from './state.ts';

/** How long GitHub's answer is ahead of what it promises (virtual milliseconds); the real delay is unpublished. */
const jobMs = 1_000;

/** A timer may be a little ahead of the clock. */
const timerSlackMs = 20;

/** Work that is done a moment after it was promised. */
export interface Job {
  /** Instant of the virtual clock. */
  dueAt: number;
  run: () => void;
}

/** Calls back after so many milliseconds of the machine's clock. */
type Alarm = (ring: () => void, ms: number) => void;

const timer: Alarm = (ring, ms) => void setTimeout(ring, ms).unref();

/** Virtual time comes by being moved, and whoever moves it calls next; a timer of the machine would ring into the middle of a test. */
const alarmOf = (clock: Clock): Alarm => (clock instanceof VirtualClock ? () => undefined : timer);

/** Promises work for later. A forge on the machine's clock does it although nobody calls again. */
export function runLater(state: ForgeState, run: () => void, setAlarm = alarmOf(state.clock)): void {
  state.jobs.push({ dueAt: state.clock.now() + jobMs, run });
  setAlarm(() => runDueJobs(state), jobMs + timerSlackMs);
}

/** Does what is due, oldest first; work that has become impossible meanwhile is dropped without a word. */
export function runDueJobs(state: ForgeState): void {
  const now = state.clock.now();
  const due = state.jobs.filter(({ dueAt }) => dueAt <= now);
  if (due.length === 0) return;
  state.jobs = state.jobs.filter(({ dueAt }) => dueAt > now);
  for (const { run } of due) runQuietly(run);
  mergeWhatIsReady(state);
}

function runQuietly(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
