import { describe, expect, it } from '@jest/globals';

import type { Claim } from '../../../src/ports/store/attention.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { VirtualClock } from '../../../src/forge/clock/clock.ts';
import { createForge } from '../../../src/forge/create.ts';
import { addAccount } from '../../../src/forge/domain/accounts.ts';
import { addCheckRun, addStatus } from '../../../src/forge/domain/checks.ts';
import { personOf } from '../../../src/forge/domain/commits.ts';
import { addComment } from '../../../src/forge/domain/issues/comments.ts';
import { openIssue } from '../../../src/forge/domain/issues/issues.ts';
import { nodeId } from '../../../src/forge/domain/json/ids.ts';
import { branchOid, repoNamed } from '../../../src/forge/domain/repos.ts';
import type { ForgeState, Issue, Pull, Repo } from '../../../src/forge/domain/state.ts';
import { writeCommit } from '../../../src/forge/git/commit.ts';
import { editTree, treeOf } from '../../../src/forge/git/tree.ts';
import { createRegistry, type FakeRegistry } from '../../../src/forge/registry/registry.ts';
import { swapsBlindly } from '../../../src/simulate/safety/compare-and-swap.ts';
import { Deliveries } from '../../../src/simulate/safety/deliveries.ts';
import { EffectKeys } from '../../../src/simulate/safety/effect-keys.ts';
import { ForwardPins } from '../../../src/simulate/safety/forward-pins.ts';
import { Leases } from '../../../src/simulate/safety/leases.ts';
import { mergeIsWrong } from '../../../src/simulate/safety/merges.ts';
import { ENVIRONMENTS, seedSmallAcme } from '../../../src/simulate/scenes/acme/organisation.ts';
import { seedProposal } from '../../../src/simulate/scenes/acme/proposals.ts';
import { environment } from '../../../src/simulate/scenes/acme/stages.ts';
import { KEYS, MANIFEST } from '../../../src/simulate/world/keys.ts';
import { readRequest } from '../../../src/simulate/world/request.ts';

interface Small {
  state: ForgeState;
  registry: FakeRegistry;
  environments: Repo;
}

/** Staging and production of one component, and a release to staging that waits to be merged. */
function small(): Small {
  const clock = new VirtualClock(Date.parse('2026-03-02T09:00:00Z'));
  const app = { slug: 'sluice', publicKey: KEYS.publicKey, ...MANIFEST };
  const { state } = createForge({ clock, wall: clock, seed: 1, storage: 'memory', app });
  const registry = createRegistry();
  seedSmallAcme(state, registry, {
    components: ['ledger'],
    environments: ['staging', 'production'],
    pipeline: `stages:\n${environment('staging')}${environment('production')}`,
    proposals: [
      { repo: ENVIRONMENTS, branch: 'release-staging', title: 'Release', path: 'staging/more.yaml', text: 'a: 1\n' },
    ],
  });
  return { state, registry, environments: repoIn(state, ENVIRONMENTS) };
}

function repoIn(state: ForgeState, name: string): Repo {
  const repo = repoNamed(state, name);
  if (repo === undefined) throw new Error(`there is no ${name}`);
  return repo;
}

const release = ({ environments }: Small): Pull =>
  [...environments.issues.values()].find((thread) => thread.kind === 'pull') as Pull;

/** Commits a file to the default branch, as a merge of Sluice's would. */
function holds({ state, environments: repo }: Small, path: string, digest: string): void {
  commit(state, repo, { path, text: `image: registry.acme.dev/ledger@${digest}\n` });
}

function commit(state: ForgeState, repo: Repo, { path, text }: { path: string; text: string }): string {
  const { objects, refs } = repo.git;
  const ref = `refs/heads/${repo.defaultBranch}`;
  const before = branchOid(repo, repo.defaultBranch) ?? '';
  const author = personOf(state.app.bot, state.clock.now());
  const tree = editTree(objects, treeOf(objects, before), [{ path, content: Buffer.from(text) }]);
  const oid = writeCommit(objects, { tree, parents: [before], author, committer: author, message: path });
  refs.compareAndSwap(ref, before, oid);
  return oid;
}

