import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { unknown, type Answer } from '../../src/core/answer.ts';
import type { Range } from '../../src/core/changelog/history.ts';
import { commitSha, repoName } from '../../src/core/names.ts';
import { openMirrors, type MirrorOptions } from '../../src/git/mirrors.ts';
import { outcomeOf } from '../../src/git/process/outcome-of.ts';
import type { Mirrors } from '../../src/ports/mirrors.ts';
import { GitServer, TOKEN } from './git-server.ts';
import { git, temporaryFolder, TestRepository } from './repository.ts';
import { standIn } from './stand-in.ts';

const shop = repoName('Acme/Shop');
const nowhere = commitSha('0123456789'.repeat(4));

let repository: TestRepository;
let server: GitServer;
let directory: string;
let logged: unknown[];
const open: Mirrors[] = [];

beforeEach(async () => {
  repository = new TestRepository();
  server = await GitServer.serving(repository);
  directory = temporaryFolder();
  logged = [];
});

afterEach(async () => {
  for (const mirrors of open.splice(0)) await mirrors.close();
  await server.close();
});

function mirrorsOf(options: Partial<MirrorOptions> = {}): Mirrors {
  const log = (facts: unknown, message: string): void => void logged.push([message, facts]);
  const mirrors = openMirrors({
    directory,
    access: server,
    log: { debug: log, info: log, warn: log, error: log },
    ...options,
  });
  open.push(mirrors);
  return mirrors;
}

const mirror = (): string => join(directory, 'acme/shop.git');

