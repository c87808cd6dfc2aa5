import { addRepositories } from '../../../src/forge/domain/installations.ts';
import { seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import type { World } from '../world.ts';

/** Another pipeline comes into force beside that of acme/platform: what it builds is written here, where it goes to does not matter. */
export async function addPipeline(
  world: World,
  repo: string,
  { image, code, branch }: { image: string; code: string; branch?: string },
): Promise<void> {
  const { state } = world.forge;
  const [owner = ''] = repo.split('/');
  const docker = `  docker:
    kind: docker
    repo: ${code}
    branch: ${branch}
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
`;
  const text = `version: 1
components:
  payments: { code: ${branch === undefined ? code : 'acme/payments'}, image: ${image}, build: { workflow: build.yml } }
stages:
${branch === undefined ? '' : docker}  manifest:
    kind: manifest
${branch === undefined ? '' : '    from: docker\n'}    repo: ${owner}/${repo.split('/')[1]}-manifests
    pins: [{ file: "apps/payments.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
`;
  const [installed] = [...state.installations.values()].filter(({ account }) => account.login === owner);
  const spec = { fullName: repo, files: { '.github/sluice.yml': text } };
  const { repos } = seedOrganisation(state, {
    login: owner,
    repos: [spec],
    installOn: installed === undefined ? 'all' : 'none',
  });
  if (installed !== undefined) addRepositories(state, installed, repos, state.app.owner);
  await world.after(60_000);
  const loaded = await world.app.tools.policies.pipelines();
  if (!loaded.some((pipeline) => pipeline.repo === repo)) throw new Error(`the pipeline of ${repo} is not in force`);
}
