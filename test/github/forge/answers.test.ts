import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../../src/core/answer.ts';
import type { Changelog } from '../../../src/core/changelog/changelog-model.ts';
import { repoName, type CommitSha } from '../../../src/core/names.ts';
import {
  answerTo,
  type FileTexts,
  type HistoryQuestion,
  type RangeQuestion,
  type TextQuestion,
} from '../../../src/core/promotion/questions.ts';
import type { FileHistory } from '../../../src/core/promotion/snapshot.ts';
import { answerQuestions } from '../../../src/github/answers/answer-questions.ts';
import { RecentPasts } from '../../../src/github/answers/older/recent-pasts.ts';
import type { CommitQuestion } from '../../../src/ports/github/looks.ts';
import type { Cache } from '../../../src/ports/store/cache.ts';
import { GithubWorld } from './world.ts';

const ENVIRONMENTS = repoName('acme/environments');
const SHOP = repoName('acme/shop');
const NOWHERE = '0'.repeat(40) as CommitSha;

let world: GithubWorld;
let remembered: Map<string, unknown>;

beforeEach(() => {
  world = new GithubWorld();
  remembered = new Map();
});
afterEach(() => expect(world.forge.violations).toEqual([]));

const cache: Cache = {
  get: (keys) => Promise.resolve(new Map([...remembered].filter(([key]) => keys.includes(key)))),
  put: (key, value) => {
    remembered.set(key, value);
    return Promise.resolve();
  },
  putAll: (values) => {
    for (const [key, value] of values) remembered.set(key, value);
    return Promise.resolve();
  },
};

const ask = (...questions: CommitQuestion[]) =>
  answerQuestions({ ...world.tools, cache, clock: world.clock, pasts: new RecentPasts() }, questions);

async function text(commit: CommitSha, ...paths: string[]): Promise<Answer<FileTexts> | undefined> {
  const question: TextQuestion = { ask: 'text', repo: ENVIRONMENTS, commit, paths };
  return answerTo(await ask(question), question);
}

async function range(from: CommitSha, to: CommitSha, paths?: string[]): Promise<Changelog> {
  const question: RangeQuestion = { ask: 'range', repo: SHOP, from, to, ...(paths === undefined ? {} : { paths }) };
  const answer = answerTo(await ask(question), question);
  if (answer === undefined || 'unknown' in answer) throw new Error(answer?.unknown ?? 'it was not answered');
  return answer.known;
}

describe('what files hold at a commit', () => {
  it('is their text then, whatever they hold now; one that is not there is left out', async () => {
    const first = world.tip(ENVIRONMENTS);
    const second = await world.commits(ENVIRONMENTS, 'staging/web.yaml', 'changed\n');

    expect(await text(first, 'staging/web.yaml', 'nowhere.yaml')).toEqual({
      known: { 'staging/web.yaml': expect.stringContaining('image:') },
    });
    expect(await text(second, 'staging/web.yaml')).toEqual({ known: { 'staging/web.yaml': 'changed\n' } });
  });

  it('is asked for by fifties, many commits at once, and only once', async () => {
    const paths = Array.from({ length: 60 }, (_, index) => `apps/${index}.yaml`);
    const first = world.tip(ENVIRONMENTS);
    const second = await world.commits(ENVIRONMENTS, 'apps/59.yaml', 'last\n');
    const questions = [first, second].map((commit): TextQuestion => ({
      ask: 'text',
      repo: ENVIRONMENTS,
      commit,
      paths,
    }));

    const answers = await ask(...questions);

    expect(questions.map((question) => answerTo(answers, question))).toEqual([
      { known: {} },
      { known: { 'apps/59.yaml': 'last\n' } },
    ]);
    expect(world.reads()).toEqual(['graphql:FileTexts', 'graphql:FileTexts', 'graphql:FileTexts']);
    expect(await ask(...questions)).toEqual(answers);
    expect(world.reads()).toHaveLength(3);
    expect([...remembered.keys()].every((key) => key.length < 1_100)).toBe(true);
  });

  it('is unknown where the commit is not there, and is asked for again', async () => {
    const why = { unknown: `${ENVIRONMENTS} does not show the commit 0000000` };

    expect(await text(NOWHERE, 'staging/web.yaml')).toEqual(why);
    expect(await text(NOWHERE, 'staging/web.yaml')).toEqual(why);
    expect(world.reads()).toHaveLength(2);
    expect(remembered.size).toBe(0);
  });

  it('is unknown where a folder stands in the place of a file', async () => {
    expect(await text(world.tip(ENVIRONMENTS), 'staging/web.yaml', 'staging')).toMatchObject({
      unknown: expect.stringMatching(/^staging of acme\/environments at \w{7} cannot be read: it has no text$/),
    });
  });
});

describe('who changed files', () => {
  const history = (path: string, tip = world.tip(ENVIRONMENTS)): HistoryQuestion => ({
    ask: 'history',
    repo: ENVIRONMENTS,
    path,
    tip,
  });

  it('is one query for many of them, of which one that fails spoils no other', async () => {
    const commit = await world.commits(ENVIRONMENTS, 'staging/web.yaml', 'changed\n');
    const questions = [history('staging/web.yaml'), history('nowhere.yaml'), history('staging/web.yaml', NOWHERE)];

    const answers = await ask(...questions);

    expect(world.reads()).toEqual(['graphql:FileHistory']);
    const [changed, empty, lost] = questions.map((question) => answerTo(answers, question));
    expect((changed as { known: FileHistory }).known).toMatchObject({
      changes: [{ commit, author: 'grace', text: 'changed\n', before: expect.stringContaining('image:') }, {}],
      hasOlder: false,
    });
    expect(empty).toEqual({ known: { changes: [], hasOlder: false } });
    expect(lost).toEqual({ unknown: 'acme/environments does not show 0000000' });
  });

  it('is asked for by tens', async () => {
    await ask(...Array.from({ length: 11 }, (_, index) => history(`apps/${index}.yaml`)));

    expect(world.reads()).toEqual(['graphql:FileHistory', 'graphql:FileHistory']);
  });
});

