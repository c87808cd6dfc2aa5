import { afterAll, describe, expect, it } from '@jest/globals';

import { addRepositories } from '../../../src/forge/domain/installations.ts';
import type { ForgeState } from '../../../src/forge/domain/state.ts';
import { ACME_PIPELINE, seedAcme } from '../../../src/forge/seed/acme.ts';
import { seedOrganisation, seedRepo } from '../../../src/forge/seed/organisation.ts';
import { Engine } from '../engine/engine.ts';
import { closeSharedStore } from '../world.ts';

const SWEEP_MS = 31 * 60_000;
const FILE = '.github/sluice.yml';
const BROKEN = ACME_PIPELINE.replace('merge: when-green', 'merge: when-gren');
/** Accounts of which nothing is in force, each with an installation of its own. */
const OTHERS = Array.from({ length: 20 }, (_, index) => `other-${index}`);

afterAll(closeSharedStore);

const ADA = { roles: { ada: 'write' } } as const;

function seedOthers(state: ForgeState): void {
  for (const login of OTHERS)
    seedOrganisation(state, {
      login,
      people: ['ada'],
      repos: [{ fullName: `${login}/shop`, files: { a: 'a\n' }, ...ADA }],
    });
}

/** ada proposes a pipeline file with a mistake in each, and no webhook tells of it. */
async function proposeUnheard(engine: Engine): Promise<void> {
  engine.forge.faults.add({ webhook: '*', do: 'drop' });
  const change = { branch: 'policy', title: 'The first', body: '', path: FILE, text: BROKEN };
  for (const login of OTHERS) await engine.person('ada').proposes(`${login}/shop`, change);
}

/** How many looks each of the next three sweeps makes. */
async function sweeps(engine: Engine): Promise<number[]> {
  const looks: number[] = [];
  for (let sweep = 0; sweep < 3; sweep += 1) {
    const from = engine.forge.calls.length;
    await engine.after(SWEEP_MS);
    looks.push(engine.calls(from).reads.filter((one) => one === 'graphql:Look').length);
  }
  return looks;
}

async function reviewed(engine: Engine): Promise<string[]> {
  const found: string[] = [];
  for (const login of OTHERS) {
    const comments = await engine.person('ada').call<unknown[]>('GET', `/repos/${login}/shop/issues/1/comments`);
    if (comments.length > 0) found.push(login);
  }
  return found;
}

describe('a first pipeline file that is proposed unheard', () => {
  it('is found in any of many accounts, with eight reads a sweep besides those of the lanes', async () => {
    const engine = await Engine.begin((state) => {
      seedAcme(state);
      seedOthers(state);
    });
    await proposeUnheard(engine);

    const looks = await sweeps(engine);

    expect(Math.max(...looks)).toBe(9);
    expect(await reviewed(engine)).toEqual(OTHERS);
  }, 120_000);

  it('is found with no more where nothing is in force', async () => {
    const engine = await Engine.begin(seedOthers);
    await proposeUnheard(engine);

    const looks = await sweeps(engine);

    expect(Math.max(...looks)).toBe(8);
    expect(await reviewed(engine)).toEqual(OTHERS);
  }, 120_000);
});

describe('a sweep whose read is too much for GitHub', () => {
  it('asks again without the repositories that nothing is released from, and sees its lanes', async () => {
    const engine = await Engine.begin((state) => {
      seedAcme(state);
      const shop = seedRepo(state, { fullName: 'acme/shop', files: { a: 'a\n' }, ...ADA });
      const [acme] = state.installations.values();
      if (acme !== undefined) addRepositories(state, acme, [shop], state.app.owner);
    });
    await engine.after(SWEEP_MS);
    engine.forge.faults.add({ operation: 'graphql:Look', repo: 'acme/shop', when: 'before', do: { status: 502 } });
    const from = engine.forge.calls.length;

    await engine.after(SWEEP_MS);

    // Three tries at the whole, and one without: no lane has to look by itself later.
    const looks = Array.from({ length: 4 }, () => 'graphql:Look');
    expect(engine.calls(from).reads).toEqual(looks);
    await engine.after(5 * 60_000);
    expect(engine.calls(from).reads).toEqual(looks);
    expect(engine.app.tools.traffic.breakers(engine.clock.now()).map(({ state }) => state)).toEqual(['closed']);
  }, 60_000);
});
