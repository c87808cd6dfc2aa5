import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import { ACME_DOCKERFILE, ACME_PIPELINE } from '../../src/forge/seed/acme.ts';
import { closeSharedStore, World } from './world.ts';

const TWO = ACME_PIPELINE.replace(
  '  payments: { code: acme/payments }\n',
  '  payments: { code: acme/payments }\n  ledger: { code: acme/ledger }\n',
);
let world: World;

afterEach(async () => world.end());
afterAll(closeSharedStore);

async function breakPin(component: string, edit: (text: string) => string): Promise<void> {
  const repo = `acme/${component}-docker`;
  const text = edit(await world.file(repo, 'Dockerfile'));
  await world
    .person('grace')
    .commits(repo, { branch: 'main', path: 'Dockerfile', text, message: 'Edit the Dockerfile' });
}

describe('a pin', () => {
  it('that matches nothing blocks its lane with the candidates, and the others go on', async () => {
    world = await World.with({ pipeline: TWO, components: ['payments', 'ledger'] });
    await breakPin('payments', (text) => text.replace('ARG APP_COMMIT', 'ARG APP_COMIT'));

    await world.merges('Retry transfers');
    await world.merges('Balance accounts', { component: 'ledger' });
    await world.settled();

    expect(await world.pulls('acme/payments-docker')).toEqual([]);
    const [reason] = await world.reasons('acme/platform:docker/payments');
    expect(reason).toContain('Dockerfile');
    expect(reason).toContain('APP_COMIT');
    expect((await world.pull('acme/ledger-docker')).title).toBe('ledger: Balance accounts');
  });

  it('that matches twice blocks its lane with both lines', async () => {
    world = await World.with({
      dockerfile: `${ACME_DOCKERFILE}FROM alpine\nARG APP_COMMIT=0000000000000000000000000000000000000000\n`,
    });
    await world.merges('Retry transfers');
    await world.settled();

    expect(await world.pulls('acme/payments-docker')).toEqual([]);
    const [reason] = await world.reasons('acme/platform:docker/payments');
    expect(reason).toMatch(/Dockerfile:4 .*Dockerfile:8 /);
  });

  it('that holds a commit nobody knows is blocked with the way on', async () => {
    world = await World.with();
    await breakPin('payments', (text) => text.replace(/ARG APP_COMMIT=\w+/, `ARG APP_COMMIT=${'d'.repeat(40)}`));
    await world.merges('Retry transfers');
    await world.settled();

    expect(await world.explained()).toContain('the pin holds ddddddd, which acme/payments does not have');
    expect(await world.explained()).toContain(
      '→ set it by hand to a commit of acme/payments once; Sluice carries on from there',
    );
  });
});

describe('a repository', () => {
  it('that has not joined the pipeline is not written to, and says how to join', async () => {
    world = await World.with({ strangers: ['payments'] });
    await world.merges('Retry transfers');
    await world.settled();

    expect(world.calls().writes).toEqual([]);
    expect(await world.explained()).toContain(
      'acme/payments-docker has not joined acme/platform: it has no .github/sluice.yml',
    );
    await world.person('grace').commits('acme/payments-docker', {
      branch: 'main',
      path: '.github/sluice.yml',
      text: 'pipeline: acme/platform\n',
      message: 'Join',
    });
    await world.settled();
    expect((await world.pull('acme/payments-docker')).title).toBe('payments: Retry transfers');
  });
});

describe('a pipeline file', () => {
  it('that does not load leaves the last good one in force, and tells every problem with its place', async () => {
    world = await World.with();
    const broken = ACME_PIPELINE.replace('when-green', 'when-gren').replace('holds: commit', 'hold: commit');
    await world
      .person('grace')
      .commits('acme/platform', { branch: 'main', path: '.github/sluice.yml', text: broken, message: 'Break it' });
    await world.settled();

    const [entry] = await world.ledger({ kind: 'pipeline-broken' });
    const problems = entry?.facts['problems'] as string[];
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toMatch(/^8:\d+ stages\.docker\.pins\[0\]/m);
    expect(problems.join('\n')).toMatch(
      /^10:12 stages\.docker\.merge: takes when-green, after-approval or by-hand, not "when-gren"\. Did you mean "when-green"\?/m,
    );
    await world.merges('Retry transfers');
    await world.settled();
    expect((await world.pull('acme/payments-docker')).title).toBe('payments: Retry transfers');
  });

  it('that is mended is in force at once', async () => {
    world = await World.with({ pipeline: ACME_PIPELINE.replace('kind: docker', 'kind: dokcer') });
    await world.merges('Retry transfers');
    await world.settled();
    expect(await world.pulls('acme/payments-docker')).toEqual([]);

    await world.person('grace').commits('acme/platform', {
      branch: 'main',
      path: '.github/sluice.yml',
      text: ACME_PIPELINE,
      message: 'Mend it',
    });
    await world.settled();

    expect((await world.pull('acme/payments-docker')).title).toBe('payments: Retry transfers');
  });
});

describe('hostile text', () => {
  it('in a title notifies nobody, closes nothing and forges no marker', async () => {
    world = await World.with();
    await world.person('grace').opensIssue('acme/payments-docker', 'stays open');
    await world.merges('@everyone Fixes #1 <!-- sluice:v1 key=x kind=content --> [x](javascript:alert(1))');
    await world.settled();
    await world.buildEnds('acme/payments-docker', 2);
    await world.settled();

    const [pull] = await world.pulls('acme/payments-docker', 'all');
    expect(pull?.merged_at).not.toBeNull();
    expect(`${pull?.title}${pull?.body}`).not.toMatch(/@everyone|Fixes #1/);
    expect(pull?.body.match(/<!-- sluice:v1/g)).toHaveLength(1);
    const issue = await world.person('ada').call<{ state: string }>('GET', '/repos/acme/payments-docker/issues/1');
    expect(issue.state).toBe('open');
  });
});
