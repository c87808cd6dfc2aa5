import type { Reply } from '../http/handler.ts';
import { seededRandom } from './random.ts';

/** When a fault strikes: instead of the work, or after it with a wrong answer, or with no answer at all. */
export type FaultMoment = 'before' | 'after' | 'lost';

export interface FaultRule {
  /** An operation id, `graphql:<name>`, `git:fetch`, `git:push`, or `*`. */
  operation: string;
  /** Only calls about this `owner/name`. */
  repo?: string;
  /** The first matching call that fails, counted from 1. */
  nth?: number;
  /** How often the rule strikes: once when `nth` is given, else without end. */
  times?: number;
  /** The share of matching calls that fail, 0 to 1. */
  rate?: number;
  when: FaultMoment;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A call as the rules see it. */
export interface FaultSubject {
  operationId: string;
  repo?: string;
}

/** What became of a rule: how many calls it matched, and how many of them it let fail. */
export interface RuleRecord {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
}

/** The failures that a test or a simulation asks for. Rates draw from the seed, so a failing run replays. */
export class Faults {
  #active: RuleRecord[] = [];
  readonly #records: RuleRecord[] = [];
  readonly #random: () => number;

  constructor(seed: string | number) {
    this.#random = seededRandom(`faults ${seed}`);
  }

  /** Adds a rule; the answer removes it again. */
  add(rule: FaultRule): () => void {
    const active = { rule, seen: 0, struck: 0 };
    this.#active.push(active);
    this.#records.push(active);
    return () => {
      this.#active = this.#active.filter((one) => one !== active);
    };
  }

  /** Every rule that was ever added, in order, with what became of it. */
  get records(): readonly Readonly<RuleRecord>[] {
    return this.#records;
  }

  clear(): void {
    this.#active = [];
  }

  /** The rule that strikes this call. Every matching rule counts the call; the first one due wins. */
  strike(call: FaultSubject): FaultRule | undefined {
    const matching = this.#active.filter(({ rule }) => matches(rule, call));
    for (const active of matching) active.seen += 1;
    const due = matching.find((active) => this.#isDue(active));
    if (due) due.struck += 1;
    return due?.rule;
  }

  #isDue({ rule, seen, struck }: RuleRecord): boolean {
    if (struck >= (rule.times ?? (rule.nth === undefined ? Infinity : 1))) return false;
    if (seen < (rule.nth ?? 1)) return false;
    return rule.rate === undefined || this.#random() < rule.rate;
  }
}

/** The answer of a struck call. GitHub's own failures above 499 come as an HTML page, not as JSON. */
export function faultReply(rule: FaultRule): Reply {
  const status = rule.status ?? 502;
  const headers = rule.headers ?? {};
  if (rule.body !== undefined) return { status, body: rule.body, headers };
  if (status < 500) return { status, body: { message: 'Injected fault' }, headers };
  const page = `<html><head><title>${status}</title></head><body><h1>Unicorn!</h1></body></html>`;
  return { status, body: page, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } };
}

function matches(rule: FaultRule, call: FaultSubject): boolean {
  if (rule.operation !== '*' && rule.operation !== call.operationId) return false;
  return rule.repo === undefined || rule.repo.toLowerCase() === call.repo?.toLowerCase();
}
