import { describe, expect, it } from '@jest/globals';

import { known, unknown, type Answer } from '../../src/core/answer.ts';
import { branchName, commitSha, repoName } from '../../src/core/names.ts';
import type { BranchCommit, Snapshot } from '../../src/core/promotion/snapshot.ts';
import { Lineage } from '../../src/core/text/trailers.ts';
import { historyOf } from '../../src/github/look/snapshot/pinned-file.ts';
import type { RawBlobEntry, RawCommit, RawFileHistory, RawHere, RawTip } from '../../src/github/look/raw.ts';
import type { RawPast } from '../../src/github/look/pull-requests/raw.ts';
import { snapshotOf } from '../../src/github/look/snapshot/snapshot.ts';
import {
  id,
  LINEAGE,
  mergeOfBase,
  ourCommit,
  personsCommit,
  rawBase,
  rawBranch,
  rawFile,
  rawHere,
  rawHistory,
  rawOpen,
  rawPast,
  SELF,
} from './raw-look.ts';

const DOCKER = repoName('acme/payments-docker');

/** When every commit here was made. */
const AT = Date.UTC(2026, 10, 20, 11);

const LANE = { repo: DOCKER, kind: 'docker', head: branchName('sluice/docker/payments') } as const;

const look = (raw: Partial<RawHere> = {}, paths = ['Dockerfile']): Answer<Snapshot> =>
  snapshotOf(rawHere(raw), { lane: LANE, paths, self: SELF });

function seen(raw: Partial<RawHere> = {}, paths?: string[]): Snapshot {
  const answer = look(raw, paths);
  if ('unknown' in answer) throw new Error(answer.unknown);
  return answer.known;
}

const withTip = (change: Pick<RawTip, `f${number}`> | Pick<RawTip, `h${number}`>): Partial<RawHere> => {
  const base = rawBase();
  return { base: { ...base, target: { ...base.target!, ...change } } };
};

describe('a repository', () => {
  it('is seen as GitHub gives it', () => {
    expect(look()).toEqual(
      known({
        repo: DOCKER,
        id: 'R_docker',
        audience: 'private',
        archived: false,
        consent: { to: 'acme/platform' },
        base: { name: 'main', tip: id('b'), tree: id('8') },
        requires: { checks: [], approvals: 0, mergeQueue: false, upToDate: false },
        mergeMethods: ['merge', 'squash', 'rebase'],
        autoMergeAllowed: false,
        files: [{ path: 'Dockerfile', base: 'ARG APP_COMMIT=1\n', history: { changes: [], hasOlder: false } }],
        others: [],
        lately: [],
      }),
    );
  });

  it.each([
    ['PUBLIC', 'public'],
    ['INTERNAL', 'internal'],
    ['PRIVATE', 'private'],
  ] as const)('that is %s is open to the %s', (visibility, audience) => {
    expect(seen({ visibility }).audience).toBe(audience);
  });

  it.each<[string, RawHere['consent'], Snapshot['consent']]>([
    ['no default branch', null, { none: 'it has no .github/sluice.yml' }],
    ['no commit', { target: null }, { none: 'it has no .github/sluice.yml' }],
    ['no such file', { target: { file: null } }, { none: 'it has no .github/sluice.yml' }],
    ['a folder in its place', { target: { file: { object: {} } } }, { none: 'it has no .github/sluice.yml' }],
    [
      'a binary file in its place',
      { target: { file: { object: { text: null } } } },
      { none: 'it has no .github/sluice.yml' },
    ],
    ['a pipeline of its own', { target: { file: { object: { text: 'stages: {}\n' } } } }, { owns: true }],
  ])('with %s has agreed to nothing', (_, consent, expected) => {
    expect(seen({ consent }).consent).toEqual(expected);
  });

  it.each<[string, Partial<RawHere>, string]>([
    ['whose base does not exist', { base: null }, 'its base branch does not exist'],
    ['whose base has no commit', { base: rawBase({ target: null }) }, 'its base branch does not exist'],
    ['whose pull requests are missing', { past: null }, 'its past could not be read'],
    ["whose file's history is missing", withTip({ h0: null }), 'its past could not be read'],
    [
      'whose branch is there and the comparison with it is not',
      { ...rawBranch([ourCommit()]), base: rawBase({ ahead: null }) },
      'what its Sluice branch adds to the base could not be read',
    ],
    [
      'whose branch has more commits than were listed',
      rawBranch([ourCommit()], { aheadBy: 2 }),
      'what its Sluice branch adds to the base could not be read',
    ],
    [
      'whose branch has a commit that is missing from the list',
      rawBranch([ourCommit()], { aheadBy: 2, commits: { nodes: [null, ourCommit()] } }),
      'what its Sluice branch adds to the base could not be read',
    ],
    [
      'whose comparison speaks of a tag that bears the name of the branch',
      rawBranch([ourCommit()], { headTarget: { oid: id('d') } }),
      'what its Sluice branch adds to the base could not be read',
    ],
    [
      'whose comparison names no commit',
      rawBranch([ourCommit()], { headTarget: null }),
      'what its Sluice branch adds to the base could not be read',
    ],
  ])('%s is unknown, not empty', (_, raw, why) => {
    expect(look(raw)).toMatchObject(unknown(why));
  });

  it('of which one history of several is missing is unknown', () => {
    expect(look(withTip({ f1: null }), ['Dockerfile', 'b/Dockerfile'])).toEqual(unknown('its past could not be read'));
  });

  it('with more than ten pinned files is seen without their histories, and any of them may have one', () => {
    const paths = Array.from({ length: 11 }, (_, index) => `apps/${index}.yaml`);

    const files = seen({ base: rawBase({ target: { oid: id('b'), f1: rawFile('ONE\n') } }) }, paths).files;

    expect(files).toHaveLength(11);
    expect(files[1]).toEqual({ path: 'apps/1.yaml', base: 'ONE\n', history: { changes: [], hasOlder: true } });
  });
});

