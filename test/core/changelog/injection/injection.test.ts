import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { known } from '../../../../src/core/answer.ts';
import type { Changelog } from '../../../../src/core/changelog/changelog-model.ts';
import { describeForReading } from '../../../../src/core/changelog/describe/describe-changelog.ts';
import type { DescribedChangelog } from '../../../../src/core/changelog/describe/fit-changelog.ts';
import { componentName } from '../../../../src/core/names.ts';
import { provenText } from '../../../../src/core/promotion/content/content-proof.ts';
import type { Facts } from '../../../../src/core/promotion/facts.ts';
import type { Message } from '../../../../src/core/promotion/plan-model.ts';
import { liveThings } from '../../../../src/core/text/live-things.ts';
import { Marker } from '../../../../src/core/text/markers.ts';
import { loadTemplates, loadTexts } from '../../../../src/templates.ts';
import { factsOf, onlyStep } from '../../promotion/facts.ts';
import { planOf, releaseFacts } from '../../promotion/release-facts.ts';
import { FOLDS, hostileChangelog, hostileStyle } from './hostile-changelog.ts';
import { HOSTILE_ADDRESSES, HOSTILE_TEXTS } from './hostile-texts.ts';
import { scan } from './naive-scan.ts';

const render = loadTemplates();
const texts = loadTexts();
const WEB = 'https://github.com';
const ACTS_IN_A_TITLE = /@[a-z]|#\d|GH-\d|[\n\r\u202E]/i;

interface Opened {
  title: string;
  body: string;
  message: Message;
  live: string[];
}

/** The pull request of a lane whose ranges are answered by `ranges`, by repository. */
function opened(facts: Facts, ranges: (repo: string) => Changelog): Opened {
  const plan = planOf({ ...facts, answers: new Map() }, (question) =>
    question.ask === 'range'
      ? known({ ...ranges(question.repo), repo: question.repo, from: question.from, to: question.to })
      : undefined,
  );
  const { title, body: message } = onlyStep(plan, 'publish');
  const { text: body, live } = provenText(message, render);
  return { title, body, message, live };
}

const foldsIn = ({ model }: Message): number =>
  (model['components'] as { changes?: DescribedChangelog }[])
    .flatMap(({ changes }) => (changes === undefined ? [] : [changes, ...changes.sections]))
    .filter(({ fold }) => fold !== undefined).length;

/** What acts in a pull request: by the proof of the product, and by a reader of its own. */
function actsIn({ title, body, message, live }: Opened): string[] {
  const { kind, key } = message;
  return [
    ...live,
    ...scan(body.replace('The one before this, #40, was', 'The one before this was'), { folds: foldsIn(message) }),
    ...(body.split('<!--').length === 2 ? [] : ['comment']),
    ...Marker.parse(body).flatMap((one) => (one.kind === kind && one.key === key ? [] : [`marker ${one.kind}`])),
    ...(ACTS_IN_A_TITLE.test(title) ? [`title ${title}`] : []),
  ];
}

function actsInLane(text: string, style = hostileStyle(text)): string[] {
  const facts = factsOf({ policy: { changelog: style }, here: { declined: { number: 40, by: text } } });
  return actsIn(opened(facts, () => hostileChangelog(text)));
}

/** Each component's changelog holds another of the texts. */
function actsInRelease(held: readonly string[]): string[] {
  const names = held.map((_, n) => componentName(`component-${n}`));
  const facts = releaseFacts({ components: names, offered: Object.fromEntries(names.map((name) => [name, '2'])) });
  const policy = { ...facts.policy, changelog: hostileStyle(held.join(' ')) };
  return actsIn(opened({ ...facts, policy }, (repo) => hostileChangelog(held[Number(repo.split('-')[1])] ?? '')));
}

function actsWhereRead(text: string, style = hostileStyle(text)): string[] {
  const markdown = texts('changelog', describeForReading(hostileChangelog(text), { web: WEB, style }));
  return [
    ...liveThings(
      markdown,
      Array.from({ length: FOLDS }, () => ['<details>', '<summary>', '</summary>', '</details>']).flat(),
    ),
    ...scan(markdown, { folds: FOLDS }),
    ...Marker.parse(markdown).map(({ kind }) => `marker ${kind}`),
  ];
}

/** Hostile texts, so many at a time. */
const chunks = (size: number): string[][] =>
  Array.from({ length: Math.ceil(HOSTILE_TEXTS.length / size) }, (_, n) =>
    HOSTILE_TEXTS.slice(n * size, (n + 1) * size),
  );

describe('a changelog full of foreign text', () => {
  it('is tried with more than a hundred and fifty texts', () => {
    expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(150);
  });

  it.each(HOSTILE_TEXTS.map((text) => [text.slice(0, 60), text]))('acts on nothing where a text is %j', (_, text) => {
    expect([...actsInLane(text), ...actsWhereRead(text)]).toEqual([]);
  });

  it.each(chunks(8))('acts on nothing in a release of components that hold %j and others', (...held) => {
    expect(actsInRelease(held)).toEqual([]);
  });

  it.each(HOSTILE_ADDRESSES)('acts on nothing where a tracker is at %j', (url) => {
    const style = hostileStyle('Features', url);

    expect([...actsInLane('feat: x', style), ...actsWhereRead('feat: x', style)]).toEqual([]);
  });

  it('acts on nothing however such texts are put together', () => {
    const short = HOSTILE_TEXTS.filter(({ length }) => length < 200);
    const piece = fc.oneof(fc.constantFrom(...short), fc.string({ unit: 'binary', maxLength: 8 }));
    const glue = fc.constantFrom('', ' ', '\n', '\n\n', '`', '\\', '(', '&');

    fc.assert(
      fc.property(fc.array(fc.tuple(piece, glue), { minLength: 1, maxLength: 5 }), (pieces) => {
        expect(actsWhereRead(pieces.flat().join(''))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('titles of a private component', () => {
  const SECRET = 'Nightfall';

  it.each(['lane', 'release'] as const)('are in no text of a public %s, whatever they hold', (where) => {
    const leaked = HOSTILE_TEXTS.filter((text) => {
      const changelog = hostileChangelog(`${SECRET} ${text}`);
      const facts =
        where === 'lane'
          ? factsOf({ source: { audience: 'private', consent: { none: 'nothing' } }, here: { audience: 'public' } })
          : releaseFacts({ offered: { payments: '2' }, here: { audience: 'public' } });
      const sources = new Map(
        [...facts.sources].map(([name, source]) => [
          name,
          'known' in source ? known({ ...source.known, audience: 'private' as const }) : source,
        ]),
      );
      const { title, body } = opened({ ...facts, sources }, () => changelog);
      return `${title}${body}`.includes(SECRET) || /\/pull\/\d|secret|PAY-/.test(body);
    });

    expect(leaked).toEqual([]);
  });
});
