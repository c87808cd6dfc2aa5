/**
 * Kills Sluice at random moments under load, in processes of its own, on the embedded store and on PostgreSQL: nothing that was
 * acknowledged is lost, nothing happens twice, and the world ends as if nobody had been killed. Run it with `npm run crash`.
 */
import { findPostgres, POSTGRES_MISSING, startPostgres } from '../contracts/scratch-postgres.ts';
import { endsWithUs } from '../scripts/ends-with-us.ts';
import { crash, embedded, onPostgres, type Ground } from './crash-run.ts';
import { optionsOf } from './options.ts';
import { ReplicaProcess } from './replicas/replica-process.ts';
import { Tally } from './tally.ts';

/** Kills in one round: about as many as a scene has work for. */
const KILLS_A_ROUND = 12;
/** Of the rounds with several replicas, one in so many has a replica that stands still as well; the seed says which. */
const PAUSE_EVERY = 3;
/** Whoever asks for kills and gets none in so many rounds on end asks in vain. */
const MOST_IN_VAIN = 10;

const asked = optionsOf(process.argv.slice(2));

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tallies: Tally[] = [];
endsWithUs(() => ReplicaProcess.killAll());

interface Share {
  kills: number;
  /** The first seed; each further round has the next. */
  from: number;
}

/** Rounds until so many were killed. What a round is follows from its store, its seed and its kills alone, so that it can be repeated. */
async function killOn(ground: Ground, { kills, from }: Share): Promise<void> {
  const tally = new Tally(ground.name);
  tallies.push(tally);
  let inVain = 0;
  for (let seed = from; tally.killed < kills && tally.rounds < asked.rounds; seed += 1) {
    const share = Math.min(KILLS_A_ROUND, kills - tally.killed);
    const again = `npm run crash -- --store ${ground.name} --seed ${seed} --kills ${share} --rounds 1`;
    const isPaused = ground.replicas > 1 && seed % PAUSE_EVERY === 1;
    const before = tally.killed;
    try {
      tally.counts(await crash({ ground, seed, kills: share, isPaused }), { seed, again, say });
    } catch (error) {
      tally.fails(error, { seed, again, say });
    }
    inVain = tally.killed > before ? 0 : inVain + 1;
    if (inVain === MOST_IN_VAIN) throw new Error(`${ground.name}: nobody was killed in ${inVain} rounds`);
  }
}

function sharesOf(hasServer: boolean): { embedded?: Share; postgres?: Share } {
  const { kills, from } = asked;
  const hasEmbedded = asked.stores.includes('embedded');
  if (!hasServer) return hasEmbedded ? { embedded: { kills, from } } : {};
  if (!hasEmbedded) return { postgres: { kills, from } };
  const half = Math.ceil(kills / 2);
  // Where both are played, the second goes on with other seeds, and so with other scenes.
  return {
    embedded: { kills: half, from },
    postgres: { kills: kills - half, from: from + Math.ceil(half / KILLS_A_ROUND) },
  };
}

const began = performance.now();
const wantsServer = asked.stores.includes('postgres');
const bin = wantsServer ? findPostgres() : undefined;
const isSkipped = wantsServer && bin === undefined;
if (isSkipped) say(`postgres: skipped, ${POSTGRES_MISSING}`);
const shares = sharesOf(bin !== undefined);
if (shares.embedded) await killOn(embedded, shares.embedded);
if (shares.postgres && bin !== undefined) {
  const server = await startPostgres(bin);
  const { stop } = endsWithUs(() => server.stop());
  try {
    await killOn(onPostgres(server), shares.postgres);
  } finally {
    await stop();
  }
}
for (const tally of tallies) say(tally.line());
if (isSkipped) say(`postgres: skipped, ${POSTGRES_MISSING}`);
const seconds = Math.round((performance.now() - began) / 1_000);
const violations = tallies.reduce((all, tally) => all + tally.violations, 0);
const kills = tallies.reduce((all, { killed }) => all + killed, 0);
say(`crash: ${kills} kills, ${violations} violations, in ${Math.floor(seconds / 60)} min ${seconds % 60} s`);
// Where rounds are not bounded, fewer kills than were asked for are no proof; and none at all never are.
const least = asked.rounds === Infinity && !isSkipped ? asked.kills : 1;
if (kills < least) say(`crash: ${asked.kills} kills were asked for`);
process.exitCode = violations === 0 && kills >= least ? 0 : 1;
