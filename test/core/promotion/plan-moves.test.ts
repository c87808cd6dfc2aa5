import { describe, expect, it } from '@jest/globals';

import { known, unknown } from '../../../src/core/answer.ts';
import { repoName } from '../../../src/core/names.ts';
import type { PinnedFile } from '../../../src/core/promotion/facts.ts';
import { plan } from '../../../src/core/promotion/plan.ts';
import {
  changelogOf,
  codes,
  dockerfile,
  factsOf,
  id,
  NEW,
  NOW,
  OLD,
  onlyStep,
  planned,
  proposed,
  withAnswer,
  type Change,
  historyOf,
} from './facts.ts';

const file = (change: Partial<PinnedFile>): Change => ({
  here: { files: [{ path: 'Dockerfile', base: dockerfile(OLD), history: historyOf(), ...change }] },
});
const classified = (classification: 'rollback' | 'unknown-old' | 'unknown-new'): Change => ({
  changelog: { classification },
});

describe('a lane that is up to date', () => {
  it('asks nothing, does nothing and says so', () => {
    const decided = planned(factsOf({ source: { tip: OLD }, facts: { answers: new Map() } }));

    expect(decided).toEqual({
      steps: [],
      reasons: [
        {
          standing: 'resting',
          about: 'payments',
          code: 'up-to-date',
          says: 'acme/payments-docker already holds 1111111, the newest commit of acme/payments main',
        },
      ],
    });
  });
});

describe('a pin that is behind', () => {
  it('asks for the range between the two commits first', () => {
    expect(plan(factsOf({ facts: { answers: new Map() } }))).toEqual({
      ask: [{ ask: 'range', repo: 'acme/payments', from: OLD, to: NEW }],
    });
  });

  it('moves over the whole range to the newest commit', () => {
    const step = onlyStep(planned(factsOf()), 'publish');

    expect(step.edits).toEqual([{ path: 'Dockerfile', text: dockerfile(NEW) }]);
    expect(step.commit.body.split('\n')).toEqual([
      `Sluice-Entry: payments code=${NEW} from=${OLD}`,
      'Sluice-Lane: docker/payments',
      `Sluice-Pipeline: acme/platform@${id('9')}`,
    ]);
  });

  it('moves in every file that the stage pins, each edited once', () => {
    const decided = planned(
      factsOf({
        policy: {
          pins: [
            { file: 'Dockerfile', arg: 'APP_COMMIT', holds: 'commit' },
            { file: '{component}/Dockerfile', arg: 'ONE', holds: 'commit' },
            { file: '{component}/Dockerfile', arg: 'TWO', holds: 'commit' },
          ],
        },
        here: {
          files: [
            { path: 'Dockerfile', base: dockerfile(OLD), history: historyOf() },
            {
              path: 'payments/Dockerfile',
              base: `ARG ONE=${OLD}\r\nARG TWO="${OLD}" # both\r\n`,
              history: historyOf(),
            },
          ],
        },
      }),
    );

    expect(onlyStep(decided, 'publish').edits).toEqual([
      { path: 'Dockerfile', text: dockerfile(NEW) },
      { path: 'payments/Dockerfile', text: `ARG ONE=${NEW}\r\nARG TWO="${NEW}" # both\r\n` },
    ]);
  });
});

