import { join } from 'node:path';

import { watchBacklog, type Backlog } from './backlog.ts';
import { hears, startModule } from './processes/child.ts';
import { figuresOf, rounded, shown } from './figures.ts';
import { Github } from './processes/github.ts';
import type { Sight, SignedDelivery } from './processes/messages.ts';
import type { Bench } from './part.ts';
import { serveSluice } from './processes/served-sluice.ts';
import { converged } from './converged.ts';
import { again, answersOf, refusesForged, stream, type Planned, type Sent } from './stream.ts';

/** Forty lanes. Four accounts, since GitHub lets one installation make 80 changes a minute. */
const ORGANISATIONS = ['acme', 'globex', 'initech', 'umbrella'].map((account) => ({ account, lanes: 10 }));
/** One change is merged so often. */
const MERGE_EVERY_MS = 2_000;
const LONGEST_ANSWER_MS = 250;
const LONGEST_BACKLOG_S = 60;

/** Deliveries at a fixed rate while people work; then the same ones for a bare Probot. */
export async function runSteady(bench: Bench): Promise<void> {
  const { keys, secret } = bench;
  const github = await Github.begin({ publicKey: keys.publicKey, secret, organisations: ORGANISATIONS });
  const recorded = await github.records();
  bench.tell(`${recorded.length} payloads recorded of ${eventsOf(recorded)}`);
  const sent = await withSluice(bench, github, recorded);
  await github.stop();
  const bare = await withBareProbot(bench, sent);
  const [ours, theirs] = [answersOf(sent), answersOf(bare)];
  bench.tell(`answers of Sluice: ${shown(ours)}; of a bare Probot: ${shown(theirs)}`);
  bench.tell(`ratio to a bare Probot: p50 ${rounded(ours.p50 / theirs.p50)}, p99 ${rounded(ours.p99 / theirs.p99)}`);
  // An answer that says no is quick: the two are comparable only where both took everything.
  bench.promises(theirs.refused === 0, `a bare Probot answers every delivery with a 2xx (${theirs.refused} were not)`);
  bench.promises(ours.refused === 0, `every delivery is answered with a 2xx (${ours.refused} were not)`);
  bench.promises(ours.p99 < LONGEST_ANSWER_MS, `p99 of the answer ${rounded(ours.p99)} ms < ${LONGEST_ANSWER_MS} ms`);
}

async function withSluice(bench: Bench, github: Github, recorded: SignedDelivery[]): Promise<Sent[]> {
  const { keys, secret, database } = bench;
  const { appId, url } = github;
  const store = database === undefined ? {} : { database };
  const sluice = await serveSluice({ appId, privateKey: keys.privateKey, secret, github: url, ...store });
  try {
    // What was merged before it started is its first work, and not what is measured.
    await converged(github, sluice.webhooks);
    await sluice.idle();
    const backlog = watchBacklog(sluice.metrics);
    const sent = await streamOf(bench, { github, recorded, webhooks: sluice.webhooks });
    const after = await converged(github, sluice.webhooks);
    tellBacklog(bench, await backlog.stop());
    tellSight(bench, await github.seen(), after);
    return sent;
  } finally {
    await sluice.stop();
  }
}

interface Source {
  github: Github;
  recorded: readonly SignedDelivery[];
  webhooks: string;
}

/** Whatever GitHub has to tell, and where that is nothing, a recorded payload as another event. */
async function streamOf(bench: Bench, { github, recorded, webhooks }: Source): Promise<Sent[]> {
  const { rate, seconds } = bench;
  let filler = 0;
  const next: Planned = () => {
    const waiting = github.next();
    if (waiting) return waiting;
    filler += 1;
    const payload = recorded[filler % recorded.length];
    if (payload === undefined) throw new Error('nothing was recorded');
    return { delivery: again(payload) };
  };
  github.tell({ do: 'work', everyMs: MERGE_EVERY_MS });
  const sent = await stream(webhooks, { rate, seconds, next });
  github.tell({ do: 'rest' });
  bench.tell(`${sent.length - filler} of ${sent.length} deliveries were news`);
  return sent;
}

function tellBacklog(bench: Bench, { delivery, lane, missed, reads }: Backlog): void {
  const isBelow = (seconds: number): boolean => seconds < LONGEST_BACKLOG_S;
  bench.promises(reads > 0 && missed === 0, `its metrics told of the backlog ${reads} times, and ${missed} times not`);
  bench.promises(isBelow(delivery), `oldest delivery ${rounded(delivery)} s < ${LONGEST_BACKLOG_S} s`);
  bench.promises(isBelow(lane), `oldest lane ${rounded(lane)} s < ${LONGEST_BACKLOG_S} s`);
}

function tellSight(bench: Bench, { lanes, converged: there, merged, hops, violations }: Sight, after: number): void {
  const seconds = hops.map((milliseconds) => milliseconds / 1_000);
  bench.tell(`${merged} changes merged; from a merge to the pin that holds it: ${shown(figuresOf(seconds), 's')}`);
  const took = `${rounded(after / 1_000)} s after the last delivery`;
  // The last one may have been under way when people went to rest.
  const least = Math.floor((bench.seconds * 1_000) / MERGE_EVERY_MS) - 1;
  bench.promises(merged > 0 && merged >= least, `${merged} changes were merged, ${least} at least`);
  bench.promises(hops.length === merged, `${hops.length} of ${merged} merged changes are pinned`);
  bench.promises(there === lanes, `${there} of ${lanes} lanes converged, ${took}`);
  bench.promises(violations.length === 0, `GitHub's contract is kept ${violations.slice(0, 3).join(' ')}`.trim());
}

/** The stream of Sluice, with the same bytes at the same pace. */
async function withBareProbot({ secret, seconds, rate }: Bench, sent: readonly Sent[]): Promise<Sent[]> {
  const probot = startModule(join(import.meta.dirname, 'processes', 'bare-probot.ts'), { SECRET: secret });
  const { port } = await hears<{ says: 'listens'; port: number }, 'listens'>(probot, 'listens');
  let index = 0;
  const next: Planned = () => {
    const delivery = sent[index]?.delivery;
    if (delivery === undefined) throw new Error('the stream of Sluice was shorter');
    index += 1;
    return { delivery };
  };
  const webhooks = `http://127.0.0.1:${port}/api/github/webhooks`;
  try {
    if (!(await refusesForged(webhooks, sent))) throw new Error('this Probot does not check signatures');
    return await stream(webhooks, { rate, seconds, next });
  } finally {
    await probot.stop();
  }
}

function eventsOf(deliveries: readonly SignedDelivery[]): string {
  const counts = Map.groupBy(deliveries, ({ event }) => event);
  return [...counts].map(([event, { length }]) => `${event} ${length}`).join(', ');
}
