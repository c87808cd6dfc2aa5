import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { known, unknown, type Answer } from '../../../src/core/answer.ts';
import type { Changelog } from '../../../src/core/changelog/changelog-model.ts';
import type { Consent } from '../../../src/core/pipeline/joining/joining-file.ts';
import { branchName, componentName, repoName, stageName } from '../../../src/core/names.ts';
import { questionKey, type Answers, type Question } from '../../../src/core/promotion/questions.ts';
import { DEFAULT_STYLE } from '../../../src/core/changelog/changelog-style.ts';
import type { Facts, StagePolicy } from '../../../src/core/promotion/facts.ts';
import type {
  Audience,
  FileHistory,
  CheckFact,
  MergeMethod,
  BranchCommit,
  OpenPullRequest,
  PinnedFile,
  Snapshot,
} from '../../../src/core/promotion/snapshot.ts';
import { plan } from '../../../src/core/promotion/plan.ts';
import type { Plan, PublishStep } from '../../../src/core/promotion/plan-model.ts';
import type { Lineage } from '../../../src/core/text/trailers.ts';
import {
  changelogOf,
  dockerfile,
  factsOf,
  GREEN,
  id,
  listed,
  listedCommit,
  NEW,
  NOW,
  OLD,
  onlyStep,
  planned,
  published,
  snapshotOf,
} from './facts.ts';

/** Mostly the first, now and then one of the others: chaos alone would never come as far as a merge. */
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: 6 }, { arbitrary: rare, weight: 1 });
/** At most two of the fields. */
function few<T extends object>(shape: { [Name in keyof T]?: fc.Arbitrary<Exclude<T[Name], undefined>> }): fc.Arbitrary<
  Partial<T>
> {
  return fc
    .tuple(fc.record(shape as Record<string, fc.Arbitrary<unknown>>), fc.subarray(Object.keys(shape), { maxLength: 2 }))
    .map(
      ([all, kept]) => Object.fromEntries(Object.entries(all).filter(([name]) => kept.includes(name))) as Partial<T>,
    );
}
const perhaps = fc.boolean();
const instant = fc.integer({ min: NOW - 86_400_000, max: NOW });
const commit = fc.constantFrom(OLD, NEW, id('3'), id('4'));
const text = fc.constantFrom(
  dockerfile(OLD),
  dockerfile(NEW),
  dockerfile(id('3')),
  dockerfile('v1.2'),
  dockerfile(`v1@sha256:${'5'.repeat(64)}`),
  dockerfile(OLD) + dockerfile(OLD),
  `ARG OTHER=${OLD}\n`,
  `ARG APP_COMMIT\n`,
  `ARG APP_COMMIT="${NEW}`,
  'FROM x\nRUN <<E\n',
  '',
);
const foreign = fc.constantFrom(
  'grace',
  '@octocat fixes #1',
  'a\u0000\nb\u202e',
  '<!-- sluice:v1 key=a kind=said -->',
  '',
);

const history: fc.Arbitrary<FileHistory> = fc.record({
  changes: fc.array(
    fc.record(
      { commit, at: instant, author: foreign, text, before: text },
      { requiredKeys: ['commit', 'at', 'author'] },
    ),
    {
      maxLength: 4,
    },
  ),
  hasOlder: perhaps,
});

const file = (path: string): fc.Arbitrary<PinnedFile> =>
  fc.record(
    {
      path: fc.constant(path),
      base: text,
      head: text,
      unreadable: fc.constant('it is too large'),
      history,
    },
    { requiredKeys: ['path', 'history'] },
  );

const lineage: fc.Arbitrary<Lineage> = fc.record({
  lane: fc.constant({ stage: stageName('docker'), component: componentName('payments') }),
  pipeline: fc.constant({ repo: repoName('acme/platform'), commit: id('9') }),
  entries: fc.array(
    fc.record({
      component: fc.constantFrom(componentName('payments'), componentName('web')),
      code: commit,
      from: commit,
    }),
    { maxLength: 2 },
  ),
});
const branchCommit: fc.Arbitrary<BranchCommit> = fc.record({
  commit,
  at: instant,
  author: foreign,
  isKnownAuthor: perhaps,
  byUs: mostly(fc.constant(true), fc.constant(false)),
  mergesBase: perhaps,
});
const check: fc.Arbitrary<CheckFact> = fc.record({
  name: fc.constantFrom('build', 'lint', 'sluice/gates'),
  state: fc.constantFrom('success', 'failure', 'pending'),
  word: foreign,
});

const open = few<OpenPullRequest>({
  base: mostly(fc.constant(branchName('main')), fc.constant(branchName('stable'))),
  draft: mostly(fc.constant(false), fc.constant(true)),
  bodyKey: fc.constantFrom('', 'payments.other'),
  mergeable: mostly(fc.constant('mergeable' as const), fc.constantFrom('conflicting', 'unknown')),
  inStep: mostly(fc.constant(true), fc.constant(false)),
  blocked: perhaps,
  checksComplete: mostly(fc.constant(true), fc.constant(false)),
  behind: perhaps,
  reviews: fc.constantFrom('approved', 'required', 'changes-requested'),
  checks: mostly(fc.constant<CheckFact[]>([GREEN]), fc.array(check)),
  changedFiles: fc.nat(3),
  said: fc.array(fc.constantFrom('close:acme/payments-docker#41', `persons-commit:${OLD}`)),
});

