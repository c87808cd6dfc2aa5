import { describe, expect, it } from '@jest/globals';

import { known, lacking, unknown, type Answer } from '../../../src/core/answer.ts';
import { reasonLine } from '../../../src/core/commands/explain.ts';
import { repoName } from '../../../src/core/names.ts';
import type { Reason } from '../../../src/core/promotion/plan-model.ts';
import type { FileChange, FileHistory, PinnedFile } from '../../../src/core/promotion/snapshot.ts';
import { plan } from '../../../src/core/promotion/plan.ts';
import {
  changelogOf,
  codes,
  dockerfile,
  factsOf,
  HISTORY_QUESTION,
  historyOf,
  id,
  NEW,
  NOW,
  OLD,
  onlyStep,
  planned,
  proposed,
  withAnswer,
  withHistory,
  type Change,
} from './facts.ts';

const file = (change: Partial<PinnedFile>): Change => ({
  here: { files: [{ path: 'Dockerfile', base: dockerfile(OLD), history: historyOf(), ...change }] },
});
const classified = (classification: 'rollback' | 'unknown-old' | 'unknown-new'): Change => ({
  changelog: { classification },
});

describe('a lane that is up to date', () => {
  it('asks nothing, does nothing and says so', () => {
    const unseen = file({ history: { changes: [], hasOlder: true } });
    const decided = planned(factsOf({ ...unseen, source: { tip: OLD }, facts: { answers: new Map() } }));

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
      /2 places.*Candidates: Dockerfile:2 .*; Dockerfile:5 /,
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

describe('a pin that people moved back', () => {
  const NEWER = id('3');
  const texts = (...changes: [name: string, text: string | undefined, before?: string][]): FileChange[] =>
    changes.map(([name, text, before]) => ({
      commit: id(name),
      at: NOW,
      author: 'grace',
      ...(text === undefined ? {} : { text }),
      ...(before === undefined ? {} : { before }),
    }));
  const history = (...changes: Parameters<typeof texts>): Change => ({
    ...file({ history: historyOf(...texts(...changes)) }),
    changelog: { commits: [NEW, NEWER] },
  });
  const edited = (text: string, times: number): string => `${text}${'RUN test\n'.repeat(times)}`;

  it('stays back, and says who moved it, in which commit, and what lets it go on', () => {
    const decided = planned(factsOf(history(['e', dockerfile(OLD)], ['d', dockerfile(NEWER)])));

    expect(decided).toEqual({
      steps: [],
      reasons: [
        {
          standing: 'blocked',
          about: 'payments',
          code: 'rolled-back',
          says: 'grace moved acme/payments-docker back from 3333333 to 1111111 in eeeeeee; it is held there',
          next: '`/sluice resume docker payments`, or move the pin forward by a pull request of your own',
          back: { from: NEWER, to: OLD, by: 'grace', commit: 'e'.repeat(40), at: expect.any(Number) },
        },
      ],
    });
  });

  it.each([
    ['sluice[bot]', 'a rollback'],
    ['@acme/everyone [bot]', '@acme/everyone [bot]'],
  ])('by %s is said to be the work of %s', (author, said) => {
    const [change] = texts(['e', dockerfile(OLD)]);
    const [, ...older] = texts(['e', dockerfile(OLD)], ['d', dockerfile(NEWER)]);
    const changes = change === undefined ? older : [{ ...change, author }, ...older];
    const back = { ...file({ history: historyOf(...changes) }), changelog: { commits: [NEW, NEWER] } };

    const [reason] = planned(factsOf(back)).reasons;

    expect(reason?.says.startsWith(`${said} moved acme/payments-docker back`)).toBe(true);
    expect(reasonLine(reason as Reason)).not.toMatch(/@acme|\[bot\]/);
  });

  it.each<[string, Change]>([
    [
      'commits that changed something else in the file',
      history(['f', edited(dockerfile(OLD), 1)], ['e', dockerfile(OLD)], ['d', dockerfile(NEWER)]),
    ],
    [
      'the merge of an older branch, whose commit carries the value of its time',
      history(
        ['f', edited(dockerfile(id('0')), 1), dockerfile(id('0'))],
        ['e', dockerfile(OLD), dockerfile(NEWER)],
        ['d', dockerfile(NEWER), dockerfile(OLD)],
      ),
    ],
    [
      'the merge of an older branch that moved the pin to a value which the base did not take',
      history(
        ['f', dockerfile(id('4')), dockerfile(id('0'))],
        ['e', dockerfile(OLD), dockerfile(NEWER)],
        ['d', dockerfile(NEWER), dockerfile(OLD)],
      ),
    ],
    [
      'the merge of an older branch that holds the same value and changed something else',
      history(
        ['f', edited(dockerfile(OLD), 1), dockerfile(OLD)],
        ['e', dockerfile(OLD), dockerfile(NEWER)],
        ['d', dockerfile(NEWER), dockerfile(OLD)],
      ),
    ],
  ])('is found below %s', (_, change) => {
    const decided = planned(factsOf(change));

    expect(codes(decided)).toEqual(['blocked rolled-back']);
    expect(decided.reasons[0]?.says).toContain('in eeeeeee');
  });

  it('is held too where the merge of an older branch took it back', () => {
    const merged = history(['f', dockerfile(OLD), dockerfile(NEWER)], ['e', dockerfile(OLD), dockerfile(OLD)]);

    expect(planned(factsOf(merged)).reasons[0]?.says).toContain('back from 3333333 to 1111111 in fffffff');
  });

  it.each<[string, Change]>([
    [
      'when the former value is no part of what would move',
      history(['e', dockerfile(OLD)], ['d', dockerfile(id('4'))]),
    ],
    ['when the former value was no commit', history(['e', dockerfile(OLD)], ['d', dockerfile('v1')])],
    ['when the file did not exist before', history(['e', dockerfile(OLD)], ['d', undefined])],
    ['when the pin came with the file', history(['f', edited(dockerfile(OLD), 1)], ['e', dockerfile(OLD)])],
    [
      'when only a side branch moved it on, and the base kept its own value',
      history(['e', dockerfile(NEWER)], ['d', dockerfile(OLD)]),
    ],
  ])('is not seen %s', (_, change) => {
    expect(onlyStep(planned(factsOf(change)), 'publish').how).toBe('create');
  });

  it('makes the same move later a new one: its key names the commit that set the pin', () => {
    const once = onlyStep(planned(factsOf(history(['e', dockerfile(OLD)]))), 'publish');
    const again = onlyStep(planned(factsOf(history(['f', dockerfile(OLD)]))), 'publish');

    expect(once.body.key).not.toBe(again.body.key);
  });

  describe('longer ago than the look saw', () => {
    const rollback = texts(['e', dockerfile(OLD)], ['d', dockerfile(NEWER)]);
    /** Nine edits of something else, newest first; the last one's parent held the pin as it is. */
    const edits = Array.from({ length: 9 }, (_, n) => ({
      commit: id('f'),
      author: 'ada',
      text: edited(dockerfile(OLD), 9 - n),
      before: edited(dockerfile(OLD), 8 - n),
    }));
    const seen: Change = { ...history(), ...file({ history: { ...historyOf(...edits), hasOlder: true } }) };
    const beyond = { ...historyOf(...edits), hasOlder: true };

    it('is asked for further back, in one round with the range', () => {
      expect(plan(factsOf({ ...seen, facts: { answers: new Map() } }))).toEqual({
        ask: [HISTORY_QUESTION, { ask: 'range', repo: 'acme/payments', from: OLD, to: NEW }],
      });
      expect(plan(factsOf(seen))).toEqual({ ask: [HISTORY_QUESTION] });
    });

    it('is not asked for where the look saw who set the pin, or all there is', () => {
      const { changes } = historyOf(...edits, ...rollback);

      for (const whole of [{ changes, hasOlder: true }, historyOf(...edits)]) {
        expect(plan(factsOf({ ...seen, ...file({ history: whole }) }))).not.toHaveProperty('ask');
      }
    });

    it('is still held once nine later edits of the file lie above it', () => {
      const decided = planned(withHistory(factsOf(seen), known(historyOf(...edits, ...rollback))));

      expect(codes(decided)).toEqual(['blocked rolled-back']);
      expect(decided.reasons[0]?.says).toBe(
        'grace moved acme/payments-docker back from 3333333 to 1111111 in eeeeeee; it is held there',
      );
    });

    it('does not hold what nobody moved back: the move is named by the commit that the answer found', () => {
      const near = onlyStep(planned(factsOf(history(['e', dockerfile(OLD)]))), 'publish');
      const [created] = texts(['e', dockerfile(OLD)]);
      const far = withHistory(factsOf(seen), known(historyOf(...edits, created!)));

      expect(onlyStep(planned(far), 'publish').body.key).toBe(near.body.key);
    });

    it('is waited for while the answer is unknown, and asked again in a minute', () => {
      const decided = planned(withHistory(factsOf(seen), unknown('GitHub answered 502')));

      expect(decided).toEqual({
        steps: [],
        reasons: [
          {
            standing: 'waiting',
            about: 'payments',
            code: 'pin-history-unknown',
            says: 'who set the pin in Dockerfile could not be read: GitHub answered 502',
          },
        ],
        wake: NOW + 60_000,
      });
    });

    it('and than the answer reaches is left to a person, with the way on', () => {
      const decided = planned(withHistory(factsOf(seen), known(beyond)));

      expect(decided).toEqual({
        steps: [],
        reasons: [
          {
            standing: 'blocked',
            about: 'payments',
            code: 'pin-history-unknown',
            says: 'who set the pin in Dockerfile could not be read: it lies further back than 9 changes of the file',
            next: 'move the pin by hand once; Sluice carries on from there',
          },
        ],
      });
    });

    it.each<[string, Answer<FileHistory>]>([
      ['not known', unknown('GitHub answered 502')],
      ['out of reach', known(beyond)],
    ])('leaves an open, green pull request as it is while it is %s', (_, answer) => {
      const { here } = proposed(seen.changelog === undefined ? {} : { changelog: seen.changelog });
      if (!('known' in here)) throw new Error('the proposed world is known');
      const files = here.known.files.map((each) => ({ ...each, history: beyond }));
      const facts = factsOf({ ...seen, here: { ...here.known, files } });

      expect(planned(withHistory(facts, answer)).steps).toEqual([]);
    });
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
    ['the repository', factsOf({ facts: { here: lacking('no such repository') } }), 'blocked repository-unseen'],
    [
      'the source',
      factsOf({ facts: { sources: new Map([['payments', lacking('no such repository')]]) as never } }),
      'blocked source-unseen',
    ],
  ])('about %s because the App cannot see it says how to go on, and is looked for less often', (_, facts, code) => {
    const decided = planned(facts);

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual([code]);
    expect(decided.reasons[0]?.next).toContain('install the App on it');
    expect(decided.wake).toBe(NOW + 600_000);
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
