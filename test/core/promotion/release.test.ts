import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../../src/core/answer.ts';
import { componentName, repoName } from '../../../src/core/names.ts';
import type { Facts } from '../../../src/core/promotion/facts.ts';
import type { Plan } from '../../../src/core/promotion/plan-model.ts';
import { Lineage } from '../../../src/core/text/trailers.ts';
import { codes, historyOf, id, NOW, onlyStep } from './facts.ts';
import {
  commit,
  editsIn,
  ENVIRONMENTS,
  fileOf,
  image,
  payments,
  pinFile,
  planOf,
  proposedRelease,
  releaseFacts,
  saysOf,
  seenAs,
  snapshotIn,
  web,
  type Change,
} from './release-facts.ts';

const publishOf = (decided: Plan) =>
  onlyStep({ ...decided, steps: decided.steps.filter(({ do: what }) => what === 'publish') }, 'publish');
const does = ({ steps }: Plan): string[] => steps.map((step) => step.do);

const both: Change = { offered: { payments: '2', web: '3' } };

/** The look at a component's place before the lane failed. */
const unseen = (facts: Facts, name: typeof web): Facts => ({
  ...facts,
  upstream: new Map([...facts.upstream, [name, unknown('GitHub answered 502')]]),
});

describe('a release', () => {
  it('carries every component that has something newer, in one commit that names each', () => {
    const step = publishOf(planOf(releaseFacts(both)));

    expect(editsIn({ steps: [step], reasons: [] })).toEqual({
      'staging/payments.yaml': '2',
      'staging/web.yaml': '3',
    });
    expect(step).toMatchObject({ title: 'Release to staging: payments 2222222 and web 3333333', how: 'create' });
    expect(Lineage.parse(`x\n\n${step.commit.body}`)).toEqual({
      lane: { stage: 'staging' },
      pipeline: { repo: 'acme/platform', commit: commit('9') },
      entries: [
        { component: 'payments', code: commit('2'), built: commit('2'), digest: image('2'), from: image('1') },
        { component: 'web', code: commit('3'), built: commit('3'), digest: image('3'), from: image('1') },
      ],
    });
  });

  it('changes nothing in the file but the image', () => {
    const [edit] = publishOf(planOf(releaseFacts())).edits;

    expect(edit).toEqual({ path: 'staging/payments.yaml', text: pinFile('payments', '2') });
  });

  it('leaves out what rests, without a word in the body', () => {
    const decided = planOf(releaseFacts());
    const { body } = publishOf(decided);

    expect(editsIn(decided)).toEqual({ 'staging/payments.yaml': '2' });
    expect(body.model['left']).toEqual([]);
    expect(codes(decided)).toEqual(['resting up-to-date', 'doing open']);
  });

  it('is not opened where nothing is newer', () => {
    const decided = planOf(releaseFacts({ offered: { payments: '1', web: '1' } }));

    expect(decided.steps).toEqual([]);
    expect(codes(decided)).toEqual(['resting up-to-date', 'resting up-to-date']);
  });

  it.each<[string, Change, string, RegExp]>([
    [
      'whose file is not there',
      { held: { web: '' } },
      'blocked pin-not-found',
      /acme\/environments main: staging\/web/,
    ],
    ['whose pin is a tag', { held: { web: 'image: registry.acme.dev/web:v1\n' } }, 'blocked pin-', /v1|tag/],
    [
      'that the stage before does not pin',
      { offered: { web: 'nothing: here\n' } },
      'blocked pin-not-found',
      /acme\/manifests main: manifest\/web.yaml/,
    ],
    [
      'that would go back',
      { held: { web: '3' }, offered: { web: '2' } },
      'blocked would-move-back',
      /^the pin holds 3333333, which is newer than 2222222/,
    ],
    [
      'whose image nobody can name',
      { held: { web: '7' } },
      'blocked artifact-unknown',
      /^the pin holds sha256:7777777: nobody has told/,
    ],
    [
      'whose file is of no kind that can be edited',
      { held: { web: 'image: [\n' } },
      'blocked pin-not-found',
      /staging\/web\.yaml/,
    ],
  ])('carries the others along where one stays %s, and says why', (_, change, code, says) => {
    const files = [fileOf('staging', 'payments', '1'), ...webFile(change)];
    const decided = planOf(releaseFacts({ ...change, here: { files } }));

    expect(editsIn(decided)).toEqual({ 'staging/payments.yaml': '2' });
    expect(codes(decided)[0]).toMatch(new RegExp(`^${code}`));
    expect(saysOf(decided, 'web')).toMatch(says);
    expect(publishOf(decided).body.model['left']).toMatchObject([{ about: 'web' }]);
  });

  it('carries the others along where a repository of one cannot be read, and looks again in a minute', () => {
    const decided = planOf(unseen(releaseFacts(both), web));

    expect(editsIn(decided)).toEqual({ 'staging/payments.yaml': '2' });
    expect(codes(decided)).toEqual(['waiting upstream-unknown', 'doing open']);
    expect(decided.wake).toBeLessThanOrEqual(NOW + 60_000);
  });

  it('keeps back what people rolled back, and carries the rest', () => {
    const rolledBack = {
      ...fileOf('staging', 'web', '1'),
      history: historyOf(
        { commit: id('e'), author: 'grace', text: pinFile('web', '1') },
        { commit: id('d'), author: 'sluice[bot]', text: pinFile('web', '3') },
      ),
    };
    const decided = planOf(
      releaseFacts({ ...both, here: { files: [fileOf('staging', 'payments', '1'), rolledBack] } }),
    );

    expect(editsIn(decided)).toEqual({ 'staging/payments.yaml': '2' });
    expect(saysOf(decided, 'web')).toBe(
      'grace moved acme/environments back from sha256:3333333 to sha256:1111111 in eeeeeee; it is held there',
    );
  });

  it('moves a new image of the same code, and says that there is nothing else in it', () => {
    const facts = releaseFacts();
    const [newest, ...rest] = facts.artifacts.filter(({ digest }) => digest === image('2'));
    const artifacts = facts.artifacts.map((one) => (one === newest ? { ...one, source: commit('1') } : one));
    const { plan, asked } = { plan: planOf({ ...facts, artifacts }), asked: rest };

    expect(asked).toHaveLength(1);
    expect(editsIn(plan)).toEqual({ 'staging/payments.yaml': '2' });
    expect(publishOf(plan).body.model['components']).toMatchObject([
      { name: 'payments', from: '1111111', to: '1111111', digest: 'sha256:2222222' },
    ]);
  });
});

