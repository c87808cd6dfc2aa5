import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { askedChangelog, type ChangelogOptions } from '../../src/cli/changelog/asked-changelog.ts';
import { writeChangelog, type WrittenChangelog } from '../../src/cli/changelog.ts';
import { composeHistory } from '../../src/compose/compose-history.ts';
import type { Changelog } from '../../src/core/changelog/changelog-model.ts';
import { root } from '../house/sources/project-files.ts';
import { importHistory, type Told } from './changelog/import-history.ts';
import { SHOP } from './changelog/shop.ts';
import { git, sluice, type Ended } from './command.ts';

const run = promisify(execFile);

let folder = '';
let clone = '';
let ids = new Map<string, string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-changelog-'));
  clone = join(folder, 'shop.git');
  ids = importHistory(clone, SHOP);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const id = (name: string): string => ids.get(name) ?? '';

/** What the command writes, in this process: the clone, git and all of the command but its options. */
async function written(from: string, to: string, more: Partial<ChangelogOptions> = {}): Promise<WrittenChangelog> {
  const options: ChangelogOptions = {
    gitDir: clone,
    repo: 'acme/shop',
    format: 'json',
    offline: true,
    from,
    to,
    ...more,
  };
  const github = { apiUrl: 'https://api.github.com', webUrl: 'https://github.com' };
  const tools = await composeHistory({ directory: options.gitDir ?? clone, github, clock: { now: () => 0 } });
  try {
    return await writeChangelog(await askedChangelog(options), tools);
  } finally {
    await tools.close();
  }
}

async function json(from: string, to: string, more: Partial<ChangelogOptions> = {}): Promise<Changelog> {
  const { code, out } = await written(from, to, more);
  expect(code).toBe(0);
  return JSON.parse(out) as Changelog;
}

/** The command on the clone, of a repository that is named, asking git alone. */
const offline = (from: string, to: string, ...more: string[]): Promise<Ended> =>
  sluice([
    'changelog',
    '--git-dir',
    clone,
    `--from=${from}`,
    `--to=${to}`,
    '--repo',
    'acme/shop',
    '--offline',
    ...more,
  ]);

/** What a pull request of the clone has that has nothing else. */
const NAMED = { issues: [], closes: [], tells: [], trackerKeys: [] };
const CHANGE = { ...NAMED, author: 'ada', coAuthors: [], origins: [], labels: [] };

const numbers = ({ pullRequests }: Changelog): number[] => pullRequests.map(({ number }) => number);
const subjects = (commits: Changelog['directCommits']): string[] => commits.map(({ subject }) => subject);

