import { expectThat } from '../narrator.ts';
import { linesOf, lookAt, openPull, type Pull } from '../onlooker.ts';
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
import {
  commands,
  explained,
  explains,
  gatesSay,
  isReleased,
  leap,
  merged,
  releaseTo,
  runsIn,
  saysNew,
} from './releases.ts';
import { releaseHolding } from './scene-3.ts';

const BRANCH = 'release-staging';
const REPLICAS = 'staging/replicas.yaml';

/** People push onto a release of Sluice's, and say in comments how releases go on. Answers the one to production. */
export async function playSceneEight(story: Story): Promise<Pull> {
  story.narrator.title("Scene 8: people's commits survive, and comments command");
  const release = await openWithPush(story);
  await rebuild(story, release);
  await adopt(story, release);
  await hold(story, release);
  await refresh(story, release);
  return promote(story);
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
  const answer = await commands(story, { by: 'ada', on: number, says: '/sluice explain' });
  narrator.tell(`it is green, ada approves omar's commit; sluice/gates: "${gates}"; /sluice explain:`, answer);
  const holds = answer.filter((line) => line.includes('rita holds staging: the database moves'));
  expectThat(holds.length === 1, 'it says once who holds it, and why');
}

/** On Friday the ledger is still held in staging; let go, it comes to demo a week early. */
async function refresh(story: Story, held: Pull): Promise<void> {
  const { narrator, theatre } = story;
  await leap(story, '0 9 * * 5');
  const { number, title } = await releaseTo(story, 'demo');
  await commands(story, { by: 'rita', on: held.number, says: '/sluice resume' });
  await runsIn(story, 'staging', await merged(story, held.number));
  narrator.tell(`Sluice opened ${ENVIRONMENTS}#${number} "${title}"`, [
    `then rita comments /sluice resume: Sluice merged #${held.number}, and its ledger runs in staging`,
  ]);
  expectThat(!title.includes('ledger'), 'the release is without the ledger that was held');
  const answer = await commands(story, { by: 'grace', on: number, says: '/sluice refresh' });
  const whole = await narrator.until(`#${number} takes the ledger`, async () => {
    const pull = await openPull(theatre, ENVIRONMENTS, 'release-demo');
    return pull?.title.includes('ledger') === true ? pull : undefined;
  });
  expectThat(whole.number === number, `it is taken into #${number}, not into #${whole.number}`);
  await runsIn(story, 'demo', await isReleased(story, number));
  narrator.tell(`grace comments /sluice refresh on #${number}:`, [
    ...answer,
    `it is "${whole.title}" now; Sluice merged it, and it runs`,
  ]);
}

const WINDOW = /merges are allowed Mon-Thu/;

/** On Monday nobody need wait for eleven o'clock. */
async function promote(story: Story): Promise<Pull> {
  const { narrator } = story;
  await leap(story, '0 10 * * 1');
  const release = await releaseTo(story, 'production');
  const { number, title } = release;
  const window = await explains(story, 'production', WINDOW);
  narrator.tell(`Sluice opened ${ENVIRONMENTS}#${number} "${title}"; sluice explain:`, window);
  const answer = await commands(story, { by: 'rita', on: number, says: '/sluice promote' });
  const waits = await narrator.until('the window is waived', async () => {
    const lines = await explained(story, 'production');
    const isWaived = !lines.some((line) => WINDOW.test(line));
    return isWaived ? lines.filter((line) => line.startsWith(`lane: #${number}`)) : undefined;
  });
  narrator.tell('rita comments /sluice promote:', [...answer, ...waits]);
  expectThat(waits.join().includes('2 approvals'), 'approvals are not waived');
  return release;
}