describe('a range of some paths of a repository', () => {
  it('has the commits alone that change something below them', async () => {
    const from = world.tip(SHOP);
    const web = await world.commits(SHOP, 'web/index.html', 'second\n');
    await world.commits(SHOP, 'api/server.js', 'second\n');
    const shared = await world.commits(SHOP, 'shared/money.ts', 'second\n');
    const to = await world.commits(SHOP, 'api/server.js', 'third\n');

    expect(await range(from, to, ['web/**', 'shared/*.ts'])).toMatchObject({
      classification: 'forward',
      commits: [shared, web],
      directCommits: [{ commit: shared }, { commit: web }],
    });
    expect(world.reads()).toEqual(['graphql:Range']);
    expect((await range(from, to)).commits).toHaveLength(4);
  });

  it('leaves out a merge that brought something elsewhere, and keeps what a pull request changed here', async () => {
    const from = world.tip(SHOP);
    const change = (branch: string, path: string) =>
      world.grace.proposes(SHOP, { branch, title: `Change ${path}`, body: '', path, text: 'second\n' });
    const [ours, theirs] = [await change('ours', 'web/index.html'), await change('theirs', 'api/server.js')];
    for (const number of [ours, theirs]) {
      world.clock.advance(60_000);
      await world.grace.merges(SHOP, number, 'merge');
    }

    const log = await range(from, world.tip(SHOP), ['web/**']);

    expect(log.commits).toEqual([expect.any(String), world.tip(SHOP, 'ours')]);
    expect(log.commits).not.toContain(world.tip(SHOP));
    expect(log.pullRequests).toMatchObject([{ number: ours, title: 'Change web/index.html' }]);
    expect(log.directCommits).toEqual([]);
  });

  it('tells what a move backwards takes away by the same measure', async () => {
    const to = world.tip(SHOP);
    const web = await world.commits(SHOP, 'web/index.html', 'second\n');
    const from = await world.commits(SHOP, 'api/server.js', 'second\n');

    expect(await range(from, to, ['web/**'])).toMatchObject({
      classification: 'rollback',
      commits: [],
      removed: [{ commit: web }],
    });
  });

  it('of a file that came and went has both commits', async () => {
    const from = world.tip(SHOP);
    const came = await world.commits(SHOP, 'extra/new.txt', 'new\n');
    const went = await world.removes(SHOP, 'extra/new.txt');

    expect((await range(from, went, ['extra/**'])).commits).toEqual([went, came]);
  });

  it('is kept for good under its own paths', async () => {
    const from = world.tip(SHOP);
    const to = await world.commits(SHOP, 'web/index.html', 'second\n');
    await range(from, to, ['api/**']);
    world.clock.advance(3_600_000);

    await range(from, to, ['api/**']);
    await range(from, to, ['web/**']);
    await range(from, to, ['web/**']);

    expect(world.reads().filter((operation) => operation === 'graphql:Range')).toHaveLength(3);
  });
});

describe('ranges of several repositories', () => {
  it('are one query together, and each is kept for good by itself', async () => {
    const questions: RangeQuestion[] = [];
    for (const repo of ['acme/shop', 'acme/payments', 'acme/manifests'].map(repoName)) {
      const from = world.tip(repo);
      questions.push({ ask: 'range', repo, from, to: await world.commits(repo, 'notes.txt', 'second\n') });
    }
    await ask(...questions);
    world.clock.advance(3_600_000);

    const answers = await ask(...questions);

    expect(questions.map((question) => answerTo(answers, question))).toMatchObject(
      questions.map(({ repo, to }) => ({ known: { repo, commits: [to], directCommits: [{ commit: to }] } })),
    );
    expect(world.reads()).toEqual(['graphql:Range', 'graphql:Range']);
    expect(await ask(...questions)).toEqual(answers);
    expect(world.reads()).toHaveLength(2);
    expect([...remembered.keys()].filter((key) => key.startsWith('v3:range:'))).toHaveLength(3);
  });

  it('are asked for again where an older release kept them in the shape that it had', async () => {
    const from = world.tip(SHOP);
    const to = await world.commits(SHOP, 'notes.txt', 'second\n');
    await range(from, to);
    world.clock.advance(3_600_000);
    const log = await range(from, to);
    const older = [...remembered].map(([key, value]) => [key.replace(/^v3:range:/, 'v2:range:'), value] as const);

    remembered = new Map(older);

    expect(older.map(([key]) => key)).toContainEqual(expect.stringMatching(/^v2:range:/));
    expect(await range(from, to)).toEqual(log);
    expect(world.reads()).toEqual(['graphql:Range', 'graphql:Range', 'graphql:Range']);
  });

  it('are asked for again while the index may still lag', async () => {
    const from = world.tip(SHOP);
    const to = await world.commits(SHOP, 'notes.txt', 'second\n');

    await range(from, to);
    await range(from, to);

    expect(world.reads()).toEqual(['graphql:Range', 'graphql:Range']);
    expect([...remembered.keys()].filter((key) => key.startsWith('v3:range:'))).toEqual([]);
  });
});
