import { afterAll, describe, expect, it } from '@jest/globals';

import { Marker } from '../../../src/core/text/markers.ts';
import { ToldMarker } from '../../../src/core/issues/told-marker.ts';
import { commitSha, componentName, stageName } from '../../../src/core/names.ts';
import { writeCommit } from '../../../src/forge/git/commit.ts';
import { editTree, fileAt, treeOf } from '../../../src/forge/git/tree.ts';
import { seedProposal } from '../../../src/simulate/scenes/acme/proposals.ts';
import { endingOf, type Ending } from '../../../src/simulate/ending/ending.ts';
import { ENVIRONMENTS } from '../chain/chain.ts';
import { closeSharedStore, World } from '../world.ts';

afterAll(closeSharedStore);

const LEDGER = 'acme/ledger';
const PIN = 'staging/ledger.yaml';

/** What is done to a world behind Sluice's back, and how it ends then. */
async function endsWith(act: (world: World) => void): Promise<Ending> {
  const world = await World.chain();
  act(world);
  const { forge, registry, store } = world;
  const ending = await endingOf({ forge, registry, store });
  await world.end();
  return ending;
}

const repoIn = ({ forge }: World, name: string) => {
  const repo = forge.state.repos.get(name);
  if (repo === undefined) throw new Error(`there is no ${name}`);
  return repo;
};

/** A comment by Sluice's App below the first pull request of ledger. */
function comments(world: World, ...bodies: string[]): void {
  const { forge } = world;
  const text = { repo: LEDGER, branch: 'retry', title: 'Retry', path: 'retry.js', text: '// retries\n' };
  seedProposal(forge.state, text);
  const thread = [...repoIn(world, LEDGER).issues.values()].at(-1);
  const [author, at] = [forge.state.app.bot, world.now];
  for (const body of bodies)
    thread?.comments.push({ id: forge.state.nextId(), author, body, createdAt: at, updatedAt: at });
}

describe('the ending of a world', () => {
  it('is the same for the same world, and nothing is wrong in one where nothing happened', async () => {
    const [one, other] = [await endsWith(() => undefined), await endsWith(() => undefined)];

    expect(one).toEqual(other);
    expect(one).toMatchObject({ open: [], unexplained: [], twice: [] });
    expect(Object.keys(one.proven)).toEqual(['staging payments', 'staging ledger']);
  });

  it('tells a comment of the same key that is there twice from two that only look alike', async () => {
    const said = (key: string): string => Marker.format({ kind: 'failed', key });

    const ending = await endsWith((world) => comments(world, said('a'), said('a'), said('b')));

    expect(ending.twice).toEqual(['failed a']);
  });

  it('accounts for a deployment of Sluice by the merge of its promotion alone', async () => {
    const ending = await endsWith((world) => {
      const repo = repoIn(world, ENVIRONMENTS);
      const sha = repo.git.refs.read('refs/heads/main') ?? '';
      const payload = { v: 1, key: `deploy:${ENVIRONMENTS}#9`, promotion: `${ENVIRONMENTS}#9` };
      repo.deployments.push({
        id: 1,
        sha,
        ref: sha,
        task: 'deploy',
        payload,
        originalEnvironment: 'staging',
        environment: 'staging',
        isTransient: false,
        isProduction: false,
        description: null,
        creator: world.forge.state.app.bot,
        createdAt: world.now,
        statuses: [],
      });
    });

    expect(ending.unexplained).toEqual([`deploy:${ENVIRONMENTS}#9`]);
  });

  it('calls a branch of a lane without a pull request, and a pull request of no lane, unexplained', async () => {
    const ending = await endsWith((world) => {
      const repo = repoIn(world, ENVIRONMENTS);
      const tip = repo.git.refs.read('refs/heads/main') ?? '';
      repo.git.refs.compareAndSwap('refs/heads/release-staging', undefined, tip);
      comments(world);
      const pull = [...repoIn(world, LEDGER).issues.values()].at(-1);
      if (pull !== undefined) pull.author = world.forge.state.app.bot;
    });

    expect(ending.open).toEqual([`${LEDGER} retry`]);
    expect(ending.unexplained).toEqual([
      `${ENVIRONMENTS} release-staging: a branch without a pull request`,
      `${LEDGER} retry: no lane calls it its own`,
    ]);
  });

  it('says which environments an issue was told of, and where that was taken back', async () => {
    const row = { component: componentName('ledger'), commit: commitSha('a'.repeat(40)), at: 1, release: 3 };
    const rows = [
      { ...row, stage: stageName('staging') },
      { ...row, stage: stageName('demo'), back: { at: 2 } },
    ];

    const ending = await endsWith((world) => {
      comments(world, Marker.format({ kind: 'issue', key: 'issue:acme/platform', ...ToldMarker.format(rows) }));
      const thread = [...repoIn(world, LEDGER).issues.values()].at(-1);
      if (thread !== undefined) Reflect.set(thread, 'kind', 'issue');
    });

    expect(ending.issues).toEqual([`${LEDGER} Retry: open, [], said issue, told demo(back) staging`]);
  });

  it('tells the move of a pin from any other edit of its file', async () => {
    const edits = (edit: (text: string) => string) => (world: World) => {
      const { git } = repoIn(world, ENVIRONMENTS);
      const base = git.refs.read('refs/heads/main') ?? '';
      const text = fileAt(git.objects, base, PIN)?.bytes.toString() ?? '';
      const tree = editTree(git.objects, treeOf(git.objects, base), [{ path: PIN, content: Buffer.from(edit(text)) }]);
      const ada = { name: 'ada', email: 'ada@acme.dev', at: world.now };
      const commit = { tree, parents: [base], author: ada, committer: ada, message: 'By hand' };
      git.refs.compareAndSwap('refs/heads/main', base, writeCommit(git.objects, commit));
    };

    const before = await endsWith(() => undefined);
    const moved = await endsWith(edits((text) => text.replace(/[0-9a-f]{64}/, 'f'.repeat(64))));
    const edited = await endsWith(edits((text) => text.replace('replicas: 2', 'replicas: 3')));

    expect(moved.files).toEqual(before.files);
    expect(moved.pins).toEqual({ ...before.pins, [`${ENVIRONMENTS} ${PIN}`]: `sha256:${'f'.repeat(64)}` });
    expect(edited.pins).toEqual(before.pins);
    expect(edited.files).not.toEqual(before.files);
  });
});
