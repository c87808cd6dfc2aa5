import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Changelog } from '../../src/core/changelog/changelog-model.ts';
import type { Consent } from '../../src/core/pipeline/joining/joining-file.ts';
import { repoName } from '../../src/core/names.ts';
import type { Audience } from '../../src/core/promotion/snapshot.ts';
import type { Message } from '../../src/core/promotion/plan-model.ts';
import { liveThings } from '../../src/core/text/live-things.ts';
import { Marker } from '../../src/core/text/markers.ts';
import { loadTemplates } from '../../src/templates.ts';
import {
  dockerfile,
  factsOf,
  id,
  listed,
  listedCommit,
  onlyStep,
  planned,
  proposed,
  type Change,
  historyOf,
} from './promotion/facts.ts';

const render = loadTemplates();

/** Everything at once that GitHub would act on. */
const HOSTILE =
  '@octocat fixes #1, closes acme/web#2 GH-3 https://github.com/acme/web/issues/4 <!-- sluice:v1 key=x kind=content --> ![x](y) <img src=x> `](z) **b** {{key}} {{{model}}}\n\n# @acme/team\n- [ ] x';
const OURS = ['<sub>', '</sub>'];

/** A title is no Markdown: tags and backticks are shown in it as they are, and an address that was cut refers to nothing. */
const ACTS_IN_A_TITLE =
  /@[a-z]|#\d|GH-\d|https?:\/\/(?:www\.)?github\.com\/[^\s/]+\/[^\s/]+\/(?:issues|pulls?|discussions)\/\d|[\n\r\u202e]/i;

/** What the body acts on beside the marker that our App reads back from it. */
const acts = (message: Message, body: string, ours: string[] = []): string[] =>
  liveThings(body, [...OURS, Marker.format({ kind: message.kind, key: message.key }), ...ours]);

function opened(change: Change = {}): { title: string; body: string; message: Message; headline: string } {
  const { title, body: message, commit } = onlyStep(planned(factsOf(change)), 'publish');
  return { title, body: render(message), message, headline: commit.headline };
}

const many = <T>(count: number, item: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => item(n));

const references = {
  issues: ['acme/payments#12', 'acme/secret#14'],
  closes: ['acme/secret#14'],
  tells: ['acme/payments#12'],
};

/** A range in which every text is `text`. */
const full = (text: string, count = 3, author = text): Partial<Changelog> => ({
  classification: 'diverged',
  pullRequests: many(count, (n) => listed({ ...references, number: n + 1, title: text, author })),
  issues: [
    { ref: 'acme/payments#12', how: 'told', closing: false, title: text },
    { ref: 'acme/secret#14', how: 'closing', closing: true, title: text },
    { ref: 'acme/web#15', how: 'mentioned', closing: false, title: text },
  ],
  directCommits: many(count, () => listedCommit({ ...references, commit: id('5'), subject: text, author })),
  removed: many(count, () => ({ commit: id('6'), subject: text, author })),
});

