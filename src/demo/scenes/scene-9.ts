import { expectThat } from '../narrator.ts';
import { linesOf, openPull, pinned, type Pull } from '../onlooker.ts';
import { plainLines } from '../plain-text.ts';
import { ENVIRONMENTS, type Story } from './hops.ts';
import { commands, explains, gatesSay, leap, merged, releaseTo, runsIn, saysNew, validates } from './releases.ts';

/** What production runs, and the web of demo before this week's release: what there is to go back to. */
interface Before {
  web: string;
  ledger: string;
}

/** On-call takes a release back: by a plain revert, and by a command. Answers the one that is open in the end. */
export async function playSceneNine(story: Story, release: Pull): Promise<Pull> {
  const { theatre, narrator } = story;
  narrator.title('Scene 9: the way back');
  const [web, ledger] = await Promise.all([
    pinned(theatre, { environment: 'production', component: 'web' }),
    pinned(theatre, { environment: 'production', component: 'ledger' }),
  ]);
  const before = { web, ledger };
  await revert(story, { release, before });
  const again = await mergeWhatIsLeft(story, release);
  await rollBack(story, { again, before });
  return resume(story, again);
}

/** A commit on main, and no word to Sluice. */
async function revert(story: Story, { release, before }: { release: Pull; before: Before }): Promise<void> {
  const { theatre, narrator } = story;
  await theatre.person('rita').approves(ENVIRONMENTS, release.number);
  narrator.tell(`rita has approved #${release.number}, when demo turns out to show wrong balances`);
  const path = 'demo/web.yaml';
  const text = (await linesOf(theatre, { repo: ENVIRONMENTS, path })).join('\n');
  const back = text.replace(/sha256:[0-9a-f]{64}/, before.web);
  const change = { branch: 'main', path, text: back, message: 'Revert web in demo' };
  const commit = await theatre.person('grace').commits(ENVIRONMENTS, change);
  await deployMain(story, commit);
  const said = await saysNew(story, { repo: ENVIRONMENTS, number: release.number, words: /web is taken out/ });
  narrator.tell(
    `grace pushes "Revert web in demo" to main, and acme-deployer deploys it; on #${release.number} Sluice says:`,
    plainLines(said),
  );
  const now = await narrator.until('web is out of the release', async () => {
    const pull = await openPull(theatre, ENVIRONMENTS, 'release-production');
    return pull && !pull.title.includes('web') ? pull : undefined;
  });
  narrator.tell(`it is "${now.title}" now; web is held in demo:`, await explains(story, 'demo', /web.*grace moved/));
}

/** As a deployer does that applies what is on main: it says so with a deployment of its own. */
async function deployMain({ theatre }: Story, commit: string): Promise<void> {
  const deployer = theatre.person('acme-deployer');
  const id = await deployer.deploys(ENVIRONMENTS, { ref: commit, environment: 'demo' });
  const logUrl = `https://deploy.acme.dev/${id}`;
  await deployer.reportsDeployment(ENVIRONMENTS, id, { state: 'success', logUrl });
}

async function mergeWhatIsLeft(story: Story, { number }: Pull): Promise<Pull> {
  const { theatre, narrator } = story;
  await validates(story, number);
  for (const login of ['rita', 'omar']) await theatre.person(login).approves(ENVIRONMENTS, number);
  const gates = await gatesSay(story, number, /11:00/);
  narrator.tell(`rita and omar approved what is left. What rita promoted is gone: "${gates}"`);
  await leap(story, '0 11 * * 1');
  const release = await merged(story, number);
  await runsIn(story, 'production', release);
  narrator.tell(`Sluice merged #${number}, and it runs in production`);
  return release;
}

/** The same by a comment: a pull request of its own, with the same people to approve it. */
async function rollBack(story: Story, { again, before }: { again: Pull; before: Before }): Promise<void> {
  const { theatre, narrator } = story;
  const command = `/sluice rollback production ledger to ${before.ledger.slice(0, 19)}`;
  const answer = await commands(story, { by: 'omar', on: again.number, says: command });
  const pull = await narrator.until('the rollback opens', () =>
    openPull(theatre, ENVIRONMENTS, 'force/production/ledger'),
  );
  narrator.tell(`omar comments ${command}:`, [...answer, `${ENVIRONMENTS}#${pull.number} "${pull.title}"`]);
  await validates(story, pull.number);
  for (const login of ['rita', 'omar']) await theatre.person(login).approves(ENVIRONMENTS, pull.number);
  await runsIn(story, 'production', await merged(story, pull.number));
  expectThat(
    (await pinned(theatre, { environment: 'production', component: 'ledger' })) === before.ledger,
    'production has what it had before',
  );
  narrator.tell(
    `rita and omar approved it, Sluice merged it, and production is back:`,
    await explains(story, 'production', /^ledger: a rollback/),
  );
}

/** Nothing comes back by itself: somebody says so. */
async function resume(story: Story, { number }: Pull): Promise<Pull> {
  const { theatre, narrator } = story;
  const answer = await commands(story, { by: 'grace', on: number, says: '/sluice resume demo web' });
  narrator.tell(`grace comments /sluice resume demo web:`, answer);
  await leap(story, '0 9 * * 5');
  const release = await releaseTo(story, 'demo');
  narrator.tell(`Sluice opened ${ENVIRONMENTS}#${release.number} "${release.title}"`);
  expectThat(release.title.includes('web'), 'web goes forward again');
  const [here, there] = await Promise.all([
    pinned(theatre, { environment: 'staging', component: 'web' }),
    pinned(theatre, { environment: 'demo', component: 'web', ref: release.head.sha }),
  ]);
  expectThat(here === there, 'it is the web of staging');
  return release;
}
