import { RELEASES_PIPELINE } from '../../forge/seed/acme-chain.ts';
import { expectThat } from '../narrator.ts';
import { isOpen, lookAt, openPull, pinned, saidOn, statusOn, teamsAsked, type Pull } from '../onlooker.ts';
import { itemsBelow, plainLines, tableRows } from '../plain-text.ts';
import {
  buildsImage,
  ENVIRONMENTS,
  goesGreen,
  LEDGER,
  mergeChange,
  PAYMENTS,
  PLATFORM,
  reachesManifests,
  SHOP,
  type Story,
} from './hops.ts';
import {
  deployerAnswers,
  explains,
  gatesSay,
  isReleased,
  labelled,
  leap,
  merged,
  releaseTo,
  runsIn,
  saysNew,
  validates,
} from './releases.ts';

/** GitHub closed it at the merge of `Fixes #14`, long before that ran anywhere. */
const TESTED = 14;

/** A week: to demo on Friday, to production on Monday as it was cut then, once people and the hour allow. */
export async function playSceneFive(story: Story): Promise<void> {
  story.narrator.title('Scene 5: Friday to demo, Monday to production, as people and the hour allow');
  await extendPipeline(story);
  await failWeb(story);
  await releaseToDemo(story);
  const release = await cutForProduction(story);
  await moveDemoOn(story, release);
  await approve(story, release);
  await releaseToProduction(story, release);
}

/** A person proposes the rest of the pipeline; Sluice judges the file before it is merged, and takes what runs as it is. */
async function extendPipeline(story: Story): Promise<void> {
  const { theatre, narrator } = story;
  const rita = theatre.person('rita');
  const title = 'Web, demo and production';
  const change = { branch: 'more', title, body: '', path: '.github/sluice.yml', text: RELEASES_PIPELINE };
  const number = await rita.proposes(PLATFORM, change);
  const { head } = await lookAt(theatre, PLATFORM, number);
  const verdict = await narrator.until('the pipeline file is judged', async () => {
    const status = await statusOn(theatre, { repo: PLATFORM, commit: head.sha, context: 'sluice/pipeline' });
    return status?.state === 'pending' ? undefined : status;
  });
  await rita.merges(PLATFORM, number);
  narrator.tell(`rita merged ${PLATFORM}#${number} "${title}"; sluice/pipeline: ${verdict.description}`);
  expectThat(verdict.state === 'success', 'the file loads');
  await narrator.until('the new lanes are in force', async () =>
    (await theatre.app.tools.policies.lanes()).find(({ lane }) => lane.id.endsWith(':production')),
  );
}

/** web goes to staging, and does not come up there. */
async function failWeb(story: Story): Promise<void> {
  const { theatre, narrator } = story;
  const issue = await theatre.person('grace').opensIssue(SHOP, 'The balance is shown nowhere');
  await theatre.person('grace').labels(SHOP, issue, 'workflow/ready-for-staging');
  const change = { by: 'ada', repo: SHOP, title: 'Show the balance', body: `Refs #${issue}`, folder: 'web/' };
  const { number, commit } = await mergeChange(theatre, change);
  await reachesManifests(story, { component: 'web', repo: SHOP, commit });
  const pull = await releaseTo(story, 'staging');
  const release = await goesGreen(story, { repo: ENVIRONMENTS, pull, check: 'validate' });
  narrator.tell(
    `ada merged ${SHOP}#${number} "Show the balance" (Refs #${issue}); it went to staging in #${release.number}`,
  );
  const description = 'web: CrashLoopBackOff';
  await deployerAnswers(story, { environment: 'staging', release, state: 'failure', description });
  await labelled(story, release.number, 'deploy-failed');
  narrator.tell(`acme-deployer says failure, "${description}": #${release.number} is labelled deploy-failed`);
  const grace = theatre.person('grace');
  await grace.reopens(PAYMENTS, TESTED);
  await grace.unlabels(PAYMENTS, TESTED, 'workflow/test');
  await grace.labels(PAYMENTS, TESTED, 'workflow/ready');
  narrator.tell(`grace has tested ${PAYMENTS}#${TESTED} in staging: she opens it again, and labels it workflow/ready`);
  narrator.tell('sluice explain says of demo:', await explains(story, 'demo', /^lane: .*09:00/));
}

/** What staging has proven goes; what failed there is named. */
async function releaseToDemo(story: Story): Promise<void> {
  const { narrator } = story;
  await leap(story, '0 9 * * 5');
  const release = await releaseTo(story, 'demo');
  const left = itemsBelow(release.body, 'Not in this release');
  narrator.tell(`Sluice opened ${ENVIRONMENTS}#${release.number} "${release.title}"`, [
    ...tableRows(release.body),
    ...left.map((line) => `not in it: ${line}`),
  ]);
  expectThat(
    left.some((line) => /^web: .*failed in staging/.test(line)),
    'the body says that web failed in staging',
  );
  await expectTaken(story, { from: 'staging', to: 'demo', at: release.head.sha });
  await runsIn(story, 'demo', await isReleased(story, release.number));
  narrator.tell(`"validate" is green, Sluice merged #${release.number}, and acme-deployer says that it runs`);
  const soaking = await explains(story, 'production', /^(?:payments|ledger): .*for 2 hours/);
  narrator.tell('production takes what has run in demo for two hours; sluice explain says of it:', soaking);
  expectThat(soaking.length === 2, 'payments and ledger wait for the soak');
}

