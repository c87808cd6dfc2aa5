import { isKnown } from '../../answer.ts';
import { freezeOn, holdOn } from '../../controls/controls.ts';
import type { ComponentName } from '../../names.ts';
import { momentIn } from '../../time/moments.ts';
import { zoneOf } from '../../time/stage-zone.ts';
import { list } from '../../text/phrases.ts';
import type { Facts } from '../facts.ts';
import { closed, LOOK_AGAIN_MS, open, prefixed, isClosed, type Gate, type Verdict } from './gate.ts';

/** What people hold and freeze: nobody can waive it. */
export const setByPeopleGate: Gate = ({ facts, pullRequest, entries }) => {
  const verdict = setByPeople(
    facts,
    entries.map(({ component }) => component),
  );
  return isClosed(verdict) ? prefixed(pullRequest.number, verdict) : verdict;
};

/** Whether people keep an environment, or any of the components that would move, where they are. */
export function setByPeople(facts: Facts, moved: ComponentName[]): Verdict {
  const { lane, controls, now } = facts;
  if (!isKnown(controls)) {
    const says = `whether anybody holds ${lane.stage} could not be read: ${controls.unknown}`;
    return closed({ standing: 'waiting', code: 'controls-unknown', says, wake: now + LOOK_AGAIN_MS / 10 });
  }
  return frozen(facts) ?? held(facts, moved) ?? open;
}

function frozen({ lane: { stage, kind }, policy, controls, now }: Facts): Verdict | undefined {
  const freeze = isKnown(controls) && kind === 'environment' ? freezeOn(controls.known, stage, now) : undefined;
  if (freeze === undefined) return undefined;
  const until = freeze.until === undefined ? '' : ` until ${momentIn(zoneOf(policy) ?? 'UTC', freeze.until)}`;
  const what = freeze.stage === undefined ? 'every environment' : stage;
  return closed({
    standing: freeze.until === undefined ? 'blocked' : 'waiting',
    code: 'frozen',
    says: `${freeze.by} froze ${what}${until}${because(freeze)}`,
    next: `\`/sluice thaw ${freeze.stage ?? 'all'}\` lifts it`,
    ...(freeze.until === undefined ? {} : { wake: freeze.until }),
  });
}

function held({ lane: { stage }, controls }: Facts, moved: ComponentName[]): Verdict | undefined {
  if (!isKnown(controls)) return undefined;
  const whole = holdOn(controls.known, { stage });
  const parts = moved.flatMap((component) => holdOn(controls.known, { stage, component }) ?? []);
  const [hold = whole] = parts;
  if (hold === undefined) return undefined;
  const what = whole === undefined ? `${list(parts.flatMap(({ component }) => component ?? []))} in ${stage}` : stage;
  return closed({
    standing: 'blocked',
    code: 'held',
    says: `${(whole ?? hold).by} holds ${what}${because(whole ?? hold)}`,
    next: `\`/sluice resume ${stage}${whole === undefined ? ` ${hold.component ?? ''}` : ''}\` lets it go`,
  });
}

const because = (set: { because?: string }): string => (set.because === undefined ? '' : `: ${set.because}`);
