import { describe, expect, it } from '@jest/globals';
import { readCommit } from '../../src/forge/git/commit.ts';
import { addCheckRun, updateCheckRun } from '../../src/forge/domain/checks.ts';
import { addRepositories, removeRepositories } from '../../src/forge/domain/installations.ts';
import { closingIssues } from '../../src/forge/domain/pulls/keywords.ts';
import { deleteIssue } from '../../src/forge/domain/issues/moves.ts';
import type { Issue, Pull } from '../../src/forge/domain/state.ts';
import type { RepoSpec } from '../../src/forge/seed/organisation.ts';
import { DomainWorld } from './domain-world.ts';

const shop: RepoSpec = {
  fullName: 'acme/shop',
  files: { 'pin.txt': 'one\n', 'docs/a.md': 'a\n' },
  labels: ['Ready'],
  roles: { alice: 'write', rita: 'read', tom: 'maintain' },
};
const ledger: RepoSpec = { fullName: 'acme/ledger', files: { 'a.txt': 'a\n' }, roles: { alice: 'write' } };

const tip = (world: DomainWorld, branch = 'main') => world.repo('shop').git.refs.read(`refs/heads/${branch}`)!;

describe('issues', () => {
  it('share numbers with pull requests and are closed and opened with events [15]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    const pull = await world.done('bot', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
    world.heard();

    const issue = await world.done('rita', 'POST /repos/acme/shop/issues', { title: 'Broken', labels: ['Ready'] });
    const closed = await world.done('alice', 'PATCH /repos/acme/shop/issues/2', {
      state: 'closed',
      state_reason: 'not_planned',
    });
    const opened = await world.done('bot', 'PATCH /repos/acme/shop/issues/2', { state: 'open', title: 'Still broken' });

    expect([pull.number, issue.number]).toEqual([1, 2]);
    expect(issue.labels).toEqual([]);
    expect([closed.state_reason, closed.closed_by.login]).toEqual(['not_planned', 'alice']);
    expect([opened.state, opened.state_reason, opened.title]).toEqual(['open', 'reopened', 'Still broken']);
    expect(world.heard()).toEqual(['issues.opened', 'issues.closed', 'issues.edited', 'issues.reopened']);
    expect(world.breaches()).toEqual([]);
  });

  it('may be changed only by their author and by people with a role', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Hers' });
    await world.done('rita', 'POST /repos/acme/shop/issues', { title: 'Own' });

    const foreign = await world.rest('rita', 'PATCH /repos/acme/shop/issues/1', { state: 'closed' });
    const own = await world.rest('rita', 'PATCH /repos/acme/shop/issues/2', { state: 'closed' });

    expect([foreign.status, own.status]).toEqual([403, 200]);
  });

  it('answers 410 once deleted', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Gone' });
    const { state } = world.forge;
    deleteIssue(state, world.repo('shop'), world.repo('shop').issues.get(1) as Issue, state.app.owner);

    expect((await world.rest('bot', 'GET /repos/acme/shop/issues/1')).status).toBe(410);
    expect((await world.rest('bot', 'POST /repos/acme/shop/issues/1/comments', { body: 'x' })).status).toBe(410);
    expect((await world.rest('bot', 'GET /repos/acme/shop/issues/2')).status).toBe(404);
  });
});

