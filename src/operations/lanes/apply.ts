import { promotionId, type Instant, type PromotionId } from '../../core/names.ts';
import type { Lane } from '../../core/pipeline/lanes.ts';
import type { Note, Step } from '../../core/promotion/plan-model.ts';
import type { Claim } from '../../ports/store/attention.ts';
import type { EffectOutcome } from '../../ports/github/effects.ts';
import { changesIn } from './changes-in.ts';
import type { Decision } from './decide.ts';
import { AFTER_REFUSAL_MS, SETTLE_MS, type Tools } from '../tools.ts';

/** How the steps of a plan went: when to look again. */
export interface Applied {
  wake?: Instant;
}

/** The world was not as the look saw it. It is looked at again, and ever later while that goes on. */
export class WorldMoved extends Error {
  override readonly name = 'WorldMoved';
}

/** A step rests until an instant, since its last try may still show. It is looked at again then, with as many tries as before. */
export class StepRests extends Error {
  override readonly name = 'StepRests';
  readonly until: Instant;

  constructor(message: string, until: Instant) {
    super(message);
    this.until = until;
  }
}

/** Does the steps in order; the first that is not done ends it, since what follows was decided on the same look. */
export async function apply(
  tools: Tools,
  { lane, decision, claim }: { lane: Lane; decision: Decision; claim: Claim },
): Promise<Applied> {
  const { effects } = tools;
  const changes = changesIn(decision);
  if (changes.length > 0) tools.observed.about(changes);
  await enterNotes(tools, { lane, decision, when: (kind) => !AFTER.has(kind) });
  let wake: Instant | undefined;
  for (const step of decision.plan.steps) {
    if (await wasRefused(tools, step)) continue;
    const outcome = await effects.run(lane.repo, step, decision.lookedAt);
    const ended = await recordOutcome(tools, { lane, step, outcome, claim, changes });
    if (ended === undefined) continue;
    if (outcome.outcome !== 'refused' || !ALONE.has(step.do)) return ended;
    wake = ended.wake;
  }
  await enterNotes(tools, { lane, decision, when: (kind) => AFTER.has(kind) });
  return wake === undefined ? {} : { wake };
}

/** Steps that nothing after them rests on: one that GitHub refuses keeps no other from being done. */
const ALONE = new Set<Step['do']>(['request', 'status', 'comment', 'label']);

/** A team that cannot be asked for a review of this head is not asked again and again. */
async function wasRefused({ store }: Tools, { do: what, key }: Step): Promise<boolean> {
  return what === 'request' && (await store.ledger.read({ key: `refused:${key}`, limit: 1 })).length > 0;
}

/** What is remembered as done once it is; the rest was seen, whatever becomes of the steps. */
const AFTER = new Set<Note['kind']>(['tick', 'obeyed']);

async function enterNotes(
  { clock, store }: Tools,
  { lane, decision, when }: { lane: Lane; decision: Decision; when: (kind: Note['kind']) => boolean },
): Promise<void> {
  for (const { kind, key, number, facts } of decision.plan.notes ?? []) {
    if (!when(kind)) continue;
    await store.ledger.append({
      at: clock.now(),
      kind,
      lane: lane.id,
      key,
      ...(number === undefined ? {} : { promotion: promotionId(lane.repo, number) }),
      facts,
    });
  }
}

interface Happened {
  lane: Lane;
  step: Step;
  outcome: EffectOutcome;
  claim: Claim;
  /** What the lane carries on, by the names that follow it to the issue. */
  changes: string[];
}

/** What was done. */
async function enterDone(tools: Tools, { lane, step, outcome, claim, changes }: Happened): Promise<void> {
  const { clock, log, store } = tools;
  const now = clock.now();
  const promotion = promotionOf(lane, step, outcome);
  await store.ledger.append({
    at: now,
    kind: kindOf(step),
    lane: lane.id,
    ...(promotion === undefined ? {} : { promotion }),
    facts: { ...summaryOf(step), because: claim.because, outcome: outcome.outcome, changes },
  });
  log.info(
    {
      lane: lane.id,
      step: step.key,
      because: claim.because,
      promotion,
      did: step.do,
      outcome: outcome.outcome,
      changes,
    },
    'effect done',
  );
  if (step.do === 'merge' && promotion !== undefined)
    await store.attention.want(`promotion:${promotion}`, now, 'Sluice merged it');
}

/** Undefined: the next step may follow. */
async function recordOutcome(
  tools: Tools,
  { lane, step, outcome, claim, changes }: Happened,
): Promise<Applied | undefined> {
  const { clock, log, store } = tools;
  const now = clock.now();
  const facts = { lane: lane.id, step: step.key, because: claim.because, changes };
  switch (outcome.outcome) {
    case 'done':
    case 'already':
      await enterDone(tools, { lane, step, outcome, claim, changes });
      return undefined;
    case 'conflict':
      log.info({ ...facts, cause: outcome.because }, 'what the step was decided on has changed');
      throw new WorldMoved(outcome.because);
    case 'unknown-outcome':
      log.warn({ ...facts, cause: outcome.because }, 'outcome of the effect unknown');
      if (step.do === 'merge') await followUpLater(tools, promotionOf(lane, step, outcome));
      return { wake: now + SETTLE_MS };
    case 'later':
      // Between two tries that each meet a conflict; ending well would forget that there were any.
      if (outcome.alone === true) throw new StepRests(outcome.because, outcome.until);
      return { wake: outcome.until };
    case 'refused':
      await store.ledger.append({
        at: now,
        kind: 'refused',
        lane: lane.id,
        ...(step.do === 'request' ? { key: `refused:${step.key}` } : {}),
        facts: { ...summaryOf(step), because: outcome.because, changes },
      });
      log.warn({ ...facts, cause: outcome.because }, 'effect refused by GitHub');
      return { wake: now + AFTER_REFUSAL_MS };
  }
}

/** A merge whose answer was lost may have happened: its promotion is looked at once GitHub must show it. */
async function followUpLater({ clock, store }: Tools, promotion: PromotionId | undefined): Promise<void> {
  if (promotion === undefined) return;
  await store.attention.want(`promotion:${promotion}`, clock.now() + SETTLE_MS, 'it may have been merged');
}

function kindOf(step: Step): string {
  switch (step.do) {
    case 'publish':
      return step.pullRequest === undefined ? 'proposed' : 'refreshed';
    case 'describe':
      return 'described';
    case 'merge':
      return 'merge-done';
    case 'comment':
    case 'edit':
      return 'commented';
    case 'close':
      return 'withdrawn';
    case 'status':
      return 'said';
    case 'enqueue':
    case 'auto-merge':
      return 'handed-over';
    case 'dequeue':
    case 'stop-auto-merge':
      return 'taken-back';
    case 'update-branch':
      return 'caught-up';
    case 'request':
      return 'review-requested';
    case 'label':
      return 'labelled';
  }
}

function summaryOf(step: Step): Record<string, unknown> {
  if (step.do === 'publish') return { step: step.key, title: step.title, how: step.how };
  if (step.do === 'status')
    return { commit: step.commit, context: step.context, state: step.state, says: step.description };
  if (step.do === 'request') return { step: step.key, teams: step.teams };
  if (step.do === 'merge') return { step: step.key, head: step.head, method: step.method };
  return { step: step.key };
}

function promotionOf(lane: Lane, step: Step, outcome: EffectOutcome): PromotionId | undefined {
  const opened = outcome.outcome === 'done' ? outcome.pullRequest : undefined;
  const number = 'pullRequest' in step ? step.pullRequest.number : opened;
  return number === undefined ? undefined : promotionId(lane.repo, number);
}
