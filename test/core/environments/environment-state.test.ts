import { describe, expect, it } from '@jest/globals';

import { endedCommits, newestProven } from '../../../src/core/environments/environment-state.ts';
import { deployment, id, MERGED_AT, MINUTE, status } from './release.ts';

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