describe('labels', () => {
  it('are unique ignoring case, and an unknown one is made grey [17]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A' });
    world.heard();

    const labels = await world.done('bot', 'POST /repos/acme/shop/issues/1/labels', { labels: ['ready', 'new/one'] });
    await world.done('bot', 'POST /repos/acme/shop/issues/1/labels', { labels: ['READY'] });

    const seen = labels.map(({ name, color, description }: Record<string, unknown>) => [name, color, description]);
    expect(seen).toEqual([
      ['Ready', 'ededed', null],
      ['new/one', 'ededed', null],
    ]);
    expect(world.heard()).toEqual(['issues.labeled', 'label.created', 'issues.labeled']);
  });

  it('answers 404 for one that is not set', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A', labels: ['new/one'] });

    const missing = await world.rest('bot', 'DELETE /repos/acme/shop/issues/1/labels/Ready');
    const removed = await world.rest('bot', 'DELETE /repos/acme/shop/issues/1/labels/new%2Fone');

    expect([missing.status, missing.body.message]).toEqual([404, 'Label does not exist']);
    expect([removed.status, removed.body]).toEqual([200, []]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('comments', () => {
  it('beyond 65,536 characters are refused [18]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A' });
    const comment = (length: number) =>
      world.rest('bot', 'POST /repos/acme/shop/issues/1/comments', { body: 'x'.repeat(length) });

    expect((await comment(65_536)).status).toBe(201);
    expect((await comment(65_537)).status).toBe(422);
  });

  it('are edited with an event only when they change', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A' });
    const { id } = await world.done('bot', 'POST /repos/acme/shop/issues/1/comments', { body: 'first' });
    world.heard();

    await world.done('bot', `PATCH /repos/acme/shop/issues/comments/${id}`, { body: 'first' });
    await world.done('bot', `PATCH /repos/acme/shop/issues/comments/${id}`, { body: 'second' });

    expect(world.heard()).toEqual(['issue_comment.edited']);
    expect((await world.done('bot', 'GET /repos/acme/shop/issues/1/comments'))[0].body).toBe('second');
    expect(world.breaches()).toEqual([]);
  });

  it('on a locked thread are left to people who may write', async () => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'A' });
    world.repo('shop').issues.get(1)!.locked = true;

    const statuses = [];
    for (const who of ['bot', 'rita', 'alice']) {
      statuses.push((await world.rest(who, 'POST /repos/acme/shop/issues/1/comments', { body: 'x' })).status);
    }

    expect(statuses).toEqual([403, 403, 201]);
  });
});

describe('closing keywords', () => {
  it.each([
    ['Fixes #1', [1]],
    ['closes: #1 and resolved acme/shop#2', [1, 2]],
    ['Fixes http://forge.test/acme/shop/issues/2', [2]],
    ['Fixes GH-1', [1]],
    ['Refs #1, prefixes #2', []],
    ['`Fixes #1`', []],
    ['```\nFixes #1\n```\nFixes #2', [2]],
    ['<!-- Fixes #1 -->', []],
    ['Fixes #99', []],
  ])('%j names %j', async (body, numbers) => {
    const world = await DomainWorld.with([shop]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'One' });
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Two' });
    const pull = { kind: 'pull', base: 'main', body } as Pull;

    const closing = closingIssues(world.forge.state, world.repo('shop'), pull);

    expect(closing.map(({ issue }) => issue.number)).toEqual(numbers);
  });

  it('in a commit that reaches the default branch close the issue, over there only with a right to [16]', async () => {
    const world = await DomainWorld.with([shop, ledger]);
    await world.done('alice', 'POST /repos/acme/shop/issues', { title: 'Here' });
    await world.done('alice', 'POST /repos/acme/ledger/issues', { title: 'There' });
    const put = (sha: string, message: string) => ({ message, content: 'dHdvCg==', sha });
    const { sha } = await world.done('tom', 'GET /repos/acme/shop/contents/pin.txt');

    const { content } = await world.done(
      'tom',
      'PUT /repos/acme/shop/contents/pin.txt',
      put(sha, 'Fix #1, fixes acme/ledger#1'),
    );
    const there = () => world.repo('ledger').issues.get(1)!.state;
    const before = there();
    await world.done('alice', 'PUT /repos/acme/shop/contents/docs/a.md', {
      ...put((await world.done('alice', 'GET /repos/acme/shop/contents/docs/a.md')).sha, 'Fixes acme/ledger#1'),
    });

    expect(content.size).toBe(4);
    expect(world.repo('shop').issues.get(1)!.state).toBe('closed');
    expect([before, there()]).toEqual(['open', 'closed']);
  });
});

