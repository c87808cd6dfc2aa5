import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { createLog } from '../../src/log.ts';
import { sourcesBelow, textOf } from '../house/sources/project-files.ts';
import { closeSharedStore, World } from '../scenarios/world.ts';

const DOCKER = 'acme/payments-docker';
let world: World | undefined;
afterEach(async () => {
  await world?.end();
  world = undefined;
});
afterAll(closeSharedStore);

const documented = [...textOf('docs/reference/logs.md').matchAll(/^\| `(\w+)` /gm)].map(([, field = '']) => field);

/** What pino writes by itself. */
const EVERYWHERE = ['level', 'time', 'msg'];

describe('the page about logs', () => {
  it('has a row for what every line has', () => {
    expect(documented).toEqual(expect.arrayContaining(EVERYWHERE));
  });

  it('has rows only for fields that some line has', () => {
    const calls = [...sourcesBelow('src').values()].filter((text) => /\blog\b/.test(text)).join('\n');
    const unused = documented.filter(
      (field) => !EVERYWHERE.includes(field) && !new RegExp(`\\b${field}\\b`).test(calls),
    );

    expect(unused).toEqual([]);
  });

  it('names only messages that are logged', () => {
    const [, alerts = ''] = textOf('docs/reference/logs.md').split('## Lines worth an alert');
    const named = [...(alerts.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z][^`]*)` +\|/gm)].map(
      ([, text = '']) => text,
    );
    const sources = [...sourcesBelow('src').values()].join('\n');

    expect(named.slice(1).length).toBeGreaterThan(5);
    expect(named.slice(1).filter((text) => !sources.includes(`'${text}'`))).toEqual([]);
  });

  it('is right about a story: each line of an effect says what it did, to which lane, and for which change', async () => {
    const lines: Record<string, unknown>[] = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
    world = await World.with({ log: createLog('info', { destination }) });
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    await world.buildEnds(DOCKER, 1);
    await world.settled();

    const done = lines.filter(({ msg }) => msg === 'effect done');
    expect(done.map(({ did }) => did)).toEqual(['publish', 'merge']);
    for (const line of done) {
      expect(line).toMatchObject({ lane: 'acme/platform:docker/payments', outcome: 'done' });
      expect(line['changes']).toEqual([`payments@${commit.slice(0, 12)}`]);
    }
    expect(lines.filter((line) => EVERYWHERE.some((field) => !(field in line)))).toEqual([]);
  });

  it('is right that a change has one name: the pull request bears the same', async () => {
    world = await World.with();
    const { commit } = await world.merges('Retry transfers');
    await world.settled();

    expect((await world.pull(DOCKER)).body).toContain(`\`payments@${commit.slice(0, 12)}\``);
  });
});
