import { describe, expect, it } from '@jest/globals';

import { historyLine, historyPage } from '../../../src/core/page/history/history.ts';
import { historyKinds } from '../../../src/core/page/history/kinds.ts';
import { laneDetail } from '../../../src/core/page/detail.ts';
import { filesBelow, textOf } from '../../house/sources/project-files.ts';
import { A, entry, NOW, ONE, pageFacts, REPO, TWO } from './facts.ts';

/** What the ledger keeps for the engine alone, or says again in another entry. */
const NOT_SHOWN = [
  'looked', // every look
  'described', // only words changed
  'merge-done', // `merged` tells of it with what moved
  'commented',
  'labelled',
  'said', // a status
  'settled',
  'report', // `artifact` or `artifact-refused` follows
  'permissions', // on the overview
  'control-read',
  'control-unread', // `blocked` says so
  'merges-read',
  'merges-unread', // the lane itself says what the App may not read
  'pipeline-loaded',
  'pipeline-removed',
  'pipeline-broken', // on the overview
];

/** Every kind that the operations enter, by the ways in which they write it. */
const entered = (): string[] => {
  const sources = filesBelow('src/operations', '.ts').map(textOf);
  const appended = sources.flatMap((text) =>
    [...text.matchAll(/ledger\.append\(\{[^}]*?kind: '([a-z-]+)'/g)].map(([, kind]) => kind ?? ''),
  );
  const steps = textOf('src/operations/lanes/apply.ts').split('function kindOf')[1]?.split('\n}\n')[0] ?? '';
  const returned = [...steps.matchAll(/return '([a-z-]+)'|\? '([a-z-]+)' : '([a-z-]+)'/g)].flatMap(
    ([, ...kinds]) => kinds,
  );
  const notes = /kind: ('seen'[^;]+);/.exec(textOf('src/core/promotion/plan-model.ts'))?.[1] ?? '';
  const noted = [...notes.matchAll(/'([a-z-]+)'/g)].map(([, kind]) => kind);
  const decided = sources.flatMap((text) =>
    [...text.matchAll(/kind: '([a-z-]+)',\n? *(?:facts|lane|promotion|key|\.\.\.)/g)].map(([, kind]) => kind),
  );
  return [...new Set([...appended, ...decided, ...returned, ...noted])].filter(
    (kind) => kind !== undefined && kind !== '',
  ) as string[];
};

const lineOf = (kind: string, facts: Record<string, unknown>, path = 'staging') =>
  historyLine(entry(kind, path, facts), pageFacts());

describe('a history', () => {
  it('has words for every kind that is entered, or leaves it out on purpose', () => {
    const kinds = entered();
    const unknown = kinds.filter((kind) => !Object.hasOwn(historyKinds, kind) && !NOT_SHOWN.includes(kind));

    expect(kinds).toEqual(expect.arrayContaining(['proposed', 'bypassed', 'wish', 'withdrawn', 'order', 'blocked']));
    expect(unknown).toEqual([]);
  });

  it.each([
    ['one that failed', [{ failed: true, replacedBy: 42 }], 'its deployment failed; #42 replaced it'],
    ['one that never ended', [{ replacedBy: 42 }], '#42 replaced it before any deployment'],
    ['a fix that a person committed', [{ failed: true }], 'its deployment failed; a later commit replaced it'],
    [
      'one of which a part failed',
      [{ failed: true, replacedBy: 42 }, { replacedBy: 43 }],
      'the deployment of web failed; #42 and #43 replaced it',
    ],
    ['what an older Sluice entered', [{}], 'replaced before any deployment'],
  ])('says how a release ended that was replaced: %s', (_, ends, says) => {
    const entries = ends.map((end, index) => ({ component: ['web', 'ledger'][index], state: 'superseded', ...end }));

    expect(lineOf('superseded', { entries })).toMatchObject({ says });
  });

  it('names who moved a pin back, and the commit', () => {
    const facts = { component: 'web', from: TWO, digest: ONE, repo: 'acme/environments', by: 'grace', revert: A };

    expect(lineOf('rolled-back', facts)).toMatchObject({
      says: 'moved back, and held there',
      by: 'grace',
      commit: { name: 'aaaaaaa', url: `https://github.com/acme/environments/commit/${A}` },
      moves: [{ component: 'web', from: 'sha256:2222222', to: 'sha256:1111111' }],
    });
    expect(lineOf('told', { step: 'tell-back:acme/platform:staging:7' }).says).toBe('issue told of the way back');
  });

  it('names who merged past which gate', () => {
    expect(lineOf('bypassed', { by: 'ada', at: NOW, missing: 'staging waits for lint' })).toMatchObject({
      says: 'merged past the gates',
      tone: 'bad',
      by: 'ada',
      because: 'staging waits for lint',
    });
  });

  it.each<[string, object[], string]>([
    ['a hold', [{ set: 'hold', hold: { stage: 'staging', component: 'web' } }], 'web in staging held'],
    ['a freeze', [{ set: 'freeze', freeze: { until: NOW } }], 'everything frozen until Fri 6 Mar 12:00 (UTC)'],
    ['a thaw', [{ lifted: 'freeze', stage: 'staging' }], 'freeze of staging lifted'],
    [
      'a resume that lifts a hold and a rollback',
      [
        { lifted: 'hold', stage: 'staging', component: 'web' },
        { set: 'resumed', resumed: { stage: 'staging', component: 'web' } },
      ],
      'hold of web in staging lifted and web in staging resumed',
    ],
    [
      'a form of a later release',
      [{ later: true }, { set: 'moat', moat: {} }, { set: 'hold' }],
      'hold or freeze changed',
    ],
  ])('says of %s what changed, and not in which lane it was entered', (_, changes, says) => {
    const line = lineOf('control', { v: 1, by: 'ada', changes });

    expect(line).toMatchObject({ says, by: 'ada', change: { url: 'https://github.com/acme/environments/issues/7' } });
    expect(line.lane).toBeUndefined();
  });

  it('says what was ordered, by whom and why', () => {
    const order = { do: 'refresh', head: A, by: 'ada', at: NOW, because: 'lint is\u202E fixed' };

    expect(lineOf('order', { v: 1, by: 'ada', order })).toMatchObject({
      says: 'ordered: /sluice refresh',
      by: 'ada',
      because: 'lint is\uFFFD fixed',
    });
  });

  it('tells a forced release from a rollback', () => {
    const wish = { v: 1, id: 'x', stage: 'staging', component: 'web', by: 'ada', at: NOW, said: 'acme/web#4' };
    const carry = { of: 'code', commit: A, title: 'Fix the login' };

    expect(lineOf('wish', { ...wish, wants: { carry } }, 'staging/web')).toMatchObject({
      says: 'forced release asked for',
      lane: 'staging/web',
      because: 'brings Fix the login (aaaaaaa) ahead of everything else',
    });
    expect(lineOf('wish', { ...wish, wants: { back: { value: A, release: '#12' } } })).toMatchObject({
      says: 'rollback asked for',
      because: 'goes back to #12',
    });
  });

  it('says why a command was refused', () => {
    const reply = { says: '**eve** may not. Only members of @acme/a may do this.' };

    expect(lineOf('command-refused', { v: 1, by: 'eve', reply })).toMatchObject({
      by: 'eve',
      because: 'eve may not. Only members of @acme/a may do this.',
    });
  });

  it('says which pipeline names what belongs to another', () => {
    const facts = { by: 'acme/sandbox', repo: 'acme/environments', owner: 'acme/platform' };

    expect(lineOf('claim-refused', facts)).toMatchObject({
      by: 'acme/sandbox',
      because: 'it names acme/environments, which belongs to acme/platform',
    });
  });

  it('shows a sentence as it reads, without what made it harmless for GitHub', () => {
    expect(lineOf('blocked', { says: 'held: see &#35;12 @\u200Bada &#60;b&#62;' }).because).toBe(
      'held: see #12 @ada <b>',
    );
  });

  it('survives facts that an older release left out', () => {
    const lines = Object.keys(historyKinds).map((kind) => lineOf(kind, {}).says);

    expect(lines).toEqual(Object.values(historyKinds).map(([says]) => says));
  });

  it('of an environment has its forced lanes and what people set for it, and nothing set for others', () => {
    const control = (stage?: string) =>
      entry('control', 'staging', { v: 1, changes: [{ lifted: 'freeze', ...(stage === undefined ? {} : { stage }) }] });
    const entries = [
      entry('proposed', 'staging/web', { title: 'staging: web' }),
      control(),
      control('staging'),
      control('production'),
      { ...control(), lane: 'other/platform:staging' as never },
    ];

    const { history } = laneDetail(pageFacts({ entries }), { pipeline: REPO, stage: 'staging' }, 1) ?? {};

    expect(history?.lines.map(({ says }) => says)).toEqual([
      'freeze of staging lifted',
      'freeze of everything lifted',
      'pull request opened',
    ]);
    expect(historyPage(pageFacts(), entries, 1).total).toBe(5);
  });
});