describe('refs', () => {
  it('are refused in the words GitHub uses [7] [8]', async () => {
    const world = await DomainWorld.with([shop]);
    const sha = tip(world);
    await world.branch('bot', 'shop', { name: 'a/b', path: 'pin.txt', text: 'two\n' });

    const twice = await world.rest('bot', 'POST /repos/acme/shop/git/refs', { ref: 'refs/heads/a/b', sha });
    const rewind = await world.rest('bot', 'PATCH /repos/acme/shop/git/refs/heads/a/b', { sha });
    const missing = await world.rest('bot', 'DELETE /repos/acme/shop/git/refs/heads/none');
    const read = await world.rest('bot', 'GET /repos/acme/shop/git/ref/heads/a/b');

    expect([twice, rewind, missing].map(({ status, body }) => [status, body.message])).toEqual([
      [422, 'Reference already exists'],
      [422, 'Update is not a fast forward'],
      [422, 'Reference does not exist'],
    ]);
    expect(read.body.object.sha).toBe(tip(world, 'a/b'));
    expect(world.breaches()).toEqual([]);
  });

  it('pushed with workflows by an App without that permission are refused', async () => {
    const world = await DomainWorld.with([shop]);

    const put = { message: 'CI', content: 'b246IHB1c2gK' };
    const path = '/repos/acme/shop/contents/.github/workflows/ci.yml';
    const [bot, person] = [await world.rest('bot', `PUT ${path}`, put), await world.rest('alice', `PUT ${path}`, put)];

    expect([bot.status, person.status]).toEqual([422, 201]);
    expect(bot.body.message).toContain('without `workflows` permission');
  });
});