describe('a changelog of a clone', () => {
  it('has the pull requests, issues, direct commits and reverts of every way in', async () => {
    const { code, out } = await offline('begin', 'latin', '--format', 'json', '--tracker', 'PAY');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      repo: 'acme/shop',
      from: id('begin'),
      to: id('latin'),
      classification: 'forward',
      commits: ['latin', 'cart-back', 'cart', 'direct', 'merge', 'side-2', 'side-1', 'squash'].map(id),
      pullRequests: [
        // Its title is no UTF-8.
        { ...CHANGE, number: 15, title: 'Serve caf\ufffd' },
        {
          ...CHANGE,
          number: 12,
          title: 'Index everything',
          issues: ['acme/plans#9'],
          tells: ['acme/plans#9'],
          trackerKeys: ['PAY-12'],
        },
        {
          ...CHANGE,
          number: 11,
          title: 'feat: add search',
          coAuthors: ['Grace'],
          issues: ['acme/shop#5'],
          closes: ['acme/shop#5'],
        },
      ],
      issues: [
        { ref: 'acme/plans#9', how: 'told', closing: false },
        { ref: 'acme/shop#5', how: 'closing', closing: true },
      ],
      trackerKeys: ['PAY-12'],
      directCommits: [{ ...NAMED, commit: id('direct'), subject: 'Tidy the shelves', author: 'Bob' }],
      removed: [],
      reverted: [
        {
          commit: id('cart'),
          subject: 'fix: drop the cart',
          author: 'ada',
          number: 13,
          reverts: [13],
          by: 14,
          what: 'undone',
        },
      ],
      unknown: [expect.any(String), expect.any(String), expect.any(String)],
    });
  });

  it('is the same bytes each time, and ends with a line end', async () => {
    const [one, other] = await Promise.all([
      offline('begin', 'latin', '--format', 'json'),
      offline(id('begin').slice(0, 9), 'latin', '--format', 'json'),
    ]);

    expect(one.out).toBe(other.out);
    expect(one.out).toMatch(/^\{\n {2}"repo": "acme\/shop",\n[^]*\n\}\n$/);
  });

  it('names whom git alone cannot ask, on the error output too', async () => {
    const { err, out } = await offline('begin', 'latin', '--format', 'json');

    const { unknown } = JSON.parse(out) as Changelog;
    expect(unknown.length).toBeGreaterThan(0);
    expect(err).toBe(`${unknown.join('\n')}\n`);
  });

  it('counts by paths the pull requests whose own commits touch them', async () => {
    const [web, api, file] = await Promise.all([
      json('begin', 'latin', { path: ['web'] }),
      json('begin', 'latin', { path: ['api/**'] }),
      json('begin', 'latin', { path: ['api/cafe.ts', 'web/search.ts'] }),
    ]);

    expect([numbers(web), numbers(api), numbers(file)]).toEqual([
      [12, 11],
      [15, 12],
      [15, 11],
    ]);
    expect([subjects(web.directCommits), subjects(api.directCommits)]).toEqual([[], ['Tidy the shelves']]);
  });

  it('says when the paths touch nothing, which may be a slip', async () => {
    const { code, out, err } = await written('begin', 'latin', { path: ['wbe', 'docs'] });

    expect({ code, commits: (JSON.parse(out) as Changelog).commits }).toEqual({ code: 0, commits: [] });
    expect(err).toContain('No commit between the two changes anything below wbe or docs.');
  });

  it.each([
    ['a worktree', 'work', ''],
    ['its .git', 'work', '.git'],
    ['a folder in it', 'work', 'web'],
    ['a bare repository', 'bare', ''],
  ])('is read from %s', async (_, name, below) => {
    const copy = join(folder, name + below);
    git(folder, 'clone', '--quiet', ...(name === 'bare' ? ['--bare'] : []), clone, copy);

    const changelog = await json('begin', 'latin', { gitDir: join(copy, below) });

    expect(numbers(changelog)).toEqual([15, 12, 11]);
  });

  it('takes a pull request that was picked for one of its own, and knows where it is from', async () => {
    const { pullRequests, directCommits } = await json('squash', 'release-3');

    expect(pullRequests.map(({ number, origins }) => ({ number, origins }))).toEqual([
      { number: 21, origins: [13] },
      { number: 20, origins: [] },
    ]);
    expect(subjects(directCommits)).toEqual(['Index colours']);
  });

  it('tells what takes back something older from what the range itself took back', async () => {
    const { reverted } = await json('squash', 'older-undone');

    expect(reverted.map(({ subject, what, reverts }) => ({ subject, what, reverts }))).toEqual([
      { subject: 'Revert "feat: add search (#11)"', what: 'older', reverts: [11] },
      { subject: 'fix: drop the cart', what: 'undone', reverts: [13] },
    ]);
  });
});

