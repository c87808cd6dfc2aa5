import { expectThat } from '../narrator.ts';
import { isOpen, labelsOf, pinned, saidOn, type Pull } from '../onlooker.ts';
import { plainLines, tableRows } from '../plain-text.ts';
import { ENVIRONMENTS, goesGreen, mergeChange, reachesManifests, SHOP, type Story } from './hops.ts';
import { deployerAnswers, explains, labelled, leap, releaseTo, saysNew } from './releases.ts';

/** The issue that the release which failed on Thursday was to bring. */
const ISSUE = 1;

/** A deployment fails: nothing is lost, everything says so, and a green re-run mends it. */
export async function playSceneSeven(story: Story): Promise<void> {
  story.narrator.title('Scene 7: a deployment fails, and a green re-run mends it');
  await leap(story, '0 9 * * 2');
  const release = await releaseFix(story);
  await fail(story, release);
  await rerun(story, release);
}

async function releaseFix(story: Story): Promise<Pull> {
  const { theatre, narrator } = story;
  const fix = { by: 'grace', repo: SHOP, title: 'Start without a balance', folder: 'web/' };
  const { number, commit } = await mergeChange(theatre, fix);
  await reachesManifests(story, { component: 'web', repo: SHOP, commit });
  const pull = await releaseTo(story, 'staging');
  const release = await goesGreen(story, { repo: ENVIRONMENTS, pull, check: 'validate' });
  narrator.tell(
    `grace merged ${SHOP}#${number} "${fix.title}" for the web that failed; #${release.number} brought it to staging`,
  );
  return release;
}

async function fail(story: Story, release: Pull): Promise<void> {
  const { theatre, narrator } = story;
  const { number } = release;
  const description = 'web: ImagePullBackOff';
  await deployerAnswers(story, { environment: 'staging', release, state: 'failure', description });
  const said = await labelled(story, number, 'deploy-failed');
  narrator.tell(
    `acme-deployer says failure: ${ENVIRONMENTS}#${number} is labelled deploy-failed, and says`,
    plainLines(said),
  );
  for (const word of ['web', 'grace', '@acme/shop']) {
    expectThat(said.replaceAll(/&#8203;|\u200B/g, '').includes(word), `the comment names ${word}`);
  }
  const issue = await labelsOf(theatre, SHOP, ISSUE);
  expectThat(issue.join() === 'workflow/ready-for-staging', 'the issue keeps its label');
  expectThat(await isOpen(theatre, SHOP, ISSUE), 'the issue stays open');
  expectThat((await saidOn(theatre, SHOP, ISSUE)).length === 0, 'the issue is not told');
  narrator.tell(`${SHOP}#${ISSUE} is neither told nor relabelled nor closed`);
  await tellHolding(story);
}

/** Neither of the environments behind staging takes over what did not come up there. */
async function tellHolding(story: Story): Promise<void> {
  const { theatre, narrator } = story;
  const demo = await explains(story, 'demo', /^web: .*failed in staging/);
  const production = await explains(story, 'production', /^web: .*what runs in demo/);
  narrator.tell('demo and production hold; sluice explain says of them', [
    ...demo.map((line) => `demo, ${line}`),
    ...production.map((line) => `production, ${line}`),
  ]);
  const [staging, ...held] = await Promise.all(
    ['staging', 'demo', 'production'].map((environment) => pinned(theatre, { environment, component: 'web' })),
  );
  expectThat(held[0] === held[1] && held[0] !== staging, 'demo and production have the web from before');
}

/** The same deployment, answered again. */
async function rerun(story: Story, release: Pull): Promise<void> {
  const { theatre, narrator } = story;
  await deployerAnswers(story, { environment: 'staging', release, state: 'success' });
  await labelled(story, release.number, 'deployed');
  const said = await saysNew(story, { repo: ENVIRONMENTS, number: release.number, words: /^Told:/m });
  const told = plainLines(said).find((line) => line.startsWith('Told:')) ?? '';
  narrator.tell(`the re-run is green: deployed replaces deploy-failed on #${release.number}. ${told}`);
  const comment = await narrator.until(`${SHOP}#${ISSUE} is told`, async () => (await saidOn(theatre, SHOP, ISSUE))[0]);
  const since = 'the issue of the release that failed on Thursday is told by its fix';
  narrator.tell(`${since}; ${SHOP}#${ISSUE}:`, tableRows(comment));
  await narrator.until(`${SHOP}#${ISSUE} is relabelled`, async () =>
    (await labelsOf(theatre, SHOP, ISSUE)).join() === 'workflow/test' ? true : undefined,
  );
}
