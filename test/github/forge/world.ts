import { Person } from '../../../src/forge/cast/person.ts';
import { VirtualClock } from '../../../src/forge/clock/clock.ts';
import { createForge } from '../../../src/forge/create.ts';
import type { Permissions, Protection } from '../../../src/forge/domain/state.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { installApp, seedOrganisation } from '../../../src/forge/seed/organisation.ts';
import { commitSha, repoName, type CommitSha, type LaneId } from '../../../src/core/names.ts';
import { lanesOf, type Lane } from '../../../src/core/pipeline/lanes.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import type { LookRequest } from '../../../src/ports/github/looks.ts';
import type { GithubClient } from '../../../src/github/client/client.ts';
import { failureSentence } from '../../../src/github/client/outcome.ts';
import { keys, rig } from '../client-stub.ts';
import { SELF } from '../raw-look.ts';

const ORIGIN = 'http://forge.test';
export const DIGEST = { old: `sha256:${'1'.repeat(64)}`, new: `sha256:${'2'.repeat(64)}` };

const PIPELINE = `version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
  web: { code: { repo: acme/shop, paths: ["web/**", "shared/*.ts"] }, image: registry.acme.dev/web }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
  manifest:
    kind: manifest
    from: docker
    repo: acme/manifests
    pins: [{ file: "apps/{component}.yaml", holds: digest }]
    checks: [lint]
    merge: when-green
  staging:
    kind: environment
    from: manifest
    repo: acme/environments
    pins: [{ file: "staging/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
  production:
    kind: environment
    from: staging
    repo: acme/environments
    pins: [{ file: "production/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: after-approval
`;

const pin = (component: string): string => `image: registry.acme.dev/${component}@${DIGEST.old}\n`;
const joining = { '.github/sluice.yml': 'pipeline: acme/platform\n' };
const REPOS: Record<string, Record<string, string>> = {
  platform: { '.github/sluice.yml': PIPELINE },
  payments: { 'server.js': '// first\n', ...joining },
  shop: { 'web/index.html': 'first\n', 'shared/money.ts': 'first\n', 'api/server.js': 'first\n', ...joining },
  'payments-docker': { Dockerfile: 'FROM scratch\nARG APP_COMMIT=0\n', ...joining },
  manifests: { 'apps/payments.yaml': pin('payments'), 'apps/web.yaml': pin('web'), ...joining },
  environments: {
    'staging/payments.yaml': pin('payments'),
    'staging/web.yaml': pin('web'),
    'production/payments.yaml': pin('payments'),
    ...joining,
  },
};

const PERMISSIONS: Permissions = {
  actions: 'read',
  checks: 'read',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  members: 'read',
  pull_requests: 'write',
  statuses: 'write',
};

