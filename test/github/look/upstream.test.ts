import { describe, expect, it } from '@jest/globals';

import { known, lacking, unknown } from '../../../src/core/answer.ts';
import { componentName, repoName, stageName } from '../../../src/core/names.ts';
import type { LaneComponent } from '../../../src/core/pipeline/lanes.ts';
import { sourceOf } from '../../../src/github/look/upstream/source.ts';
import { builtBranch, upstreamStage } from '../../../src/github/look/upstream/upstream.ts';
import type {
  RawBlobEntry,
  RawBuilds,
  RawSourceTip,
  RawStage,
  RawTip,
  RawWalls,
} from '../../../src/github/look/raw.ts';
import { rootsOf } from '../../../src/core/changelog/range/path-roots.ts';
import { id, LAST_PAGE, rawCommits, rawFile, SELF } from '../raw-look.ts';

const REPO = repoName('acme/manifests');

const WALLS: RawWalls = {
  visibility: 'PRIVATE',
  consent: { target: { file: { object: { text: 'pipeline: acme/platform\n' } } } },
};

describe('the paths of a component', () => {
  it.each<[string[] | undefined, string[] | undefined]>([
    [undefined, undefined],
    [[], undefined],
    [['web/**'], ['web']],
    [
      ['web/*.ts', 'web/deep/**/x'],
      ['web', 'web/deep'],
    ],
    [['web/**', 'web/*.ts'], ['web']],
    [['package.json'], ['package.json']],
    [['packages/@acme/web/**'], ['packages/@acme/web']],
    [['./web/'], ['web']],
    [
      ['web/{a,b}/**', 'api/[ab]/x'],
      ['web', 'api'],
    ],
    [['web/**', '!web/docs/**'], ['web']],
    [['!web/docs/**'], undefined],
    [['web/**', '**/*.ts'], undefined],
    [['*'], undefined],
  ])('%j lie below %j', (globs, roots) => {
    expect(rootsOf(globs)).toEqual(roots);
  });
});

describe('a branch that images are built from', () => {
  const read = { repo: REPO } as const;

  it('is the commits that it was at, newest first, without those that a merge brought along', () => {
    // The tip `d` merged the side branch with `c`, which began at `a` and is older than `b`.
    const target = { oid: id('d'), commits: rawCommits('dbc', 'ba', 'ca', 'a0') };

    expect(builtBranch({ ...WALLS, branch: { name: 'trunk', target } }, read)).toEqual(
      known({
        of: 'builds',
        repo: REPO,
        audience: 'private',
        consent: { to: 'acme/platform' },
        branch: 'trunk',
        commits: [id('d'), id('b'), id('a')],
      }),
    );
  });

  it.each<[string, RawBuilds['branch'], string]>([
    ['does not exist', null, 'the branch of acme/manifests that images are built from does not exist'],
    [
      'has no commit',
      { name: 'main', target: null },
      'the branch of acme/manifests that images are built from does not exist',
    ],
    [
      'has no list of commits',
      { name: 'main', target: { oid: id('a'), commits: null } },
      'what acme/manifests was built from could not be read',
    ],
  ])('that %s is unknown', (_, branch, why) => {
    expect(builtBranch({ ...WALLS, branch }, read)).toMatchObject(unknown(why));
  });
});

