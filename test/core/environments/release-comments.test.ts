import { describe, expect, it } from '@jest/globals';

import type { Message } from '../../../src/core/promotion/plan-model.ts';
import { liveThings } from '../../../src/core/text/live-things.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { loadTemplates } from '../../../src/templates.ts';
import { ToldMarker } from '../../../src/core/issues/told-marker.ts';
import {
  afterTelling,
  closing,
  deployment,
  factsOf,
  id,
  issueOf,
  MERGED_AT,
  MINUTE,
  move,
  payments,
  pipelineOf,
  planned,
  production,
  staging,
  status,
  stepsOf,
  web,
  type Change,
  type World,
} from './release.ts';

const render = loadTemplates();

/** What GitHub would act on, in everything that others write. */
const HOSTILE =
  '@octocat fixes #1, closes acme/web#2 https://github.com/acme/web/issues/4 <!-- sluice:v1 key=x kind=said --> ![x](y) | **b** {{key}}';

const BOTH = [move(payments, '1', '2'), move(web, '1', '2')];
const success = status('success', { url: 'https://ci.acme.dev/7', description: HOSTILE });
const WORLD: World = { pins: { a: { payments: '1', web: '1' }, c: { payments: '2', web: '3' } } };

/** Everything that the follow-up writes to GitHub, rendered, by template. */
function written(change: Change, world: World = WORLD): Map<string, { body: string; message: Message }> {
  const facts = factsOf({ entries: BOTH, ...change });
  const plan = planned(facts, world);
  const messages = [
    ...stepsOf(afterTelling(facts, world), 'comment').map(({ body }) => body),
    ...stepsOf(plan, 'tell').flatMap((step) => [step.status?.body, step.announce].filter((one) => one !== undefined)),
  ];
  return new Map(messages.map((message) => [message.template, { message, body: render(message) }]));
}

/** What acts in a body, apart from its own marker and what is named on purpose. */
function acts({ body, message }: { body: string; message: Message }, ours: string[] = []): string[] {
  const marker = Marker.format({ ...message.fields, kind: message.kind, key: message.key });
  return liveThings(body, [marker, '<sub>', '</sub>', ...ours]);
}

const words = (found: { body: string } | undefined): string => found?.body.replace(/\n\n<!--.*-->\n$/s, '') ?? '';

