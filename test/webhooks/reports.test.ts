import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { ArtifactReport } from '../../src/core/artifacts/report.ts';
import { EVENTS } from '../../src/webhooks/hints.ts';
import type { Payload } from '../../src/webhooks/payload.ts';
import { REPORTING_EVENTS, reportsOf } from '../../src/webhooks/reports.ts';

const REVISION = '2'.repeat(40);
const DIGEST = `sha256:${'2'.repeat(64)}`;
const LABEL = 'org.opencontainers.image.revision';

const from = { repository: { full_name: 'acme/payments-docker' }, sender: { login: 'acme-ci' } };
const reports = (event: string, payload: Payload): ArtifactReport[] =>
  reportsOf({ guid: 'delivery-1', event, payload });
const source = { id: 'delivery-1', repo: 'acme/payments-docker', sender: 'acme-ci' };

const dispatch = (more: Payload = {}): Payload => ({
  ...from,
  action: 'sluice-artifact',
  branch: 'main',
  client_payload: { v: 1, digest: DIGEST },
  ...more,
});

/** The shape of GitHub's own description of the event; `metadata` and `version` are what a test is about. */
const pushed = ({
  metadata = {},
  version = {},
  more = {},
}: { metadata?: Payload; version?: Payload; more?: Payload } = {}): Payload => ({
  ...from,
  action: 'published',
  registry_package: {
    name: 'payments',
    namespace: 'Acme',
    package_type: 'CONTAINER',
    ecosystem: 'CONTAINER',
    package_version: {
      version: DIGEST,
      name: DIGEST,
      container_metadata: {
        tag: { name: 'v1', digest: DIGEST },
        labels: { revision: REVISION, all_labels: { [LABEL]: REVISION } },
        ...metadata,
      },
      ...version,
    },
    ...more,
  },
});

const saidOf = (payload: Payload): unknown => reports('registry_package', payload)[0]?.said;

describe('a repository_dispatch', () => {
  it('of type sluice-artifact reports what it carries, as it came', () => {
    expect(reports('repository_dispatch', dispatch())).toEqual([
      { ...source, by: 'report', said: { v: 1, digest: DIGEST } },
    ]);
  });

  it('without anything in it is a report that says nothing, so that its author hears of it', () => {
    expect(reports('repository_dispatch', dispatch({ client_payload: null }))).toMatchObject([{ said: {} }]);
  });

  it('without a sender comes from somebody', () => {
    expect(reports('repository_dispatch', dispatch({ sender: null }))).toMatchObject([{ sender: 'somebody' }]);
  });

  it.each<[string, Payload]>([
    ['of another type', dispatch({ action: 'deploy' })],
    ['of a repository that is none', dispatch({ repository: { full_name: '../..' } })],
  ])('%s reports nothing', (_, payload) => {
    expect(reports('repository_dispatch', payload)).toEqual([]);
  });
});

describe('a registry_package of an image', () => {
  const image = { v: 1, image: 'ghcr.io/acme/payments', digest: DIGEST, tag: 'v1' };

  it('reports the image, its digest, its tag and the revision that it is labelled with', () => {
    expect(reports('registry_package', pushed())).toEqual([
      { ...source, by: 'package', said: { ...image, commit: REVISION } },
    ]);
  });

  it.each<[string, Payload]>([
    ['as a map', { labels: { [LABEL]: REVISION } }],
    ['among all of them', { labels: { revision: '', all_labels: { [LABEL]: REVISION } } }],
    ["under GitHub's own name", { labels: { revision: REVISION } }],
  ])('finds the revision in its labels %s', (_, metadata) => {
    expect(saidOf(pushed({ metadata }))).toEqual({ ...image, commit: REVISION });
  });

  it.each<[string, Payload]>([
    ['labels', { labels: null }],
    ['a revision among them', { labels: { all_labels: {} } }],
    ['anything in its revision, as GitHub writes it then', { labels: { revision: '', all_labels: { [LABEL]: '' } } }],
  ])('names no commit where it has not %s, so that the image is asked', (_, metadata) => {
    expect(saidOf(pushed({ metadata }))).toEqual(image);
  });

  it('reads the tag where an update has it', () => {
    const version = { container_metadata: {}, docker_metadata: [{ tags: ['v2', 'latest'] }] };

    expect(saidOf(pushed({ version }))).toEqual({ ...image, tag: 'v2' });
  });

  it.each<[string, Payload]>([
    ['has no tag: it is one platform of an image, or an attestation', pushed({ metadata: { tag: { name: '' } } })],
    ['has no version', pushed({ more: { package_version: null } })],
    ['is a package of npm', pushed({ more: { package_type: 'npm' } })],
    ['has no name', pushed({ more: { name: null } })],
    ['has no namespace', pushed({ more: { namespace: null } })],
    ['comes from a repository that is none', { ...pushed(), repository: { full_name: 'acme' } }],
  ])('reports nothing where it %s', (_, payload) => {
    expect(reports('registry_package', payload)).toEqual([]);
  });
});

describe('any delivery', () => {
  it('that carries no report has none', () => {
    const others = [...EVENTS, 'package', '__proto__', ''].filter((event) => !REPORTING_EVENTS.includes(event));

    expect(others.flatMap((event) => [...reports(event, dispatch()), ...reports(event, pushed())])).toEqual([]);
  });

  it('of any JSON never throws, and names its delivery and its repository', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom(null, '', 'CONTAINER', 'sluice-artifact'));
    const payload = fc.oneof(
      field,
      fc.record({ action: field, client_payload: field }).map((more) => dispatch(more as Payload)),
      fc.record({ tag: field, labels: field }).map((metadata) => pushed({ metadata })),
      fc.record({ package_version: field, package_type: field }).map((more) => pushed({ more })),
    );

    fc.assert(
      fc.property(fc.constantFrom(...REPORTING_EVENTS, 'push'), payload, (event, foreign) => {
        for (const report of reports(event, foreign as Payload)) expect(report).toMatchObject(source);
      }),
      { numRuns: 1_000 },
    );
  });
});