describe('the body of a pull request', () => {
  it('tells what moves from where to where, what that brings, and what happens next', () => {
    const { body } = opened({
      changelog: {
        pullRequests: [
          listed({
            number: 7,
            title: 'Retry transfers',
            issues: ['acme/payments#12', 'acme/payments#14'],
            closes: ['acme/payments#14'],
            tells: ['acme/payments#12'],
          }),
        ],
        issues: [
          { ref: 'acme/payments#12', how: 'told', closing: false },
          { ref: 'acme/payments#14', how: 'closing', closing: true },
        ],
        directCommits: [listedCommit({ commit: id('5'), subject: 'Fix a typo', author: 'grace' })],
      },
    });

    expect(body).toMatchInlineSnapshot(`
     "| component | from | to |
     | --- | --- | --- |
     | **payments** | [\`1111111\`](https://github.com/acme/payments/commit/1111111111111111111111111111111111111111) | [\`2222222\`](https://github.com/acme/payments/commit/2222222222222222222222222222222222222222) |

     1 pull request and 1 direct commit · [compare](https://github.com/acme/payments/compare/1111111111111111111111111111111111111111...2222222222222222222222222222222222222222)

     - Retry transfers ([#&#8203;7](https://redirect.github.com/acme/payments/pull/7)) by ada · issue [#&#8203;14](https://redirect.github.com/acme/payments/issues/14) · see [#&#8203;12](https://redirect.github.com/acme/payments/issues/12)

     #### Direct commits

     - Fix a typo ([\`5555555\`](https://github.com/acme/payments/commit/5555555555555555555555555555555555555555)) by grace

     ---

     Sluice merges it once \`build\` and every check that GitHub requires have succeeded. Until then Sluice keeps this pull request in step with what is merged at the source.

     <sub>Stage **docker** of the pipeline in acme/platform · \`payments@222222222222\`</sub>

     <!-- sluice:v1 key=payments.1111111111111111.2222222222222222.aaaaaaaaaaaaaaaa kind=content -->
     "
    `);
  });

  it('warns of what a diverged move takes away', () => {
    const { body } = opened({ changelog: full('Change') });

    expect(body).toContain('> [!WARNING]\n> The two commits have diverged: this move also takes away 3 commits.');
    expect(body).toContain('#### Taken away\n\n- Change ([`6666666`]');
  });

  it('is the same, byte for byte, for the same facts', () => {
    expect(opened({ changelog: full(HOSTILE) })).toEqual(opened({ changelog: full(HOSTILE) }));
  });

  it('carries the one marker that says which content it describes', () => {
    const { body, message } = opened({ changelog: full(HOSTILE) });

    expect(Marker.parse(body)).toEqual([{ kind: 'content', key: message.key }]);
  });

  it('links to the server where people read GitHub', () => {
    expect(opened({ facts: { web: 'https://github.example.com' } }).body).toContain(
      '(https://github.example.com/acme/payments/pull/7)',
    );
  });
});

describe('foreign text in what is written to GitHub', () => {
  it('acts on nothing in the body of a pull request, whatever its titles, authors and subjects are', () => {
    const { body, message } = opened({ changelog: full(HOSTILE), here: { declined: { number: 40, by: HOSTILE } } });

    expect(acts(message, body, ['#40'])).toEqual([]);
    expect(body).toContain('octocat');
  });

  it('acts on nothing on a server of its own, where links have no redirect host', () => {
    const { body, message } = opened({ changelog: full(HOSTILE), facts: { web: 'https://github.example.com' } });

    expect(acts(message, body)).toEqual([]);
    expect(body).not.toMatch(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? \[/i);
  });

  const piece = fc.constantFrom(
    '@octocat',
    '#1',
    'fixes ',
    'GH-1',
    'acme/web#2',
    'https://github.com/a/b/issues/1',
    '<!--',
    '-->',
    '<b>',
    '&#64;',
    '`',
    '](',
    '[',
    '\n',
    '\r',
    '|',
    '- ',
    '{{',
    '}}',
    '\\',
    '\u202e',
    ' ',
    'x',
  );

  it('acts on nothing however it is put together', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const { body, message, title } = opened({ changelog: full(pieces.join(''), 2) });

        expect(acts(message, body)).toEqual([]);
        expect(title).not.toMatch(ACTS_IN_A_TITLE);
      }),
      { numRuns: 200 },
    );
  });

  it('acts on nothing in the title and in the subject of the commit', () => {
    for (const { title, headline } of [
      opened({ changelog: full(HOSTILE) }),
      opened({
        changelog: {
          pullRequests: [],
          directCommits: [listedCommit({ commit: id('5'), subject: HOSTILE, author: 'x' })],
        },
      }),
    ]) {
      expect(title).not.toMatch(ACTS_IN_A_TITLE);
      expect(headline).toBe(title);
    }
  });

  it('acts on nothing in a title that ends in an address, wherever that is cut', () => {
    const title = (spaces: number): string => {
      const address = `${'x'.repeat(spaces)} https://github.com/acme/web/issues/12345`;
      return opened({ changelog: { pullRequests: [listed({ number: 7, title: address })] } }).title;
    };
    const titles = many(130, title);

    expect(titles.filter((text) => ACTS_IN_A_TITLE.test(text))).toEqual([]);
    expect(titles).toContain('payments: x https://redirect.github.com/acme/web/issues/12345');
    expect(titles.some((text) => text.endsWith('https://github.com/acme/web/issues/…'))).toBe(true);
  });

  it.each(['@', '#', 'https://github.com/a/b/issues/1 ', '😀', '@😀'])(
    'never makes a title longer than GitHub takes (%j)',
    (text) => {
      const { title } = opened({ changelog: full(text.repeat(200)) });

      expect(title.length).toBeLessThanOrEqual(256);
      expect(title.isWellFormed()).toBe(true);
      expect(title).toMatch(/ and 5 more changes$/);
    },
  );

  it("acts on nothing in the comment about a person's commit", () => {
    const commits = [{ commit: id('d'), author: HOSTILE, at: 0, byUs: false, isKnownAuthor: true, mergesBase: false }];
    const { body: message } = onlyStep(planned(proposed({ here: { branch: { tip: id('d'), commits } } })), 'comment');

    expect(acts(message, render(message))).toEqual([]);
    expect(render(message)).toContain('ddddddd by @&#8203;octocat');
  });

  it('acts on nothing in the reason of a close that names the author of a rollback', () => {
    const history = historyOf(
      { commit: id('e'), author: HOSTILE, text: dockerfile(id('1')) },
      { commit: id('d'), author: 'x', text: dockerfile(id('2')) },
    );
    const files = [{ path: 'Dockerfile', base: dockerfile(id('1')), history }];
    const { body: message } = onlyStep(planned(proposed({ here: { files } })), 'close');
    const body = render(message!);

    expect(body).toContain('octocat');
    expect(acts(message!, body)).toEqual([]);
  });
});