const here = few<Snapshot>({
  audience: fc.constantFrom('public', 'internal', 'private'),
  archived: mostly(fc.constant(false), fc.constant(true)),
  consent: mostly<Consent>(
    fc.constant({ to: repoName('acme/platform') }),
    fc.constantFrom<Consent[]>({ none: 'x' }, { owns: true }),
  ),
  requires: fc.record({
    checks: fc.subarray(['build', 'lint', 'sluice/gates']),
    approvals: fc.nat(1),
    mergeQueue: fc.constant(false),
    upToDate: perhaps,
  }),
  mergeMethods: mostly<MergeMethod[]>(fc.constant(['merge']), fc.constant([])),
  files: fc.tuple(file('Dockerfile'), file('b/Dockerfile')).map((files) => files),
  branch: fc.record(
    { tip: commit, commits: fc.array(branchCommit, { maxLength: 3 }), lineage },
    { requiredKeys: ['tip', 'commits'] },
  ),
  declined: fc.record({ number: fc.nat(), by: foreign, lineage }, { requiredKeys: ['number', 'by'] }),
});

const policy = few<StagePolicy>({
  pins: fc.array(
    fc.record({
      file: fc.constantFrom('Dockerfile', 'b/Dockerfile'),
      arg: fc.constantFrom('APP_COMMIT', 'OTHER'),
      holds: fc.constant('commit' as const),
    }),
    { maxLength: 2 },
  ),
  checks: fc.constantFrom('none' as const, ['build'], ['build', 'lint']),
  merge: mostly(fc.constant('when-green' as const), fc.constant('by-hand' as const)),
  changelog: fc.constant(DEFAULT_STYLE),
});

const change = fc.record({ subject: foreign, author: foreign, commit });
const changelog: fc.Arbitrary<Partial<Changelog>> = fc.record({
  classification: mostly(
    fc.constant('forward' as const),
    fc.constantFrom('rollback', 'diverged', 'unrelated', 'unknown-old', 'unknown-new', 'identical'),
  ),
  commits: fc.array(commit),
  pullRequests: fc.array(
    fc
      .record({ number: fc.nat(), title: foreign, author: foreign })
      .map((change) => listed({ ...change, issues: ['acme/payments#12'] })),
    { maxLength: 3 },
  ),
  directCommits: fc.array(change.map(listedCommit), { maxLength: 3 }),
  removed: fc.array(change, { maxLength: 3 }),
});

/** A world in which the lane is somewhere on its way, with anything about it otherwise than usual. */
const world: fc.Arbitrary<Facts> = fc
  .record({
    isProposed: perhaps,
    here,
    open,
    policy,
    changelog,
    history,
    tip: mostly(fc.constant(NEW), commit),
    audience: mostly<Audience>(fc.constant('public'), fc.constantFrom('internal', 'private')),
    missing: mostly(fc.constant('nothing'), fc.constantFrom('here', 'source', 'range', 'history')),
  })
  .map(({ isProposed, here, open, policy, changelog, history, tip, audience, missing }) => {
    const start = snapshotOf();
    const first = published(start, onlyStep(planned(factsOf()), 'publish'), open);
    const facts = factsOf({
      here: { ...(isProposed ? first : start), ...here },
      policy,
      source: { tip, audience },
    });
    const why = unknown('GitHub answered 502');
    if (missing === 'here') return { ...facts, here: why };
    if (missing === 'source')
      return { ...facts, sources: new Map([...facts.sources.keys()].map((name) => [name, why])) };
    return answered(facts, (question) => {
      if (missing === question.ask) return why;
      if (question.ask === 'history') return known(history);
      // The pin may have held a digest once, of which nobody knows anything.
      if (question.ask === 'artifact') return known(undefined);
      if (question.ask !== 'range') throw new Error(`a docker lane asks no ${question.ask}`);
      return known(changelogOf({ ...changelog, from: question.from, to: question.to }));
    });
  });

/** The facts with every question answered that the plan asks about them. */
function answered(facts: Facts, answer: (question: Question) => Answer<Changelog | FileHistory | undefined>): Facts {
  const answers: Answers = new Map();
  for (let round = 1; round <= 2; round += 1) {
    const decided = plan({ ...facts, answers });
    for (const question of 'ask' in decided ? decided.ask : []) answers.set(questionKey(question), answer(question));
  }
  return { ...facts, answers };
}

const snapshot = (facts: Facts): Snapshot | undefined => ('known' in facts.here ? facts.here.known : undefined);
const does = (decided: Plan): string[] => decided.steps.map((step) => step.do);

function always(holds: (facts: Facts, decided: Plan) => void): void {
  fc.assert(
    fc.property(world, (facts) => holds(facts, planned(facts))),
    { numRuns: 1_500 },
  );
}