/** The image of a new commit of the ledger. */
function built({ state, registry }: Small, name: string): string {
  const revision = commit(state, repoIn(state, 'acme/ledger'), { path: `${name}.js`, text: `// ${name}\n` });
  return registry.push({ repository: 'ledger', tag: revision, revision }).digest;
}

function mergeOf(world: Small): string | undefined {
  const { number, headOid } = release(world);
  const body = JSON.stringify({ sha: headOid, merge_method: 'merge' });
  const address = `http://forge.localhost/repos/${ENVIRONMENTS}/pulls/${number}/merge`;
  return mergeIsWrong(world.state, readRequest(address, { method: 'PUT', body }));
}

/** The same merge by a mutation. */
function mutationOf({ state, environments, ...rest }: Small): string | undefined {
  const pull = release({ state, environments, ...rest });
  const query = 'mutation Merge($merge: Input!) { merge: mergePullRequest(input: $merge) { clientMutationId } }';
  const pullRequestId = nodeId('PR', environments.id, pull.number);
  const variables = { merge: { pullRequestId, expectedHeadOid: pull.headOid } };
  const body = JSON.stringify({ query, variables });
  return mergeIsWrong(state, readRequest('http://forge.localhost/graphql', { method: 'POST', body }));
}

const ci = ({ state }: Small) => addAccount(state, 'acme-ci', 'User');

function reports(world: Small, context: string, state: 'success' | 'failure' | 'pending' = 'success'): void {
  addStatus(world.state, world.environments, { sha: release(world).headOid, context, state, creator: ci(world) });
}

function runs(world: Small, name: string, conclusion: 'success' | 'failure'): void {
  const run = { name, headSha: release(world).headOid, status: 'completed', conclusion, actor: ci(world) } as const;
  addCheckRun(world.state, world.environments, run);
}