describe('two commits', () => {
  it.each([
    ['the same one', 'latin', 'latin', 'identical'],
    ['one before the other', 'squash', 'latin', 'forward'],
    ['one behind the other', 'latin', 'merge', 'rollback'],
    ['on two branches', 'latin', 'release-3', 'diverged'],
  ])('that are %s are told by name', async (_, from, to, classification) => {
    expect(await json(from, to)).toMatchObject({ classification, from: id(from), to: id(to) });
  });

  it('that go back list what goes away, a line for each pull request', async () => {
    const { pullRequests, removed } = await json('cart', 'merge');

    expect(pullRequests).toEqual([]);
    expect(removed.map(({ subject, number }) => ({ subject, number }))).toEqual([
      { subject: 'fix: drop the cart', number: 13 },
      { subject: 'Tidy the shelves', number: undefined },
    ]);
  });

  const nowhere = 'f'.repeat(40);
  it.each([
    [
      'an old one that is not there',
      nowhere,
      'latin',
      'unknown-old',
      new RegExp(`^--from ${nowhere} is no commit of `),
    ],
    ['a new one that is not there', 'latin', nowhere, 'unknown-new', new RegExp(`^--to ${nowhere} is no commit of `)],
    [
      'no common past',
      'latin',
      'other-root',
      'unrelated',
      /^latin \([0-9a-f]{40}\) and other-root .+ what changed cannot be said/,
    ],
  ])('with %s are no empty changelog but exit code 1', async (_, from, to, classification, says) => {
    const { code, out, err } = await written(from, to);
    const text = await written(from, to, { format: 'markdown' });

    const changelog = JSON.parse(out) as Changelog;
    expect({ code, classification: changelog.classification }).toEqual({ code: 1, classification });
    expect(err.at(-1)).toMatch(says);
    expect({ code: text.code, err: text.err }).toEqual({ code: 1, err: [expect.stringMatching(says)] });
    expect(text.out).not.toMatch(/no changes|nothing changed/i);
  });

  it('of a shallow clone are refused with the command that mends it', async () => {
    const shallow = join(folder, 'shallow');
    git(folder, 'clone', '--quiet', '--depth', '3', pathToFileURL(clone).href, shallow);

    const argv = ['--from', 'HEAD~1', '--to', 'HEAD', '--repo', 'acme/shop', '--offline'];
    const { code, out, err } = await sluice(['changelog', '--git-dir', shallow, ...argv]);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^What lies between .+ shallow clone.+git fetch --unshallow.+errors\.md#history_unread\)\n$/);
  });
});

describe('a revision', () => {
  it.each([
    ['a tag', () => 'latin'],
    ['a branch and steps back', () => 'main~1'],
    ['an abbreviated id', () => id('latin').slice(0, 8)],
    ['a full id in capitals', () => id('latin').toUpperCase()],
  ])('may be %s', async (_, revision) => {
    expect(await json('squash', revision())).toMatchObject({ to: id('latin') });
  });

  it.each(['nowhere', '--all', 'begin..latin', '^begin', ':/Begin', 'latin:web', 'latin;id', '', '-x', 'a b'])(
    'may not be %j',
    async (revision) => {
      await expect(written(revision, 'latin')).rejects.toThrow(/ names no commit in .+: give a branch, a tag/);
    },
  );

  it('that is none is refused in one sentence', async () => {
    const { code, out, err } = await offline('--output=/tmp/x', 'latin');

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^"--output=[^\n]* names no commit in .+ \(docs\/reference\/errors\.md#revision_unknown\)\n$/);
  });
});

