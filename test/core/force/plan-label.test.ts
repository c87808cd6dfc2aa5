import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../src/core/answer.ts';
import type { LabelledPullRequest } from '../../../src/core/force/labelled.ts';
import { planLabel } from '../../../src/core/force/plan-label.ts';
import { wishId } from '../../../src/core/force/wish-record.ts';
import type { Wish } from '../../../src/core/force/wish.ts';
import { componentName, promotionId, repoName, stageName, type ComponentName } from '../../../src/core/names.ts';
import { questionKey } from '../../../src/core/promotion/questions.ts';
import {
  decided,
  ENVIRONMENTS,
  factsOf,
  id,
  image,
  LABELLED_AT,
  MANIFESTS,
  PAYMENTS,
  pullRequestOf,
  saidIn,
  SHOP,
  type Told,
} from './labels.ts';

const MAY: Told = { roles: { ada: 'maintain' } };

const wished = (pullRequest: LabelledPullRequest, told: Told = MAY) =>
  decided(pullRequest, told).wishes.map(({ component, wants }) => ({ component, wants }));

const wishOf = (component: ComponentName): Wish => {
  const about = { said: promotionId(PAYMENTS, 7), stage: stageName('staging'), component, at: LABELLED_AT };
  return {
    ...about,
    id: wishId(about),
    wants: { carry: { of: 'code', commit: id('b'), title: 'Retry transfers' } },
    by: 'ada',
  };
};

describe('who may ask for a release by a label', () => {
  it.each([
    ['read', 'refused'],
    ['triage', 'refused'],
    ['write', 'refused'],
    ['maintain', 'wished'],
    ['admin', 'wished'],
  ] as const)('somebody with the role %s on the repository of the environment is %s', (role, code) => {
    expect(decided(pullRequestOf(), { roles: { ada: role } }).code).toBe(code);
  });

  it('where the pipeline names teams, their members alone', () => {
    const inProduction = { environment: 'production' } as const;

    expect(decided(pullRequestOf(), { ...inProduction, roles: { ada: 'admin' } }).code).toBe('refused');
    expect(decided(pullRequestOf(), { ...inProduction, managers: ['ada'] }).code).toBe('wished');
  });

  it('a bot may not, even when a person with its login may', () => {
    expect(decided(pullRequestOf(), { by: 'ada[bot]', roles: { ada: 'admin', 'ada[bot]': 'admin' } }).code).toBe(
      'refused',
    );
  });

  it('nobody is let through by a read that failed', () => {
    const facts = factsOf(pullRequestOf());
    const asked = planLabel(facts);
    if (!('ask' in asked)) throw new Error('it did not ask');
    for (const question of asked.ask) facts.answers.set(questionKey(question), unknown('GitHub is ill'));

    expect(planLabel(facts)).toEqual({
      code: 'unread',
      unread: { unknown: 'GitHub is ill' },
      wishes: [],
      steps: [],
      wakesLane: false,
    });
  });

  it('is said once, with who may, and the label goes', () => {
    const refused = decided(pullRequestOf(), { environment: 'production' });
    const key = `force-refused:production:${LABELLED_AT}`;

    expect(saidIn(refused)).toEqual([key, '-deploy/production']);
    expect(refused.steps[0]).toMatchObject({
      body: { model: { by: 'ada', who: 'members of `@acme/release-managers`' } },
    });
    expect(saidIn(decided(pullRequestOf({ said: [key] }), { environment: 'production' }))).toEqual([
      '-deploy/production',
    ]);
  });

  it('is refused while the pull request is open too', () => {
    expect(decided(pullRequestOf({ state: 'open' })).code).toBe('refused');
  });
});

