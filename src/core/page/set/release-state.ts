import { isKnown, type Answer } from '../../answer.ts';
import { freezeOn, holdOn, type Controls, type Freeze } from '../../controls/controls.ts';
import type { Instant } from '../../names.ts';
import type { Stage } from '../../pipeline/pipeline.ts';
import { printable } from '../../text/printable.ts';
import { momentIn } from '../../time/moments.ts';
import { nextDue } from '../../time/schedule.ts';
import { zoneOf } from '../../time/stage-zone.ts';
import { momentOf, type Moment } from '../words/moment.ts';

/** How an environment is released now. */
export interface ReleaseState {
  is: 'on-change' | 'scheduled' | 'held' | 'frozen';
  /** The same in words. */
  says: string;
  /** Why it is held or frozen, in the words of whoever did it. */
  because?: string;
  /** When it comes due, or the freeze ends. */
  next?: Moment;
}

/** The first of what people froze, what they hold, and what the pipeline says; undefined for docker and manifest stages. */
export function releaseState(
  stage: Stage,
  { controls, now }: { controls: Answer<Controls> | undefined; now: Instant },
): ReleaseState | undefined {
  const { name, environment } = stage;
  if (environment === undefined) return undefined;
  const zone = zoneOf(stage);
  const set = controls !== undefined && isKnown(controls) ? controls.known : undefined;
  const freeze = set && freezeOn(set, name, now);
  if (freeze !== undefined)
    return { is: 'frozen', says: frozenWords(freeze, zone), ...whyOf(freeze), ...endOf(freeze, now, zone) };
  const hold = set && holdOn(set, { stage: name });
  if (hold !== undefined) return { is: 'held', says: `held by ${printable(hold.by)}`, ...whyOf(hold) };
  const { release } = environment;
  if (release === 'on-change') return { is: 'on-change', says: 'on change' };
  const due = nextDue(release, now);
  if (due === undefined) return { is: 'scheduled', says: 'no release is due within a year' };
  return { is: 'scheduled', says: `next release ${momentIn(release.timezone, due)}`, next: momentOf(due, now, zone) };
}

/** `frozen until Mon 9 Mar 09:00 (UTC) by ada`. */
export function frozenWords({ by, until }: Freeze, zone = 'UTC'): string {
  const end = until === undefined ? '' : ` until ${momentIn(zone, until)}`;
  return `frozen${end} by ${printable(by)}`;
}

/** Why somebody set something, in their own words. */
export const whyOf = ({ because }: { because?: string }): { because?: string } =>
  because === undefined ? {} : { because: printable(because) };

const endOf = ({ until }: Freeze, now: Instant, zone: string | undefined): { next?: Moment } =>
  until === undefined ? {} : { next: momentOf(until, now, zone) };
