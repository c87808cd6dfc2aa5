import type { Instant } from '../core/names.ts';
import { momentIn } from '../core/time/moments.ts';
import { lastDue, nextDue } from '../core/time/schedule.ts';
import type { Clock } from '../ports/clock.ts';

const ROME = 'Europe/Rome';

/** The first scene plays on a Thursday afternoon. */
const FIRST_SCENE = '0 15 * * 4';

/** The story spans two weeks and a day: begun so long ago it ends before today, and no token of it looks out of date. */
const LONG_AGO_MS = 21 * 24 * 60 * 60_000;

/** Time of the story, as people in Rome see it: it passes as the wall's does, and leaps where the story does. */
export class StoryClock implements Clock {
  #behind: number;

  constructor() {
    const wall = Date.now();
    this.#behind = wall - (lastDue({ schedule: FIRST_SCENE, timezone: ROME }, wall - LONG_AGO_MS) ?? wall);
  }

  now(): Instant {
    return Date.now() - this.#behind;
  }

  /** When Rome's clocks next show a minute that these cron fields name. */
  next(schedule: string): Instant {
    return nextDue({ schedule, timezone: ROME }, this.now()) ?? this.now();
  }

  /** Time never goes back. */
  leapTo(instant: Instant): void {
    this.#behind = Math.min(this.#behind, Date.now() - instant);
  }

  /** `Fri 6 Mar 09:00 (Europe/Rome)`. */
  says(): string {
    return momentIn(ROME, this.now());
  }
}
