import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { commitSha, repoName } from '../../../src/core/names.ts';
import { runMerging, type MergingStep } from '../../../src/github/effects/merging/run-merging.ts';
import type { EffectOutcome } from '../../../src/ports/github/effects.ts';
import { json, rig, stubServer, type Stub } from '../client-stub.ts';
import { id } from '../raw-look.ts';

const REPO = repoName('acme/environments');
const HEAD = commitSha(id('c'));
const PULL_REQUEST = { number: 41, id: 'PR_41' };

let stub: Stub;

beforeEach(async () => {
  stub = await stubServer();
});
afterEach(() => stub.close());

type Asked = MergingStep extends infer Each
  ? Each extends MergingStep
    ? Omit<Each, 'key' | 'pullRequest'>
    : never
  : never;

async function run(step: Asked): Promise<EffectOutcome> {
  const client = await rig(stub.url).github.installation(1);
  return runMerging(client, REPO, { key: 'x', pullRequest: PULL_REQUEST, ...step });
}

function refuses(message: string, type = 'UNPROCESSABLE'): void {
  stub.script = (_, response) =>
    json(response, 200, { data: { done: null }, errors: [{ type, path: ['done'], message }] });
}

const UPDATE: Asked = { do: 'update-branch', head: HEAD };
const ENQUEUE: Asked = { do: 'enqueue', head: HEAD };
const AUTO: Asked = { do: 'auto-merge', head: HEAD, method: 'merge', squash: { title: 't', message: 'm' } };

describe('a step towards the merge', () => {
  it.each<[Asked, string, object]>([
    [UPDATE, 'updatePullRequestBranch', { pullRequestId: 'PR_41', expectedHeadOid: HEAD, updateMethod: 'MERGE' }],
    [ENQUEUE, 'enqueuePullRequest', { pullRequestId: 'PR_41', expectedHeadOid: HEAD }],
    [{ do: 'dequeue' }, 'dequeuePullRequest', { id: 'PR_41' }],
    [AUTO, 'enablePullRequestAutoMerge', { pullRequestId: 'PR_41', expectedHeadOid: HEAD, mergeMethod: 'MERGE' }],
    [{ do: 'stop-auto-merge' }, 'disablePullRequestAutoMerge', { pullRequestId: 'PR_41' }],
  ])('is one mutation: %j', async (step, field, input) => {
    stub.script = (_, response) => json(response, 200, { data: { done: {} } });

    expect(await run(step)).toEqual({ outcome: 'done' });

    const [sent, ...more] = stub.seen.map(({ body }) => JSON.parse(body) as { query: string; variables: object });
    expect(more).toEqual([]);
    expect(sent?.query).toContain(`done: ${field}(input: $done)`);
    expect(sent?.variables).toEqual({ done: input });
  });

  it.each<[string, Asked, string]>([
    ['already', ENQUEUE, 'Pull request is already in the queue'],
    ['already', ENQUEUE, 'The pull request is already queued to merge'],
    ['already', { do: 'dequeue' }, 'Pull request is not in the merge queue'],
    ['already', UPDATE, 'There are no new commits on the base branch.'],
    ['conflict', UPDATE, 'merge conflict between base and head'],
    ['conflict', UPDATE, "expected head sha didn't match current head ref."],
    ['conflict', AUTO, 'Pull request Pull request is in clean status'],
    ['conflict', AUTO, 'Pull request Pull request is in unstable status'],
    ['conflict', { do: 'stop-auto-merge' }, "Can't disable auto-merge for this pull request"],
    ['refused', AUTO, 'Pull request Auto merge is not allowed for this repository'],
    ['refused', AUTO, 'Pull request is already in the queue'],
    ['refused', ENQUEUE, 'Pull request is in clean status'],
  ])('ends as %s where GitHub refuses %j with %j', async (outcome, step, message) => {
    refuses(message);

    expect(await run(step)).toMatchObject({ outcome });
  });

  it('that GitHub forbids is refused, whatever its words', async () => {
    refuses('Pull request is already in the queue', 'FORBIDDEN');

    expect(await run(ENQUEUE)).toMatchObject({ outcome: 'refused' });
  });

  it('whose answer is lost may have been done', async () => {
    stub.script = (_, response) => response.destroy();

    expect(await run(UPDATE)).toMatchObject({ outcome: 'unknown-outcome' });
  });
});

describe('a request for reviews', () => {
  it('sends the slugs of the organisation, however its name is spelt', async () => {
    stub.script = (_, response) => json(response, 201, {});

    const outcome = await run({ do: 'request', teams: ['@Acme/release-managers', '@other/ops', 'acme/ops'] });

    expect(outcome).toMatchObject({ outcome: 'done', because: expect.stringContaining('@other/ops and acme/ops') });
    expect(stub.seen.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      ['POST', '/repos/acme/environments/pulls/41/requested_reviewers', { team_reviewers: ['release-managers'] }],
    ]);
  });

  it('is not sent without a team', async () => {
    expect(await run({ do: 'request', teams: ['@other/ops'] })).toEqual({
      outcome: 'refused',
      because: 'GitHub asks teams of acme alone, and not @other/ops',
    });
    expect(stub.seen).toEqual([]);
  });
});
