import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { textOf } from '../house/sources/project-files.ts';
import { fillAcme, frozen } from './acme.ts';
import { changelogAddress, remember } from './changelogs.ts';
import { PageRig } from './page-rig.ts';

type Json = Record<string, unknown>;

/** The rows of each section's table: the field, and whether it may be missing. */
function documented(): Map<string, Map<string, boolean>> {
  const [, ...sections] = textOf('docs/reference/http-api.md').split(/^## /m);
  return new Map(
    sections.map((section) => [
      section.split('\n', 1)[0] ?? '',
      new Map(
        [...section.matchAll(/^\| `(\w+)` +\| (.*)$/gm)].map(([, field = '', holds = '']) => [
          field,
          holds.includes('may be missing'),
        ]),
      ),
    ]),
  );
}

const listOf = (value: unknown): Json[] =>
  (Array.isArray(value) ? value.filter((one) => one !== null) : [value]) as Json[];
const within = (values: Json[], field: string): Json[] =>
  values.flatMap((value) => (field in value ? listOf(value[field]) : []));

describe('the page of the HTTP API', () => {
  let rig: PageRig;
  const read = async (path: string): Promise<Json> => (await rig.get(path)).json() as Promise<Json>;

  beforeAll(async () => {
    rig = await PageRig.open();
    await fillAcme(rig.store);
    remember(rig, 'payments');
    await rig.store.ledger.append(frozen());
  });

  afterAll(() => rig.close());

  it('has every field that is answered, and no other that always is', async () => {
    const overview = [await read('/api/v1/lanes')];
    const component = [await read('/api/v1/components/acme/platform/payments')];
    const lane = [await read('/api/v1/lanes/acme/platform/production')];
    const changelog = [await read(`/api/v1${changelogAddress('payments')}`)];
    const lost = [
      await read('/api/v1/lanes/acme/platform/nowhere'),
      await read(`/api/v1${changelogAddress('gateway')}`),
    ];
    const pipelines = within(overview, 'pipelines');
    const cells = [...within(within(pipelines, 'rows'), 'cells'), ...within(component, 'cells')];
    const lanes = [...within(pipelines, 'lanes'), ...within(lane, 'lane')];
    const stages = within(pipelines, 'stages');
    const held = [await read('/api/v1/components/acme/platform/ledger')];
    const histories = within([...component, ...lane], 'history');
    const answered: Record<string, Json[]> = {
      Overview: overview,
      Pipeline: pipelines,
      Stage: stages,
      Release: [...within(stages, 'release'), ...within(lanes, 'release')],
      Banner: within(pipelines, 'banners'),
      Cell: cells,
      Lane: lanes,
      Reason: within(lanes, 'reasons'),
      Gate: within(lanes, 'gates'),
      'Forced release': within(lanes, 'forced'),
      'Next release': within(lanes, 'nextRelease'),
      Component: component,
      'What people set': within([...component, ...held], 'set'),
      Changelog: changelog,
      Change: within(within(changelog, 'groups'), 'changes'),
      "Lane's page": lane,
      'Pinned component': within(lane, 'components'),
      Pin: within(within(lane, 'components'), 'pins'),
      Stray: within(within(lane, 'components'), 'strays'),
      Bypass: within(lane, 'bypasses'),
      History: histories,
      'History line': within(histories, 'lines'),
      Reference: within([...cells, ...within(cells, 'next')], 'reference'),
      Moment: within(cells, 'since'),
      Link: [...within(cells, 'change'), ...within(lanes, 'repo')],
      Error: within(lost, 'error'),
    };

    expect([...documented().keys()]).toEqual(Object.keys(answered));
    for (const [section, fields] of documented()) {
      const objects = answered[section] ?? [];
      const always = [...fields].filter(([, mayMiss]) => !mayMiss).map(([field]) => field);
      const seen = new Set(objects.flatMap((object) => Object.keys(object)));

      expect([section, [...seen].filter((field) => !fields.has(field))]).toEqual([section, []]);
      expect([
        section,
        objects.length > 0 && objects.every((object) => always.every((field) => field in object)),
      ]).toEqual([section, true]);
    }
  });
});
