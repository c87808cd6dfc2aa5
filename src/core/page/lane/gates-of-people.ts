import { isKnown } from '../../answer.ts';
import { freezeOn, holdOn, type Hold } from '../../controls/controls.ts';
import { printable } from '../../text/printable.ts';
import { zoneOf } from '../../time/stage-zone.ts';
import { frozenWords } from '../set/release-state.ts';
import { momentOf } from '../words/moment.ts';
import { BLOCKED, closedFor, NOT_ASKED, OPEN, WAITING, type GateFacts, type GateView } from './gate-view.ts';

const FREEZE = { gate: 'freeze', asks: 'nobody has frozen it' } as const;
const HOLD = { gate: 'hold', asks: 'nobody holds it' } as const;

/** What people froze and hold in an environment, as it is now: that needs no look. */
export function setGates(gates: GateFacts): GateView[] {
  const { stage, page } = gates;
  if (stage.kind !== 'environment') return [];
  const { controls } = page;
  if (controls === undefined) return [{ ...FREEZE, ...NOT_ASKED }, { ...HOLD, ...NOT_ASKED }, ...rollbacks(gates)];
  if (!isKnown(controls)) {
    const because = `it could not be read: ${printable(controls.unknown)}`;
    return [{ ...FREEZE, ...WAITING, because }, { ...HOLD, ...WAITING, because }, ...rollbacks(gates)];
  }
  const whole = holdOn(controls.known, { stage: stage.name });
  const parts = controls.known.holds.filter((hold) => hold.stage === stage.name && hold.component !== undefined);
  return [
    freezeGate(gates, freezeOn(controls.known, stage.name, gates.facts.now)),
    whole === undefined ? { ...HOLD, ...OPEN } : holdGate(whole),
    ...parts.map(holdGate),
    ...rollbacks(gates),
  ];
}

function freezeGate({ facts: { now }, stage }: GateFacts, freeze: ReturnType<typeof freezeOn>): GateView {
  if (freeze === undefined) return { ...FREEZE, ...OPEN };
  const zone = zoneOf(stage);
  return {
    ...FREEZE,
    ...(freeze.until === undefined ? BLOCKED : WAITING),
    because: `${frozenWords(freeze, zone)}${inTheirWords(freeze)}`,
    next: `\`/sluice thaw ${freeze.stage ?? 'all'}\` lifts it`,
    ...(freeze.until === undefined ? {} : { opens: momentOf(freeze.until, now, zone) }),
  };
}

const holdGate = (hold: Hold): GateView => ({
  ...HOLD,
  ...BLOCKED,
  ...(hold.component === undefined ? {} : { about: hold.component }),
  because: `held by ${printable(hold.by)}${inTheirWords(hold)}`,
  next: `\`/sluice resume ${hold.stage}${hold.component === undefined ? '' : ` ${hold.component}`}\` lets it go`,
});

/** A pin that was moved back on purpose stays back like one that is held. */
const rollbacks = ({ standing }: GateFacts): GateView[] =>
  (standing?.reasons ?? [])
    .filter(({ code }) => code === 'rolled-back')
    .map((reason) => ({ ...HOLD, about: reason.about, ...closedFor(reason) }));

const inTheirWords = ({ because }: { because?: string }): string =>
  because === undefined ? '' : `: ${printable(because)}`;
