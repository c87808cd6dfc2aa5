import type { Instant } from '../../core/names.ts';
import type { Lane } from '../../core/pipeline/pipeline.ts';
import type { Step } from '../../core/promotion/plan-model.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeletedBranch, EffectOutcome, Effects } from '../../ports/github/effects.ts';
import type { Intentions } from '../../ports/store/intentions.ts';
import type { Render } from '../../ports/templates.ts';
import type { GithubClient } from '../client/client.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { outcomeOfFailure } from './effect-outcome.ts';
import { merge } from './merge.ts';
import { MutationDocument } from './mutation-document.ts';
import { publish } from './publish.ts';
import { close, comment, describe, type OnceOnly } from './talk.ts';

export interface EffectsTools {
  clients: GithubClients;
  intentions: Intentions;
  clock: Clock;
  render: Render;
  /** How long GitHub is given to show what a lost answer may have done, in milliseconds. */
  settle: number;
}

const UNREACHABLE_MS = 60_000;

const NOBODY = '0'.repeat(40);

/** Every write that Sluice makes at GitHub. */
export function githubEffects(tools: EffectsTools): Effects {
  return {
    async run(lane, step, lookedAt) {
      const client = await clientFor(tools.clients, lane.repo);
      if ('unknown' in client) return unreachable(tools, client.unknown);
      return runStep(tools, client.known, { lane, step, lookedAt });
    },
    deleteBranch: (branch) => deleteBranch(tools, branch),
  };
}

/** Which installation speaks for a repository could not be said: nothing was sent, and it is asked again. */
const unreachable = ({ clock }: EffectsTools, because: string): EffectOutcome => ({
  outcome: 'later',
  until: clock.now() + UNREACHABLE_MS,
  because,
});

interface Wanted {
  lane: Lane;
  step: Step;
  lookedAt: Instant;
}

function runStep(tools: EffectsTools, client: GithubClient, { lane, step, lookedAt }: Wanted): Promise<EffectOutcome> {
  const { intentions, render, settle } = tools;
  const once: OnceOnly = {
    intentions,
    scope: `${lane.repo}#${step.pullRequest?.number ?? ''}`,
    now: tools.clock.now(),
    lookedAt,
    settle,
  };
  switch (step.do) {
    case 'publish':
      return publish(client, { lane, step, body: render(step.body) });
    case 'describe':
      return describe(client, step, render(step.body));
    case 'merge':
      return merge(client, lane, step);
    case 'comment':
      return comment(client, { step, body: render(step.body), once });
    case 'close':
      return close(client, { step, body: step.body === undefined ? undefined : render(step.body), once });
  }
}

/** `updateRefs` compares the tip before it deletes; REST's delete would take whatever is there. */
async function deleteBranch(tools: EffectsTools, { repo, id, branch, tip }: DeletedBranch): Promise<EffectOutcome> {
  const client = await clientFor(tools.clients, repo);
  if ('unknown' in client) return unreachable(tools, client.unknown);
  const document = new MutationDocument('DeleteBranch');
  const update = { name: `refs/heads/${branch}`, beforeOid: tip, afterOid: NOBODY };
  document.add('branch', {
    field: 'updateRefs',
    type: 'UpdateRefsInput',
    input: { repositoryId: id, refUpdates: [update] },
    selection: 'clientMutationId',
  });
  const outcome = await client.known.graphql<unknown>(document.text(), document.variables(), { write: true });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}
