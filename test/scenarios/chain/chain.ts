import type { World } from '../world.ts';

export const DOCKER = 'acme/payments-docker';
export const MANIFESTS = 'acme/manifests';
export const ENVIRONMENTS = 'acme/environments';

/** What a change has become on its way. */
export interface Reached {
  /** The commit of the code repository. */
  commit: string;
  digest: string;
}

/** ledger is built from its code: a merged change becomes an image, and its digest is merged into the manifests. */
export async function ledgerReaches(world: World, title: string, body = ''): Promise<Reached> {
  const { commit } = await world.merges(title, { component: 'ledger', body });
  return { commit, digest: await reachesManifests(world, { component: 'ledger', repo: 'acme/ledger', commit }) };
}

/** payments goes through its docker repository first. */
export async function paymentsReaches(world: World, title: string, body = ''): Promise<Reached> {
  const { commit } = await world.merges(title, { body });
  await world.settled();
  await world.goesGreen(DOCKER, 'build');
  const built = await world.person('ada').tipOf(DOCKER, 'main');
  return { commit, digest: await reachesManifests(world, { component: 'payments', repo: DOCKER, commit: built }) };
}

async function reachesManifests(
  world: World,
  { component, repo, commit }: { component: string; repo: string; commit: string },
): Promise<string> {
  const { digest } = world.builds(component, commit);
  const said = { v: 1, image: `registry.acme.dev/${component}`, digest, commit };
  await world.person('acme-ci').dispatches(repo, 'sluice-artifact', said);
  await world.settled();
  await world.goesGreen(MANIFESTS, 'lint');
  return digest;
}

/** The open release goes green and is merged; answers its number. */
export const released = (world: World): Promise<number> => world.goesGreen(ENVIRONMENTS, 'validate');

/** The deployer answers the newest deployment of staging, or an older one. */
export async function deployerAnswers(
  world: World,
  state: 'success' | 'failure' | 'in_progress',
  { older = 0 }: { older?: number } = {},
): Promise<number> {
  const deployer = world.person('acme-deployer');
  const deployments = await deployer.deployments(ENVIRONMENTS, 'staging');
  const id = deployments.toSorted((a, b) => b.id - a.id)[older]?.id;
  if (id === undefined) throw new Error('there is no deployment of staging to answer');
  await deployer.reportsDeployment(ENVIRONMENTS, id, { state, logUrl: `https://deploy.acme.dev/${id}` });
  await world.settled();
  return id;
}
