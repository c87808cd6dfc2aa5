import { buildsImage, DOCKER, goesGreen, LEDGER, MANIFESTS, opened, type Story } from './hops.ts';
import { expectThat } from '../narrator.ts';
import { linesOf, statusOn, type Pull } from '../onlooker.ts';
import { differences, withShortDigests } from '../plain-text.ts';

const KUSTOMIZATION = 'apps/payments/kustomization.yaml';

/** From the built image to the moved digest pin; a report from a stranger changes nothing. */
export async function playSceneTwo(story: Story, { built }: { built: string }): Promise<void> {
  const { theatre, narrator } = story;
  narrator.title('Scene 2: the image that was built goes into the manifests, by its digest');
  const digest = await buildsImage(theatre, { component: 'payments', repo: DOCKER, commit: built });
  narrator.tell(
    withShortDigests(`acme-ci built ${DOCKER} ${built.slice(0, 7)}, pushed ${digest} and dispatched sluice-artifact`),
  );
  const [pull] = await Promise.all([opened(story, MANIFESTS, 'sluice/manifest/payments'), tellRefusal(story, digest)]);
  await tellMoved(story, pull, digest);
  const merged = await goesGreen(story, { repo: MANIFESTS, pull, check: 'lint' });
  narrator.tell(`"lint" is green, and Sluice merged ${MANIFESTS}#${merged.number}`);
}

async function tellMoved({ theatre, narrator }: Story, pull: Pull, digest: string): Promise<void> {
  const [base, head] = await Promise.all(
    ['main', pull.head.ref].map((ref) => linesOf(theatre, { repo: MANIFESTS, path: KUSTOMIZATION, ref })),
  );
  const changed = differences(base ?? [], head ?? []);
  narrator.tell(
    `Sluice asked the registry, and opened ${MANIFESTS}#${pull.number} "${pull.title}"`,
    changed.flatMap((line) => [`- ${line.old}`, `+ ${line.new}`]).map(withShortDigests),
  );
  expectThat(pull.title === 'payments: Retry transfers', `it has the change's title, not "${pull.title}"`);
  const isThePin = changed.length === 1 && changed[0]?.new === `    digest: ${digest}  # moved by pull request`;
  expectThat(isThePin, 'nothing but the digest changes, and its comment stays');
  const asked = theatre.registry.calls.map(({ path, status }) => `${status} ${path.split('?')[0]}`);
  expectThat(asked.includes('200 /token'), 'the registry gave Sluice a token to pull');
  expectThat(asked.includes(`200 /v2/payments/manifests/${digest}`), 'the registry has the image');
}

/** Somebody's workflow in another repository says that it built payments; whoever wrote it sees at their commit why not. */
async function tellRefusal({ theatre, narrator }: Story, digest: string): Promise<void> {
  const commit = await theatre.person('grace').tipOf(LEDGER, 'main');
  const said = { v: 1, component: 'payments', image: 'registry.acme.dev/payments', digest, commit };
  await theatre.person('acme-ci').dispatches(LEDGER, 'sluice-artifact', said);
  const status = await narrator.until('the stranger is told why', () =>
    statusOn(theatre, { repo: LEDGER, commit, context: 'sluice/artifact' }),
  );
  narrator.tell(`the same from ${LEDGER} is refused; its author reads at ${commit.slice(0, 7)}, as sluice/artifact:`, [
    `${status.description}`,
  ]);
  const why = 'Refused: no pipeline has a component "payments" built in acme/ledger';
  expectThat(
    status.state === 'failure' && status.description?.startsWith(why) === true,
    'it is refused with its reason',
  );
}