describe('what a label asks for', () => {
  const open = { state: 'open' } as const;

  it('nothing yet while the pull request is open, which is remembered', () => {
    const heard = decided(pullRequestOf(open), MAY);

    expect(heard).toMatchObject({
      code: 'heard',
      wishes: [],
      steps: [],
      wakesLane: false,
      note: { kind: 'wish-heard' },
    });
  });

  it('nothing when the pull request was closed without a merge; the label stays', () => {
    expect(decided(pullRequestOf({ state: 'closed' }))).toMatchObject({
      code: 'closed',
      steps: [],
      note: { kind: 'wish-ended' },
    });
  });

  it('the merge of a code pull request, with its title', () => {
    expect(decided(pullRequestOf(), MAY)).toMatchObject({
      code: 'wished',
      wakesLane: true,
      steps: [],
      wishes: [
        {
          id: `wish:acme/payments#7:staging:payments:${LABELLED_AT}`,
          component: 'payments',
          wants: { carry: { of: 'code', commit: id('b'), title: 'Retry transfers' } },
          by: 'ada',
          at: LABELLED_AT,
          said: 'acme/payments#7',
        },
      ],
    });
  });

  it('the merge of a docker pull request', () => {
    const docker = pullRequestOf({ repo: repoName('acme/payments-docker'), files: ['Dockerfile'] });

    expect(wished(docker)).toMatchObject([{ component: 'payments', wants: { carry: { of: 'built' } } }]);
  });

  it('what the manifest pinned at the merge', () => {
    const manifest = pullRequestOf({ repo: MANIFESTS, files: ['apps/web/kustomization.yaml'] });
    const text = `images:\n  - name: registry.acme.dev/web\n    digest: ${image('1')}\n`;
    const texts = { 'apps/web/kustomization.yaml': text };

    expect(wished(manifest, { ...MAY, texts })).toMatchObject([
      { component: 'web', wants: { carry: { of: 'manifest', value: image('1') } } },
    ]);
  });

  it('nothing where the manifest holds no digest at the merge, which is said', () => {
    const manifest = pullRequestOf({ repo: MANIFESTS, files: ['apps/web/kustomization.yaml'] });

    expect(saidIn(decided(manifest, MAY))).toEqual([`force-nothing:staging:${LABELLED_AT}`, '-deploy/staging']);
  });

  it.each([
    [['web/index.js'], ['web']],
    [
      ['web/index.js', 'api/index.js'],
      ['web', 'api'],
    ],
    [['README.md'], []],
  ])('of a repository with several components those whose paths %j touch', (files, components) => {
    expect(wished(pullRequestOf({ repo: SHOP, files })).map(({ component }) => component)).toEqual(components);
  });

  it('nothing while GitHub lists the files in part and they do not tell', () => {
    const plan = decided(pullRequestOf({ repo: SHOP, files: ['web/index.js'], filesComplete: false }), MAY);

    expect(plan.code).toBe('nothing');
    expect(plan.steps[0]).toMatchObject({ body: { model: { because: expect.stringContaining('api') as unknown } } });
  });

  it('nothing of a merge into another branch', () => {
    expect(decided(pullRequestOf({ base: 'next' }), MAY).code).toBe('nothing');
  });

  it("the lane's own business on the environment's own release, whoever put it there", () => {
    const release = pullRequestOf({ repo: ENVIRONMENTS, headBranch: 'release-staging', state: 'open' });

    expect(decided(release)).toEqual({ code: 'release', wishes: [], steps: [], wakesLane: true });
  });

  it('nothing on the release of another environment', () => {
    const release = pullRequestOf({ repo: ENVIRONMENTS, headBranch: 'release-staging' });

    expect(decided(release, { environment: 'production', managers: ['ada'] }).code).toBe('nothing');
  });

  it("a person's branch of the same name in a fork is no release", () => {
    const fork = pullRequestOf({ repo: ENVIRONMENTS, headBranch: 'release-staging', headIsFork: true });

    expect(decided(fork, MAY).code).toBe('deployed');
  });
});

describe('a wish that was taken', () => {
  const active = { wish: wishOf(componentName('payments')) };

  it('needs no role any more', () => {
    expect(decided(pullRequestOf(), { facts: { wishes: [active] } })).toMatchObject({
      code: 'wished',
      wishes: [],
      steps: [],
    });
  });

  it('goes on where the timeline no longer tells of its label, of which nothing else is taken', () => {
    const label = { name: 'deploy/staging', by: 'ada', at: LABELLED_AT, isRecalled: true } as const;
    const both = pullRequestOf({ repo: SHOP, files: ['web/a', 'api/a'] });
    const [web, api] = [{ wish: wishOf(componentName('web')) }, { wish: wishOf(componentName('api')) }];

    expect(decided(both, { ...MAY, facts: { label, wishes: [web, api] } })).toMatchObject({
      code: 'wished',
      steps: [],
    });
    const partly = decided(both, { ...MAY, facts: { label, wishes: [web] } });
    expect(partly).toMatchObject({ code: 'unheard', wishes: [] });
    expect(saidIn(partly)).toEqual([`force-unheard:staging:${LABELLED_AT}`, '-deploy/staging']);
  });

  it('is said to be served where it was asked for, and the label goes', () => {
    const by = promotionId(ENVIRONMENTS, 12);
    const plan = decided(pullRequestOf(), { facts: { wishes: [{ ...active, end: { how: 'served', by } }] } });

    expect(saidIn(plan)).toEqual([`force-served:staging:${LABELLED_AT}`, '-deploy/staging']);
    expect(plan.steps[0]).toMatchObject({
      body: {
        model: {
          components: [{ name: 'payments', by: { url: 'https://redirect.github.com/acme/environments/pull/12' } }],
        },
      },
    });
  });

  it('keeps its label while another component of the pull request is on its way', () => {
    const ended = { wish: wishOf(componentName('web')), end: { how: 'ended', because: 'gone' } } as const;
    const both = pullRequestOf({ repo: SHOP, files: ['web/a', 'api/a'] });
    const facts = { wishes: [ended, { wish: wishOf(componentName('api')) }] };

    expect(decided(both, { facts })).toMatchObject({ code: 'wished', wishes: [], steps: [] });
  });
});
