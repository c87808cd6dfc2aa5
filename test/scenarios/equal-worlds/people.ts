import { expect } from '@jest/globals';

import { DOCKER, ENVIRONMENTS, MANIFESTS } from '../chain/chain.ts';
import { controlIssue, PLATFORM } from '../commands/thread.ts';
import { pinned } from '../releases/releases.ts';
import type { World } from '../world.ts';

/** The control issue is edited once a minute at most. */
const WEBHOOKS_DONE_MS = 2 * 60_000;
const SWEPT_MS = 31 * 60_000;
const MOST_SWEEPS = 6;
export const COMPONENTS = ['payments', 'ledger', 'web'] as const;
export type Component = (typeof COMPONENTS)[number];
export const AS_IT_BEGAN = 'as it began';

export const codeOf = (component: Component): string => (component === 'web' ? 'acme/shop' : `acme/${component}`);

/** Pins by the files of the environments, from what they are called in standings: `staging payments`. */
export const pinsOf = (held: Record<string, string>): unknown =>
  expect.objectContaining(
    Object.fromEntries(
      Object.entries(held).map(([place, title]) => [`${ENVIRONMENTS} ${place.replace(' ', '/')}.yaml`, title]),
    ),
  );

/** The people of acme, who wait after everything they do until Sluice has done its part, however it heard of theirs. */
export class People {
  readonly world: World;
  readonly #builds: { component: Component; title: string; digest: string }[] = [];

  constructor(world: World) {
    this.world = world;
  }

  /** Remembers what everything begins with. */
  async begin(): Promise<void> {
    for (const component of COMPONENTS) {
      const digest = await pinned(this.world, 'production', component);
      this.#builds.push({ component, title: AS_IT_BEGAN, digest });
    }
  }

  /** The change that a digest, or its beginning, was built for: commits, and so digests, differ between worlds. */
  titleOf(digest: string): string {
    if (digest === '') return 'nothing';
    return this.#builds.find((build) => build.digest.startsWith(digest))?.title ?? digest;
  }

  digestOf(component: Component, title: string): string {
    const build = this.#builds.find((one) => one.component === component && one.title === title);
    if (build === undefined) throw new Error(`${component} has no build of ${title}`);
    return build.digest;
  }

  /** Until a whole sweep has found nothing to do: what was lost is found again by then, and what that brought. */
  async wait(): Promise<void> {
    await this.world.after(WEBHOOKS_DONE_MS);
    for (let times = 0; times < MOST_SWEEPS; times += 1) {
      const from = this.world.forge.calls.length;
      await this.world.after(SWEPT_MS);
      if (this.#isAtRest(from)) return;
    }
    throw new Error(`Sluice does not come to rest: ${await this.world.explained()}`);
  }

  /** The control issue says how long everything has waited, and so is edited at every sweep. */
  #isAtRest(from: number): boolean {
    const calls = this.world.forge.calls.slice(from).filter(({ caller, read }) => caller === 'installation' && !read);
    return calls.every(({ operationId, repo }) => operationId === 'issues/update' && repo === PLATFORM);
  }

  /** ada's change is merged, built, and in the manifests; answers the number of its pull request. */
  async change(component: Component, title: string, body = ''): Promise<number> {
    const { world } = this;
    const [ada, repo] = [world.person('ada'), codeOf(component)];
    const slug = title.toLowerCase().replaceAll(' ', '-');
    const path = component === 'web' ? `web/${slug}.js` : `${slug}.js`;
    const number = await ada.proposes(repo, { branch: slug, title, body, path, text: `// ${title}\n` });
    const commit = await ada.merges(repo, number);
    if (component === 'payments') {
      await this.wait();
      await this.#check(DOCKER, 'build');
    }
    const [place, built] = component === 'payments' ? [DOCKER, await ada.tipOf(DOCKER, 'main')] : [repo, commit];
    const { digest } = world.builds(component, built);
    this.#builds.push({ component, title, digest });
    const said = { v: 1, image: `registry.acme.dev/${component}`, digest, commit: built };
    await world.person('acme-ci').dispatches(place, 'sluice-artifact', said);
    await this.wait();
    await this.#check(MANIFESTS, 'lint');
    return number;
  }

  async runInStaging(component: Component, title: string, body = ''): Promise<void> {
    await this.change(component, title, body);
    await this.check('release-staging');
    await this.deploy('staging', 'success');
  }

  async #check(repo: string, context: string): Promise<void> {
    for (const { number } of await this.world.pulls(repo)) await this.world.checkEnds(repo, number, context);
    await this.wait();
  }

  /** The number of the open pull request of a branch of the environments. */
  async openOn(branch: string): Promise<number> {
    const open = (await this.world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === branch);
    if (open === undefined) throw new Error(`${branch} is not open: ${await this.world.explained()}`);
    return open.number;
  }

  /** The release of a branch goes green. */
  async check(branch: string): Promise<void> {
    await this.world.checkEnds(ENVIRONMENTS, await this.openOn(branch), 'validate');
    await this.wait();
  }

  /** The release of a branch goes green, and people approve it. */
  async approve(branch: string, ...by: string[]): Promise<void> {
    const number = await this.openOn(branch);
    await this.world.checkEnds(ENVIRONMENTS, number, 'validate');
    for (const login of by) await this.world.person(login).approves(ENVIRONMENTS, number);
    await this.wait();
  }

  /** The deployer answers the newest deployment of an environment. */
  async deploy(environment: string, state: 'success' | 'failure', description = ''): Promise<void> {
    const deployer = this.world.person('acme-deployer');
    const [newest] = (await deployer.deployments(ENVIRONMENTS, environment)).toSorted((a, b) => b.id - a.id);
    if (newest === undefined) throw new Error(`nothing is deployed to ${environment}`);
    await deployer.reportsDeployment(ENVIRONMENTS, newest.id, { state, description });
    await this.wait();
  }

  /** The deployer deploys what main holds, as one does after a merge that is nobody's release. */
  async redeploy(environment: string): Promise<void> {
    const deployer = this.world.person('acme-deployer');
    const ref = await deployer.tipOf(ENVIRONMENTS, 'main');
    await deployer.deploys(ENVIRONMENTS, { ref, environment });
    await this.deploy(environment, 'success');
  }

  /** Commands on a pull request of the environments, one after the other. */
  async say(number: number, ...commands: [login: string, command: string][]): Promise<void> {
    for (const [login, command] of commands) await this.world.person(login).comments(ENVIRONMENTS, number, command);
    await this.wait();
  }

  /** Commands in the control issue, one after the other. */
  async control(...commands: [login: string, command: string][]): Promise<void> {
    const number = await controlIssue(this.world);
    for (const [login, command] of commands) await this.world.person(login).comments(PLATFORM, number, command);
    await this.wait();
  }

  /** The file that pins a component in an environment, as it is with another build. */
  async moved(environment: string, component: Component, title: string): Promise<{ path: string; text: string }> {
    const path = `${environment}/${component}.yaml`;
    const text = await this.world.file(ENVIRONMENTS, path);
    return { path, text: text.replace(/sha256:[0-9a-f]{64}/, this.digestOf(component, title)) };
  }
}
