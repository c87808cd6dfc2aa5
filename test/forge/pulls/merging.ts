import type { ForgeState, Protection, Pull } from '../../../src/forge/domain/state.ts';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { DomainWorld } from '../domain-world.ts';
import type { GraphqlAnswer, Json } from '../domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' },
  roles: { alice: 'write', bob: 'write', rita: 'read' },
  autoMergeAllowed: true,
};

/** A world whose App hears of merge queues, and whose main branch asks for what is given. */
export async function mergingWorld(
  protection: Partial<Protection> = {},
  more: Partial<RepoSpec> = {},
  storage?: ForgeState['storage'],
): Promise<DomainWorld> {
  const granted = ['checks', 'contents', 'issues', 'pull_requests', 'statuses'].map((name) => [name, 'write'] as const);
  const permissions = { ...Object.fromEntries(granted), merge_queues: 'read' as const };
  const world = await DomainWorld.with([{ ...shop, protection: { main: protection }, ...more }], {
    permissions,
    ...(storage !== undefined && { storage }),
  });
  const { app } = world.forge.state;
  app.events = [...app.events, 'merge_group'];
  return world;
}

/** A branch of main with protection by a ruleset that asks for one check and a queue. */
export const queued: Partial<Protection> = { requiredChecks: ['ci'], ruleset: true, mergeQueue: { method: 'merge' } };

export type Named = 'a' | 'b' | 'c';

/** Alice's pull request that changes one file; answers its head. */
export async function opens(world: DomainWorld, name: Named, text = `${name} changed\n`): Promise<string> {
  const head = await world.branch('alice', 'shop', { name, path: `${name}.txt`, text });
  await world.done('alice', 'POST /repos/acme/shop/pulls', { title: `Change ${name}`, head: name, base: 'main' });
  return head;
}

export async function reports(world: DomainWorld, sha: string, state = 'success', context = 'ci'): Promise<void> {
  await world.done('alice', `POST /repos/acme/shop/statuses/${sha}`, { state, context });
}

/** A pull request with its check, in the queue. */
export async function enqueues(world: DomainWorld, name: Named, number: number): Promise<void> {
  await reports(world, await opens(world, name));
  await mutates(world, 'bob', { enqueuePullRequest: { pullRequestId: await idOf(world, number) } });
}

export function pullIn(world: DomainWorld, number = 1): Pull {
  return world.repo('shop').issues.get(number) as Pull;
}

export function tipOf(world: DomainWorld, branch = 'main'): string | undefined {
  return world.repo('shop').git.refs.read(`refs/heads/${branch}`);
}

export async function idOf(world: DomainWorld, number = 1): Promise<string> {
  return (await world.done('alice', `GET /repos/acme/shop/pulls/${number}`)).node_id;
}

/** One mutation, by its name and input; `fields` is what is asked of the answer. */
export async function asks(
  world: DomainWorld,
  as: string,
  mutation: Record<string, object>,
  fields = 'clientMutationId',
): Promise<GraphqlAnswer> {
  const [[name, input] = ['', {}]] = Object.entries(mutation);
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  return world.graphql(as, `mutation($input: ${type}!) { ${name}(input: $input) { ${fields} } }`, { input });
}

/** The same, which must not fail. */
export async function mutates(...asked: Parameters<typeof asks>): Promise<Json> {
  const { data, errors } = await asks(...asked);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0];
}

/** What a mutation was refused with. */
export async function refusalOf(...asked: Parameters<typeof asks>): Promise<[string | undefined, string] | undefined> {
  const [error] = (await asks(...asked)).errors ?? [];
  return error && [error.type, error.message];
}

/** Fields of one pull request. */
export async function seen(world: DomainWorld, as: string, fields: string, number = 1): Promise<Json> {
  const query = `query($number: Int!) { repository(owner: "acme", name: "shop") { pullRequest(number: $number) { ${fields} } } }`;
  return (await world.query(as, query, { number })).repository.pullRequest;
}
