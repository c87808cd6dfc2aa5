import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { branchName, repoName, type CommitSha } from '../../../src/core/names.ts';
import type { PublishStep } from '../../../src/core/promotion/plan-model.ts';
import { publish } from '../../../src/github/effects/publish.ts';
import type { EffectOutcome } from '../../../src/ports/github/effects.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const BRANCH = 'release-staging';
const PATH = 'staging/web.yaml';
const NEW = 'Release to staging: web';

let world: GithubWorld;
let pullRequest: { number: number; id: string };

beforeEach(async () => {
  world = new GithubWorld();
  pullRequest = await world.proposesAsApp(ENVIRONMENTS, { branch: BRANCH, path: PATH, text: 'first\n' });
});
afterEach(() => expect(world.forge.violations).toEqual([]));

const head = (): CommitSha => world.tip(ENVIRONMENTS, BRANCH);

interface Asked {
  how: 'append' | 'rewrite';
  /** What the branch is thought to hold. */
  seen?: CommitSha;
}

async function published({ how, seen = head() }: Asked): Promise<EffectOutcome> {
  const base = world.tip(ENVIRONMENTS);
  const { commit } = await world.grace.call<{ commit: { tree: { sha: string } } }>(
    'GET',
    `/repos/${ENVIRONMENTS}/commits/${base}`,
  );
  const step: PublishStep = {
    do: 'publish',
    key: 'publish:x',
    how,
    repositoryId: (await repository()).node_id,
    head: branchName(BRANCH),
    base: branchName('main'),
    onto: how === 'append' ? seen : base,
    ontoTree: commit.tree.sha,
    before: seen,
    edits: [{ path: PATH, text: 'second\n' }],
    commit: { headline: 'web: second', body: 'Sluice-Lane: staging' },
    pullRequest,
    title: NEW,
    body: { template: 'release', kind: 'content', model: {}, key: 'k' },
  };
  return publish(await world.asApp(ENVIRONMENTS), { repo: ENVIRONMENTS, step, body: 'what is in it' });
}

const repository = () => world.grace.call<{ node_id: string }>('GET', `/repos/${ENVIRONMENTS}`);
const proposal = () =>
  world.grace.call<{ title: string; body: string }>('GET', `/repos/${ENVIRONMENTS}/pulls/${pullRequest.number}`);

/** What the branch holds. */
async function held(): Promise<string> {
  const path = `/repos/${ENVIRONMENTS}/contents/${PATH}?ref=${BRANCH}`;
  const { content } = await world.grace.call<{ content: string }>('GET', path);
  return Buffer.from(content, 'base64').toString();
}

/** What the App has written since. */
const writes = (from: number): string[] =>
  world.forge.calls
    .slice(from)
    .filter(({ caller, read, operationId }) => caller === 'installation' && !read && !operationId.startsWith('apps/'))
    .map(({ operationId }) => operationId);

describe('an open pull request that is brought up to date', () => {
  it.each<[Asked['how'], string[]]>([
    ['append', ['graphql:Publish', 'graphql:Describe']],
    ['rewrite', ['git/create-tree', 'git/create-commit', 'graphql:Publish', 'graphql:Describe']],
  ])('is described once its branch holds what is described (%s)', async (how, operations) => {
    const [before, from] = [head(), world.forge.calls.length];

    expect(await published({ how })).toMatchObject({ outcome: 'done' });

    expect(writes(from)).toEqual(operations);
    expect(head()).not.toBe(before);
    expect(await held()).toBe('second\n');
    expect(await proposal()).toMatchObject({ title: NEW, body: 'what is in it' });
  });

  it.each<Asked['how']>(['append', 'rewrite'])('keeps its words where somebody else was first (%s)', async (how) => {
    const seen = head();
    const text = 'a person was first\n';
    await world.grace.commits(ENVIRONMENTS, { branch: BRANCH, path: PATH, text, message: 'First' });
    const before = await proposal();

    expect(await published({ how, seen })).toMatchObject({ outcome: 'conflict' });

    expect(await proposal()).toMatchObject({ title: before.title, body: before.body });
    expect(await held()).toBe(text);
  });

  it('is looked at again where its words were not taken', async () => {
    world.forge.faults.add({ operation: 'graphql:Describe', nth: 1, when: 'before', do: { status: 502 } });

    expect(await published({ how: 'append' })).toMatchObject({ outcome: 'unknown-outcome' });
    expect(await held()).toBe('second\n');
    expect((await proposal()).title).not.toBe(NEW);
  });
});