describe('titles of a repository that not everybody may read', () => {
  const secret = full('Project Nightfall', 3, 'ada-lovelace');
  const joined = { to: factsOf().lane.pipeline };
  const other = { to: repoName('acme/other') };
  const AUDIENCES: Audience[] = ['public', 'internal', 'private'];
  /** Everything of a change by which it could be told from another: its names, its people, its numbers, its issues. */
  const NAMED = /Nightfall|lovelace|acme\/payments [123]\b|\/pull\/|issue|acme\/secret|5555555|6666666/;

  const texts = (change: Change): string[] => {
    const { body, title, headline } = opened({ changelog: secret, ...change });
    return [body, title, headline];
  };

  it('are in no text of a public one, which tells how much there is and why it names nothing', () => {
    const { body, title, headline } = opened({
      changelog: secret,
      source: { audience: 'private', consent: joined },
      here: { audience: 'public' },
    });

    expect([body, title, headline].filter((text) => NAMED.test(text))).toEqual([]);
    expect([title, headline]).toEqual(['payments: 2222222', 'payments: 2222222']);
    expect(body).toContain(
      '\n3 pull requests and 3 direct commits. Not everybody who reads here may read acme/payments',
    );
    expect(body).toContain('this move also takes away 3 commits.');
  });

  it.each<[source: Audience, reader: Audience]>([
    ['private', 'internal'],
    ['private', 'public'],
    ['internal', 'public'],
  ])('of %s sight are in no text of %s sight, though it has joined', (audience, reader) => {
    const change: Change = { source: { audience, consent: joined }, here: { audience: reader } };

    expect(texts(change).filter((text) => NAMED.test(text))).toEqual([]);
  });

  it.each<[source: Audience, reader: Audience]>([
    ['private', 'private'],
    ['internal', 'private'],
    ['internal', 'internal'],
  ])('of %s sight are shown in what is of %s sight, once it has joined', (audience, reader) => {
    const change: Change = { source: { audience, consent: joined }, here: { audience: reader } };

    expect(texts(change).filter((text) => text.includes('Project Nightfall'))).toHaveLength(3);
  });

  it.each<[string, Consent]>([
    ['says nothing', { none: 'it has no .github/sluice.yml' }],
    ['has joined another pipeline', other],
    ['owns a pipeline of its own', { owns: true }],
  ])('are shown to nobody where it %s', (_, consent) => {
    for (const source of ['internal', 'private'] as const) {
      for (const audience of AUDIENCES) {
        const change: Change = { source: { audience: source, consent }, here: { audience } };

        expect(texts(change).filter((text) => NAMED.test(text))).toEqual([]);
      }
    }
  });

  it("are shown without a joining file where it is the pipeline's own", () => {
    const repo = factsOf().lane.pipeline;
    const change: Change = {
      source: { repo, audience: 'private', consent: { owns: true } },
      here: { audience: 'private' },
    };

    expect(texts(change).filter((text) => text.includes('Project Nightfall'))).toHaveLength(3);
  });

  it.each(AUDIENCES)('does not concern those of a public one, shown in what is of %s sight', (audience) => {
    const change: Change = { source: { audience: 'public', consent: other }, here: { audience } };

    expect(texts(change).filter((text) => text.includes('Project Nightfall'))).toHaveLength(3);
  });
});