/** The shipped client in front of a forge in memory, with a pipeline that has every kind of stage. */
export class GithubWorld {
  readonly forge: Forge;
  readonly pipeline: Pipeline;
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 20, 12));
  /** GraphQL documents that were sent. */
  readonly documents: string[] = [];
  readonly tools;
  /** The client's own clock. */
  readonly wall: { time: number };

  constructor() {
    const app = { slug: SELF.slug, id: 7, publicKey: keys.publicKey, permissions: { ...PERMISSIONS }, events: [] };
    this.forge = createForge({ clock: this.clock, storage: 'memory', app });
    const roles = { grace: 'write', ada: 'triage' } as const;
    const teams = { 'release-managers': 'write' } as const;
    seedOrganisation(this.forge.state, {
      login: 'acme',
      people: ['grace', 'ada', 'lin'],
      teams: { 'release-managers': ['lin'] },
      repos: Object.entries(REPOS).map(([name, files]) => ({
        fullName: `acme/${name}`,
        files,
        roles,
        labels: ['deploy/production', 'deploy/demo'],
        ...(name === 'environments' ? { teams, autoMergeAllowed: true } : {}),
      })),
      installOn: 'none',
    });
    installApp(this.forge.state, { account: 'acme', repositories: Object.keys(REPOS).map((name) => `acme/${name}`) });
    const { github, clock: wall } = rig(ORIGIN, {
      fetch: (url, init) => {
        if (url.endsWith('/graphql')) this.documents.push((JSON.parse(init.body as string) as { query: string }).query);
        return this.forge.fetch(url, init);
      },
    });
    this.tools = { clients: github, self: SELF };
    this.wall = wall;
    const loaded = loadPipeline(PIPELINE, { repo: repoName('acme/platform'), commit: this.tip('acme/platform') });
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    this.pipeline = loaded.pipeline;
  }

  /** May write everywhere. */
  get grace(): Person {
    return this.person('grace');
  }

  /** May label everywhere, and write nowhere. */
  get ada(): Person {
    return this.person('ada');
  }

  /** May write in `acme/environments`, as one of its release managers, and see nothing else. */
  get lin(): Person {
    return this.person('lin');
  }

  person(login: string): Person {
    return new Person({ login, origin: ORIGIN, token: this.forge.personToken(login), fetch: this.forge.fetch });
  }

  /** What GitHub asks of a merge into `main` from now on. */
  protects(repo: string, rules: Partial<Protection>): void {
    const all = { requiredChecks: [], requiredApprovals: 0, strict: false, ...rules };
    this.forge.state.repos.get(repo)?.protection.set('main', all);
  }

  /** What the App itself does over REST. */
  async asApp(repo: string): Promise<GithubClient> {
    const installation = await this.tools.clients.installationFor(repo);
    if ('unknown' in installation || installation.known === undefined) throw new Error(`nobody speaks for ${repo}`);
    return this.tools.clients.installation(installation.known);
  }

  /** A pull request of the App itself, with one commit that is not signed as its own. */
  async proposesAsApp(
    repo: string,
    { branch, path, text }: { branch: string; path: string; text: string },
  ): Promise<{ number: number; id: string }> {
    this.clock.advance(60_000);
    await this.grace.branches(repo, branch, 'main');
    await this.grace.commits(repo, { branch, path, text, message: branch });
    const client = await this.asApp(repo);
    const [owner, name] = repo.split('/');
    const asked = { owner, repo: name, title: branch, body: 'words', head: branch, base: 'main' };
    const opened = await client.request<{ number: number; node_id: string }>('POST /repos/{owner}/{repo}/pulls', asked);
    if ('failed' in opened) throw new Error(failureSentence(opened.failed));
    return { number: opened.ok.number, id: opened.ok.node_id };
  }

  /** What the App says, in a comment. */
  async says(repo: string, number: number, body: string): Promise<void> {
    const [owner, name] = repo.split('/');
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const said = await (await this.asApp(repo)).request(route, { owner, repo: name, issue_number: number, body });
    if ('failed' in said) throw new Error(failureSentence(said.failed));
  }

  tip(repo: string, branch = 'main'): CommitSha {
    return commitSha(this.forge.state.repos.get(repo)?.git.refs.read(`refs/heads/${branch}`) ?? '');
  }

  /** A commit of a person on `main`, a minute after the last. */
  async commits(repo: string, path: string, text: string): Promise<CommitSha> {
    this.clock.advance(60_000);
    return commitSha(await this.grace.commits(repo, { branch: 'main', path, text, message: `Change ${path}` }));
  }

  /** A commit that takes a file away, a minute after the last. */
  async removes(repo: string, path: string, branch = 'main'): Promise<CommitSha> {
    this.clock.advance(60_000);
    const removal = `mutation Remove($input: CreateCommitOnBranchInput!) {
      createCommitOnBranch(input: $input) { clientMutationId } }`;
    const input = {
      branch: { repositoryNameWithOwner: repo, branchName: branch },
      expectedHeadOid: this.tip(repo, branch),
      message: { headline: `Remove ${path}` },
      fileChanges: { deletions: [{ path }] },
    };
    const outcome = await (await this.asApp(repo)).graphql(removal, { input });
    if ('failed' in outcome) throw new Error(failureSentence(outcome.failed));
    return this.tip(repo, branch);
  }

  lane(id: string): Lane {
    const lane = lanesOf(this.pipeline).find((candidate) => candidate.id === this.laneId(id));
    if (lane === undefined) throw new Error(`there is no lane ${id}`);
    return lane;
  }

  laneId = (id: string): LaneId => `acme/platform:${id}` as LaneId;

  request(id: string): LookRequest {
    const lane = this.lane(id);
    return { lane, pins: this.pipeline.stages.find(({ name }) => name === lane.stage)?.pins ?? [] };
  }

  /** What the App has read so far, by operation. */
  reads(): string[] {
    return this.forge.calls
      .filter(({ caller, read }) => caller === 'installation' && read)
      .map((call) => call.operationId);
  }
}
