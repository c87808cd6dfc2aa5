import type { z } from 'zod';
import { callRule, hookRule, type FaultRule } from './rule.ts';

/** What is wrong with a rule, and where: `rules[2].do.status: …`. */
export class FaultRuleError extends Error {}

/** What a failing run needs to be played again. */
export interface Replay {
  seed: string | number;
  rules: FaultRule[];
}

/** Reads an array of rules, as JSON text or as what that holds. Throws `FaultRuleError` at the first one that is wrong. */
export function readRules(source: unknown): FaultRule[] {
  const found = typeof source === 'string' ? parseJson(source) : source;
  if (!Array.isArray(found)) throw new FaultRuleError('rules: wants an array of rules');
  return found.map((rule, index) => readRule(rule, `rules[${index}]`));
}

/** Reads what `faults.replay()` wrote. */
export function readReplay(text: string): Replay {
  const found = parseJson(text) as { seed?: unknown; rules?: unknown } | null;
  const seed = found?.seed;
  if (typeof seed !== 'string' && typeof seed !== 'number') throw new FaultRuleError('seed: wants a text or a number');
  return { seed, rules: readRules(found?.rules) };
}

/** One rule, of calls or of webhooks, by the key that tells the two apart. */
export function readRule(rule: unknown, at = 'rule'): FaultRule {
  if (typeof rule !== 'object' || rule === null) throw new FaultRuleError(`${at}: wants an object, not ${said(rule)}`);
  const isHook = 'webhook' in rule;
  if (isHook === 'operation' in rule) throw new FaultRuleError(`${at}: wants either "operation" or "webhook"`);
  const read = isHook ? hookRule.safeParse(rule) : callRule.safeParse(rule);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new FaultRuleError(issue === undefined ? at : sentenceOf(innermost(issue), at, rule));
}

type Issue = z.core.$ZodIssue;

/** A union complains of each of its members; the one that is meant is that which knows every key and has come furthest. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const meant = issue.errors
    .filter((issues) => issues.every(({ code, path }) => code !== 'unrecognized_keys' && path.length > 0))
    .map(([first]) => first)
    .find((first) => first !== undefined);
  if (meant === undefined) return issue;
  const inner = innermost(meant);
  return { ...inner, path: [...issue.path, ...inner.path] };
}

function sentenceOf(issue: Issue, at: string, rule: object): string {
  const place = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    rule,
  );
  if (issue.code === 'custom') return `${at}${place}: ${issue.message}`;
  if (issue.code === 'invalid_union') return `${at}${place}: ${said(got)} is nothing the forge knows`;
  return `${at}${place}: ${issue.message}; got ${said(got)}`;
}

function said(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FaultRuleError(`the rules are no JSON: ${(cause as Error).message}`, { cause });
  }
}
