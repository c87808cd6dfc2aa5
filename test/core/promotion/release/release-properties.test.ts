import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { known, unknown } from '../../../../src/core/answer.ts';
import type { Changelog } from '../../../../src/core/changelog/changelog-model.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { OpenPullRequest, OtherPullRequest, Snapshot } from '../../../../src/core/promotion/snapshot.ts';
import type { Plan, PublishStep } from '../../../../src/core/promotion/plan-model.ts';
import { Lineage } from '../../../../src/core/text/trailers.ts';
import { changelogOf, historyOf, id, NOW, published } from '../facts.ts';
import {
  afterPublish,
  decide,
  fileOf,
  GREEN,
  payments,
  pinFile,
  planOf,
  releaseFacts,
  seenAs,
  snapshotIn,
  web,
  type Answering,
} from '../release-facts.ts';

const does = ({ steps }: Plan): string[] => steps.map((step) => step.do);
const publishIn = ({ steps }: Plan): PublishStep | undefined =>
  steps.find((step): step is PublishStep => step.do === 'publish');

const build = fc.constantFrom('1', '2', '3', '4', '5');
/** Mostly the first, now and then one of the others. */
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: rare, weight: 1 });
const broken = fc.constantFrom('nothing: here\n', 'image: [\n', '7', 'image: registry.acme.dev/web:v1\n');

/** Proposed, and never merged by Sluice. */
const LEFT_TO_PEOPLE = ['diverged', 'unrelated'];

/** One component's part of a world. */
interface Part {
  held: string;
  offered: string;
  /** What the pin held before it came to hold this. */
  before: string | undefined;
  upstream: 'read' | 'unread';
  classification: Changelog['classification'] | 'as it is';
}

const part: fc.Arbitrary<Part> = fc.record({
  held: mostly(fc.constantFrom('1', '2'), fc.oneof(build, broken)),
  offered: mostly(build, broken),
  before: mostly(fc.constantFrom<(string | undefined)[]>(undefined, '1'), build),
  upstream: mostly(fc.constant('read' as const), fc.constant('unread' as const)),
  classification: mostly(
    fc.constant('as it is' as const),
    fc.constantFrom('diverged', 'unrelated', 'unknown-old', 'unknown-new', 'rollback'),
  ),
});

interface World {
  payments: Part;
  web: Part;
  stage: 'staging' | 'production';
  /** `now`: the branch holds what the plan wants now; `earlier`: what it wanted when both were to move on from image 1. */
  proposed: 'not' | 'now' | 'earlier';
  foreign: boolean;
  pushed: Partial<OpenPullRequest>;
  others: OtherPullRequest[];
}

const world: fc.Arbitrary<World> = fc.record({
  payments: part,
  web: part,
  stage: fc.constantFrom('staging', 'production'),
  proposed: fc.constantFrom('not', 'now', 'now', 'earlier'),
  foreign: mostly(fc.constant(false), fc.constant(true)),
  pushed: mostly(
    fc.constant({}),
    fc.oneof(
      fc.record({ mergeable: fc.constantFrom('conflicting' as const, 'unknown' as const) }),
      fc.record({ draft: fc.boolean(), behind: fc.boolean(), blocked: fc.boolean() }),
      fc.record({ bodyKey: fc.constantFrom('', 'payments.other') }),
    ),
  ),
  others: fc.array(
    fc.record({
      number: fc.nat(),
      head: fc.constant(id('f')),
      touchesPins: fc.boolean(),
      checks: fc.array(
        fc.record({
          name: fc.constantFrom('validate', 'x'.repeat(300)),
          state: fc.constant('failure'),
          word: fc.string(),
        }),
      ),
      checksComplete: fc.boolean(),
    }) as fc.Arbitrary<OtherPullRequest>,
    { maxLength: 2 },
  ),
});

const historyIn = ({ held, before }: Part, name: string) =>
  historyOf({
    commit: id('e'),
    author: 'grace',
    text: pinFile(name, held),
    ...(before === undefined ? {} : { before: pinFile(name, before) }),
  });

function factsIn(one: World, names = [payments, web]): Facts {
  const { stage, proposed, foreign, pushed, others } = one;
  const partOf = (name: string): Part => one[name as 'payments' | 'web'];
  const each = <T>(of: (part: Part) => T) => Object.fromEntries(names.map((name) => [name, of(partOf(name))]));
  const files = names.map((name) => {
    const { held } = partOf(name);
    return { ...fileOf(stage, name, held), history: historyIn(partOf(name), name) };
  });
  const change = { stage, components: names, held: each(({ held }) => held), offered: each(({ offered }) => offered) };
  const start = releaseFacts({ ...change, here: { files, others } });
  const facts = proposed === 'not' ? start : proposedIn(one, start);
  const unread = names.filter((name) => partOf(name).upstream === 'unread');
  const { open, branch } = snapshotIn(facts);
  const persons = { commit: id('d'), author: 'grace', byUs: false, isKnownAuthor: true, mergesBase: false, at: NOW };
  return {
    ...seenAs(facts, {
      ...(open === undefined ? {} : { open: { ...open, ...pushed } }),
      ...(foreign && branch !== undefined ? { branch: { ...branch, commits: [persons] } } : {}),
    }),
    upstream: new Map([...facts.upstream, ...unread.map((name) => [name, unknown('GitHub answered 502')] as const)]),
  };
}

