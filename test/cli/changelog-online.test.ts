import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { changelog, commitSha, repoName } from '../../src/core/changelog/index.ts';
import type { Changelog } from '../../src/core/changelog/changelog-model.ts';
import { Person } from '../../src/forge/cast/person.ts';
import { tokenHistory } from '../../src/github/token-history.ts';
import { ServedForge } from '../forge/clients/served-forge.ts';
import { json as answerJson, stubServer } from '../github/client-stub.ts';
import { git, sluice, type Ended } from './command.ts';

let served: ServedForge;
let clone = '';
const at = { begin: '', rebased: '', squashed: '' };

/** A pull request that no message names, in a clone that was made then, and one that came later. */
beforeAll(async () => {
  served = await ServedForge.with([{ fullName: 'acme/shop', files: { 'web/index.html': 'first\n' } }]);
  const alice = new Person({ login: 'alice', origin: served.url, token: served.token() });
  clone = join(served.folder, 'shop');
  const address = new URL('/acme/shop.git', served.url);
  const proposed = async (branch: string, title: string, body: string): Promise<number> =>
    alice.proposes('acme/shop', { branch, title, body, path: `web/${branch}.html`, text: `${branch}\n` });
  const issue = await alice.opensIssue('acme/shop', 'Search is slow');
  const names = await proposed('names', 'Index names', `Fixes #${issue}`);
  at.rebased = await alice.merges('acme/shop', names, 'rebase');
  const login = Buffer.from(`alice:${served.token()}`).toString('base64');
  const header = `http.extraHeader=Authorization: Basic ${login}`;
  // Not in step with this process, which is the one that serves it.
  await served.run('git', ['-c', header, 'clone', '--quiet', address.href, clone]);
  const refs = ['v1.2:refs/tags/v1.2', 'v1.2:refs/heads/release/1.2'];
  git(clone, 'tag', 'v1.2', at.rebased);
  await served.run('git', ['-C', clone, '-c', header, 'push', '--quiet', 'origin', ...refs]);
  git(clone, 'tag', '--delete', 'v1.2');
  at.begin = git(clone, 'rev-list', '--max-parents=0', 'HEAD');
  const sizes = await proposed('sizes', 'Index sizes', '');
  at.squashed = await alice.merges('acme/shop', sizes, 'squash');
});
afterAll(() => served.close());

function online(argv: string[], env: Record<string, string> = {}): Promise<Ended> {
  return sluice(['changelog', ...argv], { GITHUB_API_URL: served.url, GITHUB_TOKEN: served.token(), ...env });
}

async function json(...argv: string[]): Promise<Changelog> {
  const { code, out, err } = await online([...argv, '--format', 'json']);
  expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining('ghp_') });
  return JSON.parse(out) as Changelog;
}

describe('the history of a token', () => {
  it('makes the same changelog in a program', async () => {
    const history = tokenHistory({ token: served.token(), apiUrl: served.url });
    const request = { repo: repoName('acme/shop'), from: commitSha(at.begin), to: commitSha(at.squashed) };

    const made = await changelog(request, history);

    expect(made).toEqual(await json('--repo', 'acme/shop', '--from', at.begin, '--to', at.squashed));
  });
});

