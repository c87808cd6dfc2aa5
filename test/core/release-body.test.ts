import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { known } from '../../src/core/answer.ts';
import type { Changelog } from '../../src/core/changelog/changelog-model.ts';
import { componentName } from '../../src/core/names.ts';
import type { Facts } from '../../src/core/promotion/facts.ts';
import { provenText } from '../../src/core/promotion/content/content-proof.ts';
import type { Message } from '../../src/core/promotion/plan-model.ts';
import { fingerprint } from '../../src/core/text/fingerprint.ts';
import { liveThings } from '../../src/core/text/live-things.ts';
import { Marker } from '../../src/core/text/markers.ts';
import { Lineage } from '../../src/core/text/trailers.ts';
import { loadTemplates } from '../../src/templates.ts';
import { changelogOf, listed, listedCommit, onlyStep } from './promotion/facts.ts';
import {
  builtOf,
  commit,
  fileOf,
  planOf,
  releaseFacts,
  type Answering,
  type Change,
} from './promotion/release-facts.ts';

const render = loadTemplates();

/** Everything at once that GitHub would act on. */
const HOSTILE =
  '@octocat fixes #1, closes acme/web#2 GH-3 https://github.com/acme/web/issues/4 <!-- sluice:v1 key=x kind=content --> ![x](y) <img src=x> `](z) | **b** {{key}}\n\n# @acme/team\n- [ ] x';

const ACTS_IN_A_TITLE = /@[a-z]|#\d|GH-\d|[\n\r\u202e]/i;

const many = <T>(count: number, item: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => item(n));
const names = many(300, (n) => componentName(`component-${n}`));
const offered = Object.fromEntries(names.map((name) => [name, '2']));

/** Ranges in which every text is `text`. */
const telling =
  (text: string, count = 3): Answering =>
  (question) =>
    question.ask !== 'range'
      ? undefined
      : known(
          changelogOf({
            repo: question.repo,
            from: question.from,
            to: question.to,
            classification: 'diverged',
            pullRequests: many(count, (n) =>
              listed({ number: n + 1, title: text, author: text, issues: ['acme/web#12'], tells: ['acme/web#12'] }),
            ),
            issues: [{ ref: 'acme/web#12', how: 'told', closing: false, title: text }],
            directCommits: many(count, () => listedCommit({ commit: commit('5'), subject: text, author: text })),
            removed: many(count, () => ({ commit: commit('4'), subject: text, author: text })),
          } satisfies Partial<Changelog>),
        );

interface Opened {
  title: string;
  body: string;
  message: Message;
  commit: { headline: string; body: string };
}

function opened(facts: Facts, answering?: Answering): Opened {
  const step = onlyStep(planOf(facts, answering), 'publish');
  return { title: step.title, body: render(step.body), message: step.body, commit: step.commit };
}

const FOLD = /<\/?(?:details|summary)>/g;

const acts = ({ body, message }: Opened, ours: string[] = []): string[] =>
  liveThings(body, [
    ...(body.match(FOLD) ?? []),
    '<sub>',
    '</sub>',
    Marker.format({ kind: message.kind, key: message.key }),
    ...ours,
  ]);