/** How the range lies, and the subjects on both sides. */
function brief(answer: Answer<Range>): unknown {
  if ('unknown' in answer) return answer.unknown;
  const { classification, commits, removed } = answer.known;
  return [classification, commits.map(({ message }) => message), removed.map(({ message }) => message)];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe('a mirror', () => {
  it('is made by the first question, without the contents of files, and answers the next ones by itself', async () => {
    const one = repository.commit({ message: 'one', files: { 'web/a': 'x'.repeat(50) } });
    const two = repository.commit({ message: 'two', files: { 'web/a': 'y'.repeat(50) } });
    const mirrors = mirrorsOf();

    const forward = await mirrors.range(shop, one, two, ['web/**']);
    const fetches = server.fetches;
    const back = await mirrors.range(shop, two, one);

    expect(brief(forward)).toEqual(['forward', ['two'], []]);
    expect('known' in forward && forward.known.commits[0]?.touches).toBe(true);
    expect(brief(back)).toEqual(['rollback', [], ['two']]);
    expect([fetches, server.fetches]).toEqual([1, 1]);
    const objects = git(mirror(), ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype)']).split('\n');
    expect(objects).not.toContain('blob');
  });

  it('fetches once for a commit that it lacks, however many ask at the same time', async () => {
    const one = repository.commit({ message: 'one' });
    const mirrors = mirrorsOf();
    await mirrors.range(shop, one, one);
    const two = repository.commit({ message: 'two' });

    const answers = await Promise.all([
      mirrors.range(shop, one, two),
      mirrors.range(repoName('acme/shop'), one, two),
      mirrors.range(shop, one, two, ['notes.txt']),
    ]);

    expect(answers.map(brief)).toEqual(Array.from({ length: 3 }, () => ['forward', ['two'], []]));
    expect(server.fetches).toBe(2);
  });

  it('brings commits that no branch has any more', async () => {
    const one = repository.commit({ message: 'one' });
    const two = repository.commit({ message: 'two' });
    repository.git('reset', '--quiet', '--hard', one);

    expect(brief(await mirrorsOf().range(shop, one, two))).toEqual(['forward', ['two'], []]);
  });

  it('knows the commits of the default branch that others were picked from', async () => {
    const root = repository.commit({ message: 'root' });
    const original = repository.commit({ message: 'fix: the cart forgets (#3)', files: { fix: '1' } });
    repository.branch('release', root);
    repository.commit({ message: 'release', files: { release: '1' } });
    repository.git('cherry-pick', original);
    const picked = repository.head();
    repository.checkout('main');

    const answer = await mirrorsOf().range(shop, root, picked);

    expect('known' in answer && answer.known.elsewhere?.map(({ commit }) => commit)).toEqual([original]);
  });

  it('says which of the two commits the server does not have, and keeps the other', async () => {
    const one = repository.commit({ message: 'one' });
    const mirrors = mirrorsOf();

    const answers = [
      await mirrors.range(shop, nowhere, one),
      await mirrors.range(shop, one, nowhere),
      await mirrors.range(shop, nowhere, commitSha('9'.repeat(40))),
    ];

    expect(answers.map((answer) => ('known' in answer ? answer.known.classification : answer.unknown))).toEqual([
      'unknown-old',
      'unknown-new',
      'unknown-old',
    ]);
    expect(git(mirror(), ['for-each-ref', '--format=%(refname)']).split('\n')).toContain(`refs/sluice/${one}`);
  });

  it('does without a default branch where the repository has none', async () => {
    const [one, two] = [repository.commit({ message: 'one' }), repository.commit({ message: 'two' })];
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/nobody-made-it');

    expect(brief(await mirrorsOf().range(shop, one, two))).toEqual(['forward', ['two'], []]);
  });

  it('falls back to branches where the server lets nobody ask by id', async () => {
    const one = repository.commit({ message: 'one' });
    repository.commit({ message: 'two' });
    repository.branch('feature');
    const three = repository.commit({ message: 'three' });
    repository.checkout('main');
    server.configure('uploadpack.allowAnySHA1InWant', 'false');
    // By the second version of its protocol git lets everybody ask by id.
    server.instead = (request) => {
      delete request.headers['git-protocol'];
      return false;
    };

    expect(brief(await mirrorsOf().range(shop, one, three))).toEqual(['forward', ['three', 'two'], []]);
  });
});

describe('a server that does not let in', () => {
  it.each([
    [401, 'the server does not accept the token'],
    [403, 'the server does not accept the token'],
    [404, 'the server has no such repository, or hides it from the token'],
    [503, 'the server does not answer at the moment'],
  ])('%d is unknown, said without the token', async (status, because) => {
    const one = repository.commit();
    server.instead = (_, response) => Boolean(response.writeHead(status).end());

    const answer = await mirrorsOf().range(shop, one, nowhere);

    expect(brief(answer)).toBe(`the mirror of Acme/Shop cannot be used, because ${because}`);
    expect(logged).toEqual([['mirror not used', { repo: shop, because: brief(answer) }]]);
  });

  it('a redirect is not followed, so the token stays where it was meant to go', async () => {
    const one = repository.commit();
    const elsewhere = await GitServer.serving(repository);
    server.instead = (request, response) =>
      Boolean(response.writeHead(302, { location: elsewhere.url + (request.url ?? '').slice(14) }).end());

    const answer = await mirrorsOf().range(shop, one, nowhere);

    expect(brief(answer)).toContain('the server sends to another address');
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('a token that cannot be had is unknown, and no mirror is asked for', async () => {
    server.access = unknown('the App is not installed there');

    expect(brief(await mirrorsOf().range(shop, nowhere, nowhere))).toContain('the App is not installed there');
    expect(server.requests).toEqual([]);
  });

  it.each([
    'http://git.example.com/acme/shop.git',
    'file:///etc/acme.git',
    'ext::sh -c touch% here',
    'https://user:password@github.com/acme/shop.git',
    'ssh://github.com/acme/shop.git',
    '--upload-pack=touch here',
  ])('the address %s is not fetched from', async (url) => {
    server.access = { known: { url, token: TOKEN } };

    expect(brief(await mirrorsOf().range(shop, nowhere, nowhere))).toContain('no valid address');
  });

  it('the token reaches the server, and no file keeps it', async () => {
    const one = repository.commit();
    await mirrorsOf().range(shop, one, one);

    const basic = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
    expect(new Set(server.requests.map(({ authorization }) => authorization))).toEqual(new Set([`Basic ${basic}`]));
    const kept = filesBelow(directory).filter((file) => /ghs_|eC1hY2Nlc3M/.test(readFileSync(file, 'latin1')));
    expect(kept).toEqual([]);
  });
});

describe('a mirror that something happened to', () => {
  it('is made anew where it is damaged', async () => {
    const one = repository.commit({ message: 'one' });
    const two = repository.commit({ message: 'two' });
    await mirrorsOf().range(shop, one, two);
    for (const pack of filesBelow(join(mirror(), 'objects')).filter((file) => /\.(?:pack|idx|graph)$/.test(file))) {
      rmSync(pack);
    }

    expect(brief(await mirrorsOf().range(shop, one, two))).toEqual(['forward', ['two'], []]);
  });

  it.each(['config', 'HEAD'])('is made anew where its %s is nonsense', async (file) => {
    const [one, two] = [repository.commit({ message: 'one' }), repository.commit({ message: 'two' })];
    await mirrorsOf().range(shop, one, two);
    writeFileSync(join(mirror(), file), '[[[nonsense');

    expect(brief(await mirrorsOf().range(shop, one, two))).toEqual(['forward', ['two'], []]);
  });

  it('loses the locks and half packs of a fetch that was killed long ago, and keeps fresh ones', async () => {
    const one = repository.commit({ message: 'one' });
    await mirrorsOf().range(shop, one, one);
    const two = repository.commit({ message: 'two' });
    const stale = ['packed-refs.lock', 'refs/heads/default.lock', 'objects/pack/tmp_pack_x'].map((name) =>
      join(mirror(), name),
    );
    const fresh = join(mirror(), 'objects/pack/tmp_pack_y');
    for (const file of [...stale, fresh]) writeFileSync(file, '');
    for (const file of stale) utimesSync(file, 1, 1);
    // As old as the longest fetch.
    utimesSync(fresh, Date.now() / 1000 - 20 * 60, Date.now() / 1000 - 20 * 60);

    expect(brief(await mirrorsOf().range(shop, one, two))).toEqual(['forward', ['two'], []]);
    expect([...stale, fresh].filter(existsSync)).toEqual([fresh]);
  });

  it('is removed at the opening when nobody has used it for a month, as is what was never finished', async () => {
    const one = repository.commit({ message: 'one' });
    await mirrorsOf().range(shop, one, one);
    const [old, half] = [join(directory, 'acme/old.git'), join(directory, 'acme/x.git.making-1')];
    const month = Date.now() / 1000 - 31 * 86_400;
    for (const folder of [old, half]) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'last-used'), '');
      utimesSync(join(folder, 'last-used'), month, month);
    }

    await mirrorsOf().close();

    expect(readdirSync(join(directory, 'acme'))).toEqual(['shop.git']);
    expect(logged).toContainEqual(['mirrors that nobody used removed', { mirrors: [old, half].sort() }]);
  });

  it('stays where it is until a whole new copy is there', async () => {
    const [one, two] = [repository.commit({ message: 'one' }), repository.commit({ message: 'two' })];
    await mirrorsOf().range(shop, one, two);
    const head = readFileSync(join(mirror(), 'HEAD'));
    writeFileSync(join(mirror(), 'HEAD'), '[[[nonsense');
    const passing = server.instead;
    server.instead = (_, response) => Boolean(response.writeHead(503).end());

    const meanwhile = brief(await mirrorsOf().range(shop, one, two));
    const left = readdirSync(join(directory, 'acme'));
    server.instead = passing;
    writeFileSync(join(mirror(), 'HEAD'), head);
    const fetches = server.fetches;

    expect(meanwhile).toContain('the server does not answer at the moment');
    expect(left).toEqual(['shop.git']);
    expect(brief(await mirrorsOf().range(shop, one, two))).toEqual(['forward', ['two'], []]);
    expect(server.fetches).toBe(fetches);
  });

  it('is not thrown away because this machine is short of something', async () => {
    const [one, two] = [repository.commit({ message: 'one' }), repository.commit({ message: 'two' })];
    await mirrorsOf().range(shop, one, two);
    const fetches = server.fetches;
    const says = 'error: packfile objects/pack/x.pack cannot be mapped: Cannot allocate memory';
    standIn(`case "$1" in log) echo '${says}' >&2; exit 128;; *) real_git "$@";; esac`);

    expect(brief(await mirrorsOf().range(shop, one, two))).toContain('there is not enough memory');
    expect(server.fetches).toBe(fetches);
  });

  it('takes the server a tag of its own for the commit that it leads to', async () => {
    const [one, two] = [repository.commit({ message: 'one' }), repository.commit({ message: 'two' })];
    repository.git('tag', '-a', '-m', 'a tag', 'v1', one);
    const tag = commitSha(repository.git('rev-parse', 'v1'));

    expect(brief(await mirrorsOf().range(shop, tag, two))).toEqual(['forward', ['two'], []]);
  });

  it('nobody waits for a slow first copy, which goes on and serves the next question', async () => {
    const one = repository.commit({ message: 'one' });
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const passing = server.instead;
    server.instead = (request, response) => {
      server.instead = passing;
      void held.then(() => server.serve(request, response));
      return true;
    };
    const mirrors = mirrorsOf({ patience: 1_500 });

    const first = await mirrors.range(shop, one, one);
    const meanwhile = await mirrors.range(shop, one, one);
    release();
    let later = meanwhile;
    while ('unknown' in later) later = await mirrors.range(shop, one, one).then(nextTurn);

    expect([first, meanwhile].map(brief)).toEqual([
      'the mirror of Acme/Shop took longer than 1.5 seconds',
      'the mirror of Acme/Shop is still being fetched',
    ]);
    expect(brief(later)).toEqual(['identical', [], []]);
  });

  it('first copies, however many are slow, keep nobody from a mirror that is there', async () => {
    const [one, two] = [repository.commit({ message: 'one' }), repository.commit({ message: 'two' })];
    const mirrors = mirrorsOf();
    await mirrors.range(shop, one, two);
    const before = server.requests.length;
    server.instead = () => true;
    const copies = ['big-1', 'big-2', 'big-3', 'big-4', 'big-5'].map((name) =>
      mirrors.range(repoName(`acme/${name}`), one, two),
    );
    while (server.requests.length < before + 3) await nextTurn(undefined);

    expect(brief(await mirrors.range(shop, two, one))).toEqual(['rollback', [], ['two']]);
    expect(server.requests).toHaveLength(before + 3);
    await mirrors.close();
    expect((await Promise.all(copies)).filter((copy) => 'known' in copy)).toEqual([]);
  });

  it('many fetches are packed into one', async () => {
    const one = repository.commit({ message: 'one' });
    await mirrorsOf().range(shop, one, one);
    const pack = filesBelow(join(mirror(), 'objects/pack')).find((file) => file.endsWith('.pack'))!;
    for (let copy = 0; copy < 60; copy += 1) {
      const name = join(mirror(), `objects/pack/pack-${String(copy).padStart(40, '0')}`);
      for (const ending of ['pack', 'idx', 'promisor'])
        writeFileSync(`${name}.${ending}`, readFileSync(pack.replace(/pack$/, ending)));
    }
    const two = repository.commit({ message: 'two' });

    expect(brief(await mirrorsOf().range(shop, one, two))).toEqual(['forward', ['two'], []]);
    expect(filesBelow(join(mirror(), 'objects/pack')).filter((file) => file.endsWith('.pack')).length).toBeLessThan(5);
  });
});

