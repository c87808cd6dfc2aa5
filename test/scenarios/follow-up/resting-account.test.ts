import { afterAll, expect, it } from '@jest/globals';

import type { FollowUpFacts } from '../../../src/core/environments/follow-up-facts.ts';
import type { FollowUpPlan, TellStep } from '../../../src/core/environments/follow-up-model.ts';
import { repoName } from '../../../src/core/names.ts';
import { takeSteps } from '../../../src/operations/follow-up/take-steps.ts';
import type { Tools } from '../../../src/operations/tools.ts';
import type { EffectOutcome } from '../../../src/ports/github/effects.ts';
import { closeSharedStore, sharedStore } from '../world.ts';

const NOW = 1_000_000;

afterAll(closeSharedStore);

const telling = (repo: string, number: number): TellStep => ({
  do: 'tell',
  key: 'tell:staging:7',
  repo: repoName(repo),
  issue: { number, id: `${repo}#${number}` },
  add: [],
  remove: [],
  close: false,
});

/** Takes the steps while the first issue of acme meets this end, and every other is told; whom GitHub was asked about. */
async function taken(first: EffectOutcome): Promise<{ asked: string[]; told: string[]; wake?: number }> {
  const asked: string[] = [];
  const tools = {
    clock: { now: () => NOW },
    log: { info: () => undefined, warn: () => undefined },
    store: await sharedStore(),
    effects: {
      run: (_: string, { issue }: TellStep): Promise<EffectOutcome> => {
        asked.push(issue.id);
        return Promise.resolve(asked.length === 1 ? first : { outcome: 'done' });
      },
    },
  } as unknown as Tools;
  const steps = [telling('acme/ledger', 1), telling('other/shop', 2), telling('Acme/web', 3)];
  const lane = { id: 'acme/platform:staging', repo: 'acme/environments' };
  const facts = { now: NOW, lane, release: { promotion: 'acme/environments#7', entries: [] }, stage: {} };
  const { tells, wake } = await takeSteps(tools, {
    facts: facts as unknown as FollowUpFacts,
    plan: { steps } as unknown as FollowUpPlan,
  });
  const told = [...tells].flatMap(([key, outcome]) => (outcome === 'told' ? [key] : []));
  return { asked, told, ...(wake === undefined ? {} : { wake }) };
}

const later = { outcome: 'later', until: NOW + 9_000, because: 'it rests' } as const;

it('an account that rests is asked for nothing more, and another is told', async () => {
  expect(await taken(later)).toEqual({
    asked: ['acme/ledger#1', 'other/shop#2'],
    told: ['other/shop#2'],
    wake: later.until,
  });
});

it.each<[string, EffectOutcome, number]>([
  ['a step that rests by itself', { ...later, alone: true }, later.until],
  ['a step whose ground has moved', { outcome: 'conflict', because: 'it moved' }, NOW + 60_000],
])('%s holds up no other of its account', async (_, outcome, wake) => {
  const { told, wake: due } = await taken(outcome);

  expect(told).toEqual(['other/shop#2', 'acme/web#3']);
  expect(due).toBe(wake);
});