describe('a changelog with a token', () => {
  it('knows from GitHub what no message of the clone says', async () => {
    const { pullRequests, issues, directCommits, unknown } = await json(
      '--git-dir',
      clone,
      '--from',
      at.begin,
      '--to',
      'HEAD',
    );

    expect(pullRequests).toMatchObject([{ number: 2, title: 'Index names', author: 'alice', issues: ['acme/shop#1'] }]);
    expect(issues).toEqual([{ ref: 'acme/shop#1', how: 'closing', closing: true, title: 'Search is slow' }]);
    expect([directCommits, unknown]).toEqual([[], []]);
  });

  it('asks GitHub for commits that the clone does not have yet', async () => {
    const { classification, pullRequests } = await json('--git-dir', clone, '--from', 'HEAD', '--to', at.squashed);

    expect({ classification, numbers: pullRequests.map(({ number }) => number) }).toEqual({
      classification: 'forward',
      numbers: [3],
    });
  });

  it('needs no clone', async () => {
    const { from, to, pullRequests } = await json('--repo', 'acme/shop', '--from', at.begin, '--to', 'main');

    expect({ from, to }).toEqual({ from: at.begin, to: at.squashed });
    expect(pullRequests.map(({ number }) => number)).toEqual([3, 2]);
  });

  it.each([
    ['a tag', () => 'v1.2'],
    ['a branch with a slash in its name', () => 'release/1.2'],
    ['an abbreviated id', () => at.rebased.slice(0, 10)],
    ['an id in capitals', () => at.rebased.toUpperCase()],
  ])('takes %s by GitHub alone', async (_, from) => {
    const made = await json('--repo', 'acme/shop', '--from', from(), '--to', 'main');

    expect({ from: made.from, to: made.to }).toEqual({ from: at.rebased, to: at.squashed });
    expect(made.pullRequests.map(({ number }) => number)).toEqual([3]);
  });

  it.each([
    ['nothing', ['--repo', 'acme/shop', '--to', ''], 'revision_unread'],
    ['a step up', ['--repo', 'acme/shop', '--to', '..'], 'revision_unread'],
    ['an id of which there is none', ['--repo', 'acme/shop', '--to', 'abcdef0123'], 'revision_unread'],
    ['a revision that GitHub does not have', ['--repo', 'acme/shop', '--to', 'nowhere'], 'revision_unread'],
    ['a repository that the token may not read', ['--repo', 'acme/secret', '--to', 'main'], 'revision_unread'],
  ])('is refused for %s', async (_, argv, anchor) => {
    const { code, out, err } = await online([...argv, '--from', 'main']);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^.+ \\(docs/reference/errors\\.md#${anchor}\\)\\n$`));
  });

  it('says what token would do where the repository is not seen', async () => {
    const { code, out, err } = await online(['--repo', 'acme/secret', '--from', at.begin, '--to', at.squashed]);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^What lies between .+ acme\/secret cannot be seen: give a token that may read it, and run the command again\. \(/,
    );
  });

  it.each([
    ['a clone', () => ['--git-dir', clone], 'wait, or give --offline, and run the command again'],
    ['no clone', () => [], 'wait, and run the command again'],
  ])('and %s takes no spent limit for a commit that is not there', async (_, where, next) => {
    const github = await stubServer();
    github.script = (_request, response) => {
      response.setHeader('x-ratelimit-remaining', '0');
      response.setHeader('x-ratelimit-reset', String(Math.ceil(Date.now() / 1000) + 3600));
      answerJson(response, 403, { message: 'API rate limit exceeded' });
    };
    const asked = (from: string, to: string): Promise<Ended> =>
      online([...where(), '--repo', 'acme/shop', '--from', from, '--to', to], { GITHUB_API_URL: github.url });

    const ended = await Promise.all([asked('HEAD~1', 'HEAD'), asked(at.begin, at.squashed)]);
    await github.close();

    const says = new RegExp(
      `^What lies between .+ because GitHub's primary rate limit holds until [^ ]+: ${next}\\. \\(.+#history_unread\\)\\n$`,
    );
    for (const { code, out, err } of ended)
      expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringMatching(says) });
  });

  it.each(['ghp_two\nlines', 'ghp_with space'])(
    'is refused with a text that can be none (%j), which is not shown',
    async (text) => {
      const argv = ['--repo', 'acme/shop', '--from', at.begin, '--to', at.squashed];

      const ended = await online(argv, { GITHUB_TOKEN: '', GH_TOKEN: text });

      const cause = 'GH_TOKEN is a text, which has a space, a line end or a letter that no token has';
      expect(ended).toEqual({
        code: 1,
        out: '',
        err: `${cause}: copy the token alone. (docs/reference/errors.md#settings_invalid)\n`,
      });
    },
  );

  it.each([
    ['a clone', () => ['--git-dir', clone], ', or give --offline to ask git alone'],
    ['no clone', () => [], ''],
  ])('and %s is refused with a token that GitHub does not accept, which is not shown', async (_, where, instead) => {
    const argv = [...where(), '--from', at.begin, '--to', at.squashed, '--repo', 'acme/shop'];

    const ended = await online(argv, { GITHUB_TOKEN: '', GH_TOKEN: 'ghp_wrong' });

    const cause = 'GitHub does not accept the token in GH_TOKEN (Bad credentials)';
    const next = `set it to one that has not expired and may read the repository${instead}`;
    expect(ended).toEqual({
      code: 1,
      out: '',
      err: `${cause}: ${next}. (docs/reference/errors.md#token_refused)\n`,
    });
  });
});
