import { describe, expect, it } from '@jest/globals';

import {
  endedCommits,
  mayBeProvenFurtherBack,
  newestProven,
  type EnvironmentState,
} from '../../../src/core/environments/environment-state.ts';
import { deployment, deploymentOf, id, MERGED_AT, MINUTE, payments, status, web } from './release.ts';

const at = (minutes: number) => ({ at: MERGED_AT + minutes * MINUTE });
const environment = (...deployments: ReturnType<typeof deployment>[]) => ({
  commits: [id('c'), id('b'), id('a')],
  deployments,
  hasMerged: true,
});

describe('what deployments prove', () => {
  it('is the newest commit of the branch that was deployed with success, since its first success', () => {
    const proven = newestProven(
      environment(
        deployment(
          'b',
          status('success', at(9)),
          status('success', { ...at(4), url: 'https://ci.acme.dev/1' }),
          status('in_progress', at(2)),
        ),
        deployment('a', status('success', at(1))),
      ),
    );

    expect(proven).toMatchObject({ commit: id('b'), at: MERGED_AT + 4 * MINUTE, url: 'https://ci.acme.dev/1' });
  });

  it('is still proven when a later deployment made it inactive', () => {
    const proven = newestProven(environment(deployment('a', status('inactive', at(9)), status('success', at(1)))));

    expect(proven?.commit).toBe(id('a'));
  });

  it.each([
    ['a red re-run takes a success back', deployment('b', status('failure', at(9)), status('success', at(1))), id('a')],
    ['an error does too', deployment('b', status('error', at(9)), status('success', at(1))), id('a')],
    ['a green re-run mends a failure', deployment('b', status('success', at(9)), status('failure', at(1))), id('b')],
    [
      'a re-run that goes on changes nothing',
      deployment('b', status('in_progress', at(9)), status('success', at(1))),
      id('b'),
    ],
  ])('%s', (_, rerun, commit) => {
    expect(newestProven(environment(rerun, deployment('a', status('success', at(1)))))?.commit).toBe(commit);
  });

  it('counts a re-run from when it mended the failure', () => {
    const mended = deployment('b', status('success', at(9)), status('failure', at(5)), status('success', at(1)));

    expect(newestProven(environment(mended))?.at).toBe(MERGED_AT + 9 * MINUTE);
  });

  it('hears the last word about a commit, whichever of its deployments said it', () => {
    const [newer, older] = [deployment('b', status('failure', at(9))), deployment('b', status('success', at(5)))];

    expect(endedCommits(environment({ ...newer, id: 2 }, { ...older, id: 1 }))).toMatchObject([
      { outcome: 'failure', commit: id('b'), deployment: { id: 2 } },
    ]);
  });

  it('says nothing of a commit that is not on the branch', () => {
    expect(newestProven(environment(deployment('f', status('success'))))).toBeUndefined();
  });
});

describe('what is not listed', () => {
  const success = status('success');

  it.each<[string, Partial<EnvironmentState>, boolean]>([
    ['has proven nothing where all is listed', {}, false],
    ['may have proven it where there are older deployments', { listedSince: MERGED_AT }, true],
    ['has not where only the branch is longer', { hasOlderCommits: true, deployments: [deployment('c')] }, false],
    [
      'may have where a deployment that succeeded is of none of the commits',
      { hasOlderCommits: true, deployments: [deployment('9', success)] },
      true,
    ],
    [
      'has not where all of the branch is listed, whatever was deployed from elsewhere',
      { deployments: [deployment('9', success)] },
      false,
    ],
    [
      'has not where that one was about another component',
      { hasOlderCommits: true, deployments: [deploymentOf(web, '9', success)] },
      false,
    ],
    [
      'has not where that one failed',
      { hasOlderCommits: true, deployments: [deployment('9', status('failure'))] },
      false,
    ],
  ])('%s', (_, change, may) => {
    expect(mayBeProvenFurtherBack({ ...environment(), ...change }, payments)).toBe(may);
  });
});
