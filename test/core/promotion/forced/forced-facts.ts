import { known } from '../../../../src/core/answer.ts';
import type { Wish } from '../../../../src/core/force/wish.ts';
import { branchName, promotionId, repoName, stageName } from '../../../../src/core/names.ts';
import { forcedLaneOf } from '../../../../src/core/pipeline/lanes.ts';
import type { EnvironmentPolicy } from '../../../../src/core/pipeline/pipeline.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { OpenPullRequest } from '../../../../src/core/promotion/snapshot.ts';
import { NOW } from '../facts.ts';
import {
  afterPublish,
  commit,
  environmentPolicy,
  image,
  OPEN_TO_ALL,
  payments,
  pipelineOf,
  releaseFacts,
  type Change,
} from '../release-facts.ts';

/** Somebody who may wants payments in production ahead of everything else: its pin holds image 1, builds are there up to 5. */

const asked = {
  id: 'wish-1',
  stage: stageName('production'),
  component: payments,
  by: 'grace',
  at: NOW,
  said: promotionId(repoName('acme/payments'), 7),
};

/** The merge that must be in it; of the code repository unless said otherwise. */
export const carry = (
  name: string,
  change: Partial<Extract<Wish['wants'], { carry: unknown }>['carry']> = {},
): Wish => ({
  ...asked,
  wants: { carry: { of: 'code', commit: commit(name), title: 'Mend the rounding', ...change } },
});

/** What an earlier release had. */
export const back = (name: string): Wish => ({
  ...asked,
  said: promotionId(repoName('acme/environments'), 41),
  wants: { back: { value: image(name), release: '#12' } },
});

export interface Forced extends Omit<Change, 'stage' | 'components'> {
  wishes?: Wish[];
  environment?: Partial<EnvironmentPolicy>;
}

const builds = known({
  of: 'builds' as const,
  repo: repoName('acme/payments'),
  ...OPEN_TO_ALL,
  branch: branchName('main'),
  commits: ['5', '4', '3', '2', '1'].map(commit),
});

export function forced({ wishes = [carry('2')], environment, policy, facts, ...change }: Forced = {}): Facts {
  const pipeline = pipelineOf();
  const lane = forcedLaneOf(
    pipeline,
    pipeline.stages.find(({ name }) => name === 'production')!,
    payments,
  );
  if (lane === undefined) throw new Error('payments does not go to production');
  return {
    ...releaseFacts({
      stage: 'production',
      components: [payments],
      ...change,
      policy: { environment: environmentPolicy(environment), ...policy },
    }),
    lane,
    upstream: new Map([[payments, builds]]),
    wishes,
    ...facts,
  };
}

/** The same, once its pull request is open and green. */
export function proposedForce(change: Forced = {}, open: Partial<OpenPullRequest> = {}): Facts {
  const before = forced(change);
  return { ...before, here: known(afterPublish(before, open)) };
}
