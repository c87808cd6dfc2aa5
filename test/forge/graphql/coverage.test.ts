import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { buildSchema, getNamedType, isAbstractType, isNullableType, isObjectType } from 'graphql';
import type { GraphQLObjectType, GraphQLOutputType } from 'graphql';
import { addTeam, grantTeam } from '../../../src/forge/domain/organisations/teams.ts';
import { requestWorkflowRun } from '../../../src/forge/domain/builds/workflow-runs.ts';
import type { Pull } from '../../../src/forge/domain/state.ts';
import type { Fields } from '../../../src/forge/graphql/graph.ts';
import { newGraph } from '../../../src/forge/graphql/graph-new.ts';
import { queryFields } from '../../../src/forge/graphql/query.ts';
import { DomainWorld } from '../domain-world.ts';

const schema = buildSchema(
  readFileSync(new URL('../../../src/forge/contract/slices/schema.graphql', import.meta.url), 'utf8'),
);

/** Arguments that lead somewhere in the world below, for every field that takes any. */
const sample = {
  owner: 'acme',
  login: 'acme',
  slug: 'release',
  name: 'shop',
  number: 1,
  expression: 'main',
  qualifiedName: 'main',
  refPrefix: 'refs/heads/',
  headRef: 'bump',
  path: 'pin.txt',
  tagName: 'v1',
  first: 20,
};

/** The same for fields whose arguments mean something else. */
const special: Record<string, object> = {
  label: { name: 'ready' },
  issue: { number: 2 },
  user: { login: 'alice' },
  search: { query: 'repo:acme/shop', type: 'ISSUE' },
};

/** Follows every field of every type and names those that nobody answers. */
class Walk {
  readonly unanswered: string[] = [];
  readonly seen = new Map<string, number>();

  object(type: GraphQLObjectType, value: Fields): void {
    const count = this.seen.get(type.name) ?? 0;
    this.seen.set(type.name, count + 1);
    // Several of a type, because one may be null where the other is not; not all, because they refer to each other.
    if (count > 2) return;
    for (const field of Object.values(type.getFields())) {
      const given = value[field.name];
      const args = { ...sample, ...special[field.name] };
      const answer: unknown = typeof given === 'function' ? given(args) : given;
      const isMissing = answer === undefined || (answer === null && !isNullableType(field.type));
      if (isMissing) this.unanswered.push(`${type.name}.${field.name}`);
      else this.value(field.type, answer);
    }
  }

  value(type: GraphQLOutputType, value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) this.value(type, item);
      return;
    }
    const named = getNamedType(type);
    const actual = isAbstractType(named) ? schema.getType(String((value as Fields)['__typename'])) : named;
    if (isObjectType(actual)) this.object(actual, value as Fields);
  }
}

it('every field of the schema slice is answered by somebody', async () => {
  const files = { 'pin.txt': 'one\n' };
  const protection = { main: { requiredChecks: ['ci'] } };
  const world = await DomainWorld.with([
    { fullName: 'acme/shop', files, protection, labels: ['ready'], roles: { alice: 'write', rita: 'read' } },
  ]);
  const sha = await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
  const repo = '/repos/acme/shop';
  await world.done('bot', `POST ${repo}/pulls`, { title: 'Bump', head: 'bump', base: 'main', body: 'Fixes #2' });
  await world.done('alice', `POST ${repo}/issues`, { title: 'Issue', body: 'text', labels: ['ready'] });
  await world.done('bot', `POST ${repo}/check-runs`, { name: 'lint', head_sha: sha, conclusion: 'success' });
  await world.done('bot', `POST ${repo}/statuses/${sha}`, { state: 'success', context: 'ci' });
  grantTeam(world.repo('shop'), addTeam(world.forge.state, 'acme', 'release', ['rita']), 'write');
  const asked = { reviewers: ['rita'], team_reviewers: ['release'] };
  await world.done('bot', `POST ${repo}/pulls/1/requested_reviewers`, asked);
  await world.done('bot', `DELETE ${repo}/pulls/1/requested_reviewers`, asked);
  await world.done('bot', `POST ${repo}/pulls/1/requested_reviewers`, asked);
  await world.done('alice', `POST ${repo}/pulls/1/reviews`, { event: 'APPROVE' });
  const { id } = await world.done('alice', `POST ${repo}/deployments`, { ref: 'main', environment: 'staging' });
  await world.done('alice', `POST ${repo}/deployments/${id}/statuses`, { state: 'success' });
  for (const number of [1, 2]) {
    await world.done('bot', `POST ${repo}/issues/${number}/comments`, { body: 'text' });
    await world.done('bot', `POST ${repo}/issues/${number}/labels`, { labels: ['ready'] });
    await world.done('bot', `DELETE ${repo}/issues/${number}/labels/ready`);
    await world.done('bot', `POST ${repo}/issues/${number}/labels`, { labels: ['ready'] });
  }
  await world.done('bot', `PATCH ${repo}/issues/2`, { state: 'closed' });
  await world.done('bot', `PATCH ${repo}/issues/2`, { state: 'open' });
  const { sha: merged } = await world.done('bot', `PUT ${repo}/pulls/1/merge`, {});
  await world.done('bot', `POST ${repo}/check-runs`, { name: 'lint', head_sha: merged, conclusion: 'success' });
  await world.done('bot', `POST ${repo}/statuses/${merged}`, { state: 'success', context: 'ci' });
  await world.done('alice', `POST ${repo}/issues/2/assignees`, { assignees: ['alice'] });
  await world.done('alice', `POST ${repo}/releases`, { tag_name: 'v1', name: 'One', body: 'First' });
  const { state } = world.forge;
  const [lint] = world.repo('shop').checkRuns.filter((one) => one.headSha === merged);
  const started = { path: '.github/workflows/ci.yml', name: 'CI', headSha: merged, headBranch: 'main', event: 'push' };
  const ofWorkflow = requestWorkflowRun(state, world.repo('shop'), { ...started, actor: state.app.bot });
  ofWorkflow.suiteId = lint!.suiteId;
  const graph = newGraph({
    state,
    caller: { kind: 'person', account: state.accounts.get('alice')! },
    origin: state.origin,
  });
  const root: Fields = { ...queryFields(graph), node: null, nodes: [] };
  const walk = new Walk();

  walk.object(schema.getQueryType()!, root);
  const ruled = { requiredChecks: ['lint'], requiredApprovals: 0, strict: false, ruleset: true as const };
  const shop = world.repo('shop');
  shop.protection.set('main', { ...ruled, mergeQueue: { method: 'merge' } });
  const by = state.accounts.get('alice')!;
  const pull = shop.issues.get(1) as Pull;
  pull.autoMerge = { by, at: 0, method: 'merge' };
  shop.mergeQueues.set('main', [{ id: 1, pull, by, at: 0 }]);
  const again = new Walk();
  again.object(schema.getQueryType()!, root);

  expect([...walk.unanswered, ...again.unanswered]).toEqual([]);
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
  const unseen = types
    .map(({ name }) => name)
    .filter((name) => !walk.seen.has(name) && !again.seen.has(name) && !name.endsWith('Payload'));
  // Issues have no page of timeline edges in the slice, and the forge has neither milestones nor projects.
  const projects = ['Project', 'ProjectCard', 'ProjectColumn', 'ProjectV2', 'ProjectV2Item'];
  expect(unseen).toEqual(['IssueTimelineItemEdge', 'Milestone', 'Mutation', ...projects]);
});
