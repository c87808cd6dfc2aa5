import { expectThat } from '../narrator.ts';
import { linesOf, lookAt, type Pull } from '../onlooker.ts';
import { plainLines } from '../plain-text.ts';
import {
  ENVIRONMENTS,
  goesGreen,
  LEDGER,
  MANIFESTS,
  mergeChange,
  opened,
  reachesManifests,
  type Story,
} from './hops.ts';
import { commands, gatesSay, merged, releaseTo, runsIn, saysNew } from './releases.ts';
import { releaseHolding } from './scene-3.ts';

const BRANCH = 'release-staging';
const REPLICAS = 'staging/replicas.yaml';

/** People push onto a release of Sluice's, and say in comments how it goes on. */
export async function playSceneEight(story: Story): Promise<void> {
  story.narrator.title("Scene 8: people's commits survive, and comments command");
  const release = await openWithPush(story);
  await rebuild(story, release);
  await adopt(story, release);
  await hold(story, release);
}

/** omar pushes a file onto the branch. */
async function pushes({ theatre }: Story, replicas: number): Promise<string> {
  const message = `Run ${replicas} of each`;
  const change = { branch: BRANCH, path: REPLICAS, text: `replicas: ${replicas}\n`, message };
  return theatre.person('omar').commits(ENVIRONMENTS, change);
}

/** Monday's hotfix comes the usual way now. */
async function openWithPush(story: Story): Promise<Pull> {
  const { narrator } = story;
  const hotfix = await opened(story, MANIFESTS, 'sluice/manifest/ledger');
  await goesGreen(story, { repo: MANIFESTS, pull: hotfix, check: 'lint' });
  const release = await releaseTo(story, 'staging');
  narrator.tell(
    `CI comes to ${MANIFESTS}#${hotfix.number}: ${ENVIRONMENTS}#${release.number} "${release.title}" is opened`,
  );
  const commit = await pushes(story, 3);
  const words = new RegExp(commit.slice(0, 7));
  const said = await saysNew(story, { repo: ENVIRONMENTS, number: release.number, words });
  narrator.tell(
    `omar pushes ${REPLICAS} onto its branch. Sluice stops merging, and comments:`,
    plainLines(said).slice(0, 4),
  );
  return release;
}

async function rebuild(story: Story, { number }: Pull): Promise<void> {
  const { narrator } = story;
  const refused = await commands(story, { by: 'mallory', on: number, says: '/sluice rebuild' });
  narrator.tell('mallory, who may only read, comments /sluice rebuild:', refused);
  expectThat(await holdsReplicas(story), "omar's commit is still there");
  const done = await commands(story, { by: 'grace', on: number, says: '/sluice rebuild' });
  await narrator.until("omar's commit is gone", async () => ((await holdsReplicas(story)) ? undefined : true));
  narrator.tell('grace comments /sluice rebuild, and the branch is what Sluice made:', done);
}

const holdsReplicas = ({ theatre }: Story): Promise<boolean> =>
  linesOf(theatre, { repo: ENVIRONMENTS, path: REPLICAS, ref: BRANCH }).then(
    () => true,
    () => false,
  );

/** Kept, and what is proven later goes on top of it. */
async function adopt(story: Story, { number }: Pull): Promise<void> {
  const { narrator, theatre } = story;
  const commit = await pushes(story, 4);
  await saysNew(story, { repo: ENVIRONMENTS, number, words: new RegExp(commit.slice(0, 7)) });
  const adopted = await commands(story, { by: 'grace', on: number, says: '/sluice adopt' });
  narrator.tell('omar pushes again; this time grace comments /sluice adopt:', adopted);
  const change = await mergeChange(theatre, { by: 'ada', repo: LEDGER, title: 'Round down' });
  const ledger = await reachesManifests(story, { component: 'ledger', repo: LEDGER, commit: change.commit });
  const pull = await narrator.until('the next change goes on top', () => releaseHolding(story, { ledger }));
  expectThat(pull.number === number, `it comes along in #${number}, not in #${pull.number}`);
  expectThat(await holdsReplicas(story), "omar's commit is below it");
  narrator.tell(`ada merged ${LEDGER}#${change.number} "Round down": it goes on top, in the same #${number}`);
}

async function hold(story: Story, { number }: Pull): Promise<void> {
  const { narrator, theatre } = story;
  const held = await commands(story, { by: 'rita', on: number, says: '/sluice hold because the database moves' });
  narrator.tell('rita comments /sluice hold because the database moves:', held);
  const { head } = await lookAt(theatre, ENVIRONMENTS, number);
  await theatre.person('acme-ci').reports(ENVIRONMENTS, head.sha, { context: 'validate', state: 'success' });
  await theatre.person('ada').approves(ENVIRONMENTS, number);
  const gates = await gatesSay(story, number, /rita holds/i);
  const explained = await commands(story, { by: 'ada', on: number, says: '/sluice explain' });
  narrator.tell(`it is green, ada approves omar's commit; sluice/gates: "${gates}"; /sluice explain:`, explained);
  await commands(story, { by: 'rita', on: number, says: '/sluice resume' });
  const release = await merged(story, number);
  await runsIn(story, 'staging', release);
  narrator.tell(`rita comments /sluice resume: Sluice merged #${number}, and it runs`);
}