describe("somebody else's repository where a mirror would be", () => {
  const precious = (): string => join(directory, 'acme/shop.git');

  it.each(['shop.git', 'shop.git.making-of'])('%s is left alone, however long nobody has used it', async (name) => {
    const folder = join(directory, 'acme', name);
    mkdirSync(folder, { recursive: true });
    git(folder, ['init', '--quiet', '--bare']);
    utimesSync(folder, 1, 1);

    await mirrorsOf().close();

    expect(git(folder, ['rev-parse', '--is-bare-repository'])).toBe('true');
    expect(logged).toEqual([]);
  });

  it.each(['whole', 'damaged'])('is neither read nor fetched into nor replaced, be it %s', async (how) => {
    const [one, two] = [repository.commit({ message: 'one' }), repository.commit({ message: 'two' })];
    mkdirSync(join(directory, 'acme'));
    git(directory, ['clone', '--quiet', '--bare', `file://${repository.directory}`, precious()]);
    if (how === 'damaged') writeFileSync(join(precious(), 'HEAD'), '[[[nonsense');
    const before = filesBelow(precious()).sort();

    const answers = [await mirrorsOf().range(shop, one, two), await mirrorsOf().range(shop, one, nowhere)];

    for (const answer of answers) expect(brief(answer)).toContain('lies something that Sluice did not make');
    expect(filesBelow(precious()).sort()).toEqual(before);
    expect(server.requests).toEqual([]);
  });

  it('is not replaced by what fetches either', async () => {
    const one = repository.commit();
    git(directory, ['clone', '--quiet', '--bare', `file://${repository.directory}`, precious()]);
    const request = { repository: { directory: precious(), isMirror: true }, url: server.url, token: TOKEN };

    const outcome = await outcomeOf({ ask: 'fetch', ...request, commits: [one], isAnew: true });

    expect(outcome).toMatchObject({ failure: { because: expect.stringContaining('did not make') } });
    expect(git(precious(), ['rev-parse', 'HEAD'])).toBe(one);
  });
});

/** Lets what is under way go on. */
async function nextTurn<T>(value: T): Promise<T> {
  await new Promise((resolve) => setImmediate(resolve));
  return value;
}

it('mirrors are private to their user', async () => {
  const one = repository.commit();
  await mirrorsOf().range(shop, one, one);

  expect(statSync(mirror()).mode & 0o077).toBe(0);
});
