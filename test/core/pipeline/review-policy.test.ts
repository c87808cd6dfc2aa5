import { describe, expect, it } from '@jest/globals';

import { liveThings } from '../../../src/core/text/live-things.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { reviewPolicy, type PolicyReview } from '../../../src/core/pipeline/review-policy.ts';
import { loadTemplates } from '../../../src/templates.ts';
import { AT, changed, GOOD, WHOLE } from './pipeline-text.ts';

const render = loadTemplates();
const review = (text: string | undefined): PolicyReview => reviewPolicy(text, AT);
const bodyOf = (text: string): string => render(review(text).body);

/** What the comment acts on beside its own marker. */
function acts(text: string): string[] {
  const { body } = review(text);
  return liveThings(render(body), [Marker.format({ kind: body.kind, key: body.key })]);
}

const HOSTILE =
  '@octocat fixes #1 acme/web#2 https://github.com/acme/web/issues/4 <!-- sluice:v1 key=x kind=review --> ![x](y) `](z)';

/** A file with a mistake in each of many stages. */
const wrongIn = (count: number, kind: string): string =>
  `version: 1\ncomponents:\n  payments: { code: acme/payments }\nstages:\n${Array.from(
    { length: count },
    (_, n) => `  stage-${n}:\n    kind: ${JSON.stringify(kind)}\n    repo: acme/x\n`,
  ).join('')}`;

/** The good file with many components more, whose code is nowhere. */
const wrongCode = (count: number, code: string): string =>
  GOOD.replace(
    'stages:\n',
    () => `${Array.from({ length: count }, (_, n) => `  c-${n}: { code: "${code}" }\n`).join('')}stages:\n`,
  );

describe('the review of a pipeline file', () => {
  it.each<[string, string | undefined, string]>([
    ['a good one', GOOD, 'It loads: 2 components, 1 stage.'],
    ['a whole chain', WHOLE, 'It loads: 3 components, 5 stages.'],
    ['a joining file', 'pipeline: acme/platform\n', 'The repository joins its pipeline.'],
    ['no file any more', undefined, 'Without the file nothing of this repository is released by Sluice.'],
  ])('finds no fault with %s', (_, text, summary) => {
    expect(review(text)).toMatchObject({ isGood: true, summary });
  });

  it.each<[string, string, RegExp]>([
    ['a wrong kind', changed('kind: docker', 'kind: dokcer'), /^1 problem: 8:\d+ .*Did you mean "docker"\?/],
    ['a joining file that joins nothing', 'pipeline: nothing here\n', /^1 problem: 1:\d+ /],
    ['no YAML', 'version: [1', /^\d+ problems?: \d+:\d+ /],
    ['nothing', '', /^\d+ problems?: 1:1 /],
  ])('says in one line what is wrong with %s', (_, text, summary) => {
    const found = review(text);

    expect(found.isGood).toBe(false);
    expect(found.summary).toMatch(summary);
    expect(found.summary.length).toBeLessThanOrEqual(140);
  });

  it('tells every problem in the comment, with its line and the nearest right word', () => {
    const wrong = changed('kind: docker', 'kind: dokcer').replace('code: acme/payments', 'code: payments');

    expect(bodyOf(wrong).replace(/<!--.*-->/, '')).toMatchInlineSnapshot(`
     "\`.github/sluice.yml\` has 2 problems. Until they are mended on the default branch, the last good file stays in force.

     - line 3:21, **components.payments.code**: is not a repository: write owner/name. It holds payments. (docs/reference/pipeline-file.md#components)
     - line 8:11, **stages.docker.kind**: takes docker, manifest or environment, not &#34;dokcer&#34;. Did you mean docker? (docs/reference/pipeline-file.md#stages)


     "
    `);
  });

  it('is told by one that says so once the file is mended', () => {
    expect(bodyOf(GOOD)).toMatch(/^The pipeline file loads now\. It loads: 2 components, 1 stage\.\n/);
  });
});

describe('the key of a review', () => {
  const key = (text: string): string => review(text).key;
  const dokcer = changed('kind: docker', 'kind: dokcer');

  it('is the same where the words are', () => {
    expect(key(dokcer)).toBe(key(`${dokcer}# a comment\n`));
    expect(key(GOOD)).toBe(key(`${GOOD}# a comment\n`));
  });

  it('is another where another value stands in the same place, so that the comment says what is there now', () => {
    expect(key(dokcer)).not.toBe(key(changed('kind: docker', 'kind: manifets')));
  });

  it('is another where a problem goes, comes or moves', () => {
    const two = dokcer.replace('code: acme/payments', 'code: payments');
    const keys = [GOOD, dokcer, two, `# moved\n${dokcer}`].map(key);

    expect(new Set(keys).size).toBe(4);
  });

  it('is short, however many problems there are', () => {
    expect(key(wrongIn(400, 'dokcer')).length).toBeLessThan(100);
  });
});

describe('the comment about a hostile pipeline file', () => {
  it.each<[string, string]>([
    ['as a value', wrongIn(1, HOSTILE)],
    ['as a key', GOOD.replace('version: 1', `version: 1\n${JSON.stringify(HOSTILE)}: 1`)],
    ['as a name', GOOD.replace('  docker:\n', `  ${JSON.stringify(HOSTILE)}:\n`)],
    ['as a repository', changed('code: acme/payments', `code: ${JSON.stringify(HOSTILE)}`)],
    ['as what a file joins', `pipeline: ${JSON.stringify(HOSTILE)}\n`],
    ['in place of a file', HOSTILE],
  ])('acts on nothing where it stands %s', (_, text) => {
    expect(review(text).isGood).toBe(false);
    expect(acts(text)).toEqual([]);
  });

  it.each<[string, string]>([
    ['hundreds of problems', wrongIn(300, 'dokcer')],
    ['hundreds of long and hostile problems', wrongIn(300, HOSTILE.repeat(20))],
    ['a value of seventy thousand characters', wrongIn(60, '#'.repeat(70_000))],
    ['a hundred values that all have to be taken apart', wrongCode(100, '@'.repeat(180))],
    ['seventy thousand characters that are no file', '@#<'.repeat(24_000)],
  ])('fits GitHub and counts what it does not list: %s', (_, text) => {
    const body = bodyOf(text);

    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(acts(text)).toEqual([]);
  });

  it('says how many more there are', () => {
    const { problems, more } = review(wrongIn(300, 'dokcer')).body.model as { problems: unknown[]; more: number };

    expect(problems).toHaveLength(50);
    expect(bodyOf(wrongIn(300, 'dokcer'))).toContain(`- and ${more} more`);
  });
});