describe('commits', () => {
  it('of the contents endpoint are in the name of who asked, and signed only for an App', async () => {
    const world = await DomainWorld.with([shop]);
    const sha = await world.branch('alice', 'shop', { name: 'x', path: 'pin.txt', text: 'two\n' });

    const commit = await world.done('bot', `GET /repos/acme/shop/commits/${sha}`);

    const { id } = world.forge.state.accounts.get('alice')!;
    expect(commit.commit.author).toMatchObject({ name: 'alice', email: `${id}+alice@users.noreply.github.com` });
    expect(commit.commit.committer).toMatchObject({ name: 'alice' });
    expect(commit.commit.verification).toMatchObject({ verified: false, signature: null });
    const own = await world.branch('bot', 'shop', { name: 'y', path: 'pin.txt', text: 'three\n' });
    const { author, committer, commit: signed } = await world.done('bot', `GET /repos/acme/shop/commits/${own}`);
    expect([author.login, committer.login, signed.verification.verified]).toEqual(['sluice[bot]', 'web-flow', true]);
    expect(commit.files).toMatchObject([{ filename: 'pin.txt', additions: 1, deletions: 1 }]);
    expect(world.breaches()).toEqual([]);
  });

  it('made from a tree by an App are signed only without an author of its choice', async () => {
    const world = await DomainWorld.with([shop]);
    const base = tip(world);
    const tree = await world.done('bot', 'POST /repos/acme/shop/git/trees', {
      base_tree: readCommit(world.repo('shop').git.objects, base).tree,
      tree: [
        { path: 'docs/a.md', mode: '100644', type: 'blob', sha: null },
        { path: 'new/b.md', mode: '100755', type: 'blob', content: 'b\n' },
      ],
    });
    const spec = { message: 'M', tree: tree.sha, parents: [base] };

    const own = await world.done('bot', 'POST /repos/acme/shop/git/commits', spec);
    const named = await world.done('bot', 'POST /repos/acme/shop/git/commits', {
      ...spec,
      author: { name: 'X', email: 'x@y.z' },
    });
    const listed = await world.done('bot', `GET /repos/acme/shop/git/trees/${tree.sha}?recursive=1`);

    expect([own.verification.verified, own.author.name]).toEqual([true, 'sluice[bot]']);
    expect([named.verification.verified, named.author.name]).toEqual([false, 'X']);
    expect(listed.tree.map(({ path, mode }: Record<string, string>) => `${mode} ${path}`)).toEqual([
      '040000 new',
      '100755 new/b.md',
      '100644 pin.txt',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('are compared by branch names that hold slashes [40]', async () => {
    const world = await DomainWorld.with([shop]);
    await world.branch('bot', 'shop', { name: 'a/b', path: 'pin.txt', text: 'two\n' });

    const compared = await world.done('bot', 'GET /repos/acme/shop/compare/main...acme:a/b');

    expect(compared).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0, total_commits: 1 });
    expect(compared.files).toMatchObject([{ filename: 'pin.txt', status: 'modified' }]);
    expect(world.breaches()).toEqual([]);
  });

  it('stale contents are refused with 409, unsaid ones with 422 [13]', async () => {
    const world = await DomainWorld.with([shop]);
    const put = (more: object) =>
      world.rest('bot', 'PUT /repos/acme/shop/contents/pin.txt', { message: 'M', content: 'dHdvCg==', ...more });

    const answers = [await put({ sha: 'a'.repeat(40) }), await put({}), await put({ branch: 'none' })];

    expect(answers.map(({ status }) => status)).toEqual([409, 422, 404]);
  });

  it('name merged pull requests only, once they are on the default branch', async () => {
    const world = await DomainWorld.with([shop]);
    const sha = await world.branch('bot', 'shop', { name: 'bump', path: 'pin.txt', text: 'two\n' });
    await world.done('bot', 'POST /repos/acme/shop/pulls', { title: 'Bump', head: 'bump', base: 'main' });
    const numbers = async (of: string) => {
      const pulls: { number: number }[] = await world.done('bot', `GET /repos/acme/shop/commits/${of}/pulls`);
      return pulls.map(({ number }) => number);
    };

    const before = await numbers(sha);
    const merge = await world.done('bot', 'PUT /repos/acme/shop/pulls/1/merge', { merge_method: 'squash' });

    expect([before, await numbers(merge.sha), await numbers(tip(world))]).toEqual([[1], [1], [1]]);
    expect(world.breaches()).toEqual([]);
  });
});

describe('checks and statuses', () => {
  it('combine to pending when there is none, and check runs are no part of it [12]', async () => {
    const world = await DomainWorld.with([shop]);
    const state = async () => (await world.done('bot', 'GET /repos/acme/shop/commits/main/status')).state;
    const post = (body: object) => world.done('bot', `POST /repos/acme/shop/statuses/${tip(world)}`, body);

    const states = [await state()];
    await world.done('bot', 'POST /repos/acme/shop/check-runs', {
      name: 'lint',
      head_sha: tip(world),
      conclusion: 'failure',
    });
    states.push(await state());
    await post({ state: 'success', context: 'ci' });
    states.push(await state());
    await post({ state: 'error', context: 'ci' });
    states.push(await state());

    expect(states).toEqual(['pending', 'pending', 'success', 'failure']);
    expect(world.heard()).toEqual([
      'check_run.created',
      'check_run.completed',
      'check_suite.completed',
      'status',
      'status',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('complete a suite when its last run is done', async () => {
    const world = await DomainWorld.with([shop]);
    const { state } = world.forge;
    const actor = state.accounts.get('alice')!;
    const repo = world.repo('shop');

    const add = (name: string) => addCheckRun(state, repo, { name, headSha: tip(world), actor });
    const [first, second] = [add('lint'), add('test')];
    updateCheckRun(state, repo, first, { conclusion: 'success', actor });
    updateCheckRun(state, repo, second, { conclusion: 'failure', actor });

    expect(world.heard()).toEqual([
      'check_run.created',
      'check_run.created',
      'check_run.completed',
      'check_run.completed',
      'check_suite.completed',
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('are updated only by the App that made them', async () => {
    const world = await DomainWorld.with([shop]);
    const { state } = world.forge;
    const actor = state.accounts.get('alice')!;
    const own = await world.done('bot', 'POST /repos/acme/shop/check-runs', { name: 'lint', head_sha: tip(world) });
    const foreign = addCheckRun(state, world.repo('shop'), { name: 'build', headSha: tip(world), actor });
    const update = (id: number) =>
      world.rest('bot', `PATCH /repos/acme/shop/check-runs/${id}`, { status: 'completed', conclusion: 'neutral' });

    const [first, second] = [await update(own.id), await update(foreign.id)];

    expect([first.status, first.body.conclusion, second.status]).toEqual([200, 'neutral', 403]);
    expect(world.breaches()).toEqual([]);
  });

  it('are reported only by Apps, and never completed without a conclusion', async () => {
    const world = await DomainWorld.with([shop]);
    const run = { name: 'lint', head_sha: tip(world) };

    const person = await world.rest('alice', 'POST /repos/acme/shop/check-runs', run);
    const unsaid = await world.rest('bot', 'POST /repos/acme/shop/check-runs', { ...run, status: 'completed' });

    expect([person.status, unsaid.status]).toEqual([403, 422]);
    expect(unsaid.body.message).toContain('No subschema in "anyOf" matched');
  });
});

describe('an installation', () => {
  it('that gains or loses repositories is told so, and sees no more than it has', async () => {
    const world = await DomainWorld.with([shop, ledger]);
    const { state } = world.forge;
    const [installation] = [...state.installations.values()];
    const sender = state.app.owner;

    removeRepositories(state, installation!, [world.repo('ledger')], sender);
    const without = await world.rest('bot', 'GET /repos/acme/ledger');
    addRepositories(state, installation!, [world.repo('ledger')], sender);
    const again = await world.rest('bot', 'GET /repos/acme/ledger');

    expect([without.status, again.status]).toEqual([404, 200]);
    expect(world.heard()).toEqual(['installation_repositories.removed', 'installation_repositories.added']);
    expect(world.breaches()).toEqual([]);
  });
});

describe('a repository', () => {
  it('does not exist for who may not see it', async () => {
    const world = await DomainWorld.with([shop]);

    expect((await world.rest('eve', 'GET /repos/acme/shop')).status).toBe(404);
    expect((await world.rest('rita', 'GET /repos/acme/shop')).status).toBe(200);
  });

  it('tells roles as GitHub folds them', async () => {
    const world = await DomainWorld.with([shop]);
    const role = async (login: string) => {
      const { permission, role_name } = await world.done(
        'bot',
        `GET /repos/acme/shop/collaborators/${login}/permission`,
      );
      return [permission, role_name];
    };

    expect([await role('tom'), await role('rita'), await role('eve')]).toEqual([
      ['write', 'maintain'],
      ['read', 'read'],
      ['none', 'none'],
    ]);
    expect(world.breaches()).toEqual([]);
  });

  it('answers branches, lists and links that fit the description', async () => {
    const world = await DomainWorld.with([{ ...shop, protection: { main: { requiredChecks: ['ci'] } } }]);
    for (const title of ['A', 'B', 'C']) await world.done('alice', 'POST /repos/acme/shop/issues', { title });
    for (const body of ['1', '2', '3']) await world.done('bot', 'POST /repos/acme/shop/issues/1/comments', { body });

    const branch = await world.done('bot', 'GET /repos/acme/shop/branches/main');
    const page = await world.rest('bot', 'GET /repos/acme/shop/issues/1/comments?per_page=2');
    for (const path of ['', '/contents/', '/contents/docs', '/commits', '/commits?path=pin.txt', '/pulls?state=all']) {
      await world.done('bot', `GET /repos/acme/shop${path}`);
    }
    await world.done('alice', 'GET /user');
    await world.done('alice', 'GET /');

    expect([branch.protected, branch.protection.required_status_checks.contexts]).toEqual([true, ['ci']]);
    expect(page.headers.get('link')).toContain('rel="next"');
    expect(world.breaches()).toEqual([]);
  });

  it('is read-only when archived', async () => {
    const world = await DomainWorld.with([shop]);
    world.repo('shop').archived = true;

    const { status, body } = await world.rest('alice', 'POST /repos/acme/shop/issues', { title: 'A' });

    expect([status, body.message]).toEqual([403, 'Repository was archived so is read-only.']);
  });
});
