import { drawnFrom } from './random.ts';
import { readRule, type Replay } from './read-rules.ts';
import { Past } from './past/past.ts';
import { canMeet, kindOf, type CallRule, type FaultRule, type HookDo, type HookRule } from './rule.ts';

/** A call as the rules see it. */
export interface FaultSubject {
  operationId: string;
  /** Every `owner/name` it is about. */
  repos: readonly string[];
  read: boolean;
}

/** A delivery as the rules see it. */
export interface DeliverySubject {
  event: string;
  action: string | null;
  guid: string;
  redelivery: boolean;
  /** 0 for the first time it is sent. */
  attempt: number;
  /** `owner/name`. */
  repo?: string | undefined;
}

/** What became of a rule: how many calls or deliveries it matched, and how many of them it struck. */
export interface RuleRecord {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
}

/** A rule that strikes a call. */
export interface Strike {
  readonly rule: CallRule;
  /** There was nothing to strike: no list to cut, no older state to show. It counts as if it had not struck. */
  missed(): void;
}

interface Active extends RuleRecord {
  /** Its place among all rules ever added: two of the same words draw their own numbers. */
  readonly index: number;
  /** How many of its matches were of one operation on the same repositories. */
  readonly alike: Map<string, number>;
}

/**
 * The failures that a test, a simulation or a user of the forge asks for. What a rate strikes hangs on the seed, the rule and the call's
 * place among those of its operation and repository (for a webhook on its guid), so that neither a rule nor a call elsewhere shifts
 * another and a failing run replays.
 */
export class Faults {
  /** What reads that are behind are answered from. */
  readonly past: Past;
  readonly #seed: string | number;
  readonly #records: Active[] = [];
  #active: Active[] = [];

  constructor(seed: string | number) {
    this.#seed = seed;
    this.past = new Past(() => this.#lagging());
  }

  /** Adds a rule; the answer removes it again. A rule that no call could ever meet throws. */
  add(rule: FaultRule): () => void {
    const active = { rule: readRule(rule), index: this.#records.length, seen: 0, struck: 0, alike: new Map() };
    this.#active.push(active);
    this.#records.push(active);
    return () => {
      this.#active = this.#active.filter((one) => one !== active);
    };
  }

  /** Every rule that was ever added, in order, with what became of it. */
  get records(): readonly Readonly<RuleRecord>[] {
    return this.#records.map(({ rule, seen, struck }) => ({ rule, seen, struck }));
  }

  /** Ends every rule; their records stay. */
  clear(): void {
    this.#active = [];
  }

  /** JSON that plays these faults again: the seed, and every rule that was added. `readReplay` reads it. */
  replay(): string {
    const replay: Replay = { seed: this.#seed, rules: this.#records.map(({ rule }) => rule) };
    return JSON.stringify(replay);
  }

  /** The rule that strikes this call. Every matching rule counts the call; the first one due wins. */
  strike(call: FaultSubject): Strike | undefined {
    const matching = this.#active.filter(({ rule }) => 'operation' in rule && matchesCall(rule, call));
    const said = `${call.operationId} ${call.repos.join(' ').toLowerCase()}`;
    for (const active of matching) {
      active.seen += 1;
      active.alike.set(said, (active.alike.get(said) ?? 0) + 1);
    }
    const due = matching.find((active) => this.#isDue(active, `call ${said} ${active.alike.get(said)}`));
    if (due === undefined || !('operation' in due.rule)) return undefined;
    due.struck += 1;
    return { rule: due.rule, missed: () => void (due.struck -= 1) };
  }

  /** What happens to a delivery: everything that strikes it, in the order of the rules. */
  strikeDelivery(delivery: DeliverySubject): HookDo[] {
    const struck: HookDo[] = [];
    for (const active of this.#active) {
      const { rule } = active;
      if (!('webhook' in rule) || !matchesDelivery(rule, delivery)) continue;
      active.seen += 1;
      if (!this.#isDue(active, `${delivery.guid} ${delivery.attempt}`)) continue;
      active.struck += 1;
      struck.push(rule.do);
    }
    return struck;
  }

  /** A number in [0, 1) that the seed and the purpose fix. */
  draw(purpose: string): number {
    return drawnFrom(`${this.#seed} ${purpose}`);
  }

  #isDue({ rule, index, seen, struck }: Active, purpose: string): boolean {
    if (struck >= mostStrikes(rule) || seen < (rule.nth ?? 1)) return false;
    return rule.rate === undefined || this.draw(`rule ${index} ${purpose}`) < rule.rate;
  }

  #lagging(): CallRule[] {
    return this.#active.flatMap(({ rule }) => {
      const isLagging = 'operation' in rule && rule.do !== undefined && ('stale' in rule.do || 'notYet' in rule.do);
      return isLagging ? [rule] : [];
    });
  }
}

function mostStrikes(rule: FaultRule): number {
  // A spell of unknown mergeability is so many reads long, and there is one spell.
  if ('operation' in rule && rule.do !== undefined && 'unmergeable' in rule.do)
    return rule.do.unmergeable * (rule.times ?? 1);
  return rule.times ?? (rule.nth === undefined ? Infinity : 1);
}

function matchesCall(rule: CallRule, call: FaultSubject): boolean {
  if (rule.operation !== '*' && rule.operation !== call.operationId) return false;
  if (rule.repo !== undefined && !call.repos.some((repo) => isAbout(rule, repo))) return false;
  return rule.do === undefined || canMeet(kindOf(rule.do), call.operationId, call.read);
}

function matchesDelivery(rule: HookRule, delivery: DeliverySubject): boolean {
  const { event, action, redelivery } = delivery;
  if (!['*', event, `${event}.${action}`].includes(rule.webhook)) return false;
  // What was sent again late is not sent again once more, or it would never end.
  if (redelivery && typeof rule.do === 'object' && 'redeliver' in rule.do) return false;
  if (rule.attempt !== undefined && (rule.attempt === 'redelivery') !== redelivery) return false;
  return isAbout(rule, delivery.repo);
}

/** Whether a rule is about a repository: about that one, or about any. */
export function isAbout(rule: FaultRule, repo: string | undefined): boolean {
  return rule.repo === undefined || rule.repo.toLowerCase() === repo?.toLowerCase();
}
