import { describe, expect, it } from '@jest/globals';
import { readCommit } from '../../../src/forge/git/commit.ts';
import { deployingWorld, personIn, tipOf } from './deploying.ts';

const deployments = '/repos/acme/shop/deployments';
const careful = { auto_merge: false, required_contexts: [] };

describe('creating a deployment', () => {
  it('answers it with GitHub defaults, where it is, and sends one event', async () => {
    const world = await deployingWorld();

    const { status, body, headers } = await world.rest('alice', `POST ${deployments}`, { ref: 'main' });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      sha: tipOf(world),
      ref: 'main',
      task: 'deploy',
      payload: {},
      environment: 'production',
      original_environment: 'production',
      production_environment: true,
      transient_environment: false,
      description: null,
      creator: { login: 'alice' },
      performed_via_github_app: null,
    });
    expect(headers.get('location')).toBe(body.url);
    expect(await world.done('alice', `GET ${deployments}/${body.id}`)).toEqual(body);
    expect(world.forge.hooks.pending.map(({ event, action }) => [event, action])).toEqual([['deployment', 'created']]);
    expect(world.emitted[0]?.payload).toMatchObject({ deployment: { id: body.id, payload: {} }, workflow_run: null });
    expect(world.breaches()).toEqual([]);
  });

  it('says which App made it', async () => {
    const world = await deployingWorld();

    const made = await world.done('bot', `POST ${deployments}`, { ...careful, ref: tipOf(world) });

    expect(made).toMatchObject({ creator: { login: 'sluice[bot]' }, performed_via_github_app: { slug: 'sluice' } });
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['a branch', 'refs/heads/main', 'main'],
    ['a tag', 'refs/tags/v1', 'v1'],
  ])('takes %s for its ref', async (_, ref, name) => {
    const world = await deployingWorld();
    if (ref !== 'refs/heads/main')
      await world.done('alice', 'POST /repos/acme/shop/git/refs', { ref, sha: tipOf(world) });

    const made = await world.done('alice', `POST ${deployments}`, { ...careful, ref: name, environment: 'staging' });

    expect(made).toMatchObject({ ref: name, sha: tipOf(world), production_environment: false });
  });

  it('refuses a ref that does not exist', async () => {
    const world = await deployingWorld();

    const { status, body } = await world.rest('alice', `POST ${deployments}`, { ref: 'nowhere' });

    expect([status, body.message]).toEqual([422, 'No ref found for: nowhere']);
    expect(world.heard()).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['text', 'release 7'],
    ['an object', { release: 7, services: ['shop'] }],
  ])('keeps a payload that is %s', async (_, payload) => {
    const world = await deployingWorld();

    const made = await world.done('bot', `POST ${deployments}`, { ...careful, ref: 'main', payload });

    expect(made.payload).toEqual(payload);
    const [listed] = await world.done('bot', `GET ${deployments}`);
    expect(listed.payload).toEqual(payload);
    expect(world.breaches()).toEqual([]);
  });

  it('wants write of people and of Apps', async () => {
    const reading = await deployingWorld({ contents: 'write', deployments: 'read' });
    const asked = { ...careful, ref: 'main' };

    expect((await reading.rest('rita', `POST ${deployments}`, asked)).status).toBe(403);
    const refused = await reading.rest('bot', `POST ${deployments}`, asked);
    expect([refused.status, refused.body.message]).toEqual([403, 'Resource not accessible by integration']);
    expect((await reading.rest('bot', `GET ${deployments}`)).body).toEqual([]);
    expect(reading.repo('shop').deployments).toEqual([]);
  });
});

