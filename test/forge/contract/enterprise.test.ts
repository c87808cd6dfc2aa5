import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedContract } from '../../../src/forge/contract/check.ts';
import { Dialect } from '../../../src/forge/contract/dialect.ts';
import { restSlice, webhookSlice } from '../../../src/forge/contract/slices.ts';
import type { Violation } from '../../../src/forge/forge.ts';
import { Router } from '../../../src/forge/http/router.ts';
import { newStage, tour, type Stage, type Tour } from '../../../src/forge/score/tour/index.ts';
import { closeSharedStore, World } from '../../scenarios/world.ts';
import { DomainWorld } from '../domain-world.ts';
import { addressesIn, isOfApi, misplaced, type Address } from './addresses.ts';

const description = 'ghes-3.19';

afterAll(closeSharedStore);

const saidBy = ({ what, operationId, pointer }: Violation): string => `${what} ${operationId} ${pointer}`;

/** The distinct mistakes of those who asked. */
const mistakes = ({ forge }: Stage): string[] => [
  ...new Set(forge.violations.filter(({ what }) => what === 'request').map(saidBy)),
];

describe('a forge that is an Enterprise Server', () => {
  let stage: Stage;
  let journey: Tour;
  beforeAll(async () => {
    stage = newStage({ description });
    journey = await tour(stage);
  });

  it('says nothing in any answer or delivery that its own description does not have', () => {
    const broken = stage.forge.violations.filter(({ what }) => what === 'response' || what === 'webhook');

    expect(broken).toEqual([]);
    const succeeded = journey.exchanges.filter(({ status }) => status < 300).map(({ operationId }) => operationId);
    expect(new Set(succeeded).size).toBeGreaterThan(120);
    expect(stage.forge.hooks.log.length + stage.forge.hooks.pending.length).toBeGreaterThan(200);
  });

  it('finds wrong in what it is asked only what is wrong at github.com, or came there later', async () => {
    const github = newStage();
    await tour(github);

    const later = ['actions/create-workflow-dispatch /return_run_details', 'repos/update /allow_auto_merge'];
    const known = [...mistakes(github), ...later.map((one) => `request ${one}`)];
    expect(mistakes(stage).filter((one) => !known.includes(one))).toEqual([]);
    expect(mistakes(stage)).toContain('request repos/create-deployment-status /state');
  });

  it('tells its version with every answer, and of no rate limit', () => {
    const versions = journey.exchanges.map(({ headers }) => headers['x-github-enterprise-version']);

    expect([...new Set(versions)]).toEqual(['3.19.0']);
    // Of limits that are switched on for once, by a fault, it does tell.
    const itsOwn = journey.exchanges.filter(({ isInjected }) => !isInjected);
    const names = new Set(itsOwn.flatMap(({ headers }) => Object.keys(headers)));
    expect([...names].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });

  it('tells its version and its name with every delivery', () => {
    const [delivery] = [...stage.forge.hooks.log, ...stage.forge.hooks.pending];

    expect(delivery?.headers).toMatchObject({
      'x-github-enterprise-host': 'forge.localhost',
      'x-github-enterprise-version': '3.19.0',
    });
  });

  it('does not answer what its description does not have', () => {
    const { 'repos/get': _, ...operations } = restSlice(description).operations;
    const router = new Router({ ...restSlice(description), operations });

    expect(router.match('GET', '/repos/acme/shop', () => undefined)).toBeUndefined();
  });

  it('carries the bot from a merge to the merged pull request', async () => {
    const world = await World.with({ description });
    const { commit } = await world.merges('Retry transfers');
    await world.settled();
    const { number } = await world.pull('acme/payments-docker');

    await world.buildEnds('acme/payments-docker', number);
    await world.settled();

    expect(await world.file('acme/payments-docker', 'Dockerfile')).toContain(`ARG APP_COMMIT=${commit}\n`);
    await world.end();
  });

  const answered = () =>
    journey.exchanges.flatMap(({ body, headers }) => [
      ...addressesIn(body),
      ...addressesIn({ location: headers['location'], link: headers['link']?.slice(1) }),
    ]);

  it('has the addresses of its API below /api/v3, and those for people beside it', () => {
    const all = answered();

    expect(misplaced(all)).toEqual([]);
    const keys = ['url', 'self', 'location', 'link', 'access_tokens_url', 'html_url', 'avatar_url'];
    expect(keys.filter((key) => !all.some((one) => one.key === key))).toEqual([]);
  });

  it('has them so in deliveries, but that a push calls the page of its repository or commit `url`', () => {
    const sent = [...stage.forge.hooks.log, ...stage.forge.hooks.pending];
    const of = (isPush: boolean) =>
      sent.filter(({ event }) => (event === 'push') === isPush).flatMap(({ body }) => addressesIn(JSON.parse(body)));

    expect(misplaced(of(false))).toEqual([]);
    expect(misplaced(of(true)).filter((one) => !/^url \S+\/acme\/[\w-]+(\/commit\/\w+)?$/.test(one))).toEqual([]);
  });

  it('answers at the addresses it gives with what it gave them for', async () => {
    const headers = { 'user-agent': 'a test', authorization: `Bearer ${stage.forge.personToken('ada')}` };
    // What has moved is answered where it is now.
    const isOwn = (one: Address) => one.key === 'url' && isOfApi(one) && !one.value.includes('/repositories/');
    const own = new Set(answered().flatMap((one) => (isOwn(one) ? [one.value] : [])));
    const followed: [string, unknown][] = [];
    for (const address of own) {
      const response = await stage.forge.fetch(address, { headers, redirect: 'manual' });
      const body = response.status === 200 ? ((await response.json()) as { url?: string }) : {};
      if (body.url !== undefined) followed.push([address, body.url]);
    }

    expect(followed.filter(([asked, told]) => asked !== told)).toEqual([]);
    expect(followed.length).toBeGreaterThan(200);
  });
});

describe('the dialect of an older server', () => {
  const dialect = new Dialect(description);

  it('leaves out what came later, at any depth, and keeps what nobody describes', () => {
    const release = { id: 1, discussion_url: 'https://x.test', invented: true };

    expect(dialect.spokenResponse('repos/get-latest-release', 200, release)).toEqual({ id: 1, invented: true });
    expect(dialect.spokenResponse('repos/list-releases', 200, [release])).toEqual([{ id: 1, invented: true }]);
  });

  it('does not understand it either', () => {
    const body = { ref: 'main', return_run_details: true, invented: true };

    expect(dialect.heardRequest('actions/create-workflow-dispatch', body)).toEqual({ ref: 'main', invented: true });
  });

  it('makes what came later a mistake of who asks for it', () => {
    const ask = (of: 'github.com' | 'ghes-3.19') =>
      sharedContract(of).checkRequest('repos/update', new URLSearchParams(), { allow_auto_merge: true }).violations;

    expect(ask('github.com')).toEqual([]);
    expect(ask(description)).toMatchObject([
      { operationId: 'repos/update', pointer: '/allow_auto_merge', value: true },
    ]);
  });

  it('has no webhook that came later', () => {
    expect(dialect.spokenWebhook('merge_group', 'destroyed', {})).toBeUndefined();
    expect(dialect.spokenWebhook('merge_group', 'invented', {})).toEqual({});
    expect(webhookSlice(description).payloads['merge-group-destroyed']).toBeUndefined();
  });

  it('is that of github.com word for word, where it is github.com', () => {
    const release = { id: 1, discussion_url: 'https://x.test' };
    const github = new Dialect('github.com');

    expect(github.spokenResponse('repos/get-latest-release', 200, release)).toBe(release);
    expect(github.spokenWebhook('merge_group', 'destroyed', release)).toBe(release);
  });
});

it('github.com tells no version of itself', async () => {
  const world = await DomainWorld.with([{ fullName: 'acme/shop' }]);

  const { headers } = await world.rest('bot', 'GET /repos/acme/shop');

  expect(headers.get('x-github-enterprise-version')).toBeNull();
  expect(headers.get('x-ratelimit-limit')).toBe('5000');
});
