import type { Contract } from '../contract/check.ts';
import { restSlice, type DescriptionName } from '../contract/slices.ts';
import type { Fact, Facts } from './facts.ts';
import { compareShapes } from './shape.ts';
import type { Exchange } from './tour/index.ts';
import { isSameWording, wordingOf } from './wording.ts';

/** How one operation and status came out. */
export interface Verdict {
  operationId: string;
  status: number;
  /** What keeps the pair from being clean. */
  faults: string[];
  /** What differs and is no fault: said so that somebody can look. */
  notes: string[];
  /** Whether answers of the pair were made by fault rules: all of them, some or none. */
  byRule: 'all' | 'some' | 'none';
  /** Types at some places that the recordings have there at no time; others of our answers have the recorded one. */
  situational: string[];
}

export interface Grounds {
  contract: Contract;
  /** The operations the forge answers. */
  operations: readonly string[];
  /** Pairs that the forge has no way to: not asked for where GitHub's description judges alone. */
  beyond?: ReadonlySet<string>;
  /** Without them GitHub's description judges alone. */
  facts?: Facts;
}

/**
 * Judges what a tour heard, by operation and status: with facts, their pairs that the forge implements; else those below 500 that
 * GitHub describes of its operations. What is heard besides is named where it breaks the description.
 */
export function judge(exchanges: readonly Exchange[], { contract, operations, beyond, facts }: Grounds): Verdict[] {
  const heard = Map.groupBy(exchanges.filter(isDescribed), ({ operationId, status }) => `${operationId} ${status}`);
  const isOurs = (pair: string) => operations.includes(pair.split(' ')[0] ?? '');
  const described = new Set(
    describedPairs(operations, contract.description).filter((pair) => beyond?.has(pair) !== true),
  );
  const asked = facts === undefined ? described : new Set([...facts.keys()].filter(isOurs));
  const pairs = facts === undefined ? new Set([...described, ...[...heard.keys()].filter(isOurs)]) : asked;
  return [...pairs]
    .sort()
    .map((pair) => judgePair(pair, { exchanges: heard.get(pair) ?? [], contract, fact: facts?.get(pair) }))
    .filter(({ operationId, status, faults }) => asked.has(`${operationId} ${status}`) || faults.length > 0);
}

/** Every answer below 500 that GitHub describes of these operations; failing servers are the matter of fault rules. */
export function describedPairs(operationIds: readonly string[], name: DescriptionName): string[] {
  const { operations } = restSlice(name);
  return operationIds.flatMap((one) =>
    Object.keys(operations[one]?.responses ?? {})
      .filter((status) => Number(status) < 500)
      .map((status) => `${one} ${status}`),
  );
}

/** A file as it is, for example, is whatever it is: neither descriptions nor facts tell of it. */
function isDescribed({ status, body }: Exchange): boolean {
  return status >= 400 || typeof body !== 'string';
}

interface PairGrounds {
  exchanges: Exchange[];
  contract: Contract;
  fact: Fact | undefined;
}

function judgePair(pair: string, { exchanges, contract, fact }: PairGrounds): Verdict {
  const [operationId = '', status = ''] = pair.split(' ');
  const injected = exchanges.filter(({ isInjected }) => isInjected).length;
  const byRule = injected === 0 ? 'none' : injected === exchanges.length ? 'all' : 'some';
  const verdict: Verdict = { operationId, status: Number(status), faults: [], notes: [], byRule, situational: [] };
  if (exchanges.length === 0) {
    verdict.faults.push('not evoked by the tour');
    return verdict;
  }
  verdict.faults.push(...new Set(exchanges.flatMap((exchange) => breaches(exchange, contract))));
  if (fact !== undefined) compare(verdict, exchanges, fact);
  return verdict;
}

/** Where the answer breaks GitHub's description. What a fault rule made is an outage's answer, and no description has it. */
function breaches({ operationId, status, body, isInjected }: Exchange, contract: Contract): string[] {
  if (isInjected) return [];
  return contract
    .checkResponse(operationId, status, body)
    .map(({ pointer, message }) => `description: ${pointer} ${message}`);
}

function compare(verdict: Verdict, exchanges: Exchange[], fact: Fact): void {
  const { missing, wrong, situational, empty } = compareShapes(
    exchanges.map(({ body }) => body),
    fact.shape,
  );
  verdict.faults.push(
    ...missing.map((path) => `missing ${path}`),
    ...wrong,
    ...empty.map((path) => `nothing in ${path}`),
  );
  verdict.situational.push(...situational);
  compareWordings(verdict, exchanges, Object.keys(fact.msg));
  const absent = Object.entries(fact.hdr)
    .filter(([name, count]) => count === fact.n && exchanges.some(({ headers }) => !(name in headers)))
    .map(([name]) => `no header ${name}`);
  verdict.notes.push(...absent);
}

/** One answer at least must say what a recorded one says. What others say has no witness, and what else was recorded no answer. */
function compareWordings(verdict: Verdict, exchanges: Exchange[], recorded: string[]): void {
  if (recorded.length === 0) return;
  const ours = [...new Set(exchanges.map(({ body }) => wordingOf(body)))];
  const isHeard = (wording: string, among: string[]) => among.some((other) => isSameWording(wording, other));
  const unheard = recorded.filter((wording) => !isHeard(wording, ours));
  const unrecorded = ours.filter((wording) => !isHeard(wording, recorded));
  if (unheard.length === recorded.length) {
    verdict.faults.push(`says ${JSON.stringify(ours[0])}, recorded is ${JSON.stringify(recorded[0])}`);
    return;
  }
  verdict.notes.push(
    ...unheard.map((wording) => `recorded too, not evoked: ${JSON.stringify(wording)}`),
    ...unrecorded.map((wording) => `not among the recorded: ${JSON.stringify(wording)}`),
  );
}