describe('a pinned file', () => {
  const ordinary = rawFile('ARG APP_COMMIT=1\n');
  const holding = (object: RawBlobEntry['object']): RawBlobEntry => ({ mode: 0o100644, object });

  it('that exists nowhere has no text, and nothing is the matter with it', () => {
    expect(seen(withTip({ f0: null })).files).toEqual([
      { path: 'Dockerfile', history: { changes: [], hasOlder: false } },
    ]);
  });

  it('is seen on the base and on the Sluice branch, each by its place among the paths', () => {
    const { base, head } = rawBranch([ourCommit()]);
    const files = seen(
      {
        base: { ...base!, target: { ...base!.target!, f1: rawFile('ONE\n'), h1: rawHistory() } },
        head: { ...head!, target: { ...head!.target!, f1: rawFile('TWO\n') } },
      },
      ['Dockerfile', 'b/Dockerfile'],
    ).files;

    expect(files).toMatchObject([
      { path: 'Dockerfile', base: 'ARG APP_COMMIT=1\n', head: 'ARG APP_COMMIT=2\n' },
      { path: 'b/Dockerfile', base: 'ONE\n', head: 'TWO\n' },
    ]);
  });

  it.each<[string, RawBlobEntry, string]>([
    ['a symbolic link', { ...ordinary, mode: 0o120000 }, 'it is not an ordinary file (mode 120000)'],
    ['executable', { ...ordinary, mode: 0o100755 }, 'it is not an ordinary file (mode 100755)'],
    ['a folder', { mode: 0o040000, object: {} }, 'it is not an ordinary file (mode 40000)'],
    ['a submodule', { mode: 0o160000, object: null }, 'it is not an ordinary file (mode 160000)'],
    ['binary', holding({ text: null, isBinary: true }), 'it is binary'],
    ['without text', holding({ text: null, isBinary: null }), 'it has no text'],
    ['without an object', holding(null), 'it has no text'],
    ['cut', holding({ ...ordinary.object, text: 'ARG', isTruncated: true }), 'it is too large to be read whole'],
    [
      'not UTF-8',
      holding({ text: 'caf\ufffd\n', isBinary: false, isTruncated: false, byteSize: 5 }),
      'it is not UTF-8',
    ],
  ])('that is %s cannot be edited', (_, f0, why) => {
    expect(seen(withTip({ f0 })).files[0]?.unreadable).toBe(why);
  });

  it.each(['', 'ARG APP_COMMIT=1', 'größe 😀\r\n'])('that holds %j is read as it is', (text) => {
    const [file] = seen(withTip({ f0: rawFile(text) })).files;

    expect(file).toMatchObject({ base: text });
    expect(file).not.toHaveProperty('unreadable');
  });
});

