import type { DeploymentSeen } from '../../forge/cast/person.ts';
import { ENVIRONMENTS, goesGreen, LEDGER, mergeChange, PAYMENTS, reachesManifests, type Story } from './hops.ts';
import { expectThat } from '../narrator.ts';
import { labelsOf, saidOn, type Pull } from '../onlooker.ts';
import { tableRows, withAddresses, withoutMarkup } from '../plain-text.ts';
import { releaseHolding } from './scene-3.ts';

/** The issues of the story. */
const ISSUES = [
  { repo: PAYMENTS, number: 12 },
  { repo: PAYMENTS, number: 14 },
  { repo: LEDGER, number: 1 },
];

/** Two releases are merged within one sync of the deployer: its answer about the newest proves both, and the issues are told. */
export async function playSceneFour(story: Story, first: Pull): Promise<void> {
  const { narrator } = story;
  narrator.title('Scene 4: the deployer answers, and the issues are told');
  await tellDeployment(story, first);
  const second = await releaseLedger(story);
  const newest = await tellDeployment(story, second);
  const address = `https://deploy.acme.dev/${newest.id}`;
  const deployer = story.theatre.person('acme-deployer');
  await deployer.reportsDeployment(ENVIRONMENTS, newest.id, { state: 'success', logUrl: address });
  narrator.tell(`acme-deployer synced the newest commit, and answered deployment ${newest.id} alone: success`);
  await tellDeployed(story, second, { component: 'ledger', address });
  await tellDeployed(story, first, { component: 'payments', address });
  await tellIssues(story, address);
}

interface Wanted {
  /** What the release has brought to staging. */
  component: string;
  /** Of the deployment. */
  address: string;
}

/** Sluice creates one for each release, and says nothing before it is answered. */
async function tellDeployment({ theatre, narrator }: Story, release: Pull): Promise<DeploymentSeen> {
  const deployer = theatre.person('acme-deployer');
  const commit = release.merge_commit_sha ?? '';
  const found = await narrator.until(`${ENVIRONMENTS}#${release.number} has a deployment`, async () =>
    (await deployer.deployments(ENVIRONMENTS, 'staging')).find(({ sha }) => sha === commit),
  );
  narrator.tell(`Sluice created deployment ${found.id} of staging at ${commit.slice(0, 7)}, for #${release.number}`);
  const said = await Promise.all(ISSUES.map(({ repo, number }) => saidOn(theatre, repo, number)));
  expectThat(said.flat().length === 0, 'no issue is told before the deployer answered');
  expectThat((await labelsOf(theatre, ENVIRONMENTS, release.number)).length === 0, 'the release has no label yet');
  return found;
}

/** One more change of ledger, all the way to the environment. */
async function releaseLedger(story: Story): Promise<Pull> {
  const { theatre, narrator } = story;
  const change = await mergeChange(theatre, { by: 'grace', repo: LEDGER, title: 'Round half to even' });
  narrator.tell(`before the deployer syncs, grace merged ${LEDGER}#${change.number} "Round half to even"`);
  const ledger = await reachesManifests(story, { component: 'ledger', repo: LEDGER, commit: change.commit });
  const pull = await narrator.until('the next release opens', () => releaseHolding(story, { ledger }));
  const merged = await goesGreen(story, { repo: ENVIRONMENTS, pull, check: 'validate' });
  narrator.tell(`its image went the same way: Sluice merged ${ENVIRONMENTS}#${merged.number} "${merged.title}"`);
  return merged;
}

/** The label and the one comment of a release. */
async function tellDeployed({ theatre, narrator }: Story, { number }: Pull, wanted: Wanted): Promise<void> {
  const said = await narrator.until(`#${number} is labelled deployed and has a comment`, async () => {
    const [comment] = await saidOn(theatre, ENVIRONMENTS, number);
    return (await labelsOf(theatre, ENVIRONMENTS, number)).includes('deployed') ? comment : undefined;
  });
  const [first = '', ...rest] = said.split('\n').filter((line) => !/^(?:\||<|$)/.test(line));
  const [deployed = '', now = ''] = withAddresses(first).split(/(?<=\.) /);
  const rows = tableRows(said);
  narrator.tell(`${ENVIRONMENTS}#${number} is labelled deployed: ${deployed}`, [
    `${now} ${rows.join(', ')}`,
    rest.map(withoutMarkup).join(' '),
  ]);
  expectThat(said.includes(`(${wanted.address})`), 'the comment links the deployment');
  const shown = rows.map((row) => row.split(' | ')[0]).join();
  expectThat(shown === wanted.component, `the comment shows ${wanted.component}, not ${shown}`);
}

/** Each has one comment with where its change runs now, and the label that the pipeline file wants. */
async function tellIssues({ theatre, narrator }: Story, address: string): Promise<void> {
  const names = ISSUES.map(({ repo, number }) => `${repo}#${number}`);
  const rows = await Promise.all(
    ISSUES.map(async ({ repo, number }) => {
      const name = `${repo}#${number}`;
      const said = await narrator.until(`${name} is told and relabelled`, async () => {
        const [labels, comments] = await Promise.all([labelsOf(theatre, repo, number), saidOn(theatre, repo, number)]);
        return labels.join() === 'workflow/test' && comments.length > 0 ? comments : undefined;
      });
      expectThat(said.length === 1, `${name} has one comment, not ${said.length}`);
      const [comment = ''] = said;
      expectThat(comment.includes(`(${address})`), `the comment on ${name} links the deployment`);
      return `${name}: ${tableRows(comment).join()}`;
    }),
  );
  narrator.tell(`${names.length} issues have one comment each; workflow/ready-for-staging became workflow/test`, rows);
}
