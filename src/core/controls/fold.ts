import type { ComponentName, StageName } from '../names.ts';
import { NO_CONTROLS, type Controls, type Freeze, type Hold, type Resumed } from './controls.ts';

/** One thing that somebody set or lifted, as the ledger keeps it for good. */
export type ControlChange =
  | { set: 'hold'; hold: Hold }
  | { set: 'freeze'; freeze: Freeze }
  | { set: 'resumed'; resumed: Resumed }
  | { lifted: 'hold'; stage: StageName; component?: ComponentName }
  /** `stage` undefined: the freeze of every environment. */
  | { lifted: 'freeze'; stage?: StageName };

/** What stands after these changes, oldest first, on top of what stood before; of one target the newest counts. */
export const foldControls = (changes: ControlChange[], before: Controls = NO_CONTROLS): Controls =>
  changes.reduce(changed, before);

function changed(controls: Controls, change: ControlChange): Controls {
  if ('lifted' in change) {
    if (change.lifted === 'freeze') return { ...controls, freezes: without(controls.freezes, change) };
    return { ...controls, holds: without(controls.holds, change) };
  }
  switch (change.set) {
    case 'hold':
      return { ...controls, holds: [...without(controls.holds, change.hold), change.hold] };
    case 'freeze':
      return { ...controls, freezes: [...without(controls.freezes, change.freeze), change.freeze] };
    case 'resumed':
      return { ...controls, resumed: [...without(controls.resumed, change.resumed), change.resumed] };
    default:
      // A later release may have entered what this one does not know.
      return controls;
  }
}

interface Aim {
  stage?: StageName;
  component?: ComponentName;
}

const without = <Set extends Aim>(sets: Set[], aim: Aim): Set[] =>
  sets.filter(({ stage, component }) => stage !== aim.stage || component !== aim.component);
