import type { CommandPlace } from './command.ts';

/** Every word that may follow `/sluice`. */
export type Verb =
  | 'adopt'
  | 'rebuild'
  | 'resume'
  | 'refresh'
  | 'hold'
  | 'promote'
  | 'tell'
  | 'freeze'
  | 'thaw'
  | 'rollback'
  | 'explain'
  | 'help';

interface Usage {
  verb: Verb;
  /** On the pull request of a docker or manifest stage, of a release, and in the control issue; undefined: not there. */
  lane?: string;
  release?: string;
  control?: string;
  does: string;
}

const BECAUSE = '[because …]';
const NAMED = '<environment> [component …]';
const SCOPE = '[environment|all]';

/** `docs/reference/commands.md` is this, for people. */
const USAGES: Usage[] = [
  {
    verb: 'explain',
    lane: '',
    release: SCOPE,
    control: SCOPE,
    does: 'says what waits, for what, and what would open it',
  },
  {
    verb: 'hold',
    lane: BECAUSE,
    release: `[environment] [component …] ${BECAUSE}`,
    control: `${NAMED} ${BECAUSE}`,
    does: 'keeps it where it is until somebody resumes it',
  },
  {
    verb: 'resume',
    lane: '',
    release: '[environment] [component …]',
    control: NAMED,
    does: 'lifts a hold or a rollback; where people have pushed, merges what they pushed',
  },
  { verb: 'refresh', lane: '', release: '', does: 'takes what is ready now into this pull request' },
  { verb: 'adopt', lane: '', release: '', does: 'keeps what people pushed here; later changes go on top' },
  { verb: 'rebuild', lane: '', release: '', does: 'discards what people pushed here' },
  {
    verb: 'promote',
    lane: '',
    release: '[[environment] component [commit|digest]]',
    control: '<environment> <component> [commit|digest]',
    does: 'releases this pull request, or one component by a pull request of its own, without waiting for schedule, soak and window',
  },
  {
    verb: 'rollback',
    release: '[environment] <component> to <#n|commit|digest>',
    control: '<environment> <component> to <#n|commit|digest>',
    does: 'brings back what an earlier release had, by a pull request',
  },
  {
    verb: 'freeze',
    release: `${SCOPE} [until <date> [time] <zone>|for <2h|3d>] ${BECAUSE}`,
    control: `${SCOPE} [until <date> [time] <zone>|for <2h|3d>] ${BECAUSE}`,
    does: 'lets nobody release',
  },
  { verb: 'thaw', release: SCOPE, control: SCOPE, does: 'lifts a freeze' },
  { verb: 'tell', release: '', does: 'tells the issues of this release, however many they are' },
  { verb: 'help', lane: '', release: '', control: '', does: 'lists the commands' },
];

type Where = 'lane' | 'release' | 'control';

function whereIs({ lane }: CommandPlace): Where {
  if (lane === undefined) return 'control';
  return lane.kind === 'environment' ? 'release' : 'lane';
}

/** The commands that a place knows, in the order of the documentation. */
export const verbsAt = (place: CommandPlace): Verb[] =>
  USAGES.filter((usage) => usage[whereIs(place)] !== undefined).map(({ verb }) => verb);

/** A command's form: `/sluice hold <environment> [component …] [because …]`. */
export function usageOf(verb: Verb, place: CommandPlace): string {
  const form = USAGES.find((usage) => usage.verb === verb)?.[whereIs(place)] ?? '';
  return `/sluice ${verb}${form === '' ? '' : ` ${form}`}`;
}

/** Every command of a place with what it does, for help and the control issue. */
export const commandList = (place: CommandPlace): { form: string; does: string }[] =>
  USAGES.filter((usage) => usage[whereIs(place)] !== undefined).map(({ verb, does }) => ({
    form: usageOf(verb, place),
    does,
  }));
