import { isKnown } from '../answer.ts';
import { freezeOn, holdOn } from '../controls/controls.ts';
import type { ComponentName, Instant } from '../names.ts';
import { list } from '../text/phrases.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import { momentIn } from '../time/moments.ts';
import type { LabelFacts } from './label-facts.ts';

/** People keep an environment back, and no label waives that. */
export interface KeptBack {
  /** Stable word for keys: each is said once. */
  code: 'frozen' | 'held' | 'unread';
  /** In words of ours; what people gave as their reason stands in the control issue, which may be for fewer eyes. */
  says: string;
  /** What lifts it. */
  next?: string;
  /** When to look again. */
  wake: Instant;
}

/** Nobody tells a label's pull request that a freeze or a hold was lifted. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** Why a merge that moves these components may not be deployed now; what cannot be read keeps it back too. */
export function keptBack({ controls, stage, now }: LabelFacts, moved: ComponentName[]): KeptBack | undefined {
  const later = now + LOOK_AGAIN_MS;
  if (!isKnown(controls))
    return { code: 'unread', says: `whether anybody holds ${stage.name} could not be read`, wake: later };
  const freeze = freezeOn(controls.known, stage.name, now);
  if (freeze !== undefined) {
    const what = freeze.stage ?? 'every environment';
    const until = freeze.until === undefined ? '' : ` until ${momentIn('UTC', freeze.until)}`;
    return {
      code: 'frozen',
      says: `${neutraliseInline(freeze.by)} froze ${what}${until}`,
      next: `\`/sluice thaw ${freeze.stage ?? 'all'}\` in the pipeline's control issue lifts it`,
      wake: freeze.until ?? later,
    };
  }
  const whole = holdOn(controls.known, { stage: stage.name });
  const parts = moved.filter((component) => holdOn(controls.known, { stage: stage.name, component }) !== undefined);
  const [first] = parts;
  if (whole === undefined && first === undefined) return undefined;
  return {
    code: 'held',
    says: whole === undefined ? `${list(parts)} is held in ${stage.name}` : `${stage.name} is held`,
    next: `\`/sluice resume ${stage.name}${whole === undefined ? ` ${first ?? ''}` : ''}\` in the pipeline's control issue lets it go`,
    wake: later,
  };
}