describe('a deployment of a branch that lacks commits of the default branch', () => {
  it('merges them and deploys nothing, until it is asked again [11]', async () => {
    const world = await deployingWorld();
    const before = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    const alice = personIn(world, 'alice');
    const change = { branch: 'main', path: 'other.txt', text: 'new\n', message: 'Change other' };
    const main = await alice.commits('acme/shop', change);
    world.heard();

    const merged = await world.rest('alice', `POST ${deployments}`, { ref: 'topic' });
    const heard = world.heard();
    const made = await world.rest('alice', `POST ${deployments}`, { ref: 'topic' });

    const message = 'Auto-merged main into topic on deployment.';
    expect([merged.status, merged.body]).toEqual([202, { message }]);
    expect(heard).toEqual(['push']);
    expect(readCommit(world.repo('shop').git.objects, tipOf(world, 'topic'))).toMatchObject({
      parents: [before, main],
      message,
    });
    expect([made.status, made.body.sha]).toEqual([201, tipOf(world, 'topic')]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['a branch in conflict', 'topic'],
    ['a commit, which nothing can be merged into', undefined],
  ])('refuses %s [11]', async (_, ref) => {
    const world = await deployingWorld();
    const topic = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    const path = ref === undefined ? 'other.txt' : 'pin.txt';
    const change = { branch: 'main', path, text: 'three\n', message: 'Change' };
    await personIn(world, 'alice').commits('acme/shop', change);

    const { status, body } = await world.rest('alice', `POST ${deployments}`, { ref: ref ?? topic });

    expect([status, body.message]).toEqual([409, `Conflict merging main into ${ref ?? topic}.`]);
    expect(tipOf(world, 'topic')).toBe(topic);
    expect(world.repo('shop').deployments).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it('deploys it as it is when merging is turned off', async () => {
    const world = await deployingWorld();
    const topic = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    const change = { branch: 'main', path: 'pin.txt', text: 'three\n', message: 'Change' };
    await personIn(world, 'alice').commits('acme/shop', change);

    const made = await world.done('alice', `POST ${deployments}`, { ref: 'topic', auto_merge: false });

    expect(made.sha).toBe(topic);
  });
});

describe('the checks of a deployment', () => {
  async function asking(contexts: string[] | undefined) {
    const world = await deployingWorld();
    const sha = tipOf(world);
    await world.done('bot', `POST /repos/acme/shop/statuses/${sha}`, { state: 'success', context: 'unit' });
    await world.done('bot', `POST /repos/acme/shop/statuses/${sha}`, { state: 'failure', context: 'lint' });
    const asked = { ref: 'main', ...(contexts !== undefined && { required_contexts: contexts }) };
    return { world, sha, ...(await world.rest('bot', `POST ${deployments}`, asked)) };
  }

  it.each([
    ['everything that was reported, when it names none', undefined, { context: 'lint', state: 'failure' }],
    ['what it names although nobody reported it', ['unit', 'smoke'], { context: 'smoke', state: 'pending' }],
  ])('hold it back for %s [11]', async (_, contexts, failed) => {
    const { world, sha, status, body } = await asking(contexts);

    expect([status, body.message]).toEqual([409, `Conflict: Commit status checks failed for ${sha}.`]);
    expect(body.errors[0].contexts).toEqual([{ context: 'unit', state: 'success' }, failed]);
    expect(world.repo('shop').deployments).toEqual([]);
    expect(world.breaches()).toEqual([]);
  });

  it.each([
    ['what it names has succeeded', ['unit']],
    ['it names nothing, with an empty list', []],
  ])('let it pass when %s', async (_, contexts) => {
    const { world, sha, status, body } = await asking(contexts);

    expect([status, body.sha]).toEqual([201, sha]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('the list of deployments', () => {
  it('comes newest first, narrowed by what is asked', async () => {
    const world = await deployingWorld();
    const alice = personIn(world, 'alice');
    const topic = await world.branch('alice', 'shop', { name: 'topic', path: 'pin.txt', text: 'two\n' });
    const first = await alice.deploys('acme/shop', { ref: 'main', environment: 'staging' });
    const second = await alice.deploys('acme/shop', { ref: topic, environment: 'staging' });
    const third = await alice.deploys('acme/shop', { ref: 'main', environment: 'production' });
    const ids = async (query: string) => {
      const listed: { id: number }[] = await world.done('bot', `GET ${deployments}?${query}`);
      return listed.map(({ id }) => id);
    };

    expect(await ids('')).toEqual([third, second, first]);
    expect(await ids('environment=staging')).toEqual([second, first]);
    expect(await ids(`sha=${topic}`)).toEqual([second]);
    expect(await ids('ref=main&environment=staging')).toEqual([first]);
    expect(await ids('task=migrate')).toEqual([]);
    expect(await ids('per_page=1&page=2')).toEqual([second]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('several deployments of one environment at one commit', () => {
  const body = (component: string) => ({
    ...careful,
    ref: 'main',
    environment: 'staging',
    task: `deploy:${component}`,
    payload: { sluice: { key: `staging/${component}`, entries: [1, 2] } },
  });

  it('keep their own task and payload, over REST and GraphQL', async () => {
    const world = await deployingWorld();
    for (const component of ['payments', 'web']) await world.done('bot', `POST ${deployments}`, body(component));

    const query = `{ repository(owner: "acme", name: "shop") { object(expression: "main") { ... on Commit {
      deployments(first: 5, environments: ["staging"]) { nodes { task payload } } } } } }`;
    const { nodes } = (await world.query('alice', query)).repository.object.deployments;
    const payments = await world.done('bot', `GET ${deployments}?task=deploy:payments`);

    const [first, second] = [body('payments'), body('web')];
    expect(payments).toMatchObject([{ task: first.task, payload: first.payload }]);
    expect(nodes.map(({ task, payload }: { task: string; payload: string }) => [task, JSON.parse(payload)])).toEqual([
      [first.task, first.payload],
      [second.task, second.payload],
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('make each other inactive whatever their task, unless the report says otherwise', async () => {
    const world = await deployingWorld();
    const made = [];
    for (const component of ['payments', 'web', 'ledger'])
      made.push((await world.done('bot', `POST ${deployments}`, body(component))).id);
    const report = async (id: number, more: object) =>
      world.done('bot', `POST ${deployments}/${id}/statuses`, { state: 'success', ...more });

    await report(made[0], {});
    await report(made[1], { auto_inactive: false });
    const [kept] = await world.done('bot', `GET ${deployments}/${made[0]}/statuses`);
    await report(made[2], {});

    const newest = [];
    for (const id of made) newest.push((await world.done('bot', `GET ${deployments}/${id}/statuses`))[0].state);
    expect([kept.state, ...newest]).toEqual(['success', 'inactive', 'inactive', 'success']);
  });
});
