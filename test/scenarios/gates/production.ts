import { RELEASES_PIPELINE, type ChainOptions } from '../../../src/forge/seed/acme-chain.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import type { World, PullView } from '../world.ts';
import { releaseOf, releases, runsInStaging } from '../releases/releases.ts';

const [BEFORE = '', AFTER = ''] = RELEASES_PIPELINE.split(/ {2}production:\n[^]*?(?=issues:\n)/);

/** acme's pipeline with another production: `lines` are what it says besides its repository, its pins and its checks. */
export const pipelineOf = (lines: string[]): string =>
  `${BEFORE}  production:
    kind: environment
    repo: acme/environments
    pins: [{ file: "production/{component}.yaml", holds: digest }]
    checks: [validate]
${lines.map((line) => `    ${line}\n`).join('')}${AFTER}`;

export const APPROVALS = 'approvals: { count: 2, from: ["@acme/release-managers"] }';
const FORCE = 'force: ["@acme/release-managers"]';
export const WINDOW = 'window: { allow: "Mon-Thu 11:00-16:00", timezone: Europe/Rome }';

/** acme whose production takes at once what runs in staging, and is merged when the gates are open. */
export const straightToProduction = (gates: string[], options: Partial<ChainOptions> = {}): Promise<World> =>
  releases({
    pipeline: pipelineOf(['from: staging', 'release: on-change', 'merge: after-approval', FORCE, ...gatesOf(gates)]),
    ...options,
  });

const gatesOf = (gates: string[]): string[] =>
  gates.length === 0 ? [] : ['gates:', ...gates.map((gate) => `  - ${gate}`)];

/** A change of ledger runs in staging; answers the release to production that it opens. */
export async function ledgerReleased(world: World, title = 'Round up'): Promise<PullView & { digest: string }> {
  const { digest } = await runsInStaging(world, 'ledger', title);
  return { ...(await openRelease(world)), digest };
}

/** The open release to production. */
export async function openRelease(world: World): Promise<PullView> {
  const release = await releaseOf(world, 'production');
  if (release === undefined) throw new Error(await world.explained());
  return release;
}

/** What `sluice/gates` says of a pull request in the environments repository. */
export async function gates(world: World, number: number): Promise<string> {
  const { state, description } = (await world.status(ENVIRONMENTS, number)) ?? {};
  return `${state}: ${description}`;
}

/** Everything that Sluice has said below a pull request in the environments repository. */
export async function saidBy(world: World, number: number): Promise<string[]> {
  const comments = await world.comments(ENVIRONMENTS, number);
  return comments.filter(({ user }) => user.login === 'sluice[bot]').map(({ body }) => body);
}

/** The release to production is approved by both of its team. */
export async function bothApprove(world: World, number: number): Promise<void> {
  for (const login of ['rita', 'omar']) await world.person(login).approves(ENVIRONMENTS, number);
}
