import { describe, expect, it } from '@jest/globals';

import type { EnvironmentState } from '../../../../src/core/environments/environment-state.ts';
import {
  deployment,
  deploymentOf,
  factsOf,
  follow,
  MERGED_AT,
  MINUTE,
  move,
  payments,
  pipelineOf,
  web,
} from '../release.ts';

describe('a release whose deployments are more than one read shows', () => {
  const pipeline = pipelineOf({ policy: { deployments: 'per-component' } });
  const made = (environment: Partial<EnvironmentState>): string[] => {
    const entries = [move(payments, '1', '2'), move(web, '1', '2')];
    const { steps } = follow(factsOf({ pipeline, entries, environment })).plan;
    return steps.flatMap((step) => (step.do === 'deploy' ? [step.key] : []));
  };
  const before = { ...deployment('a'), createdAt: MERGED_AT - MINUTE };
  const ofPayments = deploymentOf(payments, 'b');

  it('gets none for what may have one that is not shown', () => {
    expect(made({ deployments: [ofPayments], listedSince: ofPayments.createdAt })).toEqual([]);
  });

  it('gets the one that is missing where the list goes back to before the merge', () => {
    const key = 'deploy:acme/environments#41:web';

    expect(made({ deployments: [ofPayments, before], listedSince: before.createdAt })).toEqual([key]);
    expect(made({ deployments: [ofPayments] })).toEqual([key]);
  });

  it('gets them on a long branch where somebody deployed another one lately', () => {
    const elsewhere = deployment('9');

    expect(made({ deployments: [elsewhere], hasOlderCommits: true })).toHaveLength(2);
  });

  it.each([
    ['none where those of others fill the list since the merge', MERGED_AT + MINUTE, 0],
    ['both where the list goes back to before it', MERGED_AT - MINUTE, 2],
  ])('gets %s, of which none is believed', (_, listedSince, count) => {
    expect(made({ deployments: [], listedSince, onlyOurs: true })).toHaveLength(count);
  });
});
