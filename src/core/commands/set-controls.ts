import { holdOn, type Controls } from '../controls/controls.ts';
import type { ControlChange } from '../controls/fold.ts';
import type { ComponentName, Instant, StageName } from '../names.ts';
import { list } from '../text/phrases.ts';
import { momentIn } from '../time/moments.ts';
import type { Command, Reply, Target } from './command.ts';

/** Who sets something, and when. */
export interface SetBy {
  by: string;
  at: Instant;
  because?: string;
}

export interface Setting {
  changes: ControlChange[];
  reply: Reply;
}

/** What a command makes of what people have set so far, and what its author is told; `zone`: that of the stage, else UTC. */
export function settingOf(
  command: Extract<Command, { verb: 'hold' | 'resume' | 'freeze' | 'thaw' }>,
  { by, zone }: { by: SetBy; zone?: string | undefined },
  controls: Controls,
): Setting {
  switch (command.verb) {
    case 'hold':
      return hold(command, by);
    case 'resume':
      return resume(command, by, controls);
    case 'freeze':
      return freeze(command, by, zone);
    case 'thaw':
      return thaw(command, controls);
  }
}

/** Each component by itself, or the whole stage. */
const aimsOf = ({ stage, components }: Target): { stage: StageName; component?: ComponentName }[] =>
  components.length === 0 ? [{ stage }] : components.map((component) => ({ stage, component }));

const named = ({ stage, components }: Target): string =>
  components.length === 0 ? `**${stage}**` : `${list(components.map((name) => `**${name}**`))} in **${stage}**`;

function hold(target: Target, by: SetBy): Setting {
  const changes = aimsOf(target).map((aim): ControlChange => ({ set: 'hold', hold: { ...aim, ...by } }));
  const how = `/sluice resume ${[target.stage, ...target.components].join(' ')}`;
  return { changes, reply: { says: `${named(target)} stays as it is.`, next: `\`${how}\` lets it go on` } };
}

/** A hold of the same target is lifted; where there is none, what was rolled back may go forward again. */
function resume(target: Target, by: SetBy, controls: Controls): Setting {
  const changes = aimsOf(target).map((aim): ControlChange =>
    holdOn(controls, aim) === undefined ? { set: 'resumed', resumed: { ...aim, ...by } } : { lifted: 'hold', ...aim },
  );
  const lifted = changes.filter((change) => 'lifted' in change).length;
  const says =
    lifted === changes.length
      ? `The hold of ${named(target)} is lifted.`
      : `${named(target)} goes on: whatever was rolled back there before now may move forward again.`;
  const left = stillHeld(target, controls);
  return { changes, reply: { says, ...(left.length === 0 ? {} : { list: left }) } };
}

/** What keeps a part of the target, or more than it, in place all the same. */
function stillHeld({ stage, components }: Target, { holds }: Controls): string[] {
  return holds
    .filter((one) => one.stage === stage && (one.component === undefined) !== (components.length === 0))
    .map(({ component, by }) =>
      component === undefined
        ? `The whole of **${stage}** is still held by ${by}: \`/sluice resume ${stage}\``
        : `**${component}** is still held by ${by}: \`/sluice resume ${stage} ${component}\``,
    );
}

const EVERY = 'every environment';

function freeze({ stage, until }: Extract<Command, { verb: 'freeze' }>, by: SetBy, zone = 'UTC'): Setting {
  const aim = { ...(stage === undefined ? {} : { stage }), ...(until === undefined ? {} : { until }) };
  const end = until === undefined ? 'until somebody lifts it' : `until ${momentIn(zone, until)}`;
  const says = `Nobody releases to ${stage === undefined ? EVERY : `**${stage}**`} ${end}.`;
  return {
    changes: [{ set: 'freeze', freeze: { ...aim, ...by } }],
    reply: { says, next: `\`/sluice thaw ${stage ?? 'all'}\` lifts it` },
  };
}

/** `all` lifts every freeze there is; that of one environment leaves one of all of them standing, and says so. */
function thaw({ stage }: Extract<Command, { verb: 'thaw' }>, { freezes }: Controls): Setting {
  const lifted = freezes.filter((one) => stage === undefined || one.stage === stage);
  const changes = lifted.map((one): ControlChange => ({
    lifted: 'freeze',
    ...(one.stage === undefined ? {} : { stage: one.stage }),
  }));
  const of = stage === undefined ? EVERY : `**${stage}**`;
  const says = lifted.length === 0 ? `There is no freeze of ${of} to lift.` : `The freeze of ${of} is lifted.`;
  const whole = stage === undefined ? undefined : freezes.find((one) => one.stage === undefined);
  if (whole === undefined) return { changes, reply: { says } };
  return { changes, reply: { says, list: [`Every environment is still frozen by ${whole.by}: \`/sluice thaw all\``] } };
}
