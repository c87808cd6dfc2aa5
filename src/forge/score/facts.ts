import { readFileSync } from 'node:fs';

/** What recordings of the real GitHub have in common for one operation and status. */
export interface Fact {
  /** How many answers were recorded. */
  n: number;
  /** By path (`$.labels[].name`): how often it was there, and the types it had, joined by `|`. */
  shape: Record<string, [count: number, types: string]>;
  /** How often each error message was heard, with its details behind ` | `; empty for an answer that is no JSON. */
  msg: Record<string, number>;
  /** How often each header was there. */
  hdr: Record<string, number>;
}

/** Facts by `<operation id> <status>`. */
export type Facts = ReadonlyMap<string, Fact>;

/** GitHub's description has had two operations for comparing; recordings of either are facts about the one that is left. */
const renamed: Record<string, string> = { 'repos/compare-commits': 'repos/compare-commits-with-basehead' };

/** Reads a file of facts. Throws where it is none, saying what is wrong with it. */
export function readFacts(file: string): Facts {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isRecord(read)) throw new Error(`${file} holds no facts: an object by "<operation id> <status>" is expected`);
  return new Map(Object.entries(read).map(([pair, fact]) => [currentName(pair), factOf(fact, `${file}: "${pair}"`)]));
}

function currentName(pair: string): string {
  const [operationId = '', status = ''] = pair.split(' ');
  return `${renamed[operationId] ?? operationId} ${status}`;
}

function factOf(fact: unknown, at: string): Fact {
  if (!isRecord(fact) || typeof fact['n'] !== 'number') throw new Error(`${at} has no count "n"`);
  const part = <T>(name: 'shape' | 'msg' | 'hdr'): Record<string, T> => {
    const value = fact[name] ?? {};
    if (!isRecord(value)) throw new Error(`${at} has a "${name}" that is no object`);
    return value as Record<string, T>;
  };
  return { n: fact['n'], shape: part('shape'), msg: part('msg'), hdr: part('hdr') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