describe('a merge', () => {
  it('is right once what its stage requires has succeeded, as a status or as a check run', () => {
    const [byStatus, byRun] = [small(), small()];
    reports(byStatus, 'validate');
    runs(byRun, 'validate', 'success');

    expect([mergeOf(byStatus), mergeOf(byRun)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['failed as a check run', (world: Small) => runs(world, 'validate', 'failure'), /while validate is not green/],
    ['failed as a status', (world: Small) => reports(world, 'validate', 'failure'), /while validate is not green/],
    ['is pending', (world: Small) => reports(world, 'validate', 'pending'), /while validate is not green/],
    [
      'is missing beside another',
      (world: Small) => reports(world, 'lint'),
      /without validate, which its stage requires/,
    ],
    ['was never reported', () => undefined, /without validate, which its stage requires/],
  ])('is wrong while the required check %s', (_, act, says) => {
    const world = small();
    act(world);

    expect(mergeOf(world)).toMatch(says);
    expect(mutationOf(world)).toMatch(says);
  });
});

describe('a pin of an image', () => {
  /** What is said when the pin of an environment goes from the newer image to the older. */
  function goingBack(world: Small, stage: string): string[] {
    const [older, newer] = [built(world, 'older'), built(world, 'newer')];
    holds(world, `${stage}/ledger.yaml`, newer);
    const pins = new ForwardPins(world.state, world.registry);
    holds(world, `${stage}/ledger.yaml`, older);
    return pins.backwards();
  }

  function said(world: Small, body: string): void {
    const { state, environments } = world;
    addComment(state, environments, release(world), { body, author: addAccount(state, 'rita', 'User') });
  }

  it('may go forward', () => {
    const world = small();
    const [older, newer] = [built(world, 'older'), built(world, 'newer')];
    holds(world, 'staging/ledger.yaml', older);
    const pins = new ForwardPins(world.state, world.registry);
    holds(world, 'staging/ledger.yaml', newer);

    expect(pins.backwards()).toEqual([]);
  });

  it('that goes back to one that was built from an older commit is found', () => {
    expect(goingBack(small(), 'staging')).toEqual([expect.stringContaining('staging/ledger.yaml went backwards')]);
  });

  it('may go back where a person asked for that, and nowhere else', () => {
    const [asked, elsewhere] = [small(), small()];
    said(asked, '/sluice rollback staging ledger to #4');
    said(elsewhere, '/sluice rollback staging ledger to #4');

    expect(goingBack(asked, 'staging')).toEqual([]);
    expect(goingBack(elsewhere, 'production')).toHaveLength(1);
  });

  it('may go back to the release that a person named, and to no other', () => {
    const world = small();
    said(world, '/sluice rollback staging ledger to 0000000');

    expect(goingBack(world, 'staging')).toHaveLength(1);
  });
});

describe('effects that have a key', () => {
  const marked = (kind: string, key: string): string => `words\n${Marker.format({ kind, key })}`;

  const control = ({ state, environments }: Small): Issue =>
    openIssue(state, environments, {
      title: 'Control',
      body: marked('control', ENVIRONMENTS),
      author: state.app.bot,
    });

  it('are found when a pipeline has two open control issues', () => {
    const world = small();
    const keys = new EffectKeys();
    const first = control(world);
    const alone = keys.twice(world.state);
    control(world);

    expect(alone).toEqual([]);
    expect(keys.twice(world.state)).toEqual([`twice: open issue ${ENVIRONMENTS} control ${ENVIRONMENTS}`]);
    first.state = 'closed';
    expect(new EffectKeys().twice(world.state)).toEqual([]);
  });

  it('are found when a thread has two comments of which it should have one, whatever they hold', () => {
    const world = small();
    const { state, environments } = world;
    for (const key of ['pipeline:good:1', 'pipeline:wrong:2'])
      addComment(state, environments, release(world), { body: marked('review', key), author: state.app.bot });

    expect(new EffectKeys().twice(state)).toEqual([`twice: comment ${ENVIRONMENTS}#${release(world).number} review`]);
  });

  it('are found when a lane has two open pull requests', () => {
    const world = small();
    const { state, environments } = world;
    seedProposal(state, { repo: ENVIRONMENTS, branch: 'again', title: 'Release', path: 'b.yaml', text: 'b: 1\n' });
    const pulls = [...environments.issues.values()].filter((thread) => thread.kind === 'pull');
    for (const pull of pulls) Object.assign(pull, { author: state.app.bot, head: 'release-staging' });

    expect(new EffectKeys().twice(state)).toEqual([`twice: open pull request ${ENVIRONMENTS} release-staging`]);
  });
});

describe('a branch', () => {
  const [before, after] = ['1'.repeat(40), '2'.repeat(40)];
  const sent = (field: string, input: object) =>
    readRequest('http://forge.localhost/graphql', {
      method: 'POST',
      body: JSON.stringify({
        query: `mutation Publish($branch: Input!) { branch: ${field}(input: $branch) { clientMutationId } }`,
        variables: { branch: input },
      }),
    });
  const update = (beforeOid?: string): object => ({ name: 'refs/heads/a', beforeOid, afterOid: after });

  it.each([
    ['updateRefs', { refUpdates: [update(before)] }],
    ['createCommitOnBranch', { expectedHeadOid: before }],
    ['updatePullRequestBranch', { expectedHeadOid: before }],
  ])('is moved by %s from the commit that it was decided on', (field, input) => {
    expect(swapsBlindly(sent(field, input))).toBeUndefined();
  });

  it.each([
    ['updateRefs', { refUpdates: [update(before), update()] }, 'beforeOid'],
    ['updateRefs', { refUpdates: [update('')] }, 'beforeOid'],
    ['createCommitOnBranch', { expectedHeadOid: before.slice(1) }, 'expectedHeadOid'],
    ['updatePullRequestBranch', { pullRequestId: 'PR_1' }, 'expectedHeadOid'],
    ['updateRef', { refId: 'REF_1', oid: after }, 'a commit to compare, which updateRef cannot say'],
    ['deleteRef', { refId: 'REF_1' }, 'a commit to compare, which deleteRef cannot say'],
  ])('is moved blindly by %s of %j', (field, input, missing) => {
    expect(swapsBlindly(sent(field, input))).toBe(`Publish moves a branch without ${missing}`);
  });
});

describe('a key', () => {
  const claim = (worker: string, fence: number, until: number): Claim => ({
    key: 'lane:a',
    worker,
    until,
    fence,
    because: [],
    tries: 0,
  });

  function taken(leases: Leases, { worker, fence, at }: { worker: string; fence: number; at: number }) {
    const answer = claim(worker, fence, at + 300);
    return leases.note({ name: 'attention.claim', given: [worker, at, at + 300], answer, now: at });
  }

  it('is written for by whoever holds it, and by nobody at the instant after another has it', () => {
    const leases = new Leases();
    taken(leases, { worker: 'r1-1', fence: 1, at: 0 });
    expect(leases.overdue({ caller: 'r1-1', since: 300, skew: 0 })).toBeUndefined();
    taken(leases, { worker: 'r2-1', fence: 2, at: 300 });

    expect(leases.overdue({ caller: 'r1-1', since: 301, skew: 0 })).toMatch(/which another worker has held for 1 ms/);
  });

  it('is written for by nobody after the lease, unless it was renewed and not yet lost', () => {
    const leases = new Leases();
    taken(leases, { worker: 'r1-1', fence: 1, at: 0 });
    expect(leases.overdue({ caller: 'r1-1', since: 301, skew: 0 })).toMatch(/1 ms after its lease/);
    leases.note({ name: 'attention.renew', given: [claim('r1-1', 1, 300), 200, 500], answer: true, now: 200 });

    expect(leases.overdue({ caller: 'r1-1', since: 301, skew: 0 })).toBeUndefined();
    expect(leases.overdue({ caller: 'r1-1', since: 301, skew: 200 })).toMatch(/1 ms after its lease/);
  });

  it('is given to nobody while another holds it', () => {
    const leases = new Leases();
    taken(leases, { worker: 'r1-1', fence: 1, at: 0 });

    expect(taken(leases, { worker: 'r2-1', fence: 2, at: 299 })).toMatch(/which r1-1 holds for 1 ms more/);
  });
});

describe('a delivery', () => {
  const held = { guid: 'g', worker: 'r1-1' };

  it('is not worked again after it was processed', () => {
    const deliveries = new Deliveries();

    expect(deliveries.note('inbox.take', [], held)).toBeUndefined();
    deliveries.note('inbox.processed', [held], undefined);
    expect(deliveries.note('inbox.take', [], held)).toMatch(/^twice: the delivery g is worked again/);
  });

  it('is taken by nobody while another holds it', () => {
    const deliveries = new Deliveries();
    const other = { guid: 'g', worker: 'r2-1' };
    deliveries.note('inbox.take', ['r1-1', 0, 300], held);

    expect(deliveries.note('inbox.take', ['r2-1', 299, 599], other)).toMatch(/though r1-1 holds it/);
    expect(deliveries.note('inbox.take', ['r1-1', 599, 899], held)).toBeUndefined();
  });

  it('is worked again by another when whoever ended it had lost it', () => {
    const deliveries = new Deliveries();
    const other = { guid: 'g', worker: 'r2-1' };
    for (const one of [held, other]) deliveries.note('inbox.take', [], one);
    deliveries.note('inbox.processed', [held], undefined);

    expect(deliveries.note('inbox.take', [], other)).toBeUndefined();
  });
});
