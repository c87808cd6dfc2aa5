import { describe, expect, it } from '@jest/globals';

import { known } from '../../../src/core/answer.ts';
import { LISTED_MS } from '../../../src/core/listed.ts';
import { branchName, repoName } from '../../../src/core/names.ts';
import type { Facts } from '../../../src/core/promotion/facts.ts';
import type { BranchCommit, OpenPullRequest, PinnedFile, Snapshot } from '../../../src/core/promotion/snapshot.ts';
import { Lineage } from '../../../src/core/text/trailers.ts';
import {
  changelogOf,
  codes,
  dockerfile,
  factsOf,
  historyOf,
  id,
  listed,
  NEW,
  NOW,
  OLD,
  onlyStep,
  planned,
  proposed,
  published,
  snapshotOf,
  withAnswer,
  type Change,
} from './facts.ts';

/** A newer commit of the code than the one that was proposed. */
const NEWER = id('3');
const ours: BranchCommit = {
  commit: id('c'),
  author: 'sluice[bot]',
  byUs: true,
  isKnownAuthor: true,
  mergesBase: false,
  at: NOW,
};
const theirs: BranchCommit = {
  commit: id('d'),
  author: 'grace',
  byUs: false,
  isKnownAuthor: true,
  mergesBase: false,
  at: NOW,
};
const baseMerge: BranchCommit = {
  commit: id('e'),
  author: 'grace',
  byUs: false,
  isKnownAuthor: true,
  mergesBase: true,
  at: NOW,
};

/** The lane after its pull request was opened for NEW, seen when the code offers `tip`. */
function later(tip: typeof NEW, change: Change & { open?: Partial<OpenPullRequest> } = {}): Facts {
  const facts = proposed(change);
  const next = factsOf({ ...change, source: { ...change.source, tip } });
  return { ...next, here: facts.here };
}

const branch = (commits: BranchCommit[], tip = commits[0]?.commit ?? id('b')): Partial<Snapshot> => ({
  branch: { tip, commits },
});

describe('a lane without a pull request', () => {
  it('opens one from a new branch on the tip of the base', () => {
    const decided = planned(factsOf());

    expect(codes(decided)).toEqual(['doing open']);
    expect(onlyStep(decided, 'publish')).toMatchObject({
      how: 'create',
      repositoryId: 'R_docker',
      head: 'sluice/docker/payments',
      base: 'main',
      onto: id('b'),
      ontoTree: 'tree-of-base',
      title: 'payments: Retry transfers',
      commit: { headline: 'payments: Retry transfers' },
      body: { template: 'lane-pull-request', kind: 'content' },
    });
    expect(onlyStep(decided, 'publish')).not.toHaveProperty('before');
    expect(onlyStep(decided, 'publish')).not.toHaveProperty('pullRequest');
  });

  it.each<[string, Change, number]>([
    ['in a while, since its check will send a webhook', {}, 10 * 60_000],
    ['at once where nothing else will bring it up', { policy: { checks: 'none' } }, 2_000],
    [
      "in a while where GitHub's own check will",
      {
        policy: { checks: 'none' },
        here: { requires: { checks: ['lint'], approvals: 0, mergeQueue: false, upToDate: false } },
      },
      10 * 60_000,
    ],
    [
      'in a while where a review will',
      {
        policy: { checks: 'none' },
        here: { requires: { checks: [], approvals: 1, mergeQueue: false, upToDate: false } },
      },
      10 * 60_000,
    ],
  ])('looks at what it opened again %s', (_, change, after) => {
    expect(planned(factsOf(change)).wake).toBe(NOW + after);
  });

  it('is named in its title by the newest change, and counts the others', () => {
    const title = (count: number): string =>
      onlyStep(
        planned(
          factsOf({
            changelog: {
              pullRequests: Array.from({ length: count }, (_, n) => listed({ number: n, title: `Change ${n}` })),
            },
          }),
        ),
        'publish',
      ).title;

    expect([title(0), title(1), title(2), title(3)]).toEqual([
      'payments: 2222222',
      'payments: Change 0',
      'payments: Change 0 and 1 more change',
      'payments: Change 0 and 2 more changes',
    ]);
  });

  it.each<[string, Partial<Snapshot>, Record<string, unknown>]>([
    [
      'replaces what an older one of ours left on the branch',
      branch([ours]),
      { how: 'rewrite', onto: id('b'), before: id('c') },
    ],
    [
      'goes on from a branch that holds nothing yet',
      {
        ...branch([], id('b')),
        files: [{ path: 'Dockerfile', base: dockerfile(OLD), head: dockerfile(OLD), history: historyOf() }],
      },
      { how: 'append', onto: id('b'), before: id('b') },
    ],
    [
      'replaces a branch that stands on an older base',
      branch([], id('a')),
      { how: 'rewrite', onto: id('b'), before: id('a') },
    ],
  ])('%s', (_, here, expected) => {
    expect(onlyStep(planned(factsOf({ here })), 'publish')).toMatchObject(expected);
  });

  it('opens one from a branch that holds the content already, without another commit', () => {
    const { open, ...here } = published(snapshotOf(), onlyStep(planned(factsOf()), 'publish'));

    const step = onlyStep(planned(factsOf({ here })), 'publish');

    expect(open).toBeDefined();
    expect(step).toMatchObject({ how: 'append', before: id('c'), onto: id('c'), edits: [] });
  });

  it("leaves a branch with a person's commit alone", () => {
    const decided = planned(factsOf({ here: branch([ours, theirs]) }));

    expect(decided.steps).toEqual([]);
    expect(decided.reasons).toMatchObject([
      { standing: 'blocked', code: 'foreign-branch', next: 'open a pull request from it, or delete the branch' },
    ]);
    expect(decided.reasons[0]?.says).toBe(
      "sluice/docker/payments holds grace's commit ddddddd and has no pull request",
    );
  });
});

