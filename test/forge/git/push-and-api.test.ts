import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RepoSpec } from '../../../src/forge/seed/organisation.ts';
import { writeCommit } from '../../../src/forge/git/commit.ts';
import { entryAt } from '../../../src/forge/git/tree.ts';
import type { Json } from '../domain-world.ts';
import { noon } from '../kernel.ts';
import { git, GitHost } from './git-host.ts';
import { commitFiles, gitLines, person, temporaryFolder } from './oracle.ts';

/** One ref of a change; the names stand for commits that `Twins.commits` knows, undefined for no ref. */
interface Move {
  ref: string;
  from?: string;
  to?: string;
}

const zero = '0'.repeat(40);

/** Two equal forges: what a push does to one, the API does to the other. */
class Twins {
  readonly pushed: GitHost;
  readonly called: GitHost;
  readonly work: string;
  /** Objects of commits that are to come stand in the forge of the API beforehand, as its callers would have put them there. */
  readonly commits = new Map<string, string>();

  private constructor(pushed: GitHost, called: GitHost, work: string) {
    this.pushed = pushed;
    this.called = called;
    this.work = work;
    this.commits.set('first', called.tip()!);
  }

  static async open(shop: Partial<RepoSpec>): Promise<Twins> {
    const [pushed, called] = [await GitHost.open(shop), await GitHost.open(shop)];
    const work = temporaryFolder();
    gitLines(work, 'init', '--quiet');
    gitLines(work, 'remote', 'add', 'origin', pushed.adas());
    return new Twins(pushed, called, work);
  }

  /** A commit that no ref holds yet. */
  commit(name: string, parents: string[], more: { files?: Record<string, string>; message?: string } = {}): void {
    const { files = { [`${name}.txt`]: `${name}\n` }, message = `Make ${name}` } = more;
    const { objects } = this.called.repo().git;
    const oids = parents.map((parent) => this.commits.get(parent)!);
    this.commits.set(name, commitFiles(objects, { parents: oids, files, message, at: noon / 1000 + 1 }));
  }

  /** A long line of commits without changes; answers the name of the last. */
  line(name: string, from: string, length: number): void {
    const { objects } = this.called.repo().git;
    const tree = entryAt(objects, this.commits.get(from)!, '')!.oid;
    let tip = this.commits.get(from)!;
    for (let index = 0; index < length; index += 1) {
      const author = person(noon / 1000 + index);
      tip = writeCommit(objects, { tree, parents: [tip], author, committer: author, message: `${name} ${index}` });
    }
    this.commits.set(name, tip);
  }

  async both(act: (host: GitHost) => Promise<unknown>): Promise<void> {
    await act(this.pushed);
    await act(this.called);
  }

  /** The same on both sides; answers whether each took it. */
  async moves(moves: Move[]): Promise<{ push: boolean; api: boolean }> {
    this.pushed.forge.hooks.pending.length = 0;
    this.called.forge.hooks.pending.length = 0;
    return { push: await this.#push(moves), api: await this.#call(moves) };
  }

  async #push(moves: Move[]): Promise<boolean> {
    const wanted = moves.flatMap(({ to }) => (to === undefined ? [] : [this.commits.get(to)!]));
    if (wanted.length > 0) await git(this.work, 'fetch', '--quiet', this.called.repo().git.directory!, ...wanted);
    const specs = moves.map(({ ref, to }) => `${to === undefined ? '' : this.commits.get(to)}:${ref}`);
    const { status } = await git(this.work, 'push', '--quiet', '--force', 'origin', ...specs);
    return status === 0;
  }

  async #call(moves: Move[]): Promise<boolean> {
    const [only] = moves;
    if (moves.length > 1 || only === undefined) return this.#updateRefs(moves);
    const { ref, from, to } = only;
    const sha = to === undefined ? undefined : this.commits.get(to);
    const at = `/repos/acme/shop/git/${ref}`;
    if (from === undefined) return isDone(await this.called.api('POST /repos/acme/shop/git/refs', { ref, sha }));
    if (to === undefined) return isDone(await this.called.api(`DELETE ${at}`));
    return isDone(await this.called.api(`PATCH ${at}`, { sha, force: true }));
  }

  async #updateRefs(moves: Move[]): Promise<boolean> {
    const oidOf = (name: string | undefined): string => (name === undefined ? zero : this.commits.get(name)!);
    const refUpdates = moves.map(({ ref, to }) => ({ name: ref, afterOid: oidOf(to), force: true }));
    const input = { repositoryId: (await this.called.api('GET /repos/acme/shop')).body.node_id, refUpdates };
    const query = 'mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';
    const { body } = await this.called.api('POST /graphql', { query, variables: { input } });
    return body.errors === undefined;
  }

  async close(): Promise<void> {
    await this.both((host) => host.close());
  }
}