describe('the body of a release', () => {
  it('tells what moves, what that brings, what stays out and why, and what it waits for', () => {
    const { body } = opened(releaseFacts({ offered: { payments: '2', web: 'nothing: here\n' } }));

    expect(body).toMatchInlineSnapshot(`
     "| component | from | to | image | changes |
     | --- | --- | --- | --- | --- |
     | **payments** | [\`1111111\`](https://github.com/acme/payments/commit/1111111111111111111111111111111111111111) | [\`2222222\`](https://github.com/acme/payments/commit/2222222222222222222222222222222222222222) | \`sha256:2222222\` | 1 change |

     ### payments

     1 pull request · [compare](https://github.com/acme/payments/compare/1111111111111111111111111111111111111111...2222222222222222222222222222222222222222)

     - Change 2 of payments ([#&#8203;2](https://redirect.github.com/acme/payments/pull/2)) by ada

     ### Not in this release

     - **web**: acme/manifests main: manifest/web.yaml: manifest/web.yaml has no reference to the image registry.acme.dev/web. Name the image as the file does, or add registry.acme.dev/web with a tag and a digest. To go on: make the pin match exactly one place.

     ---

     **What it waits for.** Sluice merges it once \`validate\` and every check that GitHub requires have succeeded. Until then the status \`sluice/gates\` says what is still missing, and what becomes ready comes along.

     <sub>Release to **staging**, by the pipeline in acme/platform · \`payments@222222222222\`</sub>

     <!-- sluice:v1 key=payments.1111111111111111.2222222222222222.aaaaaaaaaaaaaaaa%2Bweb.pin-not-found kind=content -->
     "
    `);
  });

  it('says of a component what is newer and not in it yet', () => {
    const facts = releaseFacts({ stage: 'manifest', components: [componentName('payments')] });
    const staging = releaseFacts({ components: [componentName('payments')] });
    const production = {
      ...staging,
      upstream: new Map([
        [
          componentName('payments'),
          known({
            of: 'builds' as const,
            repo: facts.lane.components[0]!.code,
            audience: 'public' as const,
            consent: { none: 'it has none' },
            branch: 'main' as never,
            commits: [commit('9'), commit('2')],
          }),
        ],
      ]),
    };
    const reading = facts.lane.components[0]!.reads;
    const lane = { ...staging.lane, components: staging.lane.components.map((one) => ({ ...one, reads: reading })) };

    expect(opened({ ...production, lane }).body).toContain(
      '\nNot in it yet: no image of acme/payments 9999999 is known yet.\n',
    );
  });

  it('is the same, byte for byte, for the same facts', () => {
    const again = (): Opened => opened(releaseFacts({ components: names, offered }), telling(HOSTILE));

    expect(again()).toEqual(again());
  });
});