describe('a stage that is read', () => {
  const read = {
    stage: stageName('manifest'),
    kind: 'manifest',
    repo: REPO,
    paths: ['apps/payments.yaml', 'apps/web.yaml'],
  } as const;
  const stage = (tip: Partial<RawTip>, rest: Partial<RawStage> = {}): RawStage => ({
    ...WALLS,
    branch: { name: 'main', target: { oid: id('a'), f0: rawFile('one\n'), f1: rawFile('two\n'), ...tip } },
    ...rest,
  });
  const seen = (raw: RawStage, name = 'payments', kind: 'manifest' | 'environment' = 'manifest') =>
    upstreamStage(raw, {
      read: { ...read, components: ['payments', 'web'], paths: [...read.paths], kind },
      reading: { pins: [{ file: 'apps/{component}.yaml', holds: 'digest' }] },
      component: { name: componentName(name) },
      self: SELF,
    });

  it('is told with every file, and which are not there', () => {
    expect(seen(stage({ f1: null }))).toEqual(
      known({
        stage: 'manifest',
        repo: REPO,
        audience: 'private',
        consent: { to: 'acme/platform' },
        branch: 'main',
        tip: id('a'),
        files: new Map([
          ['apps/payments.yaml', 'one\n'],
          ['apps/web.yaml', undefined],
        ]),
      }),
    );
  });

  it.each<[string, RawBlobEntry['object'], string]>([
    ['is binary', { text: null, isBinary: true }, 'it is binary'],
    ['is cut', { text: 'tw', isTruncated: true }, 'it is too large to be read whole'],
    ['is a folder', {}, 'it has no text'],
  ])('is unknown to the component whose file %s, and to no other', (_, object, why) => {
    const raw = stage({ f1: { mode: 0o100644, object } });

    expect(seen(raw, 'web')).toEqual(unknown(`apps/web.yaml of acme/manifests cannot be read: ${why}`));
    expect(seen(raw)).toMatchObject({ known: { files: new Map([['apps/payments.yaml', 'one\n']]) } });
  });

  it('is unknown without its branch', () => {
    for (const branch of [null, { name: 'main', target: null }])
      expect(seen({ ...WALLS, branch })).toEqual(lacking('the branch of manifest in acme/manifests does not exist'));
  });

  const lists = { deployments: { pageInfo: LAST_PAGE, nodes: [] }, released: { nodes: [] } };
  const commits = { commits: rawCommits('a') };

  it('has an environment where software runs in it', () => {
    expect(seen(stage(commits, lists), 'payments', 'environment')).toMatchObject({
      known: { environment: { commits: [id('a')], deployments: [], hasMerged: false } },
    });
  });

  it.each<[string, RawStage]>([
    ['deployments', stage(commits, { ...lists, deployments: null })],
    ['releases', stage(commits, { ...lists, released: null })],
    ['commits', stage({}, lists)],
  ])('is unknown where the %s of its environment are missing', (_, raw) => {
    expect(seen(raw, 'payments', 'environment')).toEqual(unknown('what is known of manifest could not be read'));
  });
});

describe('what a code repository offers', () => {
  const component = (paths?: string[]): LaneComponent => ({
    name: componentName('web'),
    code: repoName('acme/shop'),
    tag: '{commit}',
    owners: [],
    reads: { of: 'code' },
    ...(paths === undefined ? {} : { paths }),
  });
  const read = { repo: 'acme/shop', roots: ['api', 'web', 'shared'] };
  const newest = (oid: string, committedDate: string): RawSourceTip[`p${number}`] => ({
    nodes: [{ oid, committedDate }],
  });
  const offers = (tip: Partial<RawSourceTip> | null, paths?: string[]) => {
    const target = tip === null ? null : { oid: id('a'), file: null, ...tip };
    return sourceOf({ visibility: 'PRIVATE', defaultBranchRef: { name: 'main', target } }, read, component(paths));
  };

  it('is its newest commit', () => {
    expect(offers({ file: { object: { text: 'pipeline: acme/platform\n' } } })).toEqual(
      known({
        repo: 'acme/shop',
        audience: 'private',
        consent: { to: 'acme/platform' },
        branch: 'main',
        tip: id('a'),
      }),
    );
    expect(offers(null)).toEqual(lacking('acme/shop has no commit yet'));
  });

  it('is the newest of the commits that touch its own paths, not those of its neighbours', () => {
    const tip = {
      p0: newest(id('4'), '2026-03-04T00:00:00Z'),
      p1: newest(id('2'), '2026-03-02T00:00:00Z'),
      p2: newest(id('3'), '2026-03-03T00:00:00Z'),
    };

    expect(offers(tip, ['web/**', 'shared/**'])).toMatchObject({ known: { tip: id('3') } });
    expect(offers(tip, ['web/**'])).toMatchObject({ known: { tip: id('2') } });
  });

  it.each<[string, Partial<RawSourceTip>, string]>([
    ['no commit touches them', { p1: { nodes: [] } }, 'acme/shop has no commit that touches web'],
    ['their history is missing', { p1: null }, 'what changed in acme/shop could not be read'],
    ['their list of commits is missing', { p1: { nodes: null } }, 'what changed in acme/shop could not be read'],
  ])('is unknown where it has paths and %s', (_, tip, why) => {
    expect(offers(tip, ['web/**'])).toEqual(unknown(why));
  });
});
