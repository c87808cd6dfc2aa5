import { describe, expect, it } from '@jest/globals';

import { known, lacking, unknown, type Answer } from '../../../src/core/answer.ts';
import { NO_CONTROLS, type Controls } from '../../../src/core/controls/controls.ts';
import { componentName, stageName } from '../../../src/core/names.ts';
import {
  decided,
  ENVIRONMENTS,
  id,
  image,
  LABELLED_AT,
  pullRequestOf,
  reasonsIn,
  saidIn,
  type Told,
} from './labels.ts';

const MAY: Told = { roles: { ada: 'maintain' } };

describe("a person's merge in the environment's repository", () => {
  const file = 'staging/payments.yaml';
  const merge = pullRequestOf({ repo: ENVIRONMENTS, files: [file, 'README.md'] });
  const texts = { [file]: `spec: { image: "registry.acme.dev/payments@${image('2')}" }\n` };

  it('is deployed, with what its pins hold, and that is said', () => {
    const plan = decided(merge, { ...MAY, texts });

    expect(saidIn(plan)).toEqual(['deploy', `force-deployed:staging:${LABELLED_AT}`, '-deploy/staging']);
    expect(plan.steps[0]).toMatchObject({
      commit: id('b'),
      environment: 'staging',
      key: 'deploy:acme/environments#7:staging',
      payload: {
        v: 1,
        key: 'deploy:acme/environments#7:staging',
        promotion: 'acme/environments#7',
        components: { payments: image('2') },
      },
    });
  });

  const deployed = (commit: string, key?: string) =>
    known({
      commits: [id('c'), id('b')],
      hasMerged: true,
      deployments: [
        { id: 1, commit: id(commit), createdAt: LABELLED_AT, statuses: [], ...(key === undefined ? {} : { key }) },
      ],
    });

  it('is not deployed twice', () => {
    const plan = decided(merge, {
      ...MAY,
      texts,
      facts: { environment: deployed('b', 'deploy:acme/environments#7:staging') },
    });

    expect(saidIn(plan)).toEqual([`force-deployed:staging:${LABELLED_AT}`, '-deploy/staging']);
  });

  it('is not deployed over a newer commit', () => {
    const plan = decided(merge, { ...MAY, texts, facts: { environment: deployed('c') } });

    expect(saidIn(plan)).toEqual([`force-nothing:staging:${LABELLED_AT}`, '-deploy/staging']);
  });

  it('is known again by the key that an older release of Sluice gave it', () => {
    const plan = decided(merge, { ...MAY, texts, facts: { environment: deployed('b', 'deploy:acme/environments#7') } });

    expect(saidIn(plan)).toEqual([`force-deployed:staging:${LABELLED_AT}`, '-deploy/staging']);
  });

  it('has a key of its own for each environment', () => {
    const both = pullRequestOf({ ...merge, files: [file, 'production/payments.yaml'] });
    const keys = (['staging', 'production'] as const).map((environment) =>
      decided(both, { ...MAY, managers: ['ada'], environment, texts }).steps.find((step) => step.do === 'deploy'),
    );

    expect(keys.map((step) => step?.key)).toEqual([
      'deploy:acme/environments#7:staging',
      'deploy:acme/environments#7:production',
    ]);
  });

  const TEN_MINUTES = 10 * 60_000;
  const staging = stageName('staging');
  const set = { by: 'rita', at: LABELLED_AT, because: 'the audit of Umbrella' };
  const keptBy = (controls: Answer<Controls>, more: Partial<typeof merge> = {}) =>
    decided(pullRequestOf({ ...merge, ...more }), { ...MAY, texts, facts: { controls } });

  it.each([
    ['of that environment', { stage: staging }, 'rita froze staging; '],
    ['of every environment', {}, 'rita froze every environment; '],
  ])('waits for a freeze %s, keeps the label, and says so once', (_, which, says) => {
    const freeze = { ...set, ...which };
    const key = `force-kept-back:frozen:staging:${LABELLED_AT}`;
    const plan = keptBy(known({ ...NO_CONTROLS, freezes: [freeze] }));

    expect(plan).toMatchObject({ code: 'kept-back', wake: LABELLED_AT + TEN_MINUTES });
    expect(saidIn(plan)).toEqual([key]);
    expect(reasonsIn(plan)).toEqual([expect.stringContaining(says)]);
    expect(saidIn(keptBy(known({ ...NO_CONTROLS, freezes: [freeze] }), { said: [key] }))).toEqual([]);
  });

  it('is looked at again when the freeze ends, and is deployed then', () => {
    const until = LABELLED_AT + 3 * TEN_MINUTES;
    const controls = { ...NO_CONTROLS, freezes: [{ ...set, until }] };

    expect(keptBy(known(controls)).wake).toBe(until);
    const then = decided(merge, { ...MAY, texts, facts: { controls: known(controls), now: until } });
    expect(then.code).toBe('deployed');
  });

  it.each([
    ['the environment', { stage: staging }, 'kept-back'],
    ['a component that it moves', { stage: staging, component: componentName('payments') }, 'kept-back'],
    ['a component that it does not move', { stage: staging, component: componentName('web') }, 'deployed'],
    ['another environment', { stage: stageName('production') }, 'deployed'],
  ])('of an environment in which somebody holds %s', (_, hold, code) => {
    const plan = keptBy(known({ ...NO_CONTROLS, holds: [{ ...set, ...hold }] }));

    expect(plan.code).toBe(code);
    expect(plan.wake).toBe(code === 'deployed' ? undefined : LABELLED_AT + TEN_MINUTES);
  });

  it.each([unknown('GitHub is ill'), lacking('issues are switched off')])(
    'waits while nobody knows what people hold (%j)',
    (controls) => {
      const plan = keptBy(controls);

      expect(plan).toMatchObject({ code: 'kept-back', wake: LABELLED_AT + TEN_MINUTES });
      expect(saidIn(plan)).toEqual([`force-kept-back:unread:staging:${LABELLED_AT}`]);
    },
  );

  it('says nothing of why people keep it back: their words may be for fewer eyes', () => {
    const controls = { holds: [{ ...set, stage: staging }], freezes: [set], resumed: [] };

    expect(JSON.stringify(keptBy(known(controls)).steps)).not.toContain('Umbrella');
  });

  it('that is there already is said to be so under a freeze too', () => {
    const environment = deployed('b', 'deploy:acme/environments#7:staging');
    const facts = { environment, controls: known({ ...NO_CONTROLS, freezes: [set] }) };

    expect(decided(merge, { ...MAY, texts, facts }).code).toBe('deployed');
  });
});
