import type { Instant, RepoName } from '../../core/names.ts';
import { provenText } from '../../core/promotion/content/content-proof.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeletedBranch, EffectOutcome, Effects, EffectStep, Turn } from '../../ports/github/effects.ts';
import type { Log } from '../../ports/log.ts';
import type { Intentions } from '../../ports/store/intentions.ts';
import type { Render } from '../../ports/templates.ts';
import { clientUnder, type GithubClient } from '../client/client.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { keepIssue } from './control-issue.ts';
import { deploy } from './deploy.ts';
import { outcomeOfFailure, SOON } from './effect-outcome.ts';
import { label } from './label.ts';
import { runMerging } from './merging/run-merging.ts';
import { MutationDocument } from './mutation-document.ts';
import type { OnceOnly } from './once.ts';
import { publishOrPropose } from './publish.ts';
import { report } from './report.ts';
import { setStatus } from './status.ts';
import { close, comment, describe, edit } from './talk.ts';
import { tell } from './tell.ts';

export interface EffectsTools {
  clients: GithubClients;
  intentions: Intentions;
  clock: Clock;
  log: Pick<Log, 'error'>;
  render: Render;
  /** How long GitHub is given to show what a lost answer may have done, in milliseconds. */
  settle: number;
}

const UNREACHABLE_MS = 60_000;

const NOBODY = '0'.repeat(40);

/** Every write that Sluice makes at GitHub. */
export function githubEffects(tools: EffectsTools): Effects {
  return {
    async run(repo, step, turn) {
      const client = await clientFor(tools.clients, repo);
      if ('unknown' in client) return unreachable(tools, client.unknown);
      const sending = await sendingUnder(client.known, turn);
      return inTime(tools, await runStep(tools, sending, { repo, step, turn }));
    },
    async deleteBranch(branch, turn) {
      const client = await clientFor(tools.clients, branch.repo);
      if ('unknown' in client) return unreachable(tools, client.unknown);
      const { toTheEnd } = await sendingUnder(client.known, turn);
      return inTime(tools, await deleteBranch(toTheEnd, branch));
    },
    async redeliver(id, turn) {
      const { toTheEnd } = await sendingUnder(tools.clients.asApp(), turn);
      return inTime(tools, await redeliver(toTheEnd, id));
    },
  };
}

/** A client whose writes are sent only under the right of a turn: to its end, or to an earlier instant. */
interface Sending {
  toTheEnd: GithubClient;
  before(instant: Instant, leaves: () => void): GithubClient;
}

async function sendingUnder(client: GithubClient, turn: Turn): Promise<Sending> {
  const { telling = false } = turn;
  const production = await turn.isForProduction();
  const right = { mayBegin: () => turn.mayBegin(), tooLate: () => turn.tooLate(), production, telling };
  return {
    toTheEnd: clientUnder(client, { ...right, sendBy: () => turn.sendBy() }),
    before: (instant, leaves) =>
      clientUnder(client, { ...right, leaves, sendBy: () => Math.min(turn.sendBy(), instant) }),
  };
}

/** What nothing says when to repeat is repeated after a while. */
const inTime = ({ clock }: EffectsTools, outcome: EffectOutcome): EffectOutcome =>
  outcome.outcome === 'later' && outcome.until === SOON ? { ...outcome, until: clock.now() + UNREACHABLE_MS } : outcome;

/** Which installation speaks for a repository could not be said: nothing was sent, and it is asked again. */
const unreachable = ({ clock }: EffectsTools, because: string): EffectOutcome => ({
  outcome: 'later',
  until: clock.now() + UNREACHABLE_MS,
  because,
});

interface Wanted {
  repo: RepoName;
  step: EffectStep;
  turn: Turn;
}

function runStep(tools: EffectsTools, sending: Sending, { repo, step, turn }: Wanted): Promise<EffectOutcome> {
  const render = proven(tools);
  const client = sending.toTheEnd;
  const once = onceOf(tools, sending, { repo, step, turn });
  switch (step.do) {
    case 'publish':
      return publishOrPropose(client, { repo, step, body: render(step.body) }, once);
    case 'describe':
      return describe(client, step, render(step.body));
    case 'merge':
    case 'enqueue':
    case 'dequeue':
    case 'auto-merge':
    case 'stop-auto-merge':
    case 'update-branch':
    case 'request':
      return runMerging(client, repo, step);
    case 'comment':
      return comment(step, render(step.body), once);
    case 'edit':
      return edit(client, step, render(step.body));
    case 'close':
      return close(client, { step, body: step.body === undefined ? undefined : render(step.body), once });
    case 'status':
      return setStatus(client, repo, step);
    case 'deploy':
      return deploy(repo, step, once);
    case 'report':
      return report(repo, step, once);
    case 'label':
      return label(client, repo, step);
    case 'issue':
      return keepIssue(client, { repo, step, body: render(step.body), once });
    case 'tell':
      return tell(client, { step, render, once });
  }
}

/** What is sent is proven to act on nothing foreign; the text itself is not logged, since it is foreign too. */
const proven =
  ({ render, log }: EffectsTools): Render =>
  (message) => {
    const { text, live } = provenText(message, render);
    if (live.length > 0) {
      const { template, key } = message;
      log.error({ code: 'body-was-live', template, key, live }, 'foreign text withheld from a pull request body');
    }
    return text;
  };

const onceOf = (
  { intentions, clock, settle }: EffectsTools,
  sending: Sending,
  { repo, step, turn }: Wanted,
): OnceOnly => ({
  intentions,
  clock,
  scope: `${repo}#${threadOf(step) ?? ''}`,
  turn,
  settle,
  sendingBefore: (instant, leaves) => sending.before(instant, leaves),
});

/** The number of the pull request or issue that a step is about. */
function threadOf(step: Wanted['step']): number | undefined {
  if (step.do === 'status' || step.do === 'deploy' || step.do === 'report') return undefined;
  return step.do === 'tell' || step.do === 'issue' ? step.issue?.number : step.pullRequest?.number;
}

/** `updateRefs` compares the tip before it deletes; REST's delete would take whatever is there. */
async function deleteBranch(client: GithubClient, { id, branch, tip }: DeletedBranch): Promise<EffectOutcome> {
  const document = new MutationDocument('DeleteBranch');
  const update = { name: `refs/heads/${branch}`, beforeOid: tip, afterOid: NOBODY };
  document.add('branch', {
    field: 'updateRefs',
    type: 'UpdateRefsInput',
    input: { repositoryId: id, refUpdates: [update] },
    selection: 'clientMutationId',
  });
  const outcome = await client.graphql<unknown>(document.text(), document.variables(), { write: true });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}

/** A delivery that is sent twice is stored once. */
async function redeliver(client: GithubClient, id: number): Promise<EffectOutcome> {
  const outcome = await client.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
  return 'failed' in outcome ? outcomeOfFailure(outcome.failed) : { outcome: 'done' };
}
