/**
 * Kills Sluice at random moments under load, in processes of its own, on the embedded store and on PostgreSQL: nothing that was
 * acknowledged is lost, nothing happens twice, and the world ends as if nobody had been killed. Run it with `npm run crash`.
 */
import { parseArgs } from 'node:util';

import { findPostgres, POSTGRES_MISSING, startPostgres } from '../contracts/scratch-postgres.ts';
import { crash, embedded, onPostgres, type CrashRound, type Ground } from './crash-run.ts';

/** Kills in one round: about as many as a scene has work for. */
const KILLS_A_ROUND = 12;

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', multiple: true, default: ['embedded', 'postgres'] },
  },
});

const rounds: CrashRound[] = [];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function tell(ground: Ground, seed: number, round: CrashRound): void {
  rounds.push(round);
  const { scene, killed, acknowledged, lost, duplicates, wrong } = round;
  const facts = `${killed} kills, ${acknowledged} deliveries acknowledged, ${lost} lost, ${duplicates} duplicates`;
  say(`${ground.name} seed ${seed} ${scene}: ${facts}, ${wrong.length} violations`);
  for (const one of wrong)
    say(
      `violation: ${one} — replay with: npm run crash -- --store ${ground.name} --kills ${KILLS_A_ROUND} --seed ${seed}`,
    );
}

/** Rounds until so many were killed; on a server the first round has a replica that stands still as well. */
async function killOn(ground: Ground, kills: number): Promise<void> {
  let killed = 0;
  for (let seed = Number(options.seed); killed < kills; seed += 1) {
    const isPaused = ground.replicas > 1 && seed % 4 === Number(options.seed) % 4;
    const round = await crash({ ground, seed, kills: Math.min(KILLS_A_ROUND, kills - killed), isPaused });
    killed += round.killed;
    tell(ground, seed, round);
  }
}

const bin = findPostgres();
const hasServer = bin !== undefined && options.store.includes('postgres');
if (options.store.includes('postgres') && !hasServer) say(`postgres: skipped, ${POSTGRES_MISSING}`);
const share = options.store.includes('embedded') && hasServer ? 2 : 1;
if (options.store.includes('embedded')) await killOn(embedded, Math.ceil(Number(options.kills) / share));
if (hasServer) {
  const server = await startPostgres(bin);
  try {
    await killOn(onPostgres(server), Math.floor(Number(options.kills) / share));
  } finally {
    await server.stop();
  }
}
const sum = (of: (round: CrashRound) => number): number => rounds.reduce((all, round) => all + of(round), 0);
const violations = sum(({ wrong }) => wrong.length);
say(
  `crash: ${sum(({ killed }) => killed)} kills, ${sum(({ acknowledged }) => acknowledged)} deliveries acknowledged, ` +
    `${sum(({ lost }) => lost)} lost, ${sum(({ duplicates }) => duplicates)} duplicates, ${violations} violations`,
);
process.exitCode = violations === 0 ? 0 : 1;
