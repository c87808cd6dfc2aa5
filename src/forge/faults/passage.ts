import { fullNameOf } from '../domain/json/repository.ts';
import type { Repo } from '../domain/state.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Caller, Refusal, Reply } from '../http/handler.ts';
import { meteredCall, type RateMeter } from '../http/limits/rate-meter.ts';
import { perform, type During, type World } from './acts.ts';
import { faultReply, type Answered } from './answers.ts';
import { failingAt } from './failed-field.ts';
import { isAbout, type Strike } from './faults.ts';
import { askingFor, cutTo } from './lists.ts';
import { whileMoving } from './moved.ts';
import type { Past } from './past/past.ts';
import { unjudged } from './past/unmergeable.ts';
import type { CallDo, CallRule } from './rule.ts';

/** No answer reached the client, whether one was made or not; to it, this is a reset connection. */
export class ConnectionLost extends Error {
  readonly code = 'ECONNRESET';
}

/** What a fault on the way of a call works with. */
export interface Scene extends World {
  past: Past;
  rate: RateMeter;
  /** Lets milliseconds pass. */
  wait: (milliseconds: number) => Promise<void>;
}

/** One call on its way through a fault. */
export interface Passage {
  exchange: Exchange;
  caller: Caller | Refusal;
  scene: Scene;
  /** Answers the call; it looks again at who calls and what the repository is called now. */
  work: (exchange: Exchange) => Promise<Reply>;
}

/** What goes on when a fault strikes. */
export interface Moment {
  scene: Scene;
  during: During;
  answered: Answered;
}

/** Answers a call that a rule strikes: before the work, after it, or by what the work is given to see. Rejects with `ConnectionLost`. */
export async function throughFault(strike: Strike, whole: Passage): Promise<Reply> {
  const { rule } = strike;
  const passage = { ...whole, exchange: aimedAt(rule, whole.exchange) };
  const { exchange, work } = passage;
  const { do: what, when = 'before' } = rule;
  if (what !== undefined && isOfTheWork(what)) return altered(strike, what, passage);
  if (when === 'before') return (what && (await beside(strike, what, momentOf(passage)))) ?? (await work(exchange));
  const reply = await work(exchange);
  const instead = what && (await beside(strike, what, momentOf(passage)));
  if (when === 'lost') throw new ConnectionLost(`the answer of ${exchange.operationId} was lost`);
  return instead ?? reply;
}

/** The call as one about the repository that a rule names, where it is about several. */
function aimedAt(rule: CallRule, exchange: Exchange): Exchange {
  const repo = exchange.repos?.find((one) => rule.repo !== undefined && isAbout(rule, fullNameOf(one)));
  return repo === undefined ? exchange : { ...exchange, repo };
}

/** What a fault does beside the work: an answer in its place, or nothing. Rejects with `ConnectionLost`. */
export async function beside(
  strike: Strike,
  what: CallDo,
  { scene, during, answered }: Moment,
): Promise<Reply | undefined> {
  if (isOfTheWork(what)) throw new Error(`${strike.rule.operation} has no such fault`);
  if ('status' in what) {
    if (what.limit === 'primary') spend(scene.rate, answered);
    return faultReply(what, answered);
  }
  if ('reset' in what) throw new ConnectionLost(`the connection of ${strike.rule.operation} was reset`);
  if ('delay' in what) await scene.wait(what.delay);
  else if (!perform(what, during, scene)) strike.missed();
  return undefined;
}

/** Nothing remains until the window of the caller ends, whether limits are enforced or not. */
function spend(rate: RateMeter, { exchange, caller, now }: Answered): void {
  if (exchange !== undefined && caller !== undefined) rate.spend(meteredCall(exchange, caller), now);
}

function momentOf({ exchange, caller, scene }: Passage): Moment {
  const during = { authorization: exchange.headers.get('authorization'), repo: exchange.repo };
  return { scene, during, answered: { now: scene.wall.now(), exchange, caller } };
}

type OfTheWork = Extract<
  CallDo,
  | { stale: unknown }
  | { notYet: unknown }
  | { moved: unknown }
  | { truncate: unknown }
  | { unmergeable: unknown }
  | { unindexed: unknown }
  | { failField: unknown }
>;

const ofTheWork = ['stale', 'notYet', 'moved', 'truncate', 'unmergeable', 'unindexed', 'failField'];

function isOfTheWork(what: CallDo): what is OfTheWork {
  return ofTheWork.some((key) => key in what);
}

/** The work with less to ask for, with a branch that moves, with a field that fails, or with another state to read. */
async function altered(strike: Strike, what: OfTheWork, { exchange, scene, work }: Passage): Promise<Reply> {
  const missed = (isMissed: boolean): void => void (isMissed && strike.missed());
  if ('failField' in what) {
    const reply = await work(exchange);
    const failed = failingAt(what.failField, reply);
    missed(failed === undefined);
    return failed ?? reply;
  }
  if ('truncate' in what) {
    const { asked, ends } = askingFor(exchange, what.truncate);
    const { reply, isCut } = cutTo(what.truncate, ends, await work(asked));
    missed(!isCut);
    return reply;
  }
  if ('moved' in what) {
    const when = strike.rule.when === 'between' ? 'between' : 'before';
    const { reply, landed } = await whileMoving({ ...what, when }, exchange, {
      state: scene.state,
      work: () => work(exchange),
    });
    missed(!landed);
    return reply;
  }
  return withAnotherState(strike, what, { exchange, scene, work });
}

type OfTheState = Extract<
  CallDo,
  { stale: unknown } | { notYet: unknown } | { unmergeable: unknown } | { unindexed: unknown }
>;

/** The work with another state to read. */
async function withAnotherState(
  strike: Strike,
  what: OfTheState,
  { exchange, scene, work }: Omit<Passage, 'caller'>,
): Promise<Reply> {
  const { state, past } = scene;
  const missed = (isMissed: boolean): void => void (isMissed && strike.missed());
  if ('unmergeable' in what) {
    const judging = unjudged(state, scopeOf(strike, exchange));
    const reply = await work({ ...exchange, view: judging.view });
    missed(!judging.begin());
    return reply;
  }
  if ('unindexed' in what) {
    const since = state.clock.now() - what.unindexed;
    const indexLag = { since, repo: scopeOf(strike, exchange), hasHidden: false };
    const reply = await work({ ...exchange, view: { ...state, indexLag } });
    missed(!indexLag.hasHidden);
    return reply;
  }
  const view = past.behind(state, what, scopeOf(strike, exchange));
  missed(view === undefined);
  return work(view === undefined ? exchange : { ...exchange, view });
}

/** The repository whose past is shown; a query may be about more than the one that names it, unless the rule is about one. */
function scopeOf({ rule }: Strike, { kind, repo }: Exchange): Repo | undefined {
  return kind === 'graphql' && rule.repo === undefined ? undefined : repo;
}
