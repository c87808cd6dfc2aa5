import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commitSha, componentName, repoName, stageName } from '../../src/core/names.ts';
import type { Digest } from '../../src/core/names.ts';
import { LaneBranch } from '../../src/core/text/branches.ts';
import { liveThings } from '../../src/core/text/live-things.ts';
import { Marker } from '../../src/core/text/markers.ts';
import { list, plural, shortCommit } from '../../src/core/text/phrases.ts';
import { Lineage } from '../../src/core/text/trailers.ts';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const stage = name.map(stageName);
const component = name.map(componentName);
const commit = hex(40).map(commitSha);
const digest = hex(64).map((text) => `sha256:${text}` as Digest);

describe('the branch of a lane', () => {
  it('says whose it is', () => {
    const [docker, payments] = [stageName('docker'), componentName('payments')];

    expect(LaneBranch.format({ stage: docker, component: payments })).toBe('sluice/docker/payments');
    expect(LaneBranch.format({ stage: docker, component: payments, forced: true })).toBe('force/docker/payments');
    expect(LaneBranch.format({ stage: docker })).toBe('release-docker');
  });

  it('reads back as the lane it was made for', () => {
    const lane = fc.oneof(
      fc.record({ stage, component }),
      fc.record({ stage, component, forced: fc.constant(true as const) }),
      fc.record({ stage }),
    );

    fc.assert(fc.property(lane, (lane) => expect(LaneBranch.parse(LaneBranch.format(lane))).toEqual(lane)));
  });

  it.each([
    'main',
    'release-',
    'release-X',
    'sluice/docker',
    'sluice/docker/pay/ments',
    'sluice//payments',
    'force/a/B',
    'other/a/b',
    'sluice/a/../b',
    ' sluice/a/b',
  ])('is not %j', (branch) => {
    expect(LaneBranch.parse(branch)).toBeUndefined();
  });
});

describe('a marker', () => {
  it('stands hidden in a body, its fields in a fixed order', () => {
    const marker = Marker.format({ stage: 'docker', kind: 'pull-request', key: 'a --> b', at: '1' });

    expect(marker).toBe('<!-- sluice:v1 key=a%20%2D%2D%3E%20b kind=pull-request at=1 stage=docker -->');
    expect(liveThings(`text\n\n${marker}\n`, [marker])).toEqual([]);
  });

  it('reads back whatever it holds, and cannot be ended by it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const hostile = fc.constantFrom(
      '-->',
      '--!>',
      '>',
      '<!-- sluice:v1 key=a kind=b -->',
      '-',
      '--',
      '---',
      '%',
      '=',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(text, hostile)), fc.oneof(text, hostile), (parts, kind) => {
        const marker = { key: parts.join(''), kind, more: kind };

        const written = Marker.format(marker);

        expect(Marker.parse(`before ${written} after`)).toEqual([
          { key: marker.key.toWellFormed(), kind: kind.toWellFormed(), more: kind.toWellFormed() },
        ]);
        expect(written.slice(4, -3)).not.toMatch(/--|>|<|\n/);
      }),
    );
  });

  it('is found each time it stands there, and only when it is whole', () => {
    const body = [
      '<!-- sluice:v1 key=a kind=x -->',
      '<!-- sluice:v1 key=%zz kind=x -->',
      '<!-- sluice:v1 key=a key=b kind=x -->',
      '<!-- sluice:v1 key=a -->',
      '<!-- sluice:v2 key=a kind=x -->',
      '<!-- sluice:v1 kind=y key=b later=1 -->',
    ].join('\n');

    expect(Marker.parse(body)).toEqual([
      { key: 'a', kind: 'x' },
      { key: 'b', kind: 'y', later: '1' },
    ]);
  });

  it('refuses a field that it could not read back', () => {
    expect(() => Marker.format({ key: 'a', kind: 'b', 'not a field': 'c' })).toThrow(
      '"not a field" cannot be a field of a marker',
    );
  });
});

describe('the lineage of a commit', () => {
  const lineage = fc.record({
    lane: fc.oneof(fc.record({ stage, component }), fc.record({ stage })),
    pipeline: fc.record({
      repo: fc.constantFrom('acme/payments-docker', 'a/.github', 'A-1/b.c_d').map(repoName),
      commit,
    }),
    entries: fc.uniqueArray(
      fc.record(
        { component, code: commit, built: commit, digest, from: fc.oneof(commit, digest) },
        { requiredKeys: ['component'] },
      ),
      { selector: (entry) => entry.component, maxLength: 5 },
    ),
  });
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
  const good = `Sluice-Entry: payments code=${a} from=${b}\nSluice-Lane: docker/payments\nSluice-Pipeline: acme/pipeline@${a}`;

  it('reads back from a whole message, whatever stands above it', () => {
    fc.assert(
      fc.property(lineage, fc.string(), (lineage, above) => {
        expect(Lineage.parse(`subject\n\n${above}\n\n${Lineage.format(lineage)}\n`)).toEqual(lineage);
      }),
    );
  });

  it('has one line for each entry', () => {
    const read = Lineage.parse(`s\n\n${good}`);

    expect(read && Lineage.format(read)).toBe(good);
  });

  it('passes over trailers and keys that it does not know', () => {
    const later = good.replace('payments code', 'payments sbom=1 code');

    expect(Lineage.parse(`s\n\n${later}\nSigned-off-by: A <a@b>\nSluice-Later: x`.replaceAll('\n', '\r\n'))).toEqual(
      Lineage.parse(good),
    );
  });

  it.each([
    ['not in the last paragraph', `${good}\n\nmore words`],
    ['among lines that are no trailers', `${good}\nand more words`],
    ['without a pipeline', good.replace(/Sluice-Pipeline.*/, 'Sluice-Other: x')],
    ['without a lane', good.replace(/Sluice-Lane.*/, 'Sluice-Other: x')],
    ['with two lanes', `${good}\nSluice-Lane: docker/web`],
    ['with two pipelines', `${good}\nSluice-Pipeline: acme/other@${a}`],
    ['with a component twice', `${good}\nSluice-Entry: payments code=${a}`],
    ['with a short commit', good.replace(`code=${a}`, 'code=abc')],
    ['with a key twice', good.replace('payments', `payments code=${b}`)],
    ['with a digest that is none', good.replace('payments', 'payments digest=sha256:1')],
    ['with a name that is none', good.replace('docker/payments', 'docker/Pay')],
    ['with a lane too deep', good.replace('docker/payments', 'docker/payments/x')],
    ['with a repository that is none', good.replace('acme/pipeline', 'acme')],
    ['with no value after a key', good.replace(`code=${a}`, 'code')],
    ['with an upper-case commit', good.replace(`from=${b}`, `from=${b.toUpperCase()}`)],
    ['in an empty message', ''],
  ])('is not believed %s', (_, message) => {
    expect(Lineage.parse(`subject\n\n${message}`)).toBeUndefined();
  });
});

describe('phrases', () => {
  it('count, list and shorten', () => {
    expect([plural(0, 'issue'), plural(1, 'issue'), plural(2, 'entry', 'entries')]).toEqual([
      '0 issues',
      '1 issue',
      '2 entries',
    ]);
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect(shortCommit('0123456789'.repeat(4))).toBe('0123456');
  });
});
