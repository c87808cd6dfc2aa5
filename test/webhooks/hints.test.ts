import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readAppManifest } from '../../src/app-manifest.ts';
import type { Payload } from '../../src/webhooks/payload.ts';
import { EVENTS } from '../../src/webhooks/hints.ts';
import {
  OWN,
  repository,
  commit,
  push,
  pull,
  status,
  checkRun,
  hints,
  looks,
  workflowRun,
  deploymentStatus,
} from './payloads.ts';

describe('a push', () => {
  it.each<[string, Payload, string[]]>([
    ['to the default branch', push(), ['branch acme/payments main true']],
    ['to another branch', push({ ref: 'refs/heads/release/1.x' }), ['branch acme/payments release/1.x false']],
    ['of a tag', push({ ref: 'refs/tags/v1' }), []],
    [
      'that changes the policy',
      push({ commits: [commit('a'), commit('.github/sluice.yml')] }),
      ['branch acme/payments main true', 'policy acme/payments'],
    ],
    [
      'that adds the policy',
      push({ commits: [{ added: ['.github/sluice.yml'] }] }),
      ['branch acme/payments main true', 'policy acme/payments'],
    ],
    [
      'that removes the policy',
      push({ commits: [{ removed: ['.github/sluice.yml'] }] }),
      ['branch acme/payments main true', 'policy acme/payments'],
    ],
    [
      'that changes the policy on another branch',
      push({ ref: 'refs/heads/x', commits: [commit('.github/sluice.yml')] }),
      ['branch acme/payments x false'],
    ],
    [
      'that lists no commits, as one that goes back does',
      push({ commits: [] }),
      ['branch acme/payments main true', 'policy acme/payments'],
    ],
    ['that takes commits away', push({ forced: true }), ['branch acme/payments main true', 'policy acme/payments']],
    [
      'of more commits than GitHub lists',
      push({ commits: Array.from({ length: 2048 }, () => commit('a')) }),
      ['branch acme/payments main true', 'policy acme/payments'],
    ],
    [
      'that does not say what it changes',
      push({ commits: undefined }),
      ['branch acme/payments main true', 'policy acme/payments'],
    ],
  ])('%s', (_, payload, expected) => {
    expect(looks('push', payload)).toEqual(expected);
  });

  it('says what moved', () => {
    expect(hints('push', push()).map(({ because }) => because)).toEqual(['push of 2222222 to acme/payments main']);
  });
});

describe('a pull request', () => {
  const lane = 'pull-request acme/payments sluice/docker/payments';
  const promotion = 'promotion acme/payments 41 sluice/docker/payments';
  /** Whoever opened it: it goes into a branch with pins, perhaps, and may change the pipeline file. */
  const changed = ['into acme/payments main', 'proposal acme/payments 41 known'];

  it.each<[string, Payload, string[]]>([
    ['of Sluice that changed', pull(), [lane, ...changed]],
    ['of Sluice that was closed', pull({}, { action: 'closed' }), [lane, promotion]],
    [
      'of Sluice that was merged',
      pull({ merged: true }, { action: 'closed' }),
      [lane, promotion, 'branch acme/payments main true'],
    ],
    ['of a person that changed', pull({ head: { ref: 'change-1', repo: { id: 1 } } }), changed],
    ['of a person that was closed', pull({ head: { ref: 'change-1', repo: { id: 1 } } }, { action: 'closed' }), []],
    [
      'of a person that was merged',
      pull({ head: { ref: 'change-1', repo: { id: 1 } }, merged: true }, { action: 'closed' }),
      ['branch acme/payments main true'],
    ],
    [
      'merged into another branch',
      pull({ head: { ref: 'x', repo: { id: 1 } }, merged: true, base: { ref: 'stable' } }, { action: 'closed' }),
      ['branch acme/payments stable false'],
    ],
    [
      'of a fork whose branch is named like ours',
      pull({ head: { ref: 'sluice/docker/payments', repo: { id: 2 } } }),
      changed,
    ],
    [
      'of a fork that was deleted',
      pull({ head: { ref: 'sluice/docker/payments', repo: null } }, { action: 'closed' }),
      [],
    ],
    [
      'of a fork that was merged',
      pull({ head: { ref: 'sluice/docker/payments', repo: { id: 2 } }, merged: true }, { action: 'closed' }),
      ['branch acme/payments main true'],
    ],
    [
      'of an environment',
      pull({ head: { ref: 'release-production', repo: { id: 1 } } }),
      ['pull-request acme/payments release-production', ...changed],
    ],
    [
      'whose branch only looks like ours',
      pull({ head: { ref: 'sluice/docker/payments/x', repo: { id: 1 } } }),
      changed,
    ],
    [
      'into a branch that is not the default one',
      pull({ base: { ref: 'stable' } }),
      [lane, 'into acme/payments stable'],
    ],
    ['without a number', pull({ number: '41' }), []],
  ])('%s', (_, payload, expected) => {
    expect(looks('pull_request', payload)).toEqual(expected);
  });

  it('that was reviewed is looked at, and not taken for closed', () => {
    expect(looks('pull_request_review', pull({}, { action: 'submitted' }))).toEqual([lane, changed[0]]);
    expect(looks('pull_request_review', pull({ merged: true }, { action: 'closed' }))).toEqual([lane, changed[0]]);
  });

  it.each([
    ['opened', 'new'],
    ['reopened', 'new'],
    ['ready_for_review', 'new'],
    ['edited', 'new'],
    ['synchronize', 'known'],
  ])('that is %s may change the pipeline file, and is %s', (action, isNew) => {
    expect(looks('pull_request', pull({}, { action }))).toContain(`proposal acme/payments 41 ${isNew}`);
  });

  it.each(['labeled', 'assigned', 'review_requested', 'converted_to_draft', 'closed', 'locked'])(
    'that is %s changes no file',
    (action) => {
      expect(looks('pull_request', pull({}, { action })).filter((look) => look.startsWith('proposal'))).toEqual([]);
    },
  );
});