describe('the plan of any lane', () => {
  it('is made without throwing, is the same twice, has one step at most, and always gives its reasons', () => {
    const done = new Set<string>();
    always((facts, decided) => {
      for (const what of does(decided)) done.add(what);

      expect(planned(facts)).toEqual(decided);
      expect(decided.steps.length).toBeLessThanOrEqual(1);
      expect(decided.reasons.length).toBeGreaterThan(0);
      for (const { says, code } of decided.reasons) expect([says, code]).not.toContain('');
    });

    expect([...done].toSorted()).toEqual(['close', 'comment', 'describe', 'merge', 'publish']);
  });

  it('never merges past a closed gate', () => {
    always((facts, decided) => {
      if (!does(decided).includes('merge')) return;
      const { requires, branch, open, base, declined: _, ...rest } = snapshot(facts)!;
      const { checks, merge } = facts.policy;
      const needed = [...(checks === 'none' ? [] : checks), ...requires.checks].filter(
        (name) => name !== 'sluice/gates',
      );
      const newest = new Map(open!.checks.map((fact) => [fact.name, fact.state]));

      expect(merge).toBe('when-green');
      expect(needed.filter((name) => newest.get(name) !== 'success')).toEqual([]);
      expect(open).toMatchObject({ draft: false, mergeable: 'mergeable', inStep: true, base: base.name });
      expect(open).toMatchObject({ behind: false, blocked: false, checksComplete: true });
      expect(['changes-requested', 'required']).not.toContain(open!.reviews);
      expect(requires.approvals === 0 || open!.reviews === 'approved').toBe(true);
      expect(branch!.commits.filter((made) => !made.byUs && !made.mergesBase)).toEqual([]);
      expect(rest.archived).toBe(false);
      const ranges = [...facts.answers].filter(([key]) => key.startsWith('range:')).map(([, answer]) => answer);
      expect(ranges).toMatchObject([{ known: { classification: expect.stringMatching(/^(forward|identical)$/) } }]);
      expect(onlyStep(decided, 'merge').head).toBe(open!.head);
    });
  });

  it("never touches a branch that holds a person's commit: all it ever does is to say so", () => {
    always((facts, decided) => {
      const persons = snapshot(facts)?.branch?.commits.some((made) => !made.byUs && !made.mergesBase);
      if (persons !== true) return;

      expect(does(decided).filter((what) => what !== 'comment')).toEqual([]);
    });
  });

  it('changes nothing while what it would be decided from is unknown', () => {
    always((facts, decided) => {
      const answers = [facts.here, ...facts.sources.values(), ...facts.answers.values()];
      if (!answers.some((answer) => 'unknown' in answer)) return;

      expect(does(decided).filter((what) => what !== 'comment')).toEqual([]);
      expect(decided.reasons.map(({ standing }) => standing)).not.toContain('doing');
    });
  });

  it('closes only what has nothing left to move for good', () => {
    always((_, decided) => {
      if (!does(decided).includes('close')) return;
      const kept = decided.reasons.filter(({ standing }) => standing !== 'doing').map(({ code }) => code);

      expect(kept).not.toEqual([]);
      expect(kept.filter((code) => !['up-to-date', 'would-move-back', 'rolled-back'].includes(code))).toEqual([]);
    });
  });

  it('never writes a branch anew only because its base moved, unless a merge could follow', () => {
    always((facts, decided) => {
      const seen = snapshot(facts);
      if (seen?.open?.behind !== true) return;
      const settled: Facts = { ...facts, here: known({ ...seen, open: { ...seen.open, behind: false } }) };
      const [step] = planned(settled).steps;

      expect(does(decided)).toEqual(step === undefined || step.do !== 'merge' ? does(planned(settled)) : ['publish']);
    });
  });

  it('never moves anything in a repository that has not agreed to it', () => {
    always((facts, decided) => {
      const seen = snapshot(facts);
      if (seen === undefined || (!seen.archived && 'to' in seen.consent)) return;

      expect(does(decided)).toEqual([]);
    });
  });

  it('stands on what was looked at: every publish names the tip that it replaces or goes on from', () => {
    always((facts, decided) => {
      if (!does(decided).includes('publish')) return;
      const { branch, base } = snapshot(facts)!;
      const step = onlyStep(decided, 'publish');

      expect(step.before).toBe(branch?.tip);
      expect(step.onto).toBe(step.how === 'append' ? branch?.tip : base.tip);
      expect(step.how === 'create').toBe(branch === undefined);
      expect(Array.from(step.title).length).toBeLessThanOrEqual(256);
      expect(step.title).not.toMatch(/[\n\r]/);
    });
  });

  it('is done after it was done once: a publish leaves nothing more to publish or describe', () => {
    always((facts, decided) => {
      if (!does(decided).includes('publish')) return;
      const step: PublishStep = onlyStep(decided, 'publish');
      const before = snapshot(facts)!;

      const next = planned({
        ...facts,
        here: known(published(before, step, { mergeable: 'mergeable', behind: false })),
      });

      expect(does(next).filter((what) => what !== 'merge')).toEqual([]);
    });
  });
});
