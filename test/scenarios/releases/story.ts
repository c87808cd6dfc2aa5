import { Marker } from '../../../src/core/text/markers.ts';
import { DOCKER, ENVIRONMENTS, MANIFESTS } from '../chain/chain.ts';
import type { World } from '../world.ts';
import { pinned, releaseOf, until } from './releases.ts';

const HALF_AN_HOUR = 30 * 60_000;
const MOST_SWEEPS = 6;
const COMPONENTS = ['payments', 'ledger', 'web'] as const;
type Component = (typeof COMPONENTS)[number];

const codeOf = (component: string): string => (component === 'web' ? 'acme/shop' : `acme/${component}`);
const REPOSITORIES = [...COMPONENTS.map(codeOf), DOCKER, MANIFESTS, ENVIRONMENTS, 'acme/platform'];

/** What people do in a week at acme. They wait until Sluice has done its part, however it heard of theirs. */
export class Story {
  readonly #world: World;
  /** Digests by the change that they were built for. */
  readonly #names = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
  }

  async play(): Promise<void> {
    const world = this.#world;
    for (const component of COMPONENTS) this.#names.set(await pinned(world, 'staging', component), 'as it began');
    const ada = world.person('ada');
    const issue = await ada.opensIssue('acme/payments', 'Transfers fail');
    await ada.labels('acme/payments', issue, 'workflow/ready');
    await this.#runsInStaging('payments', 'Retry transfers', `Fixes #${issue}`);
    await this.#runsInStaging('ledger', 'Round up');
    await this.#changes('web', 'Show the balance');
    await this.#greens('staging');
    await this.#deployed('staging', 'failure', 'web: CrashLoopBackOff');

    await until(world, 'Fri 09:30');
    await this.#waits();
    await this.#greens('demo');
    await this.#deployed('demo', 'success');
    const hotfix = await this.#changes('ledger', 'Stop the leak');
    await world.person('rita').labels('acme/ledger', hotfix, 'deploy/production');
    await this.#waits();
    await this.#approved('force/production/ledger');
    await this.#deployed('production', 'success');

    await until(world, 'Mon 10:30', 1);
    await this.#waits();
    await this.#approved('release-production');
    await until(world, 'Mon 12:00', 1);
    await this.#waits();
    await this.#deployed('production', 'success');
    await this.#goesBack();
  }

  /** On-call takes payments back in production, by hand; it stays there. */
  async #goesBack(): Promise<void> {
    const world = this.#world;
    const path = 'production/payments.yaml';
    const was = [...this.#names].find(([, name]) => name === 'as it began')?.[0] ?? '';
    const text = (await world.file(ENVIRONMENTS, path)).replace(/sha256:[0-9a-f]{64}/, was);
    await world.person('grace').commits(ENVIRONMENTS, { branch: 'main', path, text, message: 'Revert payments' });
    await this.#waits();
  }

  /** Until a whole sweep has found nothing to do: what was lost is found again by then, and what that brought. */
  async #waits(): Promise<void> {
    for (let times = 0; times < MOST_SWEEPS; times += 1) {
      const from = this.#world.forge.calls.length;
      await this.#world.after(HALF_AN_HOUR + 60_000);
      if (this.#world.calls(from).writes.length === 0) return;
    }
  }

  async #changes(component: Component, title: string, body = ''): Promise<number> {
    const world = this.#world;
    const [ada, repo] = [world.person('ada'), codeOf(component)];
    const slug = title.toLowerCase().replaceAll(' ', '-');
    const path = component === 'web' ? `web/${slug}.js` : `${slug}.js`;
    const number = await ada.proposes(repo, { branch: slug, title, body, path, text: `// ${title}\n` });
    const commit = await ada.merges(repo, number);
    await this.#waits();
    if (component === 'payments') await this.#checked(DOCKER, 'build');
    const [place, built] = component === 'payments' ? [DOCKER, await ada.tipOf(DOCKER, 'main')] : [repo, commit];
    const { digest } = world.builds(component, built);
    this.#names.set(digest, title);
    const said = { v: 1, image: `registry.acme.dev/${component}`, digest, commit: built };
    await world.person('acme-ci').dispatches(place, 'sluice-artifact', said);
    await this.#waits();
    await this.#checked(MANIFESTS, 'lint');
    return number;
  }

  async #runsInStaging(component: Component, title: string, body = ''): Promise<void> {
    await this.#changes(component, title, body);
    await this.#greens('staging');
    await this.#deployed('staging', 'success');
  }

  async #checked(repo: string, context: string): Promise<void> {
    for (const { number } of await this.#world.pulls(repo)) await this.#world.checkEnds(repo, number, context);
    await this.#waits();
  }

  async #greens(environment: string): Promise<void> {
    const release = await releaseOf(this.#world, environment);
    if (release === undefined) throw new Error(`no release to ${environment}: ${await this.#world.explained()}`);
    await this.#world.checkEnds(ENVIRONMENTS, release.number, 'validate');
    await this.#waits();
  }

  async #approved(branch: string): Promise<void> {
    const world = this.#world;
    const release = (await world.pulls(ENVIRONMENTS)).find(({ head }) => head.ref === branch);
    if (release === undefined) throw new Error(`${branch} is not open: ${await world.explained()}`);
    await world.checkEnds(ENVIRONMENTS, release.number, 'validate');
    for (const login of ['rita', 'omar']) await world.person(login).approves(ENVIRONMENTS, release.number);
    await this.#waits();
  }

  async #deployed(environment: string, state: 'success' | 'failure', description = ''): Promise<void> {
    const deployer = this.#world.person('acme-deployer');
    const [newest] = (await deployer.deployments(ENVIRONMENTS, environment)).toSorted((a, b) => b.id - a.id);
    if (newest === undefined) throw new Error(`nothing is deployed to ${environment}`);
    await deployer.reportsDeployment(ENVIRONMENTS, newest.id, { state, description });
    await this.#waits();
  }

  /** What two worlds are compared by: no ids, no numbers, no times, and not how merges were grouped. */
  async ending(): Promise<Record<string, unknown>> {
    const world = this.#world;
    const environments = ['staging', 'demo', 'production'];
    const pins: Record<string, string> = {};
    for (const environment of environments)
      for (const component of COMPONENTS)
        pins[`${environment} ${component}`] = this.#nameOf(await pinned(world, environment, component));
    const standings = await world.store.standings.all();
    const proven = standings
      .filter(({ kind }) => kind === 'environment')
      .flatMap(({ stage, components }) =>
        components.map(({ name, runs }) => `${stage} ${name}: ${this.#nameOf(runs?.value ?? '')}`),
      );
    return { pins, proven: proven.sort(), ...(await this.#threads()) };
  }

  #nameOf(digest: string): string {
    return this.#names.get(digest) ?? digest;
  }

  /** Issues as they ended, pull requests that are open, deployments without a word, and what was said more than once. */
  async #threads(): Promise<Record<string, unknown>> {
    const world = this.#world;
    const ada = world.person('ada');
    const issues: string[] = [];
    const open: string[] = [];
    const twice: string[] = [];
    for (const repo of REPOSITORIES) {
      for (const thread of await ada.call<ThreadSeen[]>('GET', `/repos/${repo}/issues?state=all&per_page=100`)) {
        const said = (await world.comments(repo, thread.number))
          .filter(({ user }) => user.login === 'sluice[bot]')
          .flatMap(({ body }) => Marker.parse(body).map(({ kind, key }) => `${kind} ${key}`));
        twice.push(...said.filter((key, index) => said.indexOf(key) !== index).map((key) => `${repo}: ${key}`));
        if (thread.pull_request !== undefined) continue;
        const labels = thread.labels.map(({ name }) => name).sort();
        const about = thread.title.startsWith('Sluice: ') ? 'the control issue' : thread.title;
        const told =
          about === 'the control issue'
            ? []
            : said.map((key) => key.split(' ')[0] ?? '').toSorted((a, b) => a.localeCompare(b));
        issues.push(`${repo} ${about}: ${thread.state}, ${labels.join(' ')}, told ${told.join(' ')}`);
      }
      open.push(...(await world.pulls(repo)).map(({ head }) => `${repo} ${head.ref}`));
    }
    return { issues: issues.sort(), open: open.sort(), twice, deployments: await this.#deployments() };
  }

  async #deployments(): Promise<string[]> {
    const all = await this.#world.person('acme-deployer').deployments(ENVIRONMENTS);
    const keys = all.map(({ payload }) => (payload as { key?: string } | null)?.key ?? 'a person');
    return keys.filter((key, index) => keys.indexOf(key) !== index);
  }
}

interface ThreadSeen {
  number: number;
  title: string;
  state: string;
  labels: { name: string }[];
  pull_request?: unknown;
}