function webFile({ held }: Change) {
  if (held?.['web'] === '') return [];
  return [fileOf('staging', 'web', held?.['web'] ?? '1')];
}

describe('an open release', () => {
  it('is merged once it is green and its head says so', () => {
    const waiting = planOf(proposedRelease(both));
    expect(does(waiting)).toEqual(['status', 'merge']);

    const said = proposedRelease(both, { gates: { state: 'success', description: 'Every gate is open.' } });
    expect(does(planOf(said))).toEqual(['merge']);
  });

  it('takes what becomes ready into the same pull request, on top of what it holds', () => {
    const facts = proposedRelease({ offered: { payments: '2' } });
    const later = releaseFacts({ offered: { payments: '2', web: '3' } });

    const step = publishOf(planOf({ ...facts, upstream: later.upstream }));

    expect(step).toMatchObject({ how: 'append', onto: id('c'), pullRequest: { number: 41 } });
    expect(editsIn({ steps: [step], reasons: [] })).toEqual({
      'staging/payments.yaml': '2',
      'staging/web.yaml': '3',
    });
  });

  it('moves a component further in the same pull request, still from what its branch holds', () => {
    const facts = proposedRelease(both);

    const step = publishOf(
      planOf({ ...facts, upstream: releaseFacts({ offered: { payments: '2', web: '4' } }).upstream }),
    );

    expect(step.how).toBe('append');
    expect(Lineage.parse(`x\n\n${step.commit.body}`)?.entries[1]).toMatchObject({
      digest: image('4'),
      from: image('1'),
    });
  });

  it('is written anew without a component that has to stay', () => {
    const facts = proposedRelease(both);
    const files = snapshotIn(facts).files.map((file) =>
      file.path === 'staging/web.yaml'
        ? {
            ...file,
            history: historyOf(
              { commit: id('e'), author: 'grace', text: pinFile('web', '1') },
              { commit: id('d'), author: 'x', text: pinFile('web', '3') },
            ),
          }
        : file,
    );

    const step = publishOf(planOf(seenAs(facts, { files })));

    expect(step).toMatchObject({ how: 'rewrite', onto: id('b'), before: id('c') });
    expect(editsIn({ steps: [step], reasons: [] })).toEqual({ 'staging/payments.yaml': '2' });
  });

  it('is closed with the reasons once its base holds all of it', () => {
    const facts = proposedRelease(both);
    const merged = [fileOf('staging', 'payments', '2'), fileOf('staging', 'web', '3')];

    const decided = planOf(seenAs(facts, { files: merged }));

    expect(does(decided)).toEqual(['close']);
  });

  it('is left as it is while nothing can be said about any of its components, and its head says why', () => {
    const decided = planOf(unseen(unseen(proposedRelease(both), web), payments));

    expect(decided.steps).toMatchObject([
      { do: 'status', state: 'pending', description: expect.stringMatching(/^Payments could not be judged: /) },
    ]);
  });

  it('neither loses a component nor is merged while that component cannot be read', () => {
    const decided = planOf(unseen(proposedRelease(both), web));

    expect(does(decided).filter((step) => step !== 'status')).toEqual([]);
    expect(codes(decided)).toEqual(['waiting upstream-unknown', 'waiting component-unknown']);
    expect(decided.wake).toBeLessThanOrEqual(NOW + 60_000);
  });

  it('that a person closed is not opened again with the same, and is with more', () => {
    const lineage = snapshotIn(proposedRelease(both)).branch?.lineage;
    const declined = { number: 40, by: 'grace', ...(lineage === undefined ? {} : { lineage }) };

    expect(codes(planOf(releaseFacts({ ...both, here: { declined } })))).toEqual(['blocked declined']);
    expect(does(planOf(releaseFacts({ offered: { payments: '2', web: '4' }, here: { declined } })))).toEqual([
      'publish',
    ]);
  });

  it("is left to the person who committed to it, and says so in its head's status", () => {
    const facts = proposedRelease(both);
    const commits = [
      { commit: id('d'), author: 'grace', byUs: false, isKnownAuthor: true, mergesBase: false, at: NOW },
    ];
    const decided = planOf(seenAs(facts, { branch: { ...snapshotIn(facts).branch!, tip: id('d'), commits } }));

    expect(does(decided)).toEqual(['comment', 'status']);
  });

  it('is described anew, and not pushed again, when why a component stays out has changed', () => {
    const stuck = { ...both, offered: { payments: '2', web: 'nothing: here\n' } };
    const facts = proposedRelease(stuck);
    const mended = { ...facts, upstream: releaseFacts({ offered: { payments: '2', web: '1' } }).upstream };

    expect(does(planOf(facts))).not.toContain('describe');
    expect(does(planOf(mended))).toEqual(['describe']);
  });
});