describe('a pull request that a person closed', () => {
  const lineage = Lineage.parse(`x\n\n${onlyStep(planned(factsOf()), 'publish').commit.body}`);
  const declined = { number: 40, by: 'grace', ...(lineage === undefined ? {} : { lineage }) };

  it('is not opened again with the same content', () => {
    const decided = planned(factsOf({ here: { declined } }));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual(['blocked declined']);
    expect(decided.reasons[0]?.says).toBe('grace closed #40, which held the same; it is not opened again');
  });

  it('is followed by a new one for newer content, which names who closed the last', () => {
    const step = onlyStep(planned(factsOf({ here: { declined }, source: { tip: NEWER } })), 'publish');

    expect(step.body.model['declined']).toBe('The one before this, #40, was closed by grace.');
  });

  it('does not count when it carried no lineage of ours', () => {
    expect(onlyStep(planned(factsOf({ here: { declined: { number: 40, by: 'grace' } } })), 'publish').how).toBe(
      'create',
    );
  });

  it('does not hold the one that is open now', () => {
    expect(codes(planned(proposed({ here: { declined } })))).toEqual(['doing merge']);
  });
});

describe('an open pull request', () => {
  it('is opened once: done as planned, it waits for its gates and is not touched again', () => {
    const decided = planned(proposed({ open: { checks: [] } }));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual(['waiting check-pending']);
  });

  it('takes a newer commit on top of what it holds', () => {
    const decided = planned(later(NEWER));

    expect(codes(decided)).toEqual(['doing refresh']);
    expect(onlyStep(decided, 'publish')).toMatchObject({
      how: 'append',
      before: id('c'),
      onto: id('c'),
      pullRequest: { number: 41, id: 'PR_41' },
      edits: [{ path: 'Dockerfile', text: dockerfile(NEWER) }],
    });
  });

  it('keeps what else its branch holds when it takes a newer commit', () => {
    const head = `# built by hand once\n${dockerfile(NEW)}`;
    const step = onlyStep(
      planned(
        later(NEWER, { here: { files: [{ path: 'Dockerfile', base: dockerfile(OLD), head, history: historyOf() }] } }),
      ),
      'publish',
    );

    expect(step.edits).toEqual([{ path: 'Dockerfile', text: `# built by hand once\n${dockerfile(NEWER)}` }]);
  });

  it.each<[string, Partial<Snapshot>, Partial<OpenPullRequest>]>([
    ['when it conflicts with its base', {}, { mergeable: 'conflicting' }],
    [
      'when its branch does not have the file',
      { files: [{ path: 'Dockerfile', base: dockerfile(OLD), history: historyOf() }] },
      {},
    ],
    [
      'when its branch names the pin otherwise than its base does',
      { files: [{ path: 'Dockerfile', base: dockerfile(OLD), head: `ARG COMMIT=${NEW}\n`, history: historyOf() }] },
      {},
    ],
    [
      'when its branch has the pin twice',
      {
        files: [
          { path: 'Dockerfile', base: dockerfile(OLD), head: dockerfile(NEW) + dockerfile(NEW), history: historyOf() },
        ],
      },
      {},
    ],
  ])('is made anew from the base %s', (_, here, open) => {
    const step = onlyStep(planned(proposed({ here, open })), 'publish');

    expect(step).toMatchObject({
      how: 'rewrite',
      onto: id('b'),
      before: id('c'),
      edits: [{ path: 'Dockerfile', text: dockerfile(NEW) }],
    });
  });

  it('is made anew when its pin was moved to another value on the base meanwhile', () => {
    const here = {
      files: [{ path: 'Dockerfile', base: dockerfile(id('4')), head: dockerfile(NEW), history: historyOf() }],
    };
    const facts = proposed({ here });
    const asked = factsOf({ changelog: { from: id('4') } });

    expect(onlyStep(planned({ ...facts, answers: asked.answers }), 'publish')).toMatchObject({ how: 'rewrite' });
  });

  it.each<[string, Partial<OpenPullRequest>]>([
    ['when its words are about other content', { bodyKey: 'payments.other' }],
    ['when somebody rewrote them', {}],
  ])('is described anew %s, without a commit', (_, open) => {
    const facts = proposed({ open });
    if (open.bodyKey === undefined && 'known' in facts.here) delete facts.here.known.open?.bodyKey;

    const decided = planned(facts);

    expect(codes(decided)).toEqual(['doing describe']);
    expect(onlyStep(decided, 'describe')).toMatchObject({
      pullRequest: { number: 41, id: 'PR_41' },
      title: 'payments: Retry transfers',
    });
    expect(decided.wake).toBe(NOW);
  });

  it('is made anew with what may be older than what its branch holds', () => {
    const facts = withAnswer(later(NEWER), known(changelogOf({ to: NEWER, commits: [NEWER] })));

    expect(onlyStep(planned(facts), 'publish')).toMatchObject({ how: 'rewrite', onto: id('b') });
  });

  it('is made anew with newer content where GitHub wants it up to date', () => {
    expect(onlyStep(planned(later(NEWER, { open: { behind: true } })), 'publish')).toMatchObject({
      how: 'rewrite',
      onto: id('b'),
      edits: [{ path: 'Dockerfile', text: dockerfile(NEWER) }],
    });
  });

  it('that was pointed at another base is left to people', () => {
    const decided = planned(proposed({ open: { base: branchName('stable') } }));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual(['blocked retargeted']);
  });

  const rolledBack = historyOf(
    { commit: id('e'), author: 'grace', text: dockerfile(OLD) },
    { commit: id('d'), author: 'ada', text: dockerfile(NEW) },
  );
  const inPlace = { path: 'Dockerfile', base: dockerfile(OLD), head: dockerfile(NEW), history: historyOf() };
  const { base: _, ...gone } = inPlace;
  /** A green pull request whose Dockerfile has become another one. */
  const onBase = (change: Partial<PinnedFile>): Facts => proposed({ here: { files: [{ ...inPlace, ...change }] } });

  /** The source is where the base is, so many milliseconds after the pull request was opened. */
  const sourceBack = (after: number, open: Partial<OpenPullRequest> = {}): Facts => {
    const { sources, now } = factsOf({ source: { tip: OLD } });
    return { ...proposed({ open }), sources, now: now + after };
  };

  it.each<[string, Facts, string]>([
    ['the base holds the newest commit', onBase({ base: dockerfile(NEW) }), 'resting up-to-date'],
    ['the source is where the base is', sourceBack(LISTED_MS), 'resting up-to-date'],
    [
      'the source went back',
      withAnswer(proposed(), known(changelogOf({ classification: 'rollback' }))),
      'blocked would-move-back',
    ],
    ['a person rolled the pin back', onBase({ history: rolledBack }), 'blocked rolled-back'],
  ])('is closed with the reason when nothing is left to move: %s', (_, facts, why) => {
    const decided = planned(facts);

    expect(codes(decided)).toEqual([why, 'doing close']);
    expect(onlyStep(decided, 'close')).toMatchObject({
      pullRequest: { number: 41 },
      body: { template: 'nothing-left', kind: 'said', key: 'close:acme/payments-docker#41' },
    });
    expect(onlyStep(decided, 'close').body?.model['reasons']).toMatchObject([{ about: 'payments' }]);
  });

  it.each<[string, Facts, string]>([
    ['its file is gone from the base', proposed({ here: { files: [gone] } }), 'blocked pin-not-found'],
    ['its file cannot be edited for now', onBase({ unreadable: 'it is binary' }), 'blocked pin-not-found'],
    ['its pin is there twice', onBase({ base: dockerfile(OLD) + dockerfile(OLD) }), 'blocked pin-not-found'],
    ['its pin holds a tag', onBase({ base: dockerfile('v1.2') }), 'blocked pin-unknown'],
    [
      'the code has no such commit',
      withAnswer(proposed(), known(changelogOf({ classification: 'unknown-old' }))),
      'blocked pin-unknown',
    ],
    ['the stage names no pin', proposed({ policy: { pins: [] } }), 'blocked pin-not-found'],
    [
      'its pins disagree',
      proposed({
        policy: {
          pins: ['Dockerfile', 'b/Dockerfile'].map((file) => ({ file, arg: 'APP_COMMIT', holds: 'commit' as const })),
        },
        here: {
          files: [
            { path: 'Dockerfile', base: dockerfile(OLD), head: dockerfile(NEW), history: historyOf() },
            { path: 'b/Dockerfile', base: dockerfile(NEW), head: dockerfile(NEW), history: historyOf() },
          ],
        },
      }),
      'blocked pins-disagree',
    ],
    [
      'its code has left the pipeline',
      proposed({
        facts: { sources: factsOf({ source: { repo: repoName('globex/secret'), audience: 'private' } }).sources },
      }),
      'blocked source-not-joined',
    ],
  ])('is kept as it is, neither closed nor merged, while %s', (_, facts, why) => {
    const decided = planned(facts);

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual([why]);
  });

  it('is not closed on a look that shows less at the source than it was opened for a moment ago', () => {
    const decided = planned(sourceBack(LISTED_MS - 1));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual(['resting up-to-date', 'waiting source-behind']);
    expect(decided.wake).toBe(factsOf().now + LISTED_MS);
  });

  it('is closed without repeating the reason when that was said before', () => {
    const decided = planned(sourceBack(LISTED_MS, { said: ['close:acme/payments-docker#41'] }));

    expect(onlyStep(decided, 'close')).not.toHaveProperty('body');
  });
});