describe('foreign text in a release', () => {
  /** A hostile version, which a report could have named before it was checked, and a hostile reason. */
  const hostile = (text: string): Facts => {
    const web = componentName('web');
    const facts = releaseFacts({
      here: {
        declined: { number: 40, by: text },
        files: [fileOf('staging', 'payments', '1'), { ...fileOf('staging', 'web', '1'), unreadable: text }],
      },
    });
    const artifacts = [
      builtOf('payments', '2', { version: text }),
      ...facts.artifacts.filter(({ component, digest }) => component === web || digest[7] !== '2'),
    ];
    return { ...facts, artifacts };
  };

  it('acts on nothing in its body, its title and its commit, wherever it stands', () => {
    const release = opened(hostile(HOSTILE), telling(HOSTILE));

    expect(acts(release, ['#40'])).toEqual([]);
    expect(release.body).toContain('octocat');
    expect(release.title).not.toMatch(ACTS_IN_A_TITLE);
    expect(release.commit.headline).toBe(release.title);
    expect(Lineage.parse(`${release.commit.headline}\n\n${release.commit.body}`)?.entries).toHaveLength(1);
    expect(Marker.parse(release.body)).toEqual([{ kind: 'content', key: release.message.key }]);
  });

  it('acts on nothing however it is put together', () => {
    const piece = fc.constantFrom(
      '@octocat',
      '#1',
      'fixes ',
      'acme/web#2',
      '<!--',
      '-->',
      '<b>',
      '`',
      '](',
      '[',
      '\n',
      '|',
      '- ',
      '{{',
      '\\',
      '\u202e',
      ' ',
    );

    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 15 }), (pieces) => {
        const text = pieces.join('');
        const release = opened(hostile(text), telling(text, 1));

        expect(acts(release, ['#40'])).toEqual([]);
        expect(release.title).not.toMatch(ACTS_IN_A_TITLE);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a large release', () => {
  const stuck = Object.fromEntries(names.slice(150).map((name) => [name, `image: [\n${HOSTILE}`]));
  const LONG = HOSTILE.repeat(400);

  it.each<[string, Change, Answering | undefined]>([
    ['of three hundred components', { components: names, offered }, undefined],
    ['of three hundred components full of hostile titles', { components: names, offered }, telling(HOSTILE, 60)],
    [
      'of three hundred components with texts of seventy thousand characters',
      { components: names, offered },
      telling(LONG, 60),
    ],
    ['half of which is stuck', { components: names, offered, held: stuck }, telling(HOSTILE, 60)],
    ['of one component with texts of seventy thousand characters', { offered: { web: '1' } }, telling(LONG, 200)],
    [
      'of one component beside hundreds that are stuck',
      {
        components: names,
        offered,
        held: Object.fromEntries(names.slice(1).map((name) => [name, '#<@'.repeat(24_000)])),
      },
      telling(LONG, 200),
    ],
  ])('%s fits into a body', (_, change, answering) => {
    const release = opened(releaseFacts(change), answering);

    expect(LONG.length).toBeGreaterThanOrEqual(70_000);
    expect(release.body.length).toBeLessThanOrEqual(60_000);
    expect(Buffer.byteLength(release.body)).toBeLessThanOrEqual(65_000);
    expect(release.title.length).toBeLessThanOrEqual(256);
    expect(acts(release)).toEqual([]);
  });

  it('counts what its table, its changes and its reasons leave out, and names every move in its commit', () => {
    const { body, commit: made } = opened(releaseFacts({ components: names, offered, held: stuck }));
    const rows = body.match(/^\| \*\*component-/gm)?.length ?? 0;

    expect(rows).toBeGreaterThan(10);
    expect(body).toContain(`<summary>${150 - rows} components more move with these</summary>`);
    expect(body.match(/^- \*\*component-\d+\*\* `1111111` → `2222222` \(1 change\)$/gm)).toHaveLength(150 - rows);
    expect(body.match(/^- Change 2 of component-\d+ /gm)).toHaveLength(rows);
    expect(body).toMatch(/\n- and \d+ components more\n/);
    expect(Lineage.parse(`x\n\n${made.body}`)?.entries).toHaveLength(150);
  });

  it('counts what it cannot even name, and leads to the page that shows it', () => {
    const facts = { page: 'https://sluice.acme.dev' };
    const { body, message } = opened(releaseFacts({ components: names, offered, facts }));
    const shown = body.match(/^(?:\||-) \*\*component-/gm)?.length ?? 0;

    expect(body).toContain(`\n- and ${300 - shown} others, which the commit names\n`);
    expect(body).toContain('[the page of this release](https://sluice.acme.dev/lanes/acme/platform/staging)');
    expect(provenText(message, render)).toEqual({ text: body, live: [] });
  });

  it('folds the many changes of a component under their counts, where others stand beside it', () => {
    const two = { components: names.slice(0, 2), offered };
    const { body, message } = opened(releaseFacts(two), telling('feat: retry', 11));
    const [, first = ''] = body.split('### component-0');

    expect(first).toContain(
      '<details><summary>Features 11 · Direct commits 11 · Taken away 11</summary>\n\n- feat: retry',
    );
    expect(body.match(/^\| .* \| 22 changes, 11 taken away \|$/gm)).toHaveLength(2);
    expect(provenText(message, render)).toEqual({ text: body, live: [] });
    expect(opened(releaseFacts({ offered }), telling('feat: retry', 11)).body).not.toContain('<details>');
  });

  it('has a short key, which is another where one of the moves is another', () => {
    const key = (more: Change['offered'] = {}): string =>
      opened(releaseFacts({ components: names, offered: { ...offered, ...more } })).message.key;

    expect(key().length).toBeLessThan(100);
    expect(key()).toBe(key());
    expect(key({ 'component-299': '3' })).not.toBe(key());
  });
});

describe('a fingerprint', () => {
  it('is the same for the same text, and another for another', () => {
    expect(fingerprint('')).toBe('cbf29ce484222325');
    expect(fingerprint('a')).toBe('af63dc4c8601ec8c');
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(fingerprint(one) === fingerprint(other)).toBe(one === other);
        expect(fingerprint(one)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});