describe('a manifest lane', () => {
  const manifest = (change: Change = {}): Facts =>
    releaseFacts({ stage: 'manifest', components: [payments], ...change });

  it('moves to the newest image that was built, in a pull request of its component alone', () => {
    const step = publishOf(planOf(manifest()));

    expect(step).toMatchObject({ head: 'sluice/manifest/payments', title: 'payments: Change 2 of payments' });
    expect(editsIn({ steps: [step], reasons: [] })).toEqual({ 'manifest/payments.yaml': '2' });
  });

  it('writes no status: its gates are its checks', () => {
    const facts = proposedRelease({ stage: 'manifest', components: [payments] });
    const pending = seenAs(facts, { open: { ...snapshotIn(facts).open!, checks: [] } });

    expect(does(planOf(facts))).toEqual(['merge']);
    expect(does(planOf(pending))).toEqual([]);
  });

  it('moves a tag that stands beside the digest together with it, and says so where the build has none', () => {
    const text = `image: registry.acme.dev/payments:v1@${image('1')}\n`;
    const facts = manifest({ held: { payments: text } });
    const tagged = facts.artifacts.map((one) => ({ ...one, tag: `v${one.digest.at(-1)}` }));

    expect(publishOf(planOf({ ...facts, artifacts: tagged })).edits[0]?.text).toBe(
      `image: registry.acme.dev/payments:v2@${image('2')}\n`,
    );
    expect(codes(planOf(facts))).toEqual(['blocked pin-not-writable']);
    expect(planOf(facts).reasons[0]).toMatchObject({
      says: 'acme/manifests main: manifest/payments.yaml:1 holds the tag v1 beside the digest, and nobody has told a tag of sha256:2222222',
      next: 'report the image with its tag, or take the tag out of the pin by hand once',
    });
  });

  it('moves the commit pin of a stage that has both to the code of the image', () => {
    const text = `code: "${commit('1')}"\nimage: registry.acme.dev/payments@${image('1')}\n`;
    const pins = [
      { file: 'manifest/{component}.yaml', pointer: '/code', holds: 'commit' as const },
      { file: 'manifest/{component}.yaml', holds: 'digest' as const },
    ];
    const step = publishOf(planOf(manifest({ held: { payments: text }, policy: { pins } })));

    expect(step.edits[0]?.text).toBe(`code: "${commit('2')}"\nimage: registry.acme.dev/payments@${image('2')}\n`);
  });
});

describe('a release of three hundred components', () => {
  const names = Array.from({ length: 300 }, (_, n) => componentName(`component-${n}`));
  const offered = Object.fromEntries(names.map((name) => [name, '2']));

  it('has a title that GitHub takes', () => {
    const { title } = publishOf(planOf(releaseFacts({ components: names, offered })));

    expect(title).toBe(
      'Release to staging: component-0 2222222, component-1 2222222, component-2 2222222, component-3 2222222 and 296 more',
    );
  });

  it('is planned without the ones that are stuck', () => {
    const held = Object.fromEntries(names.slice(100).map((name) => [name, 'nothing: here\n']));
    const decided = planOf(releaseFacts({ components: names, offered, held }));

    expect(Object.keys(editsIn(decided))).toHaveLength(100);
    expect(decided.reasons.filter(({ code }) => code === 'pin-not-found')).toHaveLength(200);
  });
});

it('a release into a repository that is not the one of the pipeline needs its consent', () => {
  const decided = planOf(releaseFacts({ here: { consent: { to: repoName('acme/other') } } }));

  expect(decided).toMatchObject({ steps: [], reasons: [{ code: 'not-joined' }] });
  expect(saysOf(decided, 'lane')).toContain(ENVIRONMENTS);
});