function isDone({ status }: { status: number }): boolean {
  return status < 300;
}

/** Without what differs from forge to forge: the port in addresses. */
function anywhere(text: string, { url }: GitHost): Json {
  return JSON.parse(text.replaceAll(new URL(url).host, 'forge'));
}

function heard(host: GitHost): Json[] {
  return host.forge.hooks.pending.map(({ event, body }) => ({ event, ...anywhere(body, host) }));
}

/** What a client can see of the repository. */
async function seen(host: GitHost): Promise<unknown> {
  const answers = [];
  for (const path of ['', '/branches', '/tags', '/pulls?state=all', '/issues?state=all', '/git/matching-refs/heads'])
    answers.push((await host.api(`GET /repos/acme/shop${path}`)).body);
  return anywhere(JSON.stringify(answers), host);
}

let twins: Twins;
let shop: Partial<RepoSpec>;
beforeEach(() => {
  shop = {};
});
afterEach(() => twins.close());

async function open(spec: Partial<RepoSpec> = {}): Promise<Twins> {
  twins = await Twins.open({ ...shop, ...spec });
  return twins;
}

/** An open pull request of `topic` (commit `head`) on both sides. */
async function proposed(): Promise<void> {
  twins.commit('head', ['first']);
  await twins.moves([{ ref: 'refs/heads/topic', to: 'head' }]);
  await twins.both((host) => host.api('POST /repos/acme/shop/pulls', { title: 'Topic', head: 'topic', base: 'main' }));
}

/** Both sides took it, told the same of it, and show the same; answers what they told. */
async function expectTheSame(moves: Move[]): Promise<Json[]> {
  expect(await twins.moves(moves)).toEqual({ push: true, api: true });
  const told = heard(twins.pushed);
  expect(told).toEqual(heard(twins.called));
  expect(await seen(twins.pushed)).toEqual(await seen(twins.called));
  return told;
}

const names = (told: { event: string; action?: string }[]): string[] =>
  told.map(({ event, action }) => (action === undefined ? event : `${event}.${action}`));

