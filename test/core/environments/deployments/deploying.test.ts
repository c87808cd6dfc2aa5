import { describe, expect, it } from '@jest/globals';

import { deployingReason } from '../../../../src/core/environments/deployments/deploying.ts';
import { deployment, deploymentOf, id, MERGED_AT, MINUTE, payments, staging, status, web } from '../release.ts';

/** `minutes`: after the merge. */
const reasonAt = (minutes: number, ...deployments: ReturnType<typeof deployment>[]) =>
  deployingReason(
    { commits: [id('c'), id('b'), id('a')], deployments, hasMerged: true },
    { stage: staging, now: MERGED_AT + minutes * MINUTE, within: 30 * MINUTE },
  );
const ours = (commit: string, ...statuses: ReturnType<typeof status>[]) => ({
  ...deployment(commit, ...statuses),
  key: 'deploy:acme/environments#41',
});

describe('how a deployment goes', () => {
  it.each([
    [10, [], 'waiting', 'the deployer has not said yet how the deployment of bbbbbbb to staging went'],
    [31, [], 'blocked', 'nothing has said within 30 minutes how the deployment of bbbbbbb to staging went'],
    [10, [status('failure')], 'blocked', 'the deployment of bbbbbbb to staging failed'],
  ] as const)('after %i minutes with %j', (minutes, statuses, standing, says) => {
    expect(reasonAt(minutes, ours('b', ...statuses))?.reason).toMatchObject({ about: 'lane', standing, says });
  });

  it('is of no concern once it, or a later one, has succeeded', () => {
    expect(reasonAt(10, ours('b', status('success')))).toBeUndefined();
    expect(reasonAt(10, deployment('c', status('success')), ours('b', status('failure')))).toBeUndefined();
  });

  it('is looked at again when silence becomes a block', () => {
    expect(reasonAt(10, ours('b'))?.wake).toBe(MERGED_AT + 31 * MINUTE);
  });
});

describe('how deployments of single components go', () => {
  it('names those that failed before those that are awaited, and looks again for these', () => {
    const found = reasonAt(10, deploymentOf(web, 'b', status('failure')), deploymentOf(payments, 'b'));

    expect(found?.reason.says).toBe('the deployment of web at bbbbbbb to staging failed');
    expect(found?.wake).toBe(MERGED_AT + 31 * MINUTE);
  });

  it('a success of one says nothing of another', () => {
    const found = reasonAt(
      10,
      deploymentOf(web, 'c', status('success')),
      deploymentOf(payments, 'b', status('failure')),
    );

    expect(found?.reason.says).toBe('the deployment of payments at bbbbbbb to staging failed');
  });

  it('a later deployment of everything stands for them', () => {
    expect(reasonAt(10, ours('c', status('success')), deploymentOf(payments, 'b', status('failure')))).toBeUndefined();
  });
});
