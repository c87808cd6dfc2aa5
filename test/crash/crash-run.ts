import { join } from 'node:path';

import type { Ending } from '../../src/simulate/ending/ending.ts';
import type { Scene } from '../../src/simulate/scene.ts';
import { SCENES } from '../../src/simulate/scenes/index.ts';
import type { ScratchPostgres } from '../contracts/scratch-postgres.ts';
import { busy } from './busy.ts';
import { pauseInAnEffect, type Pause } from './standstill/pause.ts';
import { play, type PlayOptions } from './play.ts';
import { judge, type Verdict } from './verdict.ts';

/** Where the replicas of a run keep what they know, and how many of them there are. */
export interface Ground {
  name: 'embedded' | 'postgres';
  replicas: number;
  store: PlayOptions['store'];
}

/** One replica, since the embedded store belongs to one process. */
export const embedded: Ground = {
  name: 'embedded',
  replicas: 1,
  store: (town) => Promise.resolve({ directory: join(town.directory, 'store') }),
};

/** Three replicas on one server: one may stand still while another is killed, and somebody goes on. */
export const onPostgres = (server: ScratchPostgres): Ground => ({
  name: 'postgres',
  replicas: 3,
  store: async () => ({ url: await server.database() }),
});

/** The scenes that runs are of, in turn: the one with much to do at once between each two of the others. */
const scenes: readonly Scene[] = SCENES.flatMap(({ scene }) => [busy, scene]);

export interface CrashRound extends Verdict {
  scene: string;
  killed: number;
  acknowledged: number;
  /** 1: a replica stood still in an effect until its leases were over, woke, and was about to write more. */
  pauses: number;
  /** Writes that were not begun after such a standstill, since the lease was over. */
  refused: number;
  /** What was sent afterwards although the lease was over. */
  late: readonly string[];
}

const undisturbed = new Map<string, Promise<Ending>>();

/** How a scene ends where nobody is killed; played once in a process. */
function endingWithout(scene: Scene): Promise<Ending> {
  const ending = undisturbed.get(scene.name) ?? playUndisturbed(scene);
  undisturbed.set(scene.name, ending);
  return ending;
}

async function playUndisturbed(scene: Scene): Promise<Ending> {
  let ending: Ending | undefined;
  await play({
    ...embedded,
    scene,
    seed: 'undisturbed',
    kills: 0,
    look: async (played) => {
      ending = (await judge(played)).ending;
    },
  });
  if (ending === undefined) throw new Error(`${scene.name} did not end`);
  return ending;
}

export interface RoundOptions {
  ground: Ground;
  /** Picks the moments and the victims, and where it is not said the scene. */
  seed: number;
  kills: number;
  scene?: Scene;
  /** Whether one replica stands still for ten virtual minutes in the middle of an effect. */
  isPaused?: boolean;
}

/** Plays one scene, kills on the way, and compares its end with the undisturbed one. */
export async function crash({ ground, seed, kills, scene, isPaused = false }: RoundOptions): Promise<CrashRound> {
  const played = scene ?? scenes[seed % scenes.length] ?? busy;
  const expected = endingWithout(played);
  const pause: Pause | undefined = isPaused ? pauseInAnEffect() : undefined;
  let round: CrashRound | undefined;
  const disturbed = play({
    ...ground,
    scene: played,
    seed: String(seed),
    kills,
    ...(pause === undefined ? {} : { onMoment: pause.onMoment, isUnderWay: () => pause.isUnderWay }),
    look: async (there) => {
      const verdict = await judge(there, await expected);
      if (pause !== undefined) verdict.wrong.push(...pause.wrong());
      const acknowledged = there.acknowledged.length;
      const { killed } = there;
      const stood = { pauses: pause?.isProven === true ? 1 : 0, refused: pause?.refused ?? 0, late: pause?.late ?? [] };
      round = { ...verdict, scene: played.name, killed, acknowledged, ...stood };
    },
  });
  await Promise.all([expected, disturbed]);
  if (round === undefined) throw new Error('the round did not end');
  return round;
}