describe("a file's history", () => {
  type Change = NonNullable<NonNullable<RawFileHistory['nodes']>[number]>;
  const change = (more: Partial<Change> = {}): Change => ({
    oid: id('e'),
    committedDate: '2026-11-20T11:00:00Z',
    author: { name: 'Grace', user: { login: 'grace' } },
    file: { object: { text: 'new\n' } },
    parents: { nodes: [{ file: { object: { text: 'old\n' } } }] },
    ...more,
  });

  it.each<[string, Change, object]>([
    [
      'what it left and what it found',
      change(),
      { commit: id('e'), at: AT, author: 'grace', text: 'new\n', before: 'old\n' },
    ],
    [
      'its author by name where the account is unknown',
      change({ author: { name: 'Grace', user: null } }),
      { author: 'Grace' },
    ],
    [
      'its author as somebody where nothing is known',
      change({ author: { name: null, user: null } }),
      { author: 'somebody' },
    ],
    ['its author as somebody where there is none', change({ author: null }), { author: 'somebody' }],
  ])('tells of a change %s', (_, node, expected) => {
    expect(historyOf(rawHistory({ nodes: [node] })).changes).toMatchObject([expected]);
  });

  it.each<[string, Change, object]>([
    ['that brought the file', change({ parents: { nodes: [{ file: null }] } }), { text: 'new\n' }],
    ['that began the repository', change({ parents: { nodes: [] } }), { text: 'new\n' }],
    ['whose parent is missing', change({ parents: { nodes: [null] } }), { text: 'new\n' }],
    ['whose parents are missing', change({ parents: { nodes: null } }), { text: 'new\n' }],
    ['that took the file away', change({ file: null }), { before: 'old\n' }],
    ['that made a folder of it', change({ file: { object: {} } }), { before: 'old\n' }],
    ['that made it binary', change({ file: { object: { text: null } } }), { before: 'old\n' }],
    ['of what was no text', change({ parents: { nodes: [{ file: { object: { text: null } } }] } }), { text: 'new\n' }],
  ])('has no text of one side of a change %s', (_, node, expected) => {
    expect(historyOf(rawHistory({ nodes: [node] })).changes).toEqual([
      { commit: id('e'), at: AT, author: 'grace', ...expected },
    ]);
  });

  it('is the newest first, without holes, and says whether there is more', () => {
    const nodes = [change(), null, change({ oid: id('d') })];

    expect(historyOf(rawHistory({ nodes })).changes.map(({ commit }) => commit)).toEqual([id('e'), id('d')]);
    expect(historyOf(rawHistory({ nodes })).hasOlder).toBe(false);
    expect(historyOf(rawHistory({ nodes, pageInfo: { hasNextPage: true } })).hasOlder).toBe(true);
  });

  it('that is missing may hold anything', () => {
    expect(historyOf(null)).toEqual({ changes: [], hasOlder: true });
    expect(historyOf(rawHistory({ nodes: null, pageInfo: { hasNextPage: true } }))).toEqual({
      changes: [],
      hasOlder: true,
    });
  });
});

