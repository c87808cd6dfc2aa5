import { RELEASE_ENVIRONMENTS, RELEASES_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import type { ChainOptions } from '../../../src/forge/seed/acme-chain.ts';
import { DOCKER, ENVIRONMENTS, MANIFESTS } from '../chain/chain.ts';
import { World, type PullView } from '../world.ts';

const HOUR = 3_600_000;

/** A Monday in Rome, where it is one hour later than in UTC until the end of March: `at('Fri 09:00')` is in the same week. */
const MONDAY = Date.parse('2026-03-02T00:00:00+01:00');
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** acme with staging, demo and production: the world of issue scenes five and on. It is Monday, 10:00 in Rome. */
export const releases = (options: Partial<ChainOptions> & { chance?: number } = {}): Promise<World> =>
  World.chain({ pipeline: RELEASES_PIPELINE, environments: RELEASE_ENVIRONMENTS, shop: true, ...options });

/** Time passes until a moment in Rome, of the first week or a later one; what comes due on the way happens. */
export async function until(world: World, moment: string, week = 0): Promise<void> {
  const [day = '', time = ''] = moment.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const at = MONDAY + (DAYS.indexOf(day) + 7 * week) * 24 * HOUR + hours * HOUR + minutes * 60_000;
  // In steps, so that sweeps and looks fall in between, as they would.
  while (world.now < at) await world.after(Math.min(12 * HOUR, at - world.now));
}

/** The open release of an environment; undefined while there is none. */
export async function releaseOf(world: World, environment: string): Promise<PullView | undefined> {
  return (await world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === `release-${environment}`);
}

/** What a branch of the environments repository pins, by the short digest. */
export async function pinned(world: World, environment: string, component: string, branch = 'main'): Promise<string> {
  const text = await world.file(ENVIRONMENTS, `${environment}/${component}.yaml`, branch);
  return /sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? '';
}

/** A change of a component is merged, built, and in the manifests; answers what it has become. */
export async function reaches(
  world: World,
  component: 'payments' | 'ledger' | 'web',
  title: string,
  body = '',
): Promise<{ commit: string; digest: string; number: number }> {
  const repo = component === 'web' ? 'acme/shop' : `acme/${component}`;
  const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const path = component === 'web' ? `web/${slug}.js` : `${slug}.js`;
  const number = await world.person('ada').proposes(repo, { branch: slug, title, body, path, text: `// ${title}\n` });
  const commit = await world.person('ada').merges(repo, number);
  const digest = await isBuilt(world, component, commit);
  return { commit, digest, number };
}

/** A merged change of a component is built, and its digest merged into the manifests. */
export async function isBuilt(world: World, component: string, commit: string): Promise<string> {
  await world.settled();
  const repo = component === 'payments' ? DOCKER : component === 'web' ? 'acme/shop' : `acme/${component}`;
  if (component === 'payments') await world.goesGreen(DOCKER, 'build');
  const built = component === 'payments' ? await world.person('ada').tipOf(DOCKER, 'main') : commit;
  const { digest } = world.builds(component, built);
  const said = { v: 1, image: `registry.acme.dev/${component}`, digest, commit: built };
  await world.person('acme-ci').dispatches(repo, 'sluice-artifact', said);
  await world.settled();
  await world.goesGreen(MANIFESTS, 'lint');
  return digest;
}

/** The open release of an environment is green, and merged by the bot; answers its number. */
export async function goesGreen(world: World, environment: string): Promise<number> {
  const release = await releaseOf(world, environment);
  if (release === undefined) throw new Error(`no release to ${environment} is open: ${await world.explained()}`);
  await world.checkEnds(ENVIRONMENTS, release.number, 'validate');
  await world.settled();
  return release.number;
}

/** The deployer answers the newest deployment of an environment. */
export async function deployed(
  world: World,
  environment: string,
  state: 'success' | 'failure' = 'success',
  description?: string,
): Promise<number> {
  const deployer = world.person('acme-deployer');
  const deployments = await deployer.deployments(ENVIRONMENTS, environment);
  const [newest] = deployments.toSorted((a, b) => b.id - a.id);
  if (newest === undefined) throw new Error(`there is no deployment of ${environment} to answer`);
  await deployer.reportsDeployment(ENVIRONMENTS, newest.id, {
    state,
    logUrl: `https://deploy.acme.dev/${newest.id}`,
    ...(description === undefined ? {} : { description }),
  });
  await world.settled();
  return newest.id;
}

/** A change goes to staging and runs there; answers what it has become. */
export async function runsInStaging(
  world: World,
  component: 'payments' | 'ledger' | 'web',
  title: string,
  body = '',
): Promise<{ commit: string; digest: string; number: number }> {
  const reached = await reaches(world, component, title, body);
  await goesGreen(world, 'staging');
  await deployed(world, 'staging');
  return reached;
}
