import {
  DOCKER,
  ENVIRONMENTS,
  goesGreen,
  LEDGER,
  mergeChange,
  opened,
  PAYMENTS,
  reachesManifests,
  type Story,
} from './hops.ts';
import { shortReference } from '../../core/text/phrases.ts';
import { expectThat } from '../narrator.ts';
import { linesOf, openPull, pullsOf, statusOn, type Pull, type Status } from '../onlooker.ts';
import { listItems, tableRows, withoutMarkup } from '../plain-text.ts';
import type { Theatre } from '../theatre.ts';

const RELEASE = 'release-staging';

/** The release of staging opens, takes what becomes ready meanwhile, and is merged when green. Answers it. */
export async function playSceneThree(story: Story): Promise<Pull> {
  const { theatre, narrator } = story;
  narrator.title('Scene 3: one release takes what becomes ready until it is green');
  tellRelease(story, await opened(story, ENVIRONMENTS, RELEASE));
  const { payments, ledger } = await mergeTwoMore(story);
  const [paymentsDigest, ledgerDigest] = await Promise.all([
    throughDocker(story, payments),
    reachesManifests(story, { component: 'ledger', repo: LEDGER, commit: ledger }),
    tellGates(story),
  ]);
  const wanted = { payments: paymentsDigest, ledger: ledgerDigest };
  const whole = await narrator.until('both are in the release', () => releaseHolding(story, wanted));
  tellWhole(story, whole);
  const merged = await goesGreen(story, { repo: ENVIRONMENTS, pull: whole, check: 'validate' });
  await narrator.until('its gates are open', async () =>
    (await gatesOn(theatre, merged.head.sha))?.state === 'success' ? true : undefined,
  );
  narrator.tell(`"validate" is green, sluice/gates success, and Sluice merged ${ENVIRONMENTS}#${merged.number}`);
  expectThat((await pullsOf(theatre, ENVIRONMENTS)).length === 1, 'one release was enough');
  return merged;
}

/** The title, the table, and what the body says that it waits for. */
function tellRelease({ narrator }: Story, pull: Pull): void {
  const waits = pull.body.split('\n').find((line) => line.startsWith('**What it waits for.**')) ?? '';
  const [sentence = ''] = /Sluice merges it.*?\./.exec(withoutMarkup(waits)) ?? [];
  const rows = tableRows(pull.body);
  narrator.tell(`Sluice opened ${ENVIRONMENTS}#${pull.number} "${pull.title}"`, [...rows, sentence]);
  expectThat(rows.length === 1 && rows[0]?.startsWith('payments | ') === true, 'its table shows payments alone');
  expectThat(sentence.includes('validate'), 'the body says what it waits for');
}

async function mergeTwoMore({ theatre, narrator }: Story): Promise<{ payments: string; ledger: string }> {
  const [payments, ledger] = await Promise.all([
    mergeChange(theatre, { by: 'grace', repo: PAYMENTS, title: 'Wait between tries' }),
    mergeChange(theatre, { by: 'ada', repo: LEDGER, title: 'Round up', body: 'Fixes #1' }),
  ]);
  const names = [`${PAYMENTS}#${payments.number} "Wait between tries"`, `${LEDGER}#${ledger.number} "Round up"`];
  narrator.tell(`meanwhile grace merged ${names[0]}, and ada ${names[1]} (Fixes #1)`);
  return { payments: payments.commit, ledger: ledger.commit };
}

const gatesOn = (theatre: Theatre, commit: string): Promise<Status | undefined> =>
  statusOn(theatre, { repo: ENVIRONMENTS, commit, context: 'sluice/gates' });

/** The status that a branch rule can require. */
async function tellGates({ theatre, narrator }: Story): Promise<void> {
  const status = await narrator.until('the release carries sluice/gates', async () => {
    const pull = await openPull(theatre, ENVIRONMENTS, RELEASE);
    return pull && gatesOn(theatre, pull.head.sha);
  });
  narrator.tell(`the release has the status sluice/gates: ${status.state}, "${status.description}"`);
  expectThat(status.state === 'pending', 'its gates are not open');
}

/** A change of payments on its way to the manifests; answers the digest of its image. */
async function throughDocker(story: Story, code: string): Promise<string> {
  const pull = await opened(story, DOCKER, 'sluice/docker/payments');
  const { merge_commit_sha: commit } = await goesGreen(story, { repo: DOCKER, pull, check: 'build' });
  const lines = await linesOf(story.theatre, { repo: DOCKER, path: 'Dockerfile' });
  expectThat(lines.includes(`ARG APP_COMMIT=${code}`), `${DOCKER} holds ${code}`);
  return reachesManifests(story, { component: 'payments', repo: DOCKER, commit: commit ?? '' });
}

function tellWhole({ narrator }: Story, pull: Pull): void {
  const rows = tableRows(pull.body);
  const changes = listItems(pull.body).filter((line) => line.includes(') by '));
  narrator.tell(`both came along in ${ENVIRONMENTS}#${pull.number} "${pull.title}"`, [
    ...rows,
    changes.map((line) => line.replace(/ by \S+$/, '')).join('; '),
  ]);
  const components = rows.map((line) => line.split(' | ')[0]).join();
  expectThat(components === 'payments,ledger', `its table shows both components, not ${components}`);
  const missing = ['Retry transfers', 'Wait between tries', 'Round up'].filter(
    (title) => !changes.some((line) => line.startsWith(`${title} (`)),
  );
  expectThat(missing.length === 0, `the body lists ${missing.join(', ')}`);
}

/** The open release once its branch holds these images and its body, which is written after the branch, shows them. */
export async function releaseHolding({ theatre }: Story, digests: Record<string, string>): Promise<Pull | undefined> {
  const pull = await openPull(theatre, ENVIRONMENTS, RELEASE);
  if (pull === undefined) return undefined;
  for (const [component, digest] of Object.entries(digests)) {
    const lines = await linesOf(theatre, { repo: ENVIRONMENTS, path: `staging/${component}.yaml`, ref: pull.head.sha });
    if (!lines.some((line) => line.includes(digest)) || !pull.body.includes(shortReference(digest))) return undefined;
  }
  return pull;
}