describe('a Sluice branch', () => {
  const branch = (commits: RawCommit[]): NonNullable<Snapshot['branch']> => seen(rawBranch(commits)).branch!;
  const kinds = (commits: RawCommit[]): Pick<BranchCommit, 'byUs' | 'mergesBase'>[] =>
    branch(commits).commits.map(({ byUs, mergesBase }) => ({ byUs, mergesBase }));

  it('that does not exist is left out, whatever else could be read', () => {
    for (const head of [null, { target: null, open: null }]) expect(seen({ head })).not.toHaveProperty('branch');
  });

  it('tells its commits, newest first, and the lineage of the newest that is ours', () => {
    const older = { ...LINEAGE, pipeline: { ...LINEAGE.pipeline, commit: commitSha(id('5')) } };
    const first = ourCommit({ oid: id('3'), message: `older\n\n${Lineage.format(older)}` });

    const us = {
      author: 'sluice[bot]',
      isKnownAuthor: false,
      byUs: true,
      mergesBase: false,
    };

    expect(branch([first, ourCommit(), personsCommit()])).toEqual({
      tip: id('d'),
      commits: [
        {
          commit: id('d'),
          at: AT,
          author: 'grace',
          committer: 'grace',
          isKnownAuthor: true,
          byUs: false,
          mergesBase: false,
        },
        { commit: id('c'), at: AT, ...us },
        { commit: id('3'), at: AT, ...us },
      ],
      lineage: LINEAGE,
    });
  });

  it('that stands on its base has nothing of its own, and no lineage', () => {
    expect(branch([])).toEqual({ tip: id('b'), commits: [] });
  });

  it("has no lineage where only a person's commit claims one", () => {
    const { message } = ourCommit();

    expect(branch([personsCommit({ message })])).not.toHaveProperty('lineage');
    expect(branch([ourCommit({ signature: null })])).not.toHaveProperty('lineage');
  });

  it('names the author of a commit by account, by name, or not at all', () => {
    const by = (author: RawCommit['author']): string => branch([personsCommit({ author })]).commits[0]!.author;

    expect(by({ name: 'Grace', email: 'g@example.com', user: { login: 'grace' } })).toBe('grace');
    expect(by({ name: 'Grace', email: null, user: null })).toBe('Grace');
    expect(by({ name: null, email: null, user: null })).toBe('somebody');
    expect(by(null)).toBe('somebody');
  });

  it('names whoever put a commit there besides whoever it says wrote it', () => {
    const [spoofed] = branch([
      personsCommit({ author: { name: 'Omar', email: 'omar@example.com', user: { login: 'omar' } } }),
    ]).commits;

    expect(spoofed).toMatchObject({ author: 'omar', committer: 'grace', isKnownAuthor: true });
  });

  it.each<[string, Partial<RawCommit>]>([
    ['its author', { author: { name: 'omar', email: 'somebody@example.com', user: null } }],
    ['its committer', { committer: { user: null } }],
    ['its author, who is missing', { author: null }],
    ['its committer, who is missing', { committer: null }],
  ])('has a commit of nobody known where GitHub knows no account of %s', (_, change) => {
    const [made] = branch([personsCommit(change)]).commits;

    expect(made).toMatchObject({ isKnownAuthor: false });
    expect(made?.committer).toBe('committer' in change ? undefined : 'grace');
  });

  const merge = (change: Partial<RawCommit>): RawCommit[] => [ourCommit(), mergeOfBase(change)];
  const NEITHER = { byUs: false, mergesBase: false };

  it.each<[string, RawCommit[], object]>([
    ["GitHub's merge of the base is one", merge({}), { byUs: false, mergesBase: true }],
    ['a merge that nobody signed is none', merge({ signature: null }), NEITHER],
    [
      'a merge that a person signed is none',
      merge({ signature: { isValid: true, wasSignedByGitHub: false } }),
      NEITHER,
    ],
    ["a person's edit at GitHub is none", merge({ parents: { nodes: [{ oid: id('c') }] } }), NEITHER],
    ['a commit without parents is none', merge({ parents: { nodes: null } }), NEITHER],
    [
      'a merge of three is none',
      merge({ parents: { nodes: [{ oid: id('c') }, { oid: id('f') }, { oid: id('b') }] } }),
      NEITHER,
    ],
    [
      'a merge of what the branch itself holds is none',
      [
        ourCommit({ oid: id('3') }),
        ourCommit(),
        mergeOfBase({ parents: { nodes: [{ oid: id('c') }, { oid: id('3') }] } }),
      ],
      NEITHER,
    ],
  ])('is told which commit merges the base: %s', (_, commits, expected) => {
    expect(kinds(commits)[0]).toEqual(expected);
  });
});