describe('a component that cannot move', () => {
  it.each<[string, Change, string, RegExp]>([
    [
      'because its file is not there',
      { here: { files: [] } },
      'blocked pin-not-found',
      /^acme\/payments-docker main: Dockerfile does not exist$/,
    ],
    [
      'because its file is gone from the base',
      { here: { files: [{ path: 'Dockerfile', head: dockerfile(OLD), history: historyOf() }] } },
      'blocked pin-not-found',
      /Dockerfile does not exist/,
    ],
    [
      'because its file cannot be edited',
      file({ unreadable: 'it is a symbolic link' }),
      'blocked pin-not-found',
      /cannot be edited: it is a symbolic link$/,
    ],
    [
      'because its file has no such argument',
      file({ base: 'ARG APP_COMIT=1\nARG OTHER=2\n' }),
      'blocked pin-not-found',
      /no ARG APP_COMMIT.*Candidates: Dockerfile:1 ARG APP_COMIT=1; Dockerfile:2 ARG OTHER=2\.$/,
    ],
    [
      'because its argument has two values',
      file({ base: dockerfile(OLD) + dockerfile(NEW) }),
      'blocked pin-not-found',
      /in 2 places/,
    ],
    [
      'because its argument has no value',
      file({ base: 'ARG APP_COMMIT\n' }),
      'blocked pin-not-found',
      /no value to replace/,
    ],
    [
      'because its pin holds a tag',
      file({ base: 'ARG APP_COMMIT=v1.2\n' }),
      'blocked pin-unknown',
      /^Dockerfile:1 ARG APP_COMMIT holds "v1\.2", which is not a full commit id$/,
    ],
    [
      'because its pin holds a short commit',
      file({ base: dockerfile('1111111') }),
      'blocked pin-unknown',
      /holds "1111111"/,
    ],
    ['because the stage names no pin', { policy: { pins: [] } }, 'blocked pin-not-found', /^the stage names no pin$/],
    [
      'because its commit is unknown to the code',
      classified('unknown-old'),
      'blocked pin-unknown',
      /^the pin holds 1111111, which acme\/payments does not have$/,
    ],
    [
      'because the new commit is not shown yet',
      classified('unknown-new'),
      'waiting source-unknown',
      /^acme\/payments does not show 2222222 yet$/,
    ],
    ['because that would go backwards', classified('rollback'), 'blocked would-move-back', /nothing moves back$/],
  ])('stays %s', (_, change, code, says) => {
    const decided = planned(factsOf(change));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual([code]);
    expect(decided.reasons[0]?.says).toMatch(says);
    expect(decided.reasons[0]?.next === undefined).toBe(
      code !== 'blocked pin-not-found' && code !== 'blocked pin-unknown',
    );
  });

  it('stays because its pins disagree, and names both places', () => {
    const decided = planned(
      factsOf({
        policy: {
          pins: [
            { file: 'Dockerfile', arg: 'APP_COMMIT', holds: 'commit' },
            { file: 'b/Dockerfile', arg: 'APP_COMMIT', holds: 'commit' },
          ],
        },
        here: {
          files: [
            { path: 'Dockerfile', base: dockerfile(OLD), history: historyOf() },
            { path: 'b/Dockerfile', base: dockerfile(NEW), history: historyOf() },
          ],
        },
      }),
    );

    expect(decided.reasons).toEqual([
      {
        standing: 'blocked',
        about: 'payments',
        code: 'pins-disagree',
        says: `its pins disagree: Dockerfile:2 holds ${OLD}, b/Dockerfile:2 holds ${NEW}`,
        next: 'set them to the same commit by hand once',
      },
    ]);
  });
});

describe('what is not known', () => {
  const source = new Map([['payments', unknown('GitHub answered 502')]]) as never;

  it.each([
    ['the repository', factsOf({ facts: { here: unknown('GitHub answered 502') } }), 'waiting repository-unknown'],
    ['the source', factsOf({ facts: { sources: source } }), 'waiting source-unknown'],
    ['the source, never looked at', factsOf({ facts: { sources: new Map() } }), 'waiting source-unknown'],
    ['the range', withAnswer(factsOf(), unknown('GitHub answered 502')), 'waiting range-unknown'],
  ])('about %s moves nothing and is looked for again in a minute', (_, facts, code) => {
    const decided = planned(facts);

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual([code]);
    expect(decided.wake).toBe(NOW + 60_000);
  });

  it.each([
    ['the repository', proposed({ facts: { here: unknown('x') } })],
    ['the source', proposed({ facts: { sources: source } })],
    ['the range', withAnswer(proposed(), unknown('x'))],
    ['the new commit', withAnswer(proposed(), known(changelogOf({ classification: 'unknown-new' })))],
  ])('about %s neither closes nor merges a pull request that is open and green', (_, facts) => {
    const decided = planned(facts);

    expect(decided.steps).toEqual([]);
    expect(decided.wake).toBe(NOW + 60_000);
  });
});

describe('a repository that takes no changes', () => {
  it.each<[string, Change['here'], string]>([
    ['because it is archived', { archived: true }, 'acme/payments-docker is archived'],
    [
      'because it joins another pipeline',
      { consent: { to: repoName('acme/other') } },
      'acme/payments-docker has not joined acme/platform: its .github/sluice.yml joins acme/other',
    ],
    [
      'because it owns a pipeline',
      { consent: { owns: true } },
      'acme/payments-docker has not joined acme/platform: it owns a pipeline itself',
    ],
    [
      'because it says nothing',
      { consent: { none: 'it has no .github/sluice.yml' } },
      'acme/payments-docker has not joined acme/platform: it has no .github/sluice.yml',
    ],
  ])('is left alone %s, whatever waits', (_, here, says) => {
    for (const facts of [factsOf({ here: here ?? {} }), proposed({ here: here ?? {} })]) {
      const decided = planned(facts);

      expect(decided.steps).toEqual([]);
      expect(decided.reasons).toMatchObject([{ standing: 'blocked', about: 'lane', says }]);
      expect(decided.reasons[0]?.next).toEqual(expect.any(String));
    }
  });

  it('needs no joining file where it owns the pipeline itself', () => {
    const facts = factsOf({ here: { repo: repoName('acme/platform'), consent: { owns: true } } });

    expect(onlyStep(planned(facts), 'publish').do).toBe('publish');
  });
});