describe('a long changelog', () => {
  const issues = many(300, (n) => ({
    ref: `acme/${'long-name'.repeat(10)}#${n}`,
    how: 'closing' as const,
    closing: true,
  }));
  const refs = issues.map(({ ref }) => ref);
  const naming = (named: number) => ({ issues: refs.slice(0, named), closes: refs.slice(0, named) });
  const long = (title: string, author: string, named: number): Partial<Changelog> => ({
    classification: 'diverged',
    pullRequests: many(200, (n) => listed({ ...naming(named), number: 100_000 + n, title, author })),
    issues,
    directCommits: many(200, () => listedCommit({ ...naming(named), commit: id('5'), subject: title, author })),
    removed: many(200, () => ({ commit: id('6'), subject: title, author })),
  });

  it.each([
    ['as people write them', long('Retry transfers that the bank answered with a timeout', 'ada', 1)],
    ['of nothing but what has to be taken apart', long('#'.repeat(256), '#'.repeat(256), 0)],
    ['that name hundreds of issues', long('x', 'ada', 300)],
    ['with all of that', long('#'.repeat(256), '#'.repeat(256), 300)],
  ])('of two hundred pull requests, commits and reverts %s fits into a body', (_, changelog) => {
    const { body } = opened({ changelog });

    expect(body.length).toBeLessThanOrEqual(60_000);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_000);
    expect(body).toContain('200 pull requests and 200 direct commits ·');
    expect(body).toContain('([`5555555`]');
    expect(body).toContain('([`6666666`]');
    expect(body).toContain('/pull/100000)');
  });

  it('lists as many titles of each as fit, then counts the others and says where they are', () => {
    const { body } = opened({ changelog: long('Retry transfers', 'ada', 0) });
    const lines = body.match(/^- /gm)?.length ?? 0;

    expect(body.length).toBeGreaterThan(58_000);
    expect(body).toContain(`And ${600 - lines} older changes, in [the comparison at GitHub](`);
    expect(body.match(/^- Retry transfers \(\[`6/gm)?.length).toBeGreaterThan(100);
  });

  it('leads to the whole of it where there is a page that shows it', () => {
    const page = 'https://sluice.acme.dev';
    const { body } = opened({ changelog: long('Retry transfers', 'ada', 0), facts: { page } });

    expect(body).toContain(
      `in [the whole changelog](${page}/changelog/acme/platform/payments/${id('1')}...${id('2')}).`,
    );
  });

  it('counts the issues of a change that it does not list', () => {
    const { pullRequests, directCommits, ...rest } = long('x', 'ada', 25);
    const { body } = opened({
      changelog: { ...rest, pullRequests: pullRequests!.slice(0, 1), directCommits: directCommits!.slice(0, 1) },
    });

    expect(body.match(/ · issues \[acme\/long-name.* and 5 others\n/g)).toHaveLength(2);
  });
});

describe('a template', () => {
  it('that does not exist is named', () => {
    expect(() => render({ template: 'nothing', kind: 'said', model: {}, key: 'x' })).toThrow(
      'there is no template "nothing"',
    );
  });

  it('is refused where its text is longer than GitHub takes', () => {
    const model = { reasons: [{ about: 'lane', says: 'x'.repeat(70_000) }] };

    expect(() => render({ template: 'nothing-left', kind: 'said', model, key: 'x' })).toThrow(
      /came to 7\d{4} characters; GitHub takes 65536/,
    );
  });
});
