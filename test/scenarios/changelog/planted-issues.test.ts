import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isKnown } from '../../../src/core/answer.ts';
import { answerChangelog } from '../../../src/core/changelog/answer-changelog.ts';
import type { Changelog } from '../../../src/core/changelog/changelog-model.ts';
import type { History } from '../../../src/core/changelog/history.ts';
import { commitSha, repoName } from '../../../src/core/names.ts';
import type { Repo } from '../../../src/forge/domain/state.ts';
import { Library } from '../../contracts/history/library.ts';
import { expected, type Expected } from './planted/books.ts';
import { Garden } from './planted/garden.ts';
import { follow, plans, type Plan } from './planted/plan.ts';

const MINUTE = 60_000;
/** `SLUICE_HISTORIES=5000` looks longer; `SLUICE_SEED` looks where a run has failed. */
const HISTORIES = Number(process.env['SLUICE_HISTORIES'] ?? 100);
const SEED = process.env['SLUICE_SEED'];
const FILE = 'test/scenarios/changelog/planted-issues.test.ts';

let library: Library;
let tracker: Repo;
let gardens = 0;
beforeAll(async () => {
  library = await Library.open('planted');
  tracker = library.makes({ fullName: 'acme/tracker', private: false });
});
afterAll(() => library.close());

interface Grown {
  garden: Garden;
  from: string;
  to: string;
}

function grow(plan: Plan): Grown {
  gardens += 1;
  const fullName = `acme/garden-${gardens}`;
  const repo = library.makes({ fullName, private: false, files: { 'README.md': 'hello\n' } });
  const garden = new Garden(library.forge.state, repo, tracker);
  follow(garden, plan, (minutes) => library.clock.advance(minutes * MINUTE));
  const tips = garden.tips[plan.onRelease && garden.tips.release.length > 0 ? 'release' : 'main'];
  const first = Math.max(0, Math.min(plan.after, tips.length - 2));
  const last = Math.max(first + 1, tips.length - 1 - plan.before);
  const [from = '', to = from] = [tips[first], tips[last]];
  return { garden, from, to };
}

async function changelogOf({ garden, from, to }: Grown, history: History): Promise<Changelog> {
  const request = { repo: repoName(garden.name), from: commitSha(from), to: commitSha(to) };
  const answer = await answerChangelog(request, history);
  if (!isKnown(answer)) throw new Error(answer.unknown);
  return answer.known;
}

/** What is wrong with a changelog's issues, in one line each. */
function faultsOf({ issues, unknown }: Changelog, { required, allowed, forbidden }: Expected): string[] {
  const named = new Map(issues.map(({ ref, how }) => [ref, how]));
  const missing = [...required].filter(([ref, how]) => named.get(ref) !== how);
  const wrong = [...named].filter(([ref, how]) => !required.has(ref) && allowed.get(ref)?.how !== how);
  const believed = [...named.keys()].filter((ref) => unknown.length === 0 && allowed.get(ref)?.because === 'believed');
  const place = (ref: string): string => (forbidden.has(ref) ? 'not in the range' : 'nothing that was planted');
  return [
    ...missing.map(([ref, how]) => `${ref} is ${how}, and is named ${named.get(ref) ?? 'nowhere'}`),
    ...believed.map((ref) => `${ref} is no issue, and nothing says that it was not looked up`),
    ...wrong.map(([ref, how]) => `${ref} is ${allowed.get(ref)?.how ?? place(ref)}, and is ${how}`),
  ];
}

const counted = {
  required: 0,
  allowed: 0,
  forbidden: 0,
  mentioned: 0,
  twice: 0,
  'told elsewhere': 0,
  'not looked up': 0,
  believed: 0,
};

function count({ required, allowed, forbidden }: Expected): void {
  counted.required += required.size;
  counted.allowed += allowed.size;
  counted.forbidden += forbidden.size;
  counted.mentioned += [...required.values()].filter((how) => how === 'mentioned').length;
  for (const { because } of allowed.values()) counted[because] += 1;
}

/** The faults of both histories' changelogs, with the story that they are about; empty when all is well. */
async function complaints(plan: Plan): Promise<string[]> {
  const grown = grow(plan);
  const said: string[] = [];
  for (const source of ['api', 'mirror'] as const) {
    const books = expected(grown.garden, { ...grown, source });
    count(books);
    const log = await changelogOf(grown, library.history(source));
    said.push(...faultsOf(log, books).map((fault) => `${source}: ${fault}`));
  }
  return said.length === 0 ? [] : [...said, grown.garden.story(grown.from, grown.to)];
}

/** Fails with one line that plays it again, and what is wrong. Smaller plans are not looked for: that takes minutes. */
function report({ failed, seed, numRuns, errorInstance }: fc.RunDetails<[Plan]>): void {
  if (!failed) return;
  const again = `SLUICE_SEED=${seed} SLUICE_HISTORIES=${numRuns} npm test -- ${FILE}`;
  throw new Error(`replay: ${again}\n${(errorInstance as Error | null)?.message ?? ''}`);
}

it('the issues of a range are those whose changes it really brings, by the API and from a mirror alike', async () => {
  const property = fc.asyncProperty(plans, async (plan) => {
    const said = await complaints(plan);
    if (said.length > 0) throw new Error(said.join('\n'));
  });
  const seed = SEED === undefined ? {} : { seed: Number(SEED) };

  report(await fc.check(property, { numRuns: HISTORIES, endOnFailure: true, ...seed }));

  // A property that expects nothing proves nothing.
  process.stderr.write(`Planted: ${JSON.stringify(counted)} in ${HISTORIES} histories\n`);
  expect(counted.required).toBeGreaterThan(HISTORIES);
  expect(counted.forbidden).toBeGreaterThan(HISTORIES);
  expect(counted.twice + counted['told elsewhere']).toBeLessThan(counted.required / 5);
  expect(counted.allowed).toBeLessThan(counted.required);
}, 600_000);