describe('a merge queue', () => {
  const group = (action: string, base: unknown = 'refs/heads/release/2') => ({
    action,
    repository,
    merge_group: { head_sha: '3'.repeat(40), base_ref: base },
  });

  it('asks for checks of what goes into a branch, as a pull request into it does', () => {
    expect(looks('merge_group', group('checks_requested'))).toEqual(['into acme/payments release/2']);
    expect(looks('merge_group', { ...group('checks_requested'), sender: OWN })).toEqual([
      'into acme/payments release/2',
    ]);
  });

  it('that has given a group up asks for nothing, nor one that names no branch', () => {
    expect(looks('merge_group', group('destroyed'))).toEqual([]);
    expect(looks('merge_group', group('checks_requested', null))).toEqual([]);
  });
});

describe('an installation', () => {
  it.each(['installation', 'installation_repositories'])('(%s) brings other repositories into sight', (event) => {
    expect(looks(event, { action: 'added', sender: OWN })).toEqual(['installations']);
  });
});

describe('what Sluice did itself', () => {
  it.each<[string, string, Payload, string[]]>([
    [
      'a push to its own branch is no news',
      'push',
      push({ ref: 'refs/heads/sluice/docker/payments', sender: OWN }),
      [],
    ],
    [
      'a push to its own forced branch is no news',
      'push',
      push({ ref: 'refs/heads/force/production/payments', sender: OWN }),
      [],
    ],
    [
      "a push to a base that is called like an environment's own branch is seen",
      'push',
      push({ ref: 'refs/heads/release-2', sender: OWN }),
      ['branch acme/payments release-2 false by us'],
    ],
    [
      'a merge into a base that is called like that moves it, too',
      'pull_request',
      pull({ merged: true, base: { ref: 'release-2' } }, { action: 'closed', sender: OWN }),
      ['promotion acme/payments 41 sluice/docker/payments', 'branch acme/payments release-2 false by us'],
    ],
    [
      'opening its pull request is no news to its lane, and may be into the branch of an environment',
      'pull_request',
      pull({}, { action: 'opened', sender: OWN }),
      ['into acme/payments main'],
    ],
    [
      'opening a release is no news',
      'pull_request',
      pull({ head: { ref: 'release-staging', repo: { id: 1 } } }, { action: 'opened', sender: OWN }),
      [],
    ],
    [
      'opening a forced release is no news',
      'pull_request',
      pull({ head: { ref: 'force/staging/payments', repo: { id: 1 } } }, { action: 'opened', sender: OWN }),
      [],
    ],
    ['its own report of how a deployment went is no news', 'deployment_status', deploymentStatus({ sender: OWN }), []],
    ['its own status is no news', 'status', status({ sender: OWN }), []],
    ['its own check is no news', 'check_run', checkRun({ sender: OWN }), []],
    [
      'a merge moves the branch that others read, and is followed up',
      'pull_request',
      pull({ merged: true }, { action: 'closed', sender: OWN }),
      ['promotion acme/payments 41 sluice/docker/payments', 'branch acme/payments main true by us'],
    ],
    ['a merge is seen in the push too', 'push', push({ sender: OWN }), ['branch acme/payments main true by us']],
    [
      'a merge that changes policy is seen',
      'push',
      push({ sender: OWN, forced: true }),
      ['branch acme/payments main true by us', 'policy acme/payments'],
    ],
  ])('%s', (_, event, payload, expected) => {
    expect(looks(event, payload)).toEqual(expected);
  });

  it.each(['sluice', 'other[bot]', 'sluice[bot]x', 'Sluice-bot'])('is not what %s did', (login) => {
    expect(looks('status', status({ sender: { login } }))).toHaveLength(3);
  });
});