describe("a person's commit on a Sluice branch", () => {
  const withCommits = (commits: BranchCommit[], open: Partial<OpenPullRequest> = {}): Facts =>
    proposed({ here: branch(commits), open });

  it('is told of once, and then left alone', () => {
    const first = planned(withCommits([theirs, ours]));
    const then = planned(withCommits([theirs, ours], { said: [`persons-commit:${theirs.commit}`] }));

    expect(codes(first)).toEqual(['blocked persons-commit']);
    expect(onlyStep(first, 'comment')).toMatchObject({
      key: `persons-commit:${theirs.commit}`,
      body: { template: 'persons-commit', kind: 'said' },
    });
    expect(codes(then)).toEqual(['blocked persons-commit']);
    expect(then.steps).toEqual([]);
  });

  it('is told of again when another follows', () => {
    const another = { ...theirs, commit: id('f') };

    const decided = planned(withCommits([another, theirs, ours], { said: [`persons-commit:${theirs.commit}`] }));

    expect(onlyStep(decided, 'comment').key).toBe(`persons-commit:${another.commit}`);
  });

  it.each([
    ['below ours', [ours, theirs]],
    ['beside a merge of the base', [baseMerge, theirs, ours]],
  ])('is found %s', (_, commits) => {
    expect(codes(planned(withCommits(commits)))).toEqual(['blocked persons-commit']);
  });

  it.each<[string, Facts]>([
    ['newer content', { ...later(NEWER), here: withCommits([theirs, ours]).here }],
    ['nothing left to move', { ...withCommits([theirs, ours]), sources: factsOf({ source: { tip: OLD } }).sources }],
    ['a conflict', withCommits([theirs, ours], { mergeable: 'conflicting' })],
  ])('is neither overwritten nor closed for %s', (_, facts) => {
    expect(onlyStep(planned(facts), 'comment').do).toBe('comment');
  });

  /** The base was merged into the branch by GitHub's button; the file's head is `head`, if the branch has it. */
  const merging = (head: string | undefined, open: Partial<OpenPullRequest> = {}): Facts => {
    const lineage = Lineage.parse(`x\n\n${onlyStep(planned(factsOf()), 'publish').commit.body}`);
    const file = { path: 'Dockerfile', base: dockerfile(OLD), history: historyOf() };
    return proposed({
      here: {
        branch: { tip: id('e'), commits: [baseMerge, ours], ...(lineage === undefined ? {} : { lineage }) },
        files: [{ ...file, ...(head === undefined ? {} : { head }) }],
      },
      open,
    });
  };

  it("is not what GitHub's merge of the base is, while the branch differs from it in commit ids alone", () => {
    expect(codes(planned(merging(dockerfile(NEW))))).toEqual(['doing merge']);
  });

  it.each<[string, Facts]>([
    ['changed more files than those with pins', merging(dockerfile(NEW), { changedFiles: 2 })],
    ['changed another line of a file with pins', merging(`${dockerfile(NEW)}RUN test\n`)],
    ['changed the line of a pin beside its commit id', merging(dockerfile(`${NEW} # ours`))],
    ['put something else than a commit id into a pin', merging(dockerfile('v1.2'))],
    ['took the file away', merging(undefined)],
  ])("is what GitHub's merge of the base is that %s: a conflict resolved by hand looks the same", (_, facts) => {
    expect(codes(planned(facts))).toEqual(['blocked persons-commit']);
  });
});
