import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import type { EnvironmentState } from '../../../src/core/environments/environment-state.ts';
import { branchName, repoName } from '../../../src/core/names.ts';
import { questionKey } from '../../../src/core/promotion/questions.ts';
import type { Facts, Source } from '../../../src/core/promotion/facts.ts';
import { reachingBack, runningDeployments, runningTexts, standingOf } from '../../../src/core/promotion/standing-of.ts';
import type { Standing } from '../../../src/core/promotion/standing.ts';
import { deployment, MERGED_AT, MINUTE, status } from '../environments/release.ts';
import {
  commit,
  image,
  laneOf,
  pathIn,
  payments,
  pinFile,
  planOf,
  proposedRelease,
  releaseFacts,
  seenAs,
  textsOf,
} from './release-facts.ts';

const SUCCESS = MERGED_AT + 5 * MINUTE;
const nothing = { steps: [], reasons: [] };

/** Staging's branch has the commits b (its tip) and a. */
const environment = (...deployments: EnvironmentState['deployments']): EnvironmentState => ({
  commits: [commit('b'), commit('a')],
  deployments,
  hasMerged: true,
});

const running = (state: EnvironmentState, held = '2'): Facts =>
  releaseFacts({ held: { payments: held }, here: { environment: state } });

/** The facts with what the files held at the commit that runs. */
function answered(facts: Facts, held: string): Facts {
  const [question] = runningTexts(facts);
  if (question === undefined) throw new Error('nothing has to be asked');
  const texts = Object.fromEntries(textsOf('staging', { payments: held }, laneOf('staging')));
  return { ...facts, answers: new Map([[questionKey(question), known(texts)]]) };
}

const paymentsIn = ({ components }: Standing) => components.find(({ name }) => name === 'payments');

describe('how a lane stands', () => {
  it('says what its branch holds, what runs and since when, in the words of its plan', () => {
    const facts = running(environment(deployment('b', status('success', { url: 'https://ci.acme.dev/1' }))));

    const standing = standingOf(facts, planOf(facts));

    expect(standing).toMatchObject({
      lane: 'acme/platform:staging',
      stage: 'staging',
      kind: 'environment',
      repo: 'acme/environments',
      reasons: [{ code: 'up-to-date' }, { code: 'up-to-date' }],
    });
    expect(paymentsIn(standing)).toEqual({
      name: 'payments',
      code: 'acme/payments',
      titles: 'shown',
      holds: { value: image('2'), code: commit('2') },
      pins: [{ file: 'staging/payments.yaml', line: 2, by: 'image', pointer: '/image' }],
      runs: { value: image('2'), code: commit('2'), since: SUCCESS, url: 'https://ci.acme.dev/1' },
    });
  });

  it('names the open pull request and what it moves', () => {
    const facts = proposedRelease();

    expect(standingOf(facts, nothing).pullRequest).toEqual({
      number: 41,
      title: 'Release to staging: payments 2222222',
      url: 'https://github.com/acme/environments/pull/41',
      moves: [
        {
          component: 'payments',
          from: { value: image('1'), code: commit('1') },
          to: { value: image('2'), code: commit('2') },
        },
      ],
    });
  });

  it('says when it looks again', () => {
    expect(standingOf(releaseFacts(), { ...nothing, wake: 7 }).wake).toBe(7);
    expect(standingOf(releaseFacts(), nothing)).not.toHaveProperty('wake');
  });
});

