import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { commitSha, repoName, branchName } from '../../../src/core/names.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { failureSentence } from '../../../src/github/client/outcome.ts';
import { githubLooks } from '../../../src/github/github-looks.ts';
import { readBuiltBranch, readBuiltCommit } from '../../../src/github/look/build-place.ts';
import { readProposal } from '../../../src/github/look/proposal.ts';
import { setStatus } from '../../../src/github/effects/status.ts';
import type { StatusStep } from '../../../src/core/promotion/plan-model.ts';
import { GithubWorld } from './world.ts';

const PLATFORM = repoName('acme/platform');
const DOCKER = repoName('acme/payments-docker');
const FILE = '.github/sluice.yml';
const NOWHERE = commitSha('0'.repeat(40));

let world: GithubWorld;

beforeEach(() => {
  world = new GithubWorld();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

const proposes = (branch: string, path: string, text: string): Promise<number> =>
  world.grace.proposes(PLATFORM, { branch, title: branch, body: '', path, text });
const proposal = (number: number) => readProposal(world.tools, PLATFORM, number);

async function says(number: number, key: string, kind: string): Promise<string> {
  const client = await world.asApp(PLATFORM);
  const comment = { owner: 'acme', repo: 'platform', issue_number: number, body: Marker.format({ kind, key }) };
  const made = await client.request<{ node_id: string }>(
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    comment,
  );
  if ('failed' in made) throw new Error(failureSentence(made.failed));
  return made.ok.node_id;
}

describe('a pull request that changes the pipeline file', () => {
  it('is seen with the file as it would be', async () => {
    const number = await proposes('policy', FILE, 'version: 2\n');

    expect(await proposal(number)).toEqual({
      known: {
        repo: PLATFORM,
        number,
        id: expect.stringMatching(/^PR_/),
        open: true,
        intoDefault: true,
        head: world.tip(PLATFORM, 'policy'),
        changesFile: true,
        text: 'version: 2\n',
      },
    });
    expect(world.reads()).toEqual(['graphql:Proposal']);
  });

  it('is one that changes another file, or goes into another branch, no longer', async () => {
    const number = await proposes('docs', 'README.md', 'platform\n');
    await world.grace.branches(PLATFORM, 'next', 'main');
    await world.grace.call('PATCH', `/repos/${PLATFORM}/pulls/${number}`, { base: 'next', state: 'closed' });

    expect(await proposal(number)).toMatchObject({
      known: { open: false, intoDefault: false, changesFile: false, text: expect.stringContaining('version: 1') },
    });
  });

  it('is one that takes the file away', async () => {
    await world.grace.branches(PLATFORM, 'away', 'main');
    await world.removes(PLATFORM, FILE, 'away');
    const asked = { title: 'Away', head: 'away', base: 'main' };
    const { number } = await world.grace.call<{ number: number }>('POST', `/repos/${PLATFORM}/pulls`, asked);

    const seen = await proposal(number);

    expect(seen).toMatchObject({ known: { changesFile: true } });
    expect(seen).not.toHaveProperty('known.text');
  });

  it('is seen with the status and the one comment that Sluice left, whatever others said', async () => {
    const number = await proposes('policy', FILE, 'version: 2\n');
    await world.grace.comments(PLATFORM, number, Marker.format({ kind: 'review', key: 'forged' }));
    await says(number, 'other', 'said');
    const id = await says(number, 'mistakes', 'review');
    const step = statusStep({ commit: world.tip(PLATFORM, 'policy'), context: 'sluice/pipeline', state: 'failure' });
    expect(await setStatus(await world.asApp(PLATFORM), PLATFORM, step)).toEqual({ outcome: 'done' });

    expect(await proposal(number)).toMatchObject({
      known: { comment: { id, key: 'mistakes' }, status: { state: 'failure', description: 'two mistakes' } },
    });
  });

  it('finds its comment behind a hundred of others', async () => {
    const number = await proposes('policy', FILE, 'version: 2\n');
    for (let said = 0; said < 100; said += 1) await world.grace.comments(PLATFORM, number, `comment ${said}`);
    const id = await says(number, 'mistakes', 'review');

    expect(await proposal(number)).toMatchObject({ known: { comment: { id, key: 'mistakes' } } });
    expect(world.reads()).toEqual(['graphql:Proposal', 'graphql:ProposalComments']);
  });

  it('is unknown where there is none of that number, or the App is not installed', async () => {
    expect(await proposal(99)).toEqual({ unknown: expect.stringContaining('PullRequest with the number of 99') });
    expect(await readProposal(world.tools, repoName('other/platform'), 1)).toMatchObject({
      unknown: 'the App is not installed on other/platform',
    });
  });
});

const statusStep = (change: Partial<StatusStep>): StatusStep => ({
  do: 'status',
  key: 'status',
  commit: NOWHERE,
  context: 'sluice/gates',
  state: 'pending',
  description: 'two mistakes',
  ...change,
});

describe('a commit status', () => {
  it('is set with its words and its address, and may be said again', async () => {
    const commit = world.tip(DOCKER);
    const client = await world.asApp(DOCKER);
    const step = statusStep({ commit, url: 'https://sluice.acme.dev/payments' });

    for (let time = 0; time < 2; time += 1) expect(await setStatus(client, DOCKER, step)).toEqual({ outcome: 'done' });

    const statuses = await world.grace.call('GET', `/repos/${DOCKER}/commits/${commit}/status`);
    expect(statuses).toMatchObject({
      state: 'pending',
      statuses: [
        { context: 'sluice/gates', description: 'two mistakes', target_url: 'https://sluice.acme.dev/payments' },
      ],
    });
  });

  it('of a commit that is not there is refused', async () => {
    const outcome = await setStatus(await world.asApp(DOCKER), DOCKER, statusStep({}));

    expect(outcome).toMatchObject({ outcome: 'refused', because: expect.stringContaining(NOWHERE) });
  });
});

describe('a commit that an image was built from', () => {
  const built = (commit = world.tip(DOCKER), file?: string) =>
    readBuiltCommit(world.tools.clients, { repo: DOCKER, ...(file === undefined ? {} : { file }) }, commit);

  it('is seen with the file that was asked for, and on its branch', async () => {
    const first = world.tip(DOCKER);
    await world.commits(DOCKER, 'Dockerfile', 'FROM scratch\n');

    expect(await built(first, 'Dockerfile')).toEqual({
      known: { commit: first, onBranch: true, text: 'FROM scratch\nARG APP_COMMIT=0\n' },
    });
    expect(await built(first)).toEqual({ known: { commit: first, onBranch: true } });
    expect(await built(first, 'nowhere')).toEqual({ known: { commit: first, onBranch: true } });
    expect(world.reads()).toEqual(['graphql:BuiltCommit', 'graphql:BuiltCommit', 'graphql:BuiltCommit']);
  });

  it('may lie on another branch', async () => {
    await world.grace.branches(DOCKER, 'try', 'main');
    const change = { branch: 'try', path: 'Dockerfile', text: 'FROM scratch\n', message: 'Try' };
    const commit = commitSha(await world.grace.commits(DOCKER, change));

    expect(await built(commit)).toEqual({ known: { commit, onBranch: false } });
    const place = { repo: DOCKER, branch: branchName('try') };
    expect(await readBuiltCommit(world.tools.clients, place, commit)).toMatchObject({ known: { onBranch: true } });
    expect(world.reads()).toEqual([
      'graphql:BuiltCommit',
      'repos/compare-commits-with-basehead',
      'graphql:BuiltCommit',
    ]);
  });

  it('is on its branch however long ago', async () => {
    const first = world.tip(DOCKER);
    for (let edit = 0; edit < 100; edit += 1) await world.commits(DOCKER, 'README.md', `edit ${edit}\n`);

    expect(await built(first)).toEqual({ known: { commit: first, onBranch: true } });
    expect(world.reads()).toEqual(['graphql:BuiltCommit', 'repos/compare-commits-with-basehead']);
  });

  it('that shares no history with its branch is not on it', async () => {
    const tip = await world.grace.call<{ tree: { sha: string } }>(
      'GET',
      `/repos/${DOCKER}/git/commits/${world.tip(DOCKER)}`,
    );
    const orphan = { message: 'Begin anew', tree: tip.tree.sha, parents: [] };
    const { sha } = await world.grace.call<{ sha: string }>('POST', `/repos/${DOCKER}/git/commits`, orphan);

    expect(await built(commitSha(sha))).toEqual({ known: { commit: sha, onBranch: false } });
  });

  it('is unknown, not off its branch, while the comparison fails', async () => {
    await world.grace.branches(DOCKER, 'try', 'main');
    const change = { branch: 'try', path: 'Dockerfile', text: 'FROM scratch\n', message: 'Try' };
    const commit = commitSha(await world.grace.commits(DOCKER, change));
    world.forge.faults.add({ operation: 'repos/compare-commits-with-basehead', when: 'before', do: { status: 502 } });

    expect(await built(commit)).toEqual({ unknown: 'GitHub could not be reached: HTTP 502' });
  });

  it('is none where the repository has no such commit', async () => {
    const tree = await world.grace.call<{ commit: { tree: { sha: string } } }>(
      'GET',
      `/repos/${DOCKER}/commits/${world.tip(DOCKER)}`,
    );

    expect(await built(NOWHERE)).toEqual({ known: undefined });
    expect(await built(commitSha(tree.commit.tree.sha))).toEqual({ known: undefined });
  });

  it('is unknown where its branch is not there, or the App cannot see the repository', async () => {
    const place = { repo: DOCKER, branch: branchName('gone') };
    const elsewhere = { repo: repoName('other/payments-docker') };
    const { clients } = world.tools;

    expect([
      await readBuiltCommit(clients, place, world.tip(DOCKER)),
      await readBuiltBranch(clients, place, 10),
      await readBuiltCommit(clients, elsewhere, NOWHERE),
      await readBuiltBranch(clients, elsewhere, 10),
    ]).toMatchObject([
      { unknown: 'the branch of acme/payments-docker that images are built from does not exist' },
      { unknown: 'the branch of acme/payments-docker that images are built from does not exist' },
      { unknown: 'the App is not installed on other/payments-docker' },
      { unknown: 'the App is not installed on other/payments-docker' },
    ]);
  });

  it('is one of the newest of its branch, each with the file as it was', async () => {
    await world.commits(DOCKER, 'Dockerfile', 'two\n');
    const newest = await world.commits(DOCKER, 'Dockerfile', 'three\n');
    const place = { repo: DOCKER, file: 'Dockerfile' };

    const branch = await readBuiltBranch(world.tools.clients, place, 2);

    expect(branch).toMatchObject({
      known: [
        { commit: newest, onBranch: true, text: 'three\n' },
        { onBranch: true, text: 'two\n' },
      ],
    });
    expect(branch).toHaveProperty('known.length', 2);
  });
});

describe('a commit that a merge brought along', () => {
  it('is contained in the branch that images are built from, and was never its newest', async () => {
    const before = world.tip(DOCKER);
    await world.grace.branches(DOCKER, 'bump', 'main');
    await world.grace.commits(DOCKER, { branch: 'bump', path: 'Dockerfile', text: 'two\n', message: 'Bump' });
    const side = world.tip(DOCKER, 'bump');
    const asked = { title: 'Bump', body: '', head: 'bump', base: 'main' };
    const { number } = await world.grace.call<{ number: number }>('POST', `/repos/${DOCKER}/pulls`, asked);
    await world.grace.merges(DOCKER, number, 'merge');
    const { clients } = world.tools;

    const branch = await readBuiltBranch(clients, { repo: DOCKER }, 10);

    expect(branch).toEqual({ known: [world.tip(DOCKER), before].map((commit) => ({ commit, onBranch: true })) });
    expect(await readBuiltCommit(clients, { repo: DOCKER }, side)).toMatchObject({ known: { onBranch: true } });
  });
});

describe('whether a repository has joined', () => {
  it('is read from its default branch', async () => {
    const cache = {
      get: () => Promise.resolve(new Map<string, unknown>()),
      put: () => Promise.resolve(),
      putAll: () => Promise.resolve(),
    };
    const looks = githubLooks({ ...world.tools, cache, clock: world.clock });

    expect(await looks.consent(DOCKER)).toEqual({ known: { to: 'acme/platform' } });
    expect(await looks.consent(PLATFORM)).toEqual({ known: { owns: true } });
    expect(await looks.consent(repoName('other/shop'))).toMatchObject({
      unknown: 'the App is not installed on other/shop',
    });
  });
});
