import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { repoName } from '../../src/core/names.ts';
import { listedCommit } from '../core/promotion/facts.ts';
import { commitOf, fillAcme, NOW, pipelineText, standings } from './acme.ts';
import { changelogAddress, changelogOf, remember } from './changelogs.ts';
import { PageRig } from './page-rig.ts';

const HOSTILE = '<img src=x onerror=alert(1)> "\' {{title}} </main><script>alert(1)</script>';

let rig: PageRig;

beforeAll(async () => {
  rig = await PageRig.open();
  await fillAcme(rig.store);
});

afterAll(() => rig.close());

/** What one reads of a page. */
const textOf = (html: string): string =>
  (html.split('<main')[1] ?? '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&quot;', '"');

const read = async (path: string): Promise<string> => textOf(await rig.text(path));

describe('the page of a changelog', () => {
  it('groups what lies between by kind, then what no pull request brought or what is gone, then what machines did', async () => {
    remember(rig, 'payments');

    const html = await rig.text(changelogAddress('payments'));

    expect([...html.matchAll(/<h2[^>]*>([^<]+)</g)].map(([, heading]) => heading)).toEqual([
      'Features',
      'Fixes',
      'Direct commits',
      'Reverted',
      'Taken away',
      'Updates of dependencies by bots',
      'What could not be known',
    ]);
  });

  it('says of each change what it is, who made it, which issues it is for, and where it came from', async () => {
    remember(rig, 'payments');

    const text = await read(changelogAddress('payments'));

    expect(text).toContain(
      '#31 feat: pay in instalments by ada and grace Closes acme/payments#12 Has to do with acme/web#7',
    );
    expect(text).not.toContain('acme/web#9');
    expect(text).toContain('#30 Backport: round half to even by ada, re-applied, picked from #24');
    expect(text).toContain('Fix a typo by linus Closes acme/web#7 Has to do with acme/payments#12');
    expect(text).toContain('Has to do with acme/payments#12 1 issue that not everybody may read PAY-89');
    expect(text).toContain('Revert "Log every payment" by ada, takes back #21');
    expect(text).toContain('Show fees by ada, came and was taken back again by #23');
    expect(text).not.toContain('nightfall');
  });

  it('leads to GitHub, and says what a person has to know before merging', async () => {
    remember(rig, 'payments');
    const { from, to } = changelogOf('payments');

    const html = await rig.text(changelogAddress('payments'));

    expect(html).toContain(`href="https://github.com/acme/payments/compare/${from}...${to}"`);
    expect(html).toContain('href="https://github.com/acme/payments/issues/12"');
    expect(textOf(html)).toContain('The two commits have diverged');
  });

  it('of two commits that nothing connects leads to no comparison', async () => {
    remember(rig, 'payments', { changelog: { classification: 'unrelated' } });

    const html = await rig.text(changelogAddress('payments'));
    remember(rig, 'payments');

    expect(textOf(html)).toContain('nothing connects the two commits');
    expect(html).not.toContain('/compare/');
  });

  it('is found by the pipeline that has trackers, whose keys are links', async () => {
    const commit = commitOf('platform', 2);
    const url = 'https://jira.acme.dev/browse/{key}';
    const text = `${pipelineText}changelog:\n  kinds: [{ title: Money, types: [feat] }]\n  trackers: { PAY: "${url}" }\n`;
    const repo = repoName('acme/platform');
    const before = (await rig.store.pipelines.all()).find((one) => one.repo === repo);
    await rig.store.pipelines.save({ repo, commit, blob: commit, text, loadedAt: NOW });
    remember(rig, 'payments', {
      style: { kinds: [], trackers: [{ project: 'PAY', url }] },
    });

    const html = await rig.text(changelogAddress('payments'));
    await rig.store.pipelines.save({ ...before!, loadedAt: NOW });

    expect(html).toContain('<a href="https://jira.acme.dev/browse/PAY-88">PAY-88</a>');
    expect([...html.matchAll(/<h2[^>]*>([^<]+)</g)][0]?.[1]).toBe('Money');
  });

  it('names nothing of a component whose code has neither joined nor is public', async () => {
    remember(rig, 'cards');
    for (const one of standings()) {
      const components = one.components.map((part) => ({ ...part, titles: 'hidden' as const }));
      await rig.store.standings.put({ ...one, at: NOW, components });
    }

    const html = await rig.text(changelogAddress('cards'));
    for (const one of standings()) await rig.store.standings.put({ ...one, at: NOW });

    expect(textOf(html)).toContain('3 pull requests');
    expect(textOf(html)).toContain('acme/cards is not public and has not joined acme/platform');
    expect(html).not.toMatch(/instalments|grace|typo|rounding|acme\/web#7|nightfall|PAY-8|fees|\/pull\//);
  });

  it('names nothing of a component whose code no look has seen', async () => {
    remember(rig, 'cards');
    for (const one of standings()) {
      const components = one.components.map((part) => ({ ...part }));
      for (const part of components) delete part.titles;
      await rig.store.standings.put({ ...one, at: NOW, components });
    }

    const html = await rig.text(changelogAddress('cards'));
    for (const one of standings()) await rig.store.standings.put({ ...one, at: NOW });

    expect(html).not.toContain('instalments');
  });

  it('shows foreign text as it is written, and obeys nothing of it', async () => {
    const change = { commit: commitOf('web', 12), subject: HOSTILE, author: HOSTILE };
    remember(rig, 'web', {
      changelog: {
        pullRequests: changelogOf('web').pullRequests.map((pr) => ({ ...pr, title: HOSTILE, author: HOSTILE })),
        directCommits: [listedCommit(change)],
        removed: [change],
        issues: changelogOf('web').issues.map((issue) => ({ ...issue, title: HOSTILE })),
        unknown: [HOSTILE],
      },
    });

    const html = await rig.text(changelogAddress('web'));

    expect(html).toContain('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
    expect(html).not.toContain('<img src=x');
    expect(html.match(/<script\b/g)).toHaveLength(1);
    expect(html.match(/<\/main>/g)).toHaveLength(1);
  });

  it('that nobody asked for leads to GitHub instead of being an empty one', async () => {
    const { from, to } = changelogOf('gateway');

    const answer = await rig.get(changelogAddress('gateway'));
    const html = await answer.text();

    expect(answer.status).toBe(404);
    expect(html).toContain(`href="https://github.com/acme/gateway/compare/${from}...${to}"`);
  });

  it.each([
    ['a component that there is not', '/changelog/acme/platform/nobody/'],
    ['a pipeline that there is not', '/changelog/acme/other/payments/'],
  ])('of %s is nothing', async (_, path) => {
    const { from, to } = changelogOf('payments');

    const answer = await rig.get(`${path}${from}...${to}`);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is nothing here');
  });

  it.each(['main...v2', 'abc1234...def5678', `${'a'.repeat(40)}..${'b'.repeat(40)}`, 'a...b...c', ''])(
    'is asked for by full commit ids, and by nothing like %j',
    async (ends) => {
      expect((await rig.get(`/changelog/acme/platform/payments/${ends}`)).status).toBe(404);
    },
  );

  it('between a commit and itself says that they are the same, which nobody has to remember', async () => {
    const commit = commitOf('ledger', 4);

    expect(await read(`/changelog/acme/platform/ledger/${commit}...${commit}`)).toContain(
      'The two commits are the same one',
    );
  });

  it('is led to from the history of the component, and from a lane whose pull request moves it', async () => {
    const [history, lane] = await Promise.all(
      ['/components/acme/platform/payments', '/lanes/acme/platform/demo'].map((path) => rig.text(path)),
    );

    expect(history?.split(`href="${changelogAddress('payments')}"`).length).toBeGreaterThan(2);
    expect(lane).toMatch(/href="\/changelog\/acme\/platform\/\w+\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}">what changed/);
  });

  it('is the same for programs, with a version', async () => {
    remember(rig, 'payments');

    const answer = (await (await rig.get(`/api/v1${changelogAddress('payments')}`)).json()) as Record<string, unknown>;

    expect(answer).toMatchObject({
      version: 1,
      classification: 'diverged',
      groups: [{ title: 'Features', changes: [{ change: { name: '#31' } }] }, {}, {}, {}, {}, {}],
    });
  });
});