describe('a push and the API tell and leave the same', () => {
  it('of a branch that is made, with commits or without', async () => {
    await open();
    twins.commit('a', ['first']);
    twins.commit('b', ['a']);

    const [, push] = await expectTheSame([{ ref: 'refs/heads/topic', to: 'b' }]);
    const [, bare] = await expectTheSame([{ ref: 'refs/heads/release', to: 'first' }]);

    expect([push.created, push.commits.length, push.before]).toEqual([true, 2, zero]);
    expect([bare.commits.length, bare.head_commit.message]).toEqual([0, 'Initial commit']);
  });

  it('of a branch that advances, is rewritten, and goes', async () => {
    await open();
    for (const [name, parent] of [
      ['a', 'first'],
      ['b', 'a'],
      ['c', 'b'],
      ['other', 'first'],
    ])
      twins.commit(name!, [parent!]);
    await twins.moves([{ ref: 'refs/heads/topic', to: 'a' }]);

    const [ahead] = await expectTheSame([{ ref: 'refs/heads/topic', from: 'a', to: 'c' }]);
    const [forced] = await expectTheSame([{ ref: 'refs/heads/topic', from: 'c', to: 'other' }]);
    const [gone, push] = await expectTheSame([{ ref: 'refs/heads/topic', from: 'other' }]);

    expect(ahead.commits.map((one: Json) => one.message)).toEqual(['Make b', 'Make c']);
    expect([ahead.forced, forced.forced, forced.commits.length]).toEqual([false, true, 1]);
    expect([gone.event, push.deleted, push.head_commit, push.after]).toEqual(['delete', true, null, zero]);
  });

  it('of a tag that is made, moved and deleted', async () => {
    await open();
    twins.commit('a', ['first']);

    expect(names(await expectTheSame([{ ref: 'refs/tags/v1', to: 'first' }]))).toEqual(['create', 'push']);
    expect(names(await expectTheSame([{ ref: 'refs/tags/v1', from: 'first', to: 'a' }]))).toEqual(['push']);
    expect(names(await expectTheSame([{ ref: 'refs/tags/v1', from: 'a' }]))).toEqual(['delete', 'push']);
  });

  it('of two branches made at once: the first of them brings the commits', async () => {
    await open();
    twins.commit('a', ['first']);

    const told = await expectTheSame(['one', 'two'].map((name) => ({ ref: `refs/heads/${name}`, to: 'a' })));

    expect(told.map((one) => [one.event, one.ref, one.commits?.length])).toEqual([
      ['create', 'one', undefined],
      ['push', 'refs/heads/one', 1],
      ['create', 'two', undefined],
      ['push', 'refs/heads/two', 0],
    ]);
  });

  it('of three tags at once, and nothing of four', async () => {
    await open();
    const tags = (count: number, kind: string) =>
      Array.from({ length: count }, (_, index) => ({ ref: `refs/tags/${kind}${index}`, to: 'first' }));

    expect(names(await expectTheSame(tags(3, 'a')))).toHaveLength(6);
    expect(names(await expectTheSame(tags(4, 'b')))).toEqual([]);
  });

  it('of more commits than GitHub lists', async () => {
    await open();
    twins.line('line', 'first', 2_050);

    const [push] = await expectTheSame([{ ref: 'refs/heads/main', from: 'first', to: 'line' }]);

    expect([push.commits.length, push.head_commit.message]).toEqual([2_048, 'line 2049']);
  });

  it('of the head of a pull request that advances, is rewritten, and goes', async () => {
    await open();
    await proposed();
    twins.commit('more', ['head']);
    twins.commit('other', ['first']);

    const ahead = await expectTheSame([{ ref: 'refs/heads/topic', from: 'head', to: 'more' }]);
    const forced = await expectTheSame([{ ref: 'refs/heads/topic', from: 'more', to: 'other' }]);
    const gone = await expectTheSame([{ ref: 'refs/heads/topic', from: 'other' }]);

    expect(names(ahead)).toEqual(['push', 'pull_request.synchronize']);
    expect(names(forced)).toEqual(['push', 'pull_request.synchronize']);
    expect(names(gone)).toEqual(['delete', 'push', 'pull_request.closed']);
  });

  it('of commits that close issues, on the default branch only', async () => {
    await open();
    await twins.both((host) => host.api('POST /repos/acme/shop/issues', { title: 'Broken' }));
    twins.commit('fix', ['first'], { message: 'Mend it\n\nFixes #1' });

    const aside = await expectTheSame([{ ref: 'refs/heads/topic', to: 'fix' }]);
    const landed = await expectTheSame([{ ref: 'refs/heads/main', from: 'first', to: 'fix' }]);

    expect(names(aside)).toEqual(['create', 'push']);
    expect(names(landed)).toEqual(['push', 'issues.closed']);
  });

  it('of a pull request that is merged by hand', async () => {
    await open();
    await proposed();
    twins.commit('merge', ['first', 'head'], { files: { 'head.txt': 'head\n' } });

    const told = await expectTheSame([{ ref: 'refs/heads/main', from: 'first', to: 'merge' }]);

    expect(names(told)).toContain('pull_request.closed');
    expect(told.find(({ action }) => action === 'closed').pull_request.merged).toBe(true);
  });
});

describe('a push and the API are refused the same', () => {
  const protection = { main: { requiredApprovals: 0 } };

  it.each<[string, Partial<RepoSpec>, Move]>([
    [
      'a change of a branch that wants reviews',
      { protection: { main: { requiredApprovals: 1 } } },
      { ref: 'refs/heads/main', from: 'first', to: 'next' },
    ],
    [
      'a commit without a required check',
      { protection: { main: { requiredChecks: ['build'] } } },
      { ref: 'refs/heads/main', from: 'first', to: 'next' },
    ],
    ['to rewrite a protected branch', { protection }, { ref: 'refs/heads/main', from: 'first', to: 'root' }],
    [
      'to delete a protected branch',
      { protection: { 'release/*': {} } },
      { ref: 'refs/heads/release/1', from: 'first' },
    ],
    ['to delete the default branch', {}, { ref: 'refs/heads/main', from: 'first' }],
    ['a ref of pull requests', {}, { ref: 'refs/pull/1/head', to: 'next' }],
  ])('%s', async (_, spec, move) => {
    await open(spec);
    twins.commit('next', ['first']);
    twins.commit('root', []);
    await twins.moves([{ ref: 'refs/heads/release/1', to: 'first' }]);
    const before = await seen(twins.called);

    expect(await twins.moves([move])).toEqual({ push: false, api: false });

    expect([heard(twins.pushed), heard(twins.called)]).toEqual([[], []]);
    expect(await seen(twins.pushed)).toEqual(before);
    expect(await seen(twins.called)).toEqual(before);
  });
});