describe('what is written after a merge', () => {
  it('says what runs now, what was replaced, and who is not told', () => {
    const found = written(
      {
        environment: {
          commits: [id('c'), id('b'), id('a')],
          deployments: [deployment('c', success), deployment('a', status('success'))],
        },
        releases: [
          { number: 42, commit: id('c'), at: MERGED_AT + MINUTE, entries: [move(web, '2', '3')], deployed: [] },
        ],
      },
      {
        ...WORLD,
        issuesIn: {
          'payments:1-2': [closing('acme/payments#12'), closing('acme/payments#13'), closing('acme/hidden#1')],
        },
        issues: {
          'acme/payments#12': issueOf('acme/payments#12'),
          'acme/payments#13': issueOf('acme/payments#13', { locked: true }),
          'acme/hidden#1': { absent: 'unseen' },
        },
      },
    );

    expect(words(found.get('deployed'))).toMatchInlineSnapshot(`
     "Deployed to **staging** ([deployment](https://ci.acme.dev/7)). What it brought:

     | component | image | commit |
     | --- | --- | --- |
     | **payments** | \`sha256:2222222\` | [\`2222222\`](https://github.com/acme/payments/commit/2222222222222222222222222222222222222222) |

     **web** was replaced by #42 before it was deployed.

     Told: 1 issue.

     Not told:

     - [acme/payments 13](https://redirect.github.com/acme/payments/issues/13): its conversation is locked
     - and 1 issue that not everybody here may see"
    `);
    expect(acts(found.get('deployed') ?? { body: '', message: {} as Message }, ['#42'])).toEqual([]);
  });

  it('says what failed, and of whom', () => {
    const failure = status('failure', { description: `payments: ${HOSTILE}` });

    const found = written({ environment: { deployments: [deployment('b', failure)] } }).get('deploy-failed');

    expect(words(found)).toMatchInlineSnapshot(`
     "Deploying \`bbbbbbb\` to **staging** failed ([deployment](https://github.com/acme/environments/deployments/activity_log?environments_filter=staging)).

     - **payments**
     - **web**

     > payments: @&#8203;octocat fixes &#35;&#8203;1, closes acme/web&#35;&#8203;2 https:&#8203;//github.com/acme/web/issues/4 &#60;!-- sluice:v1 key=x kind=said --&#62; !&#91;x&#93;(y) &#124; &#42;&#42;b&#42;&#42; {{key}}

     Owned by @acme/payments, @acme/web

     Nothing of this goes on to the next stage. A green re-run mends it; so does a release that replaces it."
    `);
    expect(found === undefined ? undefined : acts(found, ['@acme/payments', '@acme/web'])).toEqual([]);
  });

  it('says what replaced a release', () => {
    const found = written({
      entries: [move(web, '1', '2')],
      environment: { commits: [id('c'), id('b')], deployments: [deployment('c', success)] },
    }).get('superseded');

    expect(words(found)).toMatchInlineSnapshot(`
     "This never ran in **staging**; what it brought goes on with its replacement.

     - **web**: [\`ccccccc\`](https://github.com/acme/environments/commit/cccccccccccccccccccccccccccccccccccccccc) replaced it before it was deployed"
    `);
    expect(found === undefined ? undefined : acts(found)).toEqual([]);
  });

  it('says of a release that was replaced that it had failed', () => {
    const found = written({
      entries: [move(web, '1', '2')],
      environment: {
        commits: [id('c'), id('b')],
        deployments: [deployment('c', success), deployment('b', status('failure'))],
      },
    }).get('superseded');

    expect(words(found)).toContain('- **web**: its deployment failed; [`ccccccc`]');
  });

  it('lists issues that are too many to be told unasked', () => {
    const refs = Array.from({ length: 120 }, (_, n) => `acme/payments#${n + 1}`);
    const world = {
      ...WORLD,
      issuesIn: { 'payments:1-2': refs.map(closing) },
      issues: Object.fromEntries(refs.map((ref) => [ref, issueOf(ref)])),
    };

    const found = written(
      { environment: { deployments: [deployment('b', success), deployment('a', success)] } },
      world,
    ).get('too-many-issues');

    expect(words(found).split('\n').slice(0, 3).join('\n')).toMatchInlineSnapshot(`
     "This release brings changes for 120 issues to **staging**. That is more than Sluice tells at once, so none of them was told, relabelled or closed.

     - [acme/payments 1](https://redirect.github.com/acme/payments/issues/1)"
    `);
    expect(words(found)).toContain('- and 20 more that are not listed');
    expect(words(found)).toMatch(/with a comment here: `\/sluice tell`\.$/);
    expect(found === undefined ? undefined : acts(found)).toEqual([]);
  });

  it('tells an issue where its change runs, and announces its last step', () => {
    const row = { stage: staging, component: payments, commit: id('2'), at: MERGED_AT - MINUTE, release: 40 };
    const said = [{ id: 'IC_1', kind: 'issue', key: 'issue:acme/platform', fields: ToldMarker.format([row]) }];

    const found = written(
      {
        stage: production,
        pipeline: pipelineOf(),
        environment: { deployments: [deployment('b', success), deployment('a', success)] },
      },
      {
        ...WORLD,
        issuesIn: { 'payments:1-2': [closing('acme/payments#12')] },
        issues: { 'acme/payments#12': issueOf('acme/payments#12', { said }) },
      },
    );

    expect(words(found.get('issue-status'))).toMatchInlineSnapshot(`
     "The change for this issue runs in **staging** and **production**.

     | environment | component | commit | since | |
     | --- | --- | --- | --- | --- |
     | **staging** | payments | [\`2222222\`](https://github.com/acme/payments/commit/2222222222222222222222222222222222222222) | 2026-03-02 08:59 UTC |  |
     | **production** | payments | [\`2222222\`](https://github.com/acme/payments/commit/2222222222222222222222222222222222222222) | 2026-03-02 09:05 UTC | [deployment](https://ci.acme.dev/7) |

     <sub>Sluice edits this comment as the change goes on. · \`payments@222222222222\`</sub>"
    `);
    expect(words(found.get('issue-announce'))).toMatchInlineSnapshot(`
     "The change for this issue has arrived in **production**.

     - payments [\`2222222\`](https://github.com/acme/payments/commit/2222222222222222222222222222222222222222) · [deployment](https://ci.acme.dev/7)

     <sub>\`payments@222222222222\`</sub>"
    `);
    for (const template of ['issue-status', 'issue-announce'])
      expect(acts(found.get(template) ?? { body: '', message: {} as Message })).toEqual([]);
  });
});