describe('the repository', () => {
  const of = (directory: string, ...more: string[]): Promise<Ended> =>
    sluice(['changelog', '--git-dir', directory, '--from', 'begin', '--to', 'squash', '--format', 'json', ...more]);

  it.each([
    ['git@github.com:acme/market.git', 'acme/market'],
    ['https://github.com/acme/market', 'acme/market'],
  ])('is that of the remote origin %s, which is said', async (address, repo) => {
    const copy = mkdtempSync(join(folder, 'origin-'));
    git(copy, 'clone', '--quiet', '--bare', clone, '.');
    git(copy, 'remote', 'set-url', 'origin', address);

    const { code, out, err } = await of(copy, '--offline');

    expect({ code, repo: (JSON.parse(out) as Changelog).repo }).toEqual({ code: 0, repo });
    expect(err).toContain('The clone is taken for acme/market, as its remote origin says.\n');
    expect((JSON.parse(out) as Changelog).issues.map(({ ref }) => ref)).toContain(`${repo}#5`);
  });

  it('has to be named where the clone does not say it', async () => {
    const { code, out, err } = await of(clone, '--offline');

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^Which repository .+ no remote named origin: give --repo owner\/name\. \(.+#clone_unnamed\)\n$/,
    );
  });

  it('of another GitHub has its issues at their addresses there', async () => {
    const copy = mkdtempSync(join(folder, 'server-'));
    git(copy, 'clone', '--quiet', '--bare', clone, '.');
    git(copy, 'remote', 'set-url', 'origin', 'git@git.acme.dev:acme/shop.git');
    const message = 'Tidy\n\nFixes https://git.acme.dev/acme/shop/issues/44 and https://github.com/acme/shop/issues/45';
    const to = git(copy, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', message);

    const { out } = await sluice(
      `changelog --git-dir ${copy} --from main --to ${to} --format json --offline`.split(' '),
    );

    expect((JSON.parse(out) as Changelog).issues).toEqual([{ ref: 'acme/shop#44', how: 'closing', closing: true }]);
  });

  it('of another GitHub is not asked about at this one', async () => {
    const copy = mkdtempSync(join(folder, 'elsewhere-'));
    git(copy, 'clone', '--quiet', '--bare', clone, '.');
    git(copy, 'remote', 'set-url', 'origin', 'git@git.acme.dev:acme/shop.git');
    const argv = ['changelog', '--git-dir', copy, '--from', 'begin', '--to', 'squash'];

    const { code, out, err } = await sluice(argv, { GITHUB_TOKEN: 'ghp_secret' });

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('because its origin is on git.acme.dev, and the GitHub that is asked is github.com');
    expect(err).not.toContain('ghp_secret');
  });

  it('that is no folder, or no clone, is refused', async () => {
    const [none, empty] = [join(folder, 'none'), mkdtempSync(join(folder, 'empty-'))];

    const ended = await Promise.all([of(none, '--offline'), of(empty, '--offline', '--repo', 'acme/shop')]);

    expect(ended.map(({ code, out }) => ({ code, out }))).toEqual([
      { code: 1, out: '' },
      { code: 1, out: '' },
    ]);
    const untold = await sluice(['changelog', '--git-dir', empty, '--from', 'a', '--to', 'b']);
    for (const { err } of [...ended, untold])
      expect(err).toMatch(/cannot be read as a git clone, .+#clone_unreadable\)\n$/);
  });
});

describe('the options', () => {
  it.each<[string, string[], RegExp]>([
    ['no revision', ['--git-dir', '.'], /^error: required option '--from <revision>' not specified/],
    ['neither a clone nor a repository', ['--from', 'a', '--to', 'b'], /^error: give --git-dir, --repo or both/],
    [
      'offline without a clone',
      ['--repo', 'a/b', '--from', 'a', '--to', 'b', '--offline'],
      /^error: --offline .+--git-dir/,
    ],
    [
      'a format of its own',
      ['--git-dir', '.', '--from', 'a', '--to', 'b', '--format', 'html'],
      /^error: .+Allowed choices/,
    ],
  ])('with %s are wrong usage', async (_, argv, says) => {
    const { code, out, err } = await sluice(['changelog', ...argv]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
  });

  it.each<[string, Partial<ChangelogOptions>, RegExp]>([
    ['a repository', { repo: 'shop' }, /--repo is "shop", which is no repository/],
    ['a path', { path: ['../web'] }, /--path is "\.\.\/web", which leads out of the repository/],
    ['a path from the root of the machine', { path: ['/web'] }, /begins with a slash/],
    ['a project', { tracker: ['pay-12'] }, /--tracker is "pay-12", which is no project of a tracker/],
    ['a pipeline', { pipeline: 'none.yml' }, /"none\.yml" cannot be read/],
  ])('are refused for what is not %s', async (_, more, says) => {
    await expect(written('begin', 'latin', more)).rejects.toThrow(says);
  });

  it('ask for a token where GitHub is to be asked', async () => {
    const { code, out, err } = await sluice(['changelog', '--git-dir', clone, '--from', 'begin', '--to', 'latin']);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^GITHUB_TOKEN is not set: .+, or give --offline to ask git alone\. \(.+#settings_missing\)\n$/,
    );
  });
});

describe('the text', () => {
  it('reads as a person would tell it', async () => {
    const { code, out, err } = await offline('begin', 'latin', '--tracker', 'PAY');

    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replaceAll(/[0-9a-f]{40}/g, '…')).toMatchInlineSnapshot(`
     "## acme/shop \`51c6df1\` → \`f168040\`

     3 pull requests, 1 direct commit and 1 revert · [compare](https://github.com/acme/shop/compare/…...…)

     #### Features

     - feat: add search ([#&#8203;11](https://redirect.github.com/acme/shop/pull/11)) by ada with Grace · issue [#&#8203;5](https://redirect.github.com/acme/shop/issues/5)

     #### Other changes

     - Serve caf� ([#&#8203;15](https://redirect.github.com/acme/shop/pull/15)) by ada
     - Index everything ([#&#8203;12](https://redirect.github.com/acme/shop/pull/12)) by ada · see [acme/plans#&#8203;9](https://redirect.github.com/acme/plans/issues/9) · PAY-12

     #### Direct commits

     - Tidy the shelves ([\`fe915ca\`](https://github.com/acme/shop/commit/…)) by Bob

     #### Reverted

     - fix: drop the cart ([#&#8203;13](https://redirect.github.com/acme/shop/pull/13)) by ada, came and was taken back again by [#&#8203;14](https://redirect.github.com/acme/shop/pull/14)

     What could not be known:

     - Which pull request brought a commit was read from commit messages alone: one that no message names stands among the direct commits.
     - Pull requests' descriptions, labels and linked issues were not read: an issue that only they name is not listed.
     - Whether a number is an issue or a pull request, and its title, was not looked up.
     "
    `);
  });

  it('has the kinds and the trackers of a pipeline file', async () => {
    const file = join(folder, 'sluice.yml');
    writeFileSync(file, PIPELINE);

    const { out } = await offline('begin', 'latin', '--pipeline', file);

    expect(out).toContain('New to see');
    expect(out).toContain('https://jira.acme.dev/browse/PAY-12');
  });
});

const PIPELINE = `version: 1
components:
  shop: { code: acme/shop, image: registry.acme.dev/shop }
stages:
  docker:
    kind: docker
    repo: acme/shop-docker
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: none
    merge: when-green
changelog:
  kinds: [{ title: New to see, types: [feat] }]
  trackers: { PAY: "https://jira.acme.dev/browse/{key}" }
`;

describe('a reader', () => {
  it('that has read enough is no failure', async () => {
    const command = `${process.execPath} ${join(root, 'src/start.mjs')} changelog --git-dir ${clone} --from begin --to latin --repo acme/shop --offline`;
    const { stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', `${command} | head -c 1`]);

    expect({ stdout, stderr }).toEqual({ stdout: '#', stderr: '' });
  });
});

describe('a long history', () => {
  it('is told whole, in little time', async () => {
    const many = 2500;
    const directory = join(folder, 'long.git');
    const long: Told[] = [
      { name: 'begin', message: 'Begin', parents: [] },
      ...Array.from({ length: many }, (_, index) => ({
        name: `c${index}`,
        message: `Change ${index} (#${index + 1})\n\nFixes #${index + 10_001}`,
        files: { 'a.txt': String(index) },
      })),
    ];
    importHistory(directory, long);

    const began = performance.now();
    const argv = ['--from', 'begin', '--to', 'main', '--repo', 'acme/shop', '--offline', '--format', 'json'];
    const { code, out } = await sluice(['changelog', '--git-dir', directory, ...argv]);

    const changelog = JSON.parse(out) as Changelog;
    expect([code, changelog.pullRequests.length, changelog.issues.length]).toEqual([0, many, many]);
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