function proposedIn(one: World, start: Facts): Facts {
  const { stage } = one;
  if (one.proposed === 'earlier')
    return seenAs(start, onBranchOf(releaseFacts({ stage, offered: { payments: '2', web: '3' } }), start));
  const step = publishIn(decide(start, answersIn(one)).plan);
  return step === undefined ? start : seenAs(start, published(snapshotIn(start), step, { checks: [GREEN] }));
}

/** What the branch holds since an earlier look, when both moved from image 1. */
function onBranchOf(clean: Facts, now: Facts): Partial<Snapshot> {
  const { files, ...rest } = afterPublish(clean);
  const heads = new Map(files.map(({ path, head }) => [path, head]));
  return {
    branch: rest.branch!,
    open: rest.open!,
    files: snapshotIn(now).files.map((file) => ({
      ...file,
      ...(heads.get(file.path) === undefined ? {} : { head: heads.get(file.path)! }),
    })),
  };
}

const answersIn =
  (facts: World): Answering =>
  (question) => {
    if (question.ask !== 'range') return undefined;
    const { classification } = facts[question.repo === 'acme/web' ? 'web' : 'payments'];
    if (classification === 'as it is') return undefined;
    return known(changelogOf({ repo: question.repo, from: question.from, to: question.to, classification }));
  };

function always(holds: (one: { world: World; facts: Facts; decided: Plan }) => void): void {
  fc.assert(
    fc.property(world, (one) => {
      const { facts, plan } = decide(factsIn(one), answersIn(one));
      holds({ world: one, facts, decided: plan });
    }),
    { numRuns: 300 },
  );
}

const entriesIn = (decided: Plan) =>
  decided.steps.flatMap((step) =>
    step.do === 'publish' ? (Lineage.parse(`x\n\n${step.commit.body}`)?.entries ?? []) : [],
  );
const digit = (value: string | undefined): string => value?.replace('sha256:', '').slice(0, 1) ?? '';

describe('the plan of any release', () => {
  it('is made without throwing, is the same twice, gives its reasons, and says nothing too long', () => {
    const done = new Set<string>();
    always(({ world: one, facts, decided }) => {
      for (const step of decided.steps) {
        done.add(step.do);
        expect('description' in step ? step.description.length : 0).toBeLessThanOrEqual(140);
        expect('title' in step ? step.title.length : 0).toBeLessThanOrEqual(256);
      }
      expect(decide(factsIn(one), answersIn(one)).plan).toEqual(decided);
      expect(planOf(facts)).toEqual(decided);
      expect(decided.reasons).not.toEqual([]);
      expect(decided.reasons.filter(({ says, code }) => says === '' || code === '')).toEqual([]);
    });
    expect([...done].toSorted()).toEqual(['close', 'comment', 'describe', 'merge', 'publish', 'status']);
  });

  it('moves forward only, and never over what people took back', () => {
    always(({ world: one, decided }) => {
      for (const { component, from, digest } of entriesIn(decided)) {
        const { classification, before, held } = one[component as 'payments' | 'web'];

        const isForward = digit(digest) > digit(from);
        const wasTakenBack = before !== undefined && before > held && before <= digit(digest);

        expect(digit(from)).toBe(held);
        expect(isForward || LEFT_TO_PEOPLE.includes(classification)).toBe(true);
        expect(wasTakenBack && classification === 'as it is').toBe(false);
        expect(['as it is', ...LEFT_TO_PEOPLE]).toContain(classification);
      }
    });
  });

  it('merges nothing that has diverged or has no common history', () => {
    always(({ world: one, facts, decided }) => {
      if (!does(decided).includes('merge')) return;
      const merged = snapshotIn(facts).branch?.lineage?.entries ?? [];

      const classes = merged.map(({ component }) => one[component as 'payments' | 'web'].classification);
      expect(classes.filter((name) => LEFT_TO_PEOPLE.includes(name))).toEqual([]);
    });
  });

  it('never moves the head of a pull request to its base: whatever is pushed holds a change', () => {
    always(({ facts, decided }) => {
      for (const step of decided.steps) {
        if (step.do !== 'publish') continue;
        const { branch, base, files } = snapshotIn(facts);
        const texts = new Map(files.map(({ path, base: text }) => [path, text]));

        expect(step.before).toBe(branch?.tip);
        expect(step.onto).toBe(step.how === 'append' ? branch?.tip : base.tip);
        expect(step.edits.some(({ path, text }) => texts.get(path) !== text)).toBe(true);
      }
    });
  });

  it("leaves a branch with a person's commit alone", () => {
    always(({ world: { foreign }, facts, decided }) => {
      if (!foreign || snapshotIn(facts).branch === undefined) return;

      expect(does(decided).filter((what) => !['comment', 'status'].includes(what))).toEqual([]);
    });
  });

  it('carries a component as it would alone, whatever is the matter with the other', () => {
    always(({ world: one, decided }) => {
      if (one.proposed !== 'not') return;
      const alone = decide(factsIn(one, [payments]), answersIn(one)).plan;

      expect(entriesIn(decided).filter(({ component }) => component === payments)).toEqual(entriesIn(alone));
    });
  });

  it('leaves nothing more to publish or describe once it was done', () => {
    always(({ facts, decided }) => {
      const step = publishIn(decided);
      if (step === undefined) return;
      const done = published(snapshotIn(facts), step, { mergeable: 'mergeable', behind: false });

      expect(does(planOf(seenAs(facts, done))).filter((what) => what !== 'status' && what !== 'merge')).toEqual([]);
    });
  });
});
