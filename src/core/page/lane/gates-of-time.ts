import { verifySoak } from '../../environments/soak.ts';
import { momentIn } from '../../time/moments.ts';
import { nextDue } from '../../time/schedule.ts';
import { zoneOf } from '../../time/stage-zone.ts';
import { windowAt } from '../../time/window.ts';
import { minutes } from '../../text/phrases.ts';
import { momentOf } from '../words/moment.ts';
import { closedFor, NOT_ASKED, OPEN, WAITING, type GateFacts, type GateView } from './gate-view.ts';

/** A scheduled environment chooses what goes when a release comes due; a release that is open was due. */
export function scheduleGate({ stage: { environment }, standing, facts: { now } }: GateFacts): GateView[] {
  const release = environment?.release ?? 'on-change';
  if (release === 'on-change') return [];
  const gate = { gate: 'schedule', asks: `due by “${release.schedule}” (${release.timezone})` } as const;
  if (standing?.pullRequest !== undefined) return [{ ...gate, ...OPEN }];
  const due = nextDue(release, now);
  if (due === undefined) return [{ ...gate, ...WAITING, because: 'no release is due within a year' }];
  const because = `the next release is due ${momentIn(release.timezone, due)}`;
  return [{ ...gate, ...WAITING, because, opens: momentOf(due, now, release.timezone) }];
}

/** What a release carries has soaked, or it would not carry it. What has not is said of the component that it is closed for. */
export function soakGate({ stage: { environment }, standing }: GateFacts): GateView[] {
  const soaks = (environment?.gates ?? []).flatMap((gate) => ('soak' in gate ? [gate.soak] : []));
  if (soaks.length === 0) return [];
  const gate = { gate: 'soak', asks: `proven in the stage before for ${minutes(Math.max(...soaks))}` } as const;
  const soaking = (standing?.reasons ?? []).filter(({ code }) => code === 'soaking');
  const whole = standing?.pullRequest === undefined ? NOT_ASKED : OPEN;
  return [
    ...(soaking.length > 0 && standing?.pullRequest === undefined ? [] : [{ ...gate, ...whole }]),
    ...soaking.map((reason) => ({ ...gate, about: reason.about, ...closedFor(reason) })),
  ];
}

/** What runs is proven for those who copy once it has run for as long as `verify` asks; no merge here waits for it. */
export function verifyGate({ stage, standing, facts: { now } }: GateFacts): GateView[] {
  const soak = stage.environment === undefined ? 0 : verifySoak(stage.environment);
  if (soak === 0) return [];
  const gate = { gate: 'verify', asks: `has run here for ${minutes(soak)} before others copy it` } as const;
  const running = (standing?.components ?? []).flatMap(({ name, runs }) =>
    runs === undefined ? [] : [{ name, runs }],
  );
  const young = running.flatMap(({ name, runs: { since = 0 } }): GateView[] => {
    const ripe = since + soak;
    if (now >= ripe) return [];
    const because = `nobody copies it before ${momentIn(zoneOf(stage) ?? 'UTC', ripe)}`;
    return [{ ...gate, ...WAITING, about: name, because, opens: momentOf(ripe, now, zoneOf(stage)) }];
  });
  return young.length > 0 ? young : [{ ...gate, ...(running.length === 0 ? NOT_ASKED : OPEN) }];
}

/** The hours at which releases are merged. A window that was shut at the last look and closed nothing was waived. */
export function windowGates({ stage: { environment }, standing, judged, facts: { now } }: GateFacts): GateView[] {
  return (environment?.gates ?? []).flatMap((policy): GateView[] => {
    if (!('window' in policy)) return [];
    const { window } = policy;
    const gate = { gate: 'window', asks: `${window.allow} (${window.timezone})` } as const;
    const at = windowAt(window, now);
    if (at.open) return [{ ...gate, ...OPEN, because: `until ${momentIn(window.timezone, at.until)}` }];
    const wasShut = standing !== undefined && !windowAt(window, standing.at).open;
    const closedNothing = judged && !standing?.reasons.some(({ code }) => code === 'window');
    if (wasShut && closedNothing) return [{ ...gate, ...OPEN, because: 'waived for what the pull request holds' }];
    const because = `the next time is ${momentIn(window.timezone, at.opens)}`;
    return [{ ...gate, ...WAITING, because, opens: momentOf(at.opens, now, window.timezone) }];
  });
}