/** A release has the payments and the ledger that run in the environment before. */
async function expectTaken(
  { theatre }: Story,
  { from, to, at: ref }: { from: string; to: string; at: string },
): Promise<void> {
  for (const component of ['payments', 'ledger']) {
    const [there, here] = await Promise.all([
      pinned(theatre, { environment: from, component }),
      pinned(theatre, { environment: to, component, ref }),
    ]);
    expectThat(here === there, `${to} gets the ${component} of ${from}`);
  }
}

/** Chosen at the due minute: what arrives later waits for the next release. */
async function cutForProduction(story: Story): Promise<Pull> {
  const { theatre, narrator } = story;
  await leap(story, '0 10 * * 1');
  const release = await releaseTo(story, 'production');
  const teams = await narrator.until('a review is asked for', async () => {
    const asked = await teamsAsked(theatre, ENVIRONMENTS, release.number);
    return asked.length > 0 ? asked : undefined;
  });
  narrator.tell(
    `Sluice opened ${ENVIRONMENTS}#${release.number} "${release.title}", and asked @acme/${teams.join()} to review it`,
  );
  await expectTaken(story, { from: 'demo', to: 'production', at: release.head.sha });
  return release;
}

/** omar, who maintains the environments, has one more change brought to demo; what was cut stays as it is. */
async function moveDemoOn(story: Story, cut: Pull): Promise<void> {
  const { theatre, narrator } = story;
  const { number, commit } = await mergeChange(theatre, { by: 'ada', repo: LEDGER, title: 'Show fees' });
  await buildsImage(theatre, { component: 'ledger', repo: LEDGER, commit });
  await theatre.person('omar').labels(LEDGER, number, 'deploy/demo');
  const forced = await narrator.until('the change goes to demo', () =>
    openPull(theatre, ENVIRONMENTS, 'force/demo/ledger'),
  );
  const release = await isReleased(story, forced.number);
  await runsIn(story, 'demo', release);
  const { head } = await lookAt(theatre, ENVIRONMENTS, cut.number);
  expectThat(head.sha === cut.head.sha, 'the release to production holds what was cut');
  const brought = `omar, a maintainer, had ${LEDGER}#${number} "Show fees" brought to demo in #${release.number}`;
  narrator.tell(`${brought}; #${cut.number} stays as it was cut`);
}

async function approve(story: Story, { number }: Pull): Promise<void> {
  const { theatre, narrator } = story;
  await validates(story, number);
  const first = await gatesSay(story, number, /none so far$/);
  narrator.tell(`"validate" is green; sluice/gates: "${first}"`);
  await theatre.person('grace').approves(ENVIRONMENTS, number);
  await theatre.person('rita').approves(ENVIRONMENTS, number);
  const second = await gatesSay(story, number, /so far rita$/);
  narrator.tell(`grace, who is not of them, and rita approved: "${second}"`);
  await theatre.person('omar').approves(ENVIRONMENTS, number);
  const third = await gatesSay(story, number, /11:00/);
  narrator.tell(`omar approved: "${third}"`);
}

/** The hour has come: merged, deployed, and everything since production's last release is told. */
async function releaseToProduction(story: Story, { number }: Pull): Promise<void> {
  const { theatre, narrator } = story;
  await leap(story, '0 11 * * 1');
  const release = await merged(story, number);
  const id = await deployerAnswers(story, { environment: 'production', release, state: 'success' });
  await labelled(story, number, 'deployed');
  const said = await saysNew(story, { repo: ENVIRONMENTS, number, words: /^Told:/m });
  const told = plainLines(said).find((line) => line.startsWith('Told:'));
  narrator.tell(`Sluice merged #${number}; acme-deployer answered deployment ${id}: success. ${told}`);
  await narrator.until(`${PAYMENTS}#${TESTED} is closed`, async () =>
    (await isOpen(theatre, PAYMENTS, TESTED)) ? undefined : true,
  );
  narrator.tell(`${PAYMENTS}#${TESTED} is closed: ${await saysOf(story, TESTED)}`);
  // No change says that it fixes this one.
  narrator.tell(`${PAYMENTS}#12 stays open: ${await saysOf(story, 12)}`);
  expectThat(await isOpen(theatre, PAYMENTS, 12), 'an issue that no change fixes stays open');
}

/** Where Sluice says that the change of an issue runs, in its one comment that is edited. */
async function saysOf({ theatre, narrator }: Story, number: number): Promise<string> {
  const status = await narrator.until(`${PAYMENTS}#${number} is told of production`, async () =>
    (await saidOn(theatre, PAYMENTS, number)).find((body) => body.includes('| **production** |')),
  );
  return `"${plainLines(status)[0]}"`;
}
