import { describe, expect, it } from '@jest/globals';

import { isKnown, known, lacking } from '../../../../src/core/answer.ts';
import { branchName, repoName } from '../../../../src/core/names.ts';
import type { Consent } from '../../../../src/core/pipeline/joining/joining-file.ts';
import type { BuiltBranch, Facts, UpstreamStage } from '../../../../src/core/promotion/facts.ts';
import type { Audience, Snapshot } from '../../../../src/core/promotion/snapshot.ts';
import { standingOf } from '../../../../src/core/promotion/standing-of.ts';
import {
  commit,
  editsIn,
  image,
  laneOf,
  payments,
  PLATFORM,
  planOf,
  releaseFacts,
  saysOf,
  type Change,
} from '../release-facts.ts';

const SECRET = 'kind: Secret\nimage: registry.acme.dev/payments@hunter2\n';
const JOINED: Consent = { to: PLATFORM };
const NOBODY: Consent = { none: 'it has no .github/sluice.yml' };
const ELSEWHERE: Consent = { to: repoName('acme/other-platform') };

const staging = (upstream: Partial<UpstreamStage>, change: Change = {}): Facts => releaseFacts({ ...change, upstream });
const told = (facts: Facts): string => JSON.stringify([planOf(facts), standingOf(facts, planOf(facts))]);

describe('a stage that is read', () => {
  it.each<[string, Audience, Consent, boolean]>([
    ['is read in a private repository that has joined', 'private', JOINED, true],
    ['is read in a public repository that has not', 'public', NOBODY, true],
    ['is not read in a private repository that has not joined, whoever owns it', 'private', NOBODY, false],
    ['is not read in an internal repository that has not', 'internal', NOBODY, false],
    ['is not read in a private repository that has joined another pipeline', 'private', ELSEWHERE, false],
    ['is not read in a private repository with a pipeline of its own', 'private', { owns: true }, false],
  ])('%s', (_, audience, consent, isRead) => {
    const facts = staging({ audience, consent });

    expect(editsIn(planOf(facts))).toEqual(isRead ? { 'staging/payments.yaml': '2' } : {});
    expect(saysOf(planOf(facts), 'payments')).toBe(
      isRead ? undefined : 'acme/manifests is not public and has not joined acme/platform, so nothing is read there',
    );
  });

  it('lies open to its own pipeline', () => {
    expect(editsIn(planOf(staging({ repo: PLATFORM, audience: 'private', consent: { owns: true } })))).toEqual({
      'staging/payments.yaml': '2',
    });
  });

  it('says nothing of what its files hold before it has joined', () => {
    const facts = staging({ audience: 'private', consent: NOBODY }, { offered: { payments: SECRET, web: SECRET } });

    expect(planOf(facts).reasons.map(({ code }) => code)).toEqual(['upstream-not-joined', 'upstream-not-joined']);
    expect(told(facts)).not.toContain('hunter2');
  });

  it.each<[string, string, string]>([
    ['no digest', 'image: registry.acme.dev/payments:hunter2\n', 'something that is not a digest'],
    ['no digest where one stands', SECRET, 'has no reference to the image'],
    ['no YAML', 'hunter2: [\n  image: hunter2\n', 'it cannot be read'],
    ['several pins', 'a: registry.acme.dev/payments:hunter2\nb: registry.acme.dev/payments:hunter3\n', 'payments.yaml'],
    ['no pin', 'password: hunter2\n', 'has no reference to the image'],
  ])('is not quoted in another repository where it has %s', (_, offered, says) => {
    const facts = staging({ consent: JOINED }, { offered: { payments: offered } });

    expect(saysOf(planOf(facts), 'payments')).toContain(says);
    expect(told(facts)).not.toContain('hunter');
  });

  it('is quoted where the lane lives itself', () => {
    const facts = releaseFacts({ held: { payments: 'image: registry.acme.dev/payments:v7\n' } });

    expect(saysOf(planOf(facts), 'payments')).toContain('holds "v7", which is not a digest');
  });
});

describe('a place that images are built in', () => {
  const built = (repo: string, audience: Audience, consent: Consent): Facts => {
    const facts = releaseFacts({ stage: 'manifest' });
    const upstream: BuiltBranch = {
      of: 'builds',
      repo: repoName(repo),
      audience,
      consent,
      branch: branchName('main'),
      commits: [commit('2'), commit('1')],
    };
    const artifacts = facts.artifacts.map((one) => ({
      ...one,
      builtFrom: { ...one.builtFrom, repo: upstream.repo },
    }));
    return { ...facts, artifacts, upstream: new Map([[payments, known(upstream)]]) };
  };

  it.each<[string, string, Audience, Consent, string | undefined]>([
    ['is read where it has the same owner', 'acme/payments', 'private', NOBODY, undefined],
    ["is read where it is a stranger's that everybody may read", 'other/payments', 'public', NOBODY, undefined],
    ["is read where it is a stranger's that has joined", 'other/payments', 'private', JOINED, undefined],
    ["is not read where it is a stranger's that has not", 'other/payments', 'private', NOBODY, 'upstream-not-joined'],
  ])('%s', (_, repo, audience, consent, code) => {
    const reasons = planOf(built(repo, audience, consent)).reasons.filter(({ about }) => about === payments);

    expect(reasons.map((reason) => reason.code)).toEqual(code === undefined ? [] : [code]);
  });
});

describe('how a lane stands whose repository has not joined', () => {
  const closed = (facts: Facts): Facts => {
    if (!isKnown(facts.here)) throw new Error('it was not looked at');
    const here: Snapshot = { ...facts.here.known, consent: NOBODY };
    return { ...facts, here: known(here) };
  };

  it('tells nothing of what it holds, nor of what it held when it was looked at before', () => {
    const facts = releaseFacts({ held: { payments: '1' } });
    const before = standingOf(facts, planOf(facts));
    expect(JSON.stringify(before)).toContain(image('1'));

    const standing = standingOf(closed(facts), planOf(closed(facts)), before);

    expect(standing.components).toEqual(laneOf('staging').components.map(({ name, code }) => ({ name, code })));
    expect(standing.reasons.map(({ code }) => code)).toEqual(['not-joined']);
  });
});

describe('what the App may not read', () => {
  it('blocks the lane, and says which permission somebody has to accept', () => {
    const here = lacking('the App may not read its deployments', 'accept deployments: read');

    expect(planOf({ ...releaseFacts(), here })).toMatchObject({
      steps: [],
      reasons: [
        {
          standing: 'blocked',
          code: 'repository-unseen',
          says: 'acme/environments could not be read: the App may not read its deployments',
          next: 'accept deployments: read',
        },
      ],
    });
  });
});
