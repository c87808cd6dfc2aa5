import { expectThat } from '../narrator.ts';
import { labelsOf, openPull, type Pull } from '../onlooker.ts';
import { listItems, plainLines, tableRows } from '../plain-text.ts';
import { buildsImage, ENVIRONMENTS, LEDGER, mergeChange, opened, MANIFESTS, type Story } from './hops.ts';
import { deployerAnswers, gatesSay, labelled, leap, merged, saysNew, validates } from './releases.ts';

const LABEL = 'deploy/production';

/** A hotfix goes ahead of everything else, because somebody who may puts a label on its pull request. */
export async function playSceneSix(story: Story): Promise<void> {
  story.narrator.title('Scene 6: a hotfix jumps the queue, by a label');
  await leap(story, '30 17 * * 1');
  const hotfix = await mergeHotfix(story);
  await refuse(story, hotfix);
  const release = await force(story, hotfix);
  await approveForced(story, release);
  await tellForced(story, { hotfix, release });
}

/** Merged, built and reported; CI has not come to its pull request in the manifests yet. */
async function mergeHotfix(story: Story): Promise<number> {
  const { theatre, narrator } = story;
  const { number, commit } = await mergeChange(theatre, { by: 'grace', repo: LEDGER, title: 'Stop the leak' });
  await buildsImage(theatre, { component: 'ledger', repo: LEDGER, commit });
  const pull = await opened(story, MANIFESTS, 'sluice/manifest/ledger');
  narrator.tell(`grace merged the hotfix ${LEDGER}#${number} "Stop the leak"; it is built`, [
    `${MANIFESTS}#${pull.number} would take it the usual way: staging, demo on Friday, production on Monday`,
  ]);
  return number;
}

/** Her role counts, not that the label is there. */
async function refuse(story: Story, hotfix: number): Promise<void> {
  const { theatre, narrator } = story;
  await theatre.person('grace').labels(LEDGER, hotfix, LABEL);
  const said = await saysNew(story, { repo: LEDGER, number: hotfix, words: /may not ask for that/ });
  await isUnlabelled(story, hotfix);
  narrator.tell(`grace labels it ${LABEL}; Sluice takes the label off, and comments:`, plainLines(said));
}

const isUnlabelled = ({ theatre, narrator }: Story, hotfix: number): Promise<true> =>
  narrator.until('the label is taken off', async () =>
    (await labelsOf(theatre, LEDGER, hotfix)).includes(LABEL) ? undefined : true,
  );

async function force(story: Story, hotfix: number): Promise<Pull> {
  const { theatre, narrator } = story;
  await theatre.person('rita').labels(LEDGER, hotfix, LABEL);
  const release = await narrator.until('the forced release opens', () =>
    openPull(theatre, ENVIRONMENTS, 'force/production/ledger'),
  );
  const jumps = plainLines(release.body).find((line) => line.startsWith('It jumps over')) ?? '';
  const carried = listItems(release.body).filter((line) => line.includes(') by '));
  narrator.tell(`rita, of @acme/release-managers, labels it: ${ENVIRONMENTS}#${release.number} "${release.title}"`, [
    ...tableRows(release.body),
    jumps,
    `it carries: ${carried.join('; ')}`,
  ]);
  expectThat(/staging/.test(jumps) && /demo/.test(jumps), 'the body names staging and demo, which it jumps over');
  expectThat(
    carried.some((line) => line.startsWith('Show fees')),
    'the body names what else it carries',
  );
  return release;
}

/** It is half past five, and Monday: neither the hour nor the schedule nor the soak holds it; people do. */
async function approveForced(story: Story, { number }: Pull): Promise<void> {
  const { theatre, narrator } = story;
  await validates(story, number);
  const waits = await gatesSay(story, number, /approvals/);
  await theatre.person('rita').approves(ENVIRONMENTS, number);
  await theatre.person('omar').approves(ENVIRONMENTS, number);
  await merged(story, number);
  narrator.tell(`"${waits}"; rita and omar approved, and Sluice merged it, though the window is shut`);
}

async function tellForced(story: Story, { hotfix, release }: { hotfix: number; release: Pull }): Promise<void> {
  const { narrator } = story;
  const done = await merged(story, release.number);
  const id = await deployerAnswers(story, { environment: 'production', release: done, state: 'success' });
  await labelled(story, release.number, 'deployed');
  const said = await saysNew(story, { repo: LEDGER, number: hotfix, words: /was released to/ });
  narrator.tell(
    `acme-deployer answered deployment ${id}: success; on ${LEDGER}#${hotfix} Sluice says:`,
    plainLines(said),
  );
  await isUnlabelled(story, hotfix);
}