describe('any payload', () => {
  const event = fc.constantFrom(...EVENTS, 'issues', '__proto__', 'constructor', 'toString', '');

  /** Every path in a payload. */
  function paths(value: unknown): string[][] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => [[name], ...paths(inner).map((path) => [name, ...path])]);
  }

  function without(value: unknown, [name = '', ...rest]: string[], put: unknown): unknown {
    const copy = structuredClone(value) as Payload;
    if (rest.length > 0) copy[name] = without(copy[name], rest, put);
    else if (put === undefined) delete copy[name];
    else copy[name] = put;
    return copy;
  }

  const samples: [string, Payload][] = [
    ['push', push({ commits: [commit('.github/sluice.yml')] })],
    ['pull_request', pull({ merged: true }, { action: 'closed' })],
    ['pull_request_review', pull()],
    ['check_run', checkRun()],
    ['check_suite', { action: 'completed', repository, check_suite: { head_branch: 'x' } }],
    ['status', status()],
    ['installation', { action: 'created' }],
    ['workflow_run', workflowRun()],
    ['deployment_status', deploymentStatus()],
  ];

  it.each(samples)('of %s gives hints or none, whatever field is missing or of another kind', (name, payload) => {
    for (const path of paths(payload)) {
      for (const put of [undefined, null, 0, '', 'x', [], {}, [null], { name: null }, true]) {
        const damaged = without(payload, path, put) as Payload;

        expect(() => hints(name, damaged)).not.toThrow();
      }
    }
  });

  it('names no repository that is none', () => {
    for (const full_name of ['acme', '../..', 'acme/..', 'acme/pay ments', 'acme/payments/x', '', 7, null]) {
      expect(hints('push', push({ repository: { ...repository, full_name } }))).toEqual([]);
    }
  });

  it('of random JSON never throws, and its hints are well formed', () => {
    const json = fc.jsonValue() as fc.Arbitrary<unknown>;
    const some = (sample: Payload): fc.Arbitrary<unknown> =>
      fc.constantFrom(...paths(sample)).chain((path) => json.map((put) => without(sample, path, put)));
    const payload = fc.oneof(json, ...samples.map(([, sample]) => some(sample)));

    fc.assert(
      fc.property(event, payload, (name, foreign) => {
        for (const hint of hints(name, foreign as Payload)) {
          expect(typeof hint.because).toBe('string');
          expect('repo' in hint ? hint.repo : 'acme/payments').toMatch(/^[\w-]+\/[\w.-]+$/);
          expect('number' in hint ? typeof hint.number : 'number').toBe('number');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('of an event that nobody reads gives none', () => {
    expect(['issues', '__proto__', 'constructor', ''].flatMap((name) => hints(name, push()))).toEqual([]);
  });
});

describe('a comment', () => {
  const comment = (body: string, more: Payload = {}): Payload => ({
    action: 'created',
    repository,
    sender: { login: 'ada' },
    issue: { number: 7 },
    comment: { body },
    ...more,
  });

  it.each<[string, Payload, string[]]>([
    ['with a command', comment('/sluice hold'), ['commands acme/payments 7']],
    ['with a command that nobody understands', comment('/Sluice hodl\nplease'), ['commands acme/payments 7']],
    ['without one', comment('I would /sluice hold it'), []],
    ['that was edited', comment('/sluice hold', { action: 'edited' }), []],
    ['of our own', comment('/sluice hold', { sender: OWN }), []],
    ['that is not there', { action: 'created', repository, issue: { number: 7 } }, []],
  ])('%s', (_, payload, expected) => {
    expect(looks('issue_comment', payload)).toEqual(expected);
  });
});

describe('the events', () => {
  it('are those that the App subscribes to, and the two that come unasked', () => {
    const { events } = readAppManifest();

    expect([...events, 'installation', 'installation_repositories'].toSorted()).toEqual([...EVENTS].toSorted());
  });
});