describe("the lane's pull requests", () => {
  const head = (...nodes: (ReturnType<typeof rawOpen> | null)[]): Partial<RawHere> => {
    const raw = rawBranch([ourCommit()]);
    return { ...raw, head: { ...raw.head!, open: { nodes } } };
  };
  const past = (...nodes: (RawPast | null)[]): Pick<Snapshot, 'merged' | 'declined'> => {
    const { merged, declined } = seen({ past: { nodes } });
    return { ...(merged === undefined ? {} : { merged }), ...(declined === undefined ? {} : { declined }) };
  };

  it('are not those of a fork whose branch has the same name', () => {
    const fork = rawOpen({ number: 40, isCrossRepository: true });

    expect(seen(head(fork, null, rawOpen())).open).toMatchObject({ number: 41, inStep: true });
    expect(seen(head(fork))).not.toHaveProperty('open');
    expect(past(rawPast({ isCrossRepository: true }))).toEqual({});
  });

  it('are seen beside how far the base has moved on', () => {
    const behind = rawBranch([ourCommit()], { behindBy: 3 });
    const conflicting = rawOpen({ mergeable: 'CONFLICTING', mergeStateStatus: 'BEHIND' });
    const open = { nodes: [conflicting] };

    expect(seen({ ...behind, head: { ...behind.head!, open } }).open).toMatchObject({
      mergeable: 'conflicting',
      behind: true,
    });
    expect(seen(head(conflicting)).open).toMatchObject({ mergeable: 'unknown', behind: false });
  });

  it('that a person closed is declined, with what it would have moved', () => {
    expect(past(rawPast())).toEqual({ declined: { number: 40, by: 'grace', lineage: LINEAGE } });
  });

  const closedBy = (actor: { __typename: string; login: string } | null): RawPast =>
    rawPast({ timelineItems: { nodes: [{ actor }] } });

  it.each<[string, RawPast, string]>([
    ['by another bot', closedBy({ __typename: 'Bot', login: 'stale' }), 'stale'],
    ['by a person whose login is our slug', closedBy({ __typename: 'User', login: 'sluice' }), 'sluice'],
    ['by somebody who is gone', closedBy(null), 'somebody'],
    ['by nobody that GitHub tells of', rawPast({ timelineItems: { nodes: [] } }), 'somebody'],
    ['by an event that is missing', rawPast({ timelineItems: { nodes: null } }), 'somebody'],
  ])('that were closed %s are declined, too', (_, ended, by) => {
    expect(past(ended).declined).toMatchObject({ number: 40, by });
  });

  it('that our own bot closed are not declined: nothing was left', () => {
    for (const login of ['sluice', 'sluice[bot]']) expect(past(closedBy({ __typename: 'Bot', login }))).toEqual({});
  });

  it.each<[string, RawPast['commits']]>([
    ["that ended on a person's commit", { nodes: [{ commit: personsCommit({ message: ourCommit().message }) }] }],
    ['that ended on a commit without a lineage', { nodes: [{ commit: ourCommit({ message: 'x' }) }] }],
    ['whose commit is missing', { nodes: [null] }],
    ['whose commits are missing', { nodes: null }],
  ])('%s are declined without telling what they moved', (_, commits) => {
    expect(past(rawPast({ commits }))).toEqual({ declined: { number: 40, by: 'grace' } });
  });

  it('are told by the newest alone, however they are listed', () => {
    const merged = (number: number): RawPast => rawPast({ number, state: 'MERGED' });

    expect(past(merged(43), rawPast({ number: 42 }), null)).toEqual({ merged: 43 });
    expect(past(merged(41), rawPast({ number: 42 }), merged(40))).toMatchObject({ declined: { number: 42 } });
    expect(past()).toEqual({});
    expect(seen({ past: { nodes: null } })).not.toHaveProperty('merged');
  });
});