describe('what runs in an environment', () => {
  it('is asked for once, of all its files, where its newest commit is not the one that runs', () => {
    const facts = running(environment(deployment('a', status('success'))));

    expect(runningTexts(facts)).toEqual([
      {
        ask: 'text',
        repo: 'acme/environments',
        commit: commit('a'),
        paths: ['staging/payments.yaml', 'staging/web.yaml'],
      },
    ]);
    const standing = standingOf(answered(facts, '1'), nothing);
    expect(paymentsIn(standing)).toMatchObject({ holds: { value: image('2') }, runs: { value: image('1') } });
  });

  it.each<[string, Facts]>([
    ['its newest commit runs', running(environment(deployment('b', status('success'))))],
    ['nothing was deployed', running(environment())],
    ['the repository is not known', { ...releaseFacts(), here: unknown('GitHub answered 502') }],
    ['the lane is no environment', releaseFacts({ stage: 'manifest' })],
  ])('is not asked for where %s', (_, facts) => {
    expect(runningTexts(facts)).toEqual([]);
  });

  it('is what the branch holds, since nobody knows when, where Sluice sees it for the first time', () => {
    const facts = running({ ...environment(), hasMerged: false });

    expect(paymentsIn(standingOf(facts, nothing))?.runs).toEqual({ value: image('2'), code: commit('2') });
  });

  it('is not said after a release that no deployment has answered', () => {
    expect(paymentsIn(standingOf(running(environment()), nothing))).not.toHaveProperty('runs');
  });

  it('goes on since the release that brought it, through releases of other components', () => {
    const before = standingOf(running(environment(deployment('a', status('success'))), '2'), nothing);
    const first = answered(running(environment(deployment('a', status('success')))), '2');
    const known = standingOf(first, nothing, before);
    const later = running(environment(deployment('b', status('success', { at: SUCCESS + 60 * MINUTE }))));

    expect(paymentsIn(known)?.runs?.since).toBe(SUCCESS);
    expect(paymentsIn(standingOf(later, nothing, known))?.runs?.since).toBe(SUCCESS);
  });

  describe('further back than the look shows', () => {
    const recent = { ...environment(deployment('b', status('failure'))), listedSince: MERGED_AT };
    const facts = running(recent, '2');
    const [question] = runningDeployments(facts);
    const { hasMerged: _, ...older } = environment(...recent.deployments, deployment('a', status('success')));

    it('is asked for, of every component that nothing is known of', () => {
      expect(question).toEqual({
        ask: 'deployments',
        repo: 'acme/environments',
        stage: 'staging',
        tip: commit('b'),
        components: ['payments', 'web'],
        by: facts.now,
      });
      expect(runningDeployments(running({ ...recent, ...environment(deployment('b', status('success'))) }))).toEqual(
        [],
      );
      expect(runningDeployments(running(environment(deployment('b', status('failure')))))).toEqual([]);
    });

    it('is asked for by the signals that the environment believes', () => {
      expect(runningDeployments(running({ ...recent, onlyOurs: true }))).toMatchObject([{ onlyOurs: true }]);
    });

    it('is what was proven there', () => {
      const answers = new Map([[questionKey(question!), known(older)]]);

      expect(paymentsIn(standingOf(answered(reachingBack({ ...facts, answers }), '1'), nothing))?.runs).toEqual({
        value: image('1'),
        code: commit('1'),
        since: SUCCESS,
      });
    });

    it('is not taken for what the branch holds where it cannot be read', () => {
      const answers = new Map([[questionKey(question!), unknown('GitHub timed out')]]);

      expect(paymentsIn(standingOf(reachingBack({ ...facts, answers }), nothing))).not.toHaveProperty('runs');
    });

    it('is what an earlier look said', () => {
      const before = standingOf(answered(running(environment(deployment('a', status('success')))), '1'), nothing);

      expect(paymentsIn(standingOf(facts, nothing, before))?.runs?.value).toBe(image('1'));
    });
  });

  it('begins anew with another image', () => {
    const first = standingOf(answered(running(environment(deployment('a', status('success')))), '1'), nothing);
    const later = running(environment(deployment('b', status('success', { at: SUCCESS + 60 * MINUTE }))));

    expect(paymentsIn(standingOf(later, nothing, first))?.runs).toMatchObject({
      value: image('2'),
      since: SUCCESS + 60 * MINUTE,
    });
  });

  it('stays as it was known while it cannot be read', () => {
    const facts = running(environment(deployment('a', status('success'))));
    const before = standingOf(answered(facts, '1'), nothing);

    expect(paymentsIn(standingOf(facts, nothing, before))?.runs).toMatchObject({ value: image('1'), since: SUCCESS });
  });
});

describe('whether titles of a component may be told', () => {
  const code = repoName('acme/payments');
  const withSource = (source: Answer<Source>): Facts => {
    const facts = releaseFacts();
    return { ...facts, sources: new Map([...facts.sources, [payments, source]]) };
  };
  const sourceOf = (audience: Source['audience'], consent: Source['consent']): Answer<Source> =>
    known({ repo: code, audience, consent, branch: branchName('main'), tip: commit('5') });
  const none = { none: 'it has no .github/sluice.yml' };

  it.each<[string, Answer<Source>, 'shown' | 'hidden' | undefined]>([
    ['is public', sourceOf('public', none), 'shown'],
    ['has joined the pipeline', sourceOf('private', { to: repoName('acme/platform') }), 'shown'],
    ['has joined another', sourceOf('private', { to: repoName('acme/other') }), 'hidden'],
    ['is internal and has not joined', sourceOf('internal', none), 'hidden'],
    ['was never seen', unknown('GitHub answered 502'), undefined],
  ])('follows from its code repository, which %s', (_, source, titles) => {
    expect(paymentsIn(standingOf(withSource(source), nothing))?.titles).toBe(titles);
  });

  it('stays as it was seen last while the code repository cannot be read', () => {
    const before = standingOf(withSource(sourceOf('private', none)), nothing);

    const standing = standingOf(withSource(unknown('GitHub answered 502')), nothing, before);

    expect(paymentsIn(standing)?.titles).toBe('hidden');
  });
});

describe('while a repository cannot be read', () => {
  const away = (facts: Facts): Facts => ({ ...facts, here: unknown('GitHub answered 502') });

  it('a lane stands as it did, with the reason', () => {
    const facts = proposedRelease();
    const before = standingOf(facts, nothing);

    const standing = standingOf(away(facts), planOf(away(facts)), before);

    expect(standing.pullRequest).toEqual(before.pullRequest);
    expect(standing.components).toEqual(before.components);
    expect(standing.reasons).toMatchObject([{ code: 'repository-unknown' }]);
  });

  it('one that was never seen has its components and no more', () => {
    expect(standingOf(away(releaseFacts()), nothing).components).toEqual([
      { name: 'payments', code: 'acme/payments' },
      { name: 'web', code: 'acme/web' },
    ]);
  });

  it('a pin that cannot be read holds nothing that is shown', () => {
    const facts = seenAs(releaseFacts(), {
      files: [
        {
          path: pathIn('staging', 'payments'),
          base: pinFile('payments', 'nothing: here\n'),
          history: { changes: [], hasOlder: false },
        },
      ],
    });

    expect(paymentsIn(standingOf(facts, nothing))).toEqual({
      name: 'payments',
      code: 'acme/payments',
      titles: 'shown',
    });
  });
});
